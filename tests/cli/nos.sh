# SPDX-License-Identifier: MIT
# The catalogue, and directories of standards.

run "nos list" 0 nos list
says "nos list has SFJED1" '^SFJED1 +3 +31 '
fits "nos list fits 100 columns"
run "nos list json" 0 nos list --format json
json "nos list json is JSON"
run "nos list csv" 0 nos list --format csv
says "nos list csv quotes" '^SFJED1,3,31,[0-9]+,restated,no,"Plan, monitor'
says "nos list csv leaves empty what is unknown" '^SFJED6,,19,16,restated,no,$'
run "nos list, what is unknown" 0 nos list
says "nos list says that a version is unknown" '^SFJED6 +unknown +19 +16 '
says "nos list says that a title is unknown" '^ +title unknown$'
run "nos show, what is unknown" 0 nos show SFJED6 --format json
says "nos show json has null for what is unknown" '"version": null, "title": null'
run "nos show by the printed URN" 0 nos show "SFJ ED6"
says "nos show by the printed URN" '^SFJED6 version unknown: title unknown$'
run "options before the command" 0 --format csv nos list
run "--format=csv" 0 nos list --format=csv
for urn in SFJED1 SFJED4 SFJED6 SFJGC202 SFJEB2; do
    run "nos show $urn" 0 nos show "$urn"
    fits "nos show $urn fits 100 columns"
    run "nos show $urn json" 0 nos show "$urn" --format json
    json "nos show $urn json is JSON"
    run "nos show $urn csv" 0 nos show "$urn" --format csv
    says "nos show $urn csv has its columns" '^urn,part,element_or_section,number,text$'
    py "nos show $urn csv has 5 cells a row, none with a bad part" <<'PY'
import csv
rows = list(csv.reader(open("out", newline="")))
assert all(len(r) == 5 for r in rows), rows
assert {r[1] for r in rows[1:]} == {"P", "K"}
assert len({(r[1], r[3]) for r in rows[1:]}) == len(rows) - 1
PY
    [ ! -e "$source/../shared/nos/criteria.tsv" ] || FACTS=$source/../shared/nos/criteria.tsv URN=$urn \
        py "nos show $urn csv has the rows of the facts, in their order" <<'PY'
import csv, os
with open(os.environ["FACTS"], encoding="utf-8") as f:
    facts = [line.rstrip("\n").split("\t")[:4] for line in f]
assert facts[0] == ["urn", "part", "element_or_section", "number"]
want = [row for row in facts if row[0] == os.environ["URN"]]
got = [r[:4] for r in csv.reader(open("out", newline=""))][1:]
assert want and got == want, (got, want)
PY
    run "nos validate $urn" 0 nos validate "$standards/nos/$urn.xml"
done
run "nos show with a version" 0 nos show SFJED1@3
run "nos show of nothing" 3 nos show SFJXX9
warns "nos show of nothing names it" 'SFJXX9'

gzip -c "$standards/nos/SFJED1.xml" >good.xml.gz
run "nos validate gzip" 0 nos validate good.xml.gz
sed 's/<title>/<titel>/; s/<\/title>/<\/titel>/' "$standards/nos/SFJED1.xml" >bad1.xml
printf '<?xml version="1.0"?>\n<nos xmlns="urn:cjustice:nos:1"' >bad2.xml
run "nos validate invalid" 1 nos validate bad1.xml
warns "nos validate: place" '^bad1\.xml:[0-9]+:[0-9]+: error\[CJ-0[0-9]{3}\]: '
run "nos validate tells of all files" 1 nos validate bad1.xml good.xml.gz bad2.xml
warns "nos validate: first file" '^bad1\.xml:'
warns "nos validate: last file" '^bad2\.xml:'
says "nos validate: the good one" '^good\.xml\.gz: valid$'
[ "$(grep -c '^  what to do: ' err)" -eq "$(sed -n 's/.*error\[\(CJ-[0-9]*\)\].*/\1/p' err | sort -u | wc -l)" ] &&
    pass || fail "one advice for each code"
run "nos validate of no file" 3 nos validate nothing.xml

mkdir -p overlay/nos broken/nos
sed 's/^\(.*\)<title>[^<]*/\1<title>Laid over/' "$standards/nos/SFJED1.xml" >overlay/nos/SFJED1.xml
cp bad1.xml broken/nos/
run "--standards lays over" 0 nos list --standards overlay
says "--standards lays over" 'Laid over'
run "--standards twice" 0 nos list --standards overlay --standards "$standards"
lacks "--standards twice: the later wins" 'Laid over'
run "--standards with a broken file" 3 nos list --standards broken
warns "--standards: place" 'broken/nos/bad1\.xml:[0-9]+:[0-9]+: error'
run "--standards that is not there" 3 nos list --standards nowhere
CJUSTICE_STANDARDS=$tmp/overlay run "CJUSTICE_STANDARDS stands in" 0 nos list
says "CJUSTICE_STANDARDS stands in" 'Laid over'
mkdir -p unread/nos/dir.xml
run "--standards with a file that cannot be read" 3 nos list --standards unread

# Where the standards come from when nobody says.
mkdir -p prefix/bin prefix/share
cp "$cj" prefix/bin/cjustice
cp -r overlay prefix/share/cjustice
(unset CJUSTICE_STANDARDS && prefix/bin/cjustice nos list >out 2>err)
says "an installation that was moved finds its standards" 'Laid over'
(unset CJUSTICE_STANDARDS && "$cj" nos list >out 2>err)
says "the build tree finds its standards" '^SFJED1 '
lacks "the build tree finds its own standards" 'Laid over'

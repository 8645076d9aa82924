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

# Searches.
run "nos list --words" 0 nos list --words "risk victim"
says "nos list --words" '^SFJED4 '
lacks "nos list --words: not the others" '^SFJED1 '
fits "nos list --words fits 100 columns"
run "nos list --words, items" 0 nos list --words "risk harm"
says "nos list --words tells in which items" '^ +in P2, K1, K12, K13$'
run "nos list --words json" 0 nos list --words "risk victim" --format json
json "nos list --words json is JSON"
run "nos list --suite" 0 nos list --suite "community justice" --format csv
says "nos list --suite" '^SFJED1,'
lacks "nos list --suite: not those of unknown suites" '^SFJEB2,'
run "nos list of nothing" 0 nos list --keyword nothing --format json
says "nos list of nothing" '^\[\]$'
run "nos list --latest --occupation" 0 nos list --latest --occupation "no such occupation"

# Exports: the package is held to what CASE 1.1 requires.
run "nos export wants --as" 2 nos export SFJED1
run "nos export of another form" 2 nos export SFJED1 --as case-1.0
run "nos export of nothing" 3 nos export SFJXX9 --as case-1.1
mkdir -p exported/nos && cp "$source/tests/nos/corpus/valid/full.xml" exported/nos/
for urn in SFJED1 SFJED4 SFJED6 SFJGC202 SFJEB2 "TST A&B 1"; do
    run "nos export $urn" 0 nos export "$urn" --standards exported --as case-1.1 --as-of 2026-06-30 -o "package.json"
    cp package.json "package-${urn// /}.json"
    ! command -v python3 >/dev/null ||
        ok "nos export $urn is a package of CASE 1.1" python3 "$source/tests/nos/case_1_1.py" package.json
done
cp "package-SFJED1.json" before.json
run "nos export again" 0 nos export SFJED1 --as case-1.1 --as-of 2026-06-30 -o package.json
ok "nos export again gives the same bytes" cmp package.json before.json
py "identifiers are UUIDs of names" <<'PY'
import json, uuid
package = json.load(open("before.json"))
space = uuid.uuid5(uuid.NAMESPACE_URL, "urn:cjustice:nos:1")
assert package["CFDocument"]["identifier"] == str(uuid.uuid5(space, "SFJED1@3"))
by_code = {i.get("humanCodingScheme"): i for i in package["CFItems"]}
assert by_code["SFJED1:P7"]["identifier"] == str(uuid.uuid5(space, "SFJED1@3:P7"))
assert by_code["SFJED1:P7"]["listEnumeration"] == "7"
assert sum(i["CFItemType"] == "Performance criterion" for i in package["CFItems"]) == 31
PY
py "a package that is not as CASE wants it is found" <<PY
import json, subprocess, sys
def wrong(change):
    package = json.load(open("before.json"))
    change(package)
    json.dump(package, open("wrong.json", "w"))
    return subprocess.run([sys.executable, "$source/tests/nos/case_1_1.py", "wrong.json"],
                          stdout=subprocess.DEVNULL).returncode == 1
assert wrong(lambda p: p["CFDocument"].pop("creator"))
assert wrong(lambda p: p["CFItems"][3].pop("fullStatement"))
assert wrong(lambda p: p["CFItems"][3].update(colour="red"))
assert wrong(lambda p: p["CFItems"][3].update(identifier="x"))
assert wrong(lambda p: p["CFAssociations"][2].update(sequenceNumber="1"))
assert wrong(lambda p: p["CFAssociations"].pop())
assert wrong(lambda p: p["CFAssociations"][2]["originNodeURI"].pop("title"))
PY

# Comparisons.
sed '/<criterion id="p31"/,/<\/criterion>/d; s/version="3"/version="4"/' "$standards/nos/SFJED1.xml" |
    sed 's/\(<criterion id="p30".*\)/\1<!-- -->/; 0,/<text>/s/<text>[A-Z][a-z]*/<text>Henceforth/' >changed.xml
run "nos diff of itself" 0 nos diff SFJED1 SFJED1@3
says "nos diff of itself" '^0 added, 0 removed, 0 reworded, 0 renumbered, 0 moved$'
run "nos diff with a file" 0 nos diff SFJED1 changed.xml
says "nos diff: removed" '^- P31 '
says "nos diff: reworded" '^~ P1 +reworded$'
says "nos diff: how many" '^0 added, 1 removed, 1 reworded, 0 renumbered, 0 moved$'
fits "nos diff fits 100 columns"
run "nos diff json" 0 nos diff SFJED1 changed.xml --format json
json "nos diff json is JSON"
run "nos diff csv" 0 nos diff SFJED1 changed.xml --format csv
says "nos diff csv" '^removed,P31,,'
run "nos diff with nothing" 3 nos diff SFJED1 SFJXX9
run "nos diff with a broken file" 3 nos diff SFJED1 broken.txt

# The published wording in the place of ours: the same items, so it is taken, and compared item by item.
if [ -e "$source/../shared/nos/criteria.tsv" ]; then
    mkdir -p official/nos
    FACTS=$source/../shared/nos/criteria.tsv STANDARDS=$standards py "official wording of the five" <<'PY'
import os, re
from xml.sax.saxutils import escape
with open(os.environ["FACTS"], encoding="utf-8") as f:
    rows = [line.rstrip("\n").split("\t") for line in f][1:]
for urn in sorted({r[0] for r in rows}):
    texts = iter([r[4] for r in rows if r[0] == urn])
    with open(f"{os.environ['STANDARDS']}/nos/{urn}.xml", encoding="utf-8") as f:
        xml = f.read().replace('wording="restated"', 'wording="official"')
    a, b = xml.index("<performance-criteria>"), xml.index("</knowledge-and-understanding>")
    body = re.sub("<text>.*?</text>", lambda m: f"<text>{escape(next(texts))}</text>", xml[a:b])
    with open(f"official/nos/{urn}.xml", "w", encoding="utf-8") as f:
        f.write(xml[:a] + body + xml[b:])
PY
    for urn in SFJED1 SFJED4 SFJED6 SFJGC202 SFJEB2; do
        run "nos diff $urn with the published wording" 0 nos diff $urn official/nos/$urn.xml
        says "nos diff $urn with the published wording" \
            '^0 added, 0 removed, [0-9]+ reworded, 0 renumbered, 0 moved$'
    done
    run "official over restated" 0 nos show SFJED4 --standards official
    says "official over restated" 'wording official'
    sed -i '/<criterion id="p20"/,/<\/criterion>/d' official/nos/SFJED4.xml
    run "official with other items is refused" 3 nos show SFJED4 --standards official
    warns "official with other items: what differs" 'SFJED4.xml:[0-9]+:[0-9]+: error\[CJ-0501\]: P20 is missing'
else
    echo "skipped: no criteria.tsv beside the repository"
fi

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

# Published texts, invented ones: what is told, what is written, what is refused.
texts=$source/tests/nos/import
run "nos import" 0 nos import "$texts/numbers-lost.txt" --urn BGDWS7 -o imported.xml
warns "nos import tells of a repair" "numbers-lost\.txt:[0-9]+:[0-9]+: note\[CJ-0526\]: .*P2"
run "nos import writes a definition" 0 nos validate imported.xml
[ "$(stat -c %a imported.xml)" = 600 ] && pass || fail "nos import makes a private file"
run "nos import to standard output" 0 nos import "$texts/numbers-lost.txt"
says "nos import takes the URN of the text" 'urn="BGDWS7" version="2" wording="official">$'
run "nos import, something missing" 1 nos import "$texts/item-missing.txt" -o partly.xml
warns "nos import: what is missing" 'item-missing\.txt:[0-9]+:[0-9]+: error\[CJ-0514\]: P6 '
ok "nos import marks what is incomplete" grep -q 'incomplete="true"' partly.xml
run "nos import of no standard" 3 nos import "$here/nos.sh" --urn X1 -o refused.xml
[ ! -e refused.xml ] && pass || fail "nos import writes nothing that was refused"
run "nos import of nothing" 3 nos import nowhere.txt
run "nos import without a URN" 3 nos import /dev/stdin
run "nos import with no URN" 2 nos import "$texts/markdown.txt" --urn 'no/'
mkdir -p restated/nos published/nos
sed 's/wording="official"/wording="restated"/' imported.xml >restated/nos/BGDWS7.xml
run "nos import --match" 0 nos import "$texts/numbers-lost.txt" --match --standards restated
says "nos import --match pairs items" '^P3\.1  +what was found$'
says "nos import --match: no difference" ' 17 items paired .* 0 differences in structure$'
fits "nos import --match fits 100 columns"
run "nos import --match, other structure" 1 nos import "$texts/no-numbers.txt" --urn BGDWS7 --match \
    --standards restated
says "nos import --match: a difference" '^differs: P1 is in element 0; .* it is in 1$'
run "nos import --match with nothing" 3 nos import "$texts/numbers-lost.txt" --urn XX1 --match
run "an official definition over a restated one" 0 nos import "$texts/numbers-lost.txt" -o \
    published/nos/BGDWS7.xml
run "an official definition of the same structure is accepted" 0 nos list --standards restated \
    --standards published
says "an official definition takes the place" '^BGDWS7 +2 .* official$'
run "nos import, other structure" 0 nos import "$texts/no-numbers.txt" --urn BGDWS7 -o \
    published/nos/BGDWS7.xml
run "an official definition of another structure is refused" 3 nos list --standards restated \
    --standards published
warns "... with the differences" 'BGDWS7\.xml:[0-9]+:[0-9]+: error\[CJ-0501\]: P1 is in section 0'

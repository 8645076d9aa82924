# SPDX-License-Identifier: MIT
# A store from init to proof, on the example case.

run "init" 0 init s "${who[@]}" --origin example.org/test
for part in s s.audit s.key; do
    [ -e "$part" ] && pass || fail "init makes $part"
done
[ "$(stat -c %a s.key)" = 600 ] && pass || fail "the key is 0600"
run "init again" 5 init s "${who[@]}"
CJUSTICE_ACTOR=p.adeyemi CJUSTICE_ROLE=practitioner CJUSTICE_ORG=o CJUSTICE_PURPOSE=supervision \
    run "init by variables" 0 init s2
run "init by an unknown role" 4 init s3 --actor a --role nobody --org o --purpose supervision
warns "denied: code" 'error\[CJ-0901\]'
run "a store that is not there" 3 show nowhere c "${who[@]}"
head -c 5000 /dev/urandom >junk
run "a file that is no store" 5 show junk c "${who[@]}"
run "no such case" 3 show s no-such-case "${who[@]}"

run "verify" 0 audit verify s
says "verify" '^CONSISTENT size=[0-9]+ root=[0-9a-f]{64} \(not anchored\)$'
[ "$(wc -l <out)" -eq 1 ] && pass || fail "verify prints one line"
run "verify the directory" 0 audit verify s.audit

if [ -n "$case_id" ]; then
    run "record" 0 record s "$case_file" "${who[@]}"
    says "record counts" 'case-package\.xml: [1-9][0-9]* acts recorded, 0 recognised$'
    run "record again" 0 record s "$case_file" "${who[@]}"
    says "record recognises" ': 0 acts recorded, [1-9][0-9]* recognised$'
    run "record json" 0 record s "$case_file" "${who[@]}" --format json
    json "record json is JSON"
    gzip -c "$case_file" >case.xml.gz
    run "record gzip, and another" 0 record s2 case.xml.gz "$case_file" "${who[@]}"
    run "record as a stranger" 4 record s "$case_file" --actor a --role nobody --org o --purpose x

    run "show" 0 show s "$case_id" "${who[@]}" "${as_of[@]}"
    fits "show fits 100 columns"
    says "show: a timeline" '^  case [^ ]+ +[.*0-9+]{10,}'
    says "show: the person" '^  the person: '
    lacks "show says no label" 'offender|criminal'
    run "show json" 0 show s "$case_id" "${who[@]}" --format json
    json "show json is JSON"
    run "show --at" 0 show s "$case_id" "${who[@]}" --at 2025-09-30
    run "show --at a month" 2 show s "$case_id" "${who[@]}" --at 2025-09
    run "show --known-at" 0 show s "$case_id" "${who[@]}" --known-at 2099-01-01T00:00+00:00
    run "show --known-at nonsense" 2 show s "$case_id" "${who[@]}" --known-at soon

    run "export" 0 export s "$case_id" "${who[@]}"
    cp out export1.xml
    run "export -o" 0 export s "$case_id" "${who[@]}" -o export2.xml
    ok "export -o writes the same" cmp export1.xml export2.xml
    [ "$(stat -c %a export2.xml)" = 600 ] && pass || fail "an export is 0600"
    run "export into a new store: init" 0 init s4 "${who[@]}"
    run "export into a new store: record" 0 record s4 export1.xml "${who[@]}"
    run "export into a new store: export" 0 export s4 "$case_id" "${who[@]}"
    ok "export, record, export: the same bytes" cmp out export1.xml
    run "export to nowhere" 5 export s "$case_id" "${who[@]}" -o nowhere/export.xml

    check=(check s "$case_id" "${who[@]}" "${as_of[@]}")
    run "check" 0 "${check[@]}" --standard SFJED1
    fits "check fits 100 columns"
    says "check: the summary" '^SFJED1: 31 criteria: [0-9]+ evidenced, [0-9]+ awaiting judgement, [0-9]+ partly evidenced'
    tail -n 2 out >last && grep -q '^SFJED1: 31 criteria: ' last && pass || fail "check: the summary is last"
    head -n 1 out | grep -q '^SFJED1 version 3, as of 2026-06-30: 31 criteria' && pass ||
        fail "check: the first line"
    lacks "check never says met or competent" '\b(met|competent)\b'
    run "check json" 0 "${check[@]}" --standard SFJED1 --format json
    json "check json is JSON"
    cp out check1.json
    py "check json has the keys of the contract" <<'PY'
import json
report = json.load(open("check1.json"))
assert list(report) == ["case", "practitioner", "standard", "version", "wording",
    "definition_sha256", "rules_sha256", "policy_sha256", "as_of", "summary", "criteria"], list(report)
assert list(report["summary"]) == ["criteria", "not_evidenced", "partly_evidenced", "evidenced",
    "awaiting_judgement", "not_applicable", "no_occasion"]
verdicts = list(report["summary"])[1:]
assert report["summary"]["criteria"] == 31 and report["as_of"] == "2026-06-30"
assert report["practitioner"] is None and report["standard"] == "SFJED1"
count = dict.fromkeys(verdicts, 0)
for c in report["criteria"]:
    assert list(c) == ["item", "class", "verdict", "evidence", "missing", "contrary", "suggest",
                       "finding"], list(c)
    assert c["class"] in "RPJ" and c["finding"] is None
    for e in c["evidence"]:
        assert list(e) == ["act", "kind", "at", "entry", "strength"], list(e)
    for m in c["missing"]:
        assert list(m) == ["kind", "field", "limb", "why"], list(m)
    if c["verdict"] in ("not_evidenced", "partly_evidenced"):
        assert c["missing"], c
    if "." not in c["item"]:
        count[c["verdict"]] += 1
assert count == {k: report["summary"][k] for k in verdicts}, count
PY
    run "check json again" 0 "${check[@]}" --standard SFJED1 --format json
    ok "check is repeatable" cmp out check1.json
    run "check csv" 0 "${check[@]}" --standard SFJED1 --format csv
    py "check csv: one row a criterion, part and number apart" <<'PY'
import csv, json
rows = list(csv.DictReader(open("out", newline="")))
items = [r["part"] + r["number"] for r in rows]
assert items == [c["item"] for c in json.load(open("check1.json"))["criteria"]], items
PY
    run "check all" 0 "${check[@]}" --standard all --format json
    py "check all has a list of reports" <<'PY'
import json
all_ = json.load(open("out"))
assert list(all_) == ["standards"] and any(r["standard"] == "SFJED1" for r in all_["standards"])
PY
    run "check all, text" 0 "${check[@]}" --standard all
    fits "check all fits 100 columns"
    run "check of an unknown standard" 3 "${check[@]}" --standard SFJXX9
    run "check without a standard" 2 "${check[@]}"
    run "check as of a month" 2 check s "$case_id" "${who[@]}" --standard all --as-of 2026-06
    strict=$(python3 -c 'import json
s = json.load(open("check1.json"))["summary"]
print(1 if s["not_evidenced"] + s["partly_evidenced"] else 0)' 2>/dev/null || echo 1)
    run "check --strict" "$strict" "${check[@]}" --standard SFJED1 --strict
    own=(check s "${who[@]}" "${as_of[@]}" --practitioner p.adeyemi --standard)
    run "check of a practitioner" 0 "${own[@]}" SFJED1
    fits "check of a practitioner fits 100 columns"
    says "check of a practitioner: the scope" 'what p.adeyemi performed in 1 case, of which 1 show'
    says "check of a practitioner: findings are an assessor's" 'what a named assessor found of it'
    says "check of a practitioner: one case is not enough" '1 of 2 cases: no single case is enough'
    lacks "check of a practitioner never says met or competent" '\b(met|competent)\b'
    lacks "check of a practitioner: no body has said anything" 'awarding body'
    mkdir -p lantern/awarding && cp "$source/examples/awarding-body.xml" lantern/awarding
    run "check of a practitioner for an awarding body" 0 "${own[@]}" SFJED1 --standards lantern
    fits "check of a practitioner for an awarding body"
    says "check of a practitioner: what the body asks for" 'awarding body asks cases \(not shown\): 3 cases wanted, 1 show it'
    says "check of a practitioner: what the body wants looked at" 'mandatory-methods of P3: observation: for an assessor to look'
    run "check of a practitioner, json" 0 "${own[@]}" SFJED1 --format json
    py "check of a practitioner: json" <<'PY'
import json
r = json.load(open("out"))
assert r["case"] is None and r["practitioner"] == "p.adeyemi", r
awarding = r["portfolio"].pop("awarding")
assert r["portfolio"] == {"cases": 1, "cases_showing": 1, "cases_wanted": 2, "enough": False}, r["portfolio"]
assert len(awarding) == 13 and all(a == {"name": a["name"], "why": "not set"} for a in awarding), awarding
assert r["summary"]["evidenced"] == 0 and len(r["criteria"]) == 31
for c in r["criteria"]:
    assert c["finding"] is None and len(c["cases"]) == 1, c
    for e in c["evidence"]:
        assert list(e) == ["act", "kind", "at", "entry", "strength", "case", "age"] and e["age"] >= 0, e
PY
    run "check of a practitioner in one case" 0 "${own[@]}" SFJED1 --case "$case_id" --format json
    py "check of a practitioner in one case: json" <<'PY'
import json
r = json.load(open("out"))
whole = json.load(open("check1.json"))
assert r["case"] == whole["case"] and r["practitioner"] == "p.adeyemi" and "portfolio" not in r
mine = {(c["item"], e["act"]) for c in r["criteria"] for e in c["evidence"]}
every = {(c["item"], e["act"]) for c in whole["criteria"] for e in c["evidence"]}
assert mine < every, mine - every
assert {c["item"]: c["verdict"] for c in r["criteria"]}["P22"] == "not_evidenced"
assert all(c["verdict"] != "evidenced" for c in r["criteria"] if c["class"] != "R")
PY
    run "check of a practitioner, all, csv" 0 "${own[@]}" all --format csv
    run "check of a practitioner, strict" 1 "${own[@]}" SFJED1 --strict
    run "check of somebody else" 4 check s "${who[@]}" --practitioner m.farrow --standard SFJED1
    warns "check of somebody else: the operation" 'check-practitioner is denied to p.adeyemi'
    run "check of somebody else by an assessor" 0 check s --actor a.one --role assessor --org o \
        --purpose assessment --practitioner p.adeyemi --standard SFJED1
    run "check without a case" 2 check s "${who[@]}" --standard SFJED1
    run "check --case alone" 2 check s "${who[@]}" --standard SFJED1 --case "$case_id"
    run "check of both" 2 check s "$case_id" "${who[@]}" --standard SFJED1 --practitioner p.adeyemi
    run "check by an unknown role" 4 check s "$case_id" --actor a --role nobody --org o \
        --purpose supervision --standard all
fi

run "checkpoint" 0 audit checkpoint s "${who[@]}"
cp out trusted
says "checkpoint: the origin" '^example\.org/test$'
run "checkpoint -o" 0 audit checkpoint s "${who[@]}" -o trusted2
run "verify, anchored" 0 audit verify s --trusted trusted
says "verify, anchored" '^ANCHORED size=[0-9]+ root=[0-9a-f]{64} to=[0-9]+$'
run "verify against another log's checkpoint" 0 audit checkpoint s2 "${who[@]}"
cp out foreign
run "verify against another log's checkpoint" 1 audit verify s --trusted foreign
says "verify against another log's checkpoint" '^FAILED index=[0-9]+: '
run "prove" 0 audit prove s 0
says "prove" '^c2sp\.org/tlog-proof@v1$'
run "prove -o" 0 audit prove s.audit 1 -o one.tlog-proof
[ -s one.tlog-proof ] && pass || fail "prove -o writes"
run "prove beyond the end" 3 audit prove s 99999999
run "prove nonsense" 2 audit prove s -- -1
run "prove of nothing" 3 audit prove nowhere 0
run "verify of nothing" 3 audit verify nowhere

# An altered log.
cp -r s.audit altered.audit
bundle=$(find altered.audit/tile/entries -type f | head -n 1)
python3 - "$bundle" <<'PY' 2>>err || printf 'X' | dd of="$bundle" bs=1 seek=20 conv=notrunc 2>/dev/null
import sys
path = sys.argv[1]
data = bytearray(open(path, "rb").read())
data[20] ^= 1
open(path, "wb").write(data)
PY
run "verify an altered log" 1 audit verify altered.audit
says "verify an altered log" '^FAILED index=[0-9]+: .'
[ "$(wc -l <out)" -eq 1 ] && pass || fail "FAILED is one line"
cp -r s.audit extra.audit
: >extra.audit/extra
run "verify a log with a stray file" 1 audit verify extra.audit
says "verify a log with a stray file" '^FAILED index=[0-9]+: .'

# An altered store.
cp s altered && cp s.key altered.key && rm -rf altered.audit && cp -r s.audit altered.audit
if python3 - altered <<'PY' 2>>err
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
store.execute("DELETE FROM acts WHERE seq = (SELECT max(seq) FROM acts)")
store.commit()
store.close()
PY
then
    run "verify an altered store" 1 audit verify altered
    says "verify an altered store" '^FAILED index=[0-9]+: .* gone from the store$'
    run "its log alone" 0 audit verify altered.audit
fi
rm -rf altered.audit
run "verify a store without its log" 1 audit verify altered
says "verify a store without its log" '^FAILED index=0: the log directory is missing$'

# A store that lost its key or its log.
for part in key audit; do
    rm -rf lost lost.key lost.audit
    cp s lost && cp s.key lost.key && cp -r s.audit lost.audit
    rm -rf "lost.$part"
    run "a store without its $part" 5 audit checkpoint lost "${who[@]}"
done

# Somebody else signs that the log grows; a new key for the log.
controller=(--actor d.moss --role data-controller --org o --purpose rights)
run "witness init" 0 witness init wit --origin witness.example/1
run "witness init again" 5 witness init wit --origin witness.example/1
cp s.audit/vkey log.vkey
run "witness ask" 0 witness ask s -o request
run "witness answer" 0 witness answer wit request --log log.vkey
cat s.audit/checkpoint out >cosigned
run "verify by what was cosigned" 0 audit verify s --trusted cosigned --witness wit/vkey
says "verify by what was cosigned" '^ANCHORED '
run "verify by what was not cosigned" 1 audit verify s --trusted s.audit/checkpoint --witness wit/vkey
run "verify --witness alone" 2 audit verify s --witness wit/vkey
run "witness answer: the size is another" 3 witness answer wit request --log log.vkey
warns "witness answer: which size it knows" 'the witness has signed [0-9]+ entries of this log'
run "witness answer: no request" 1 witness answer wit log.vkey --log log.vkey
run "rotate by a practitioner" 4 audit rotate s "${who[@]}"
cp s.key old.key
run "rotate" 0 audit rotate s "${controller[@]}"
says "rotate prints a checkpoint of the new shard" '^example.org/test/2$'
[ -d s.audit.2 ] && pass || fail "rotate makes the next shard"
cmp -s s.key old.key && fail "rotate leaves the old key" || pass
run "verify over shards" 0 audit verify s --trusted cosigned
says "verify over shards" '^ANCHORED '
run "verify a later shard alone" 0 audit verify s.audit.2
warns "verify a later shard alone: what is before it" 'follows another one, of [0-9]+ entries'
run "prove in the first shard" 0 audit prove s 1
run "export over shards" 0 audit export s -o all.gz
[ "$(zcat all.gz | grep -c '"act":"log.open"')" = 2 ] && pass || fail "export over shards"

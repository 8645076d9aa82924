# SPDX-License-Identifier: MIT
# Limits on a case, breaking the glass, and caseloads, on the example case.

boss=(--actor m.boss --role manager --org aldermarsh-probation --purpose supervision)
chief=(--actor m.chief --role manager --org aldermarsh-probation --purpose supervision)
cover=(--actor x.cover --role practitioner --org aldermarsh-probation --purpose supervision)

run "access: init" 0 init ac "${who[@]}"
run "access: record" 0 record ac "$case_file" "${who[@]}"

run "caseload" 0 caseload ac "${who[@]}" "${as_of[@]}"
says "caseload: the head" '^1 case, by priority, as of 2026-06-30$'
says "caseload: the row" "^ +1  $case_id\$"
says "caseload: the reason" '^      .*priority'
fits "caseload fits 100 columns"
for order in priority tier risk due; do
    run "caseload --order $order" 0 caseload ac "${who[@]}" --order "$order" --limit 1
done
run "caseload --order tier" 0 caseload ac "${who[@]}" --order tier
says "caseload --order tier: no tier is no position" 'no tier was worked out'
run "caseload --order nonsense" 2 caseload ac "${who[@]}" --order nonsense
for n in 0 -1 x 1x ''; do
    run "caseload --limit '$n'" 2 caseload ac "${who[@]}" --limit "$n"
done
run "caseload json" 0 caseload ac "${who[@]}" --format json
json "caseload json is JSON"
run "caseload csv" 0 caseload ac "${boss[@]}" --format csv
py "caseload csv: the columns" <<'PY'
import csv
rows = list(csv.DictReader(open("out", newline="")))
assert list(rows[0]) == ["position", "case", "practitioner", "priority_band", "reasons", "overall",
                         "next_due", "why", "tier", "score_status"], rows[0]
assert [r["case"] for r in rows] == ["AM-2025-0417"] and rows[0]["practitioner"] == "p.adeyemi"
PY
run "caseload of another" 0 caseload ac "${cover[@]}"
says "caseload of another is empty" '^0 cases, '
run "caseload by an unknown role" 4 caseload ac --actor a --role nobody --org o --purpose supervision
warns "a denial says what to whom" 'list is denied to a \(role nobody, purpose supervision\)'

run "restrict by a practitioner" 4 restrict ac "$case_id" --allow x.cover --reason r "${who[@]}"
run "restrict without a list" 2 restrict ac "$case_id" --reason r "${boss[@]}"
run "due" 0 due ac "${who[@]}" "${as_of[@]}"
says "due: the head" '^[0-9]+ open, [0-9]+ of them passed, as of 2026-06-30$'
says "due: a day that has passed" '^  2026-04-30  passed  AM-2025-0417$'
fits "due fits 100 columns"
run "due --limit" 0 due ac "${who[@]}" "${as_of[@]}" --limit 2 --format json
py "due json: the earliest two" <<'PY'
import json
rows = json.load(open("out"))["rows"]
assert len(rows) == 2 and rows[0]["due"] <= rows[1]["due"] and rows[0]["overdue"] is True, rows
PY
run "due csv" 0 due ac "${who[@]}" "${as_of[@]}" --format csv
py "due csv: by day, then what has none" <<'PY'
import csv
rows = list(csv.DictReader(open("out", newline="")))
days = [r["due"] for r in rows if r["due"]]
assert days == sorted(days) and len(days) > 5, days
assert all(r["due"] == "" for r in rows[len(days):])
PY
run "due of another" 0 due ac "${cover[@]}" "${as_of[@]}"
says "due of another is empty" '^0 open, '
run "due by an unknown role" 4 due ac --actor a --role nobody --org o --purpose supervision

run "restrict and lift" 2 restrict ac "$case_id" --allow p.adeyemi --lift x --reason r "${boss[@]}"
run "restrict: a list that takes the arguments" 2 restrict --allow p.adeyemi ac "$case_id" \
    --reason r "${boss[@]}"
run "restrict: a month" 2 restrict ac "$case_id" --allow p.adeyemi --from 2026-02 --reason r \
    "${boss[@]}"
run "restrict: no id" 3 restrict ac "$case_id" --allow 'two words' --reason r "${boss[@]}"
run "restrict: no such case" 3 restrict ac no-such-case --allow p.adeyemi --reason r "${boss[@]}"
run "restrict" 0 restrict --allow p.adeyemi p.second --reason 'a threat to a colleague' \
    "${boss[@]}" -- ac "$case_id"
says "restrict prints an id" '^[0-9a-f-]{36}$'
[ "$(wc -l <out)" -eq 1 ] && pass || fail "restrict prints the id alone"
limit=$(cat out)
run "show by who is on the list" 0 show ac "$case_id" "${who[@]}"
says "show: the list" 'limit restriction, who'
run "show by who set the limit" 4 show ac "$case_id" "${boss[@]}"
[ -s out ] && fail "a denial prints something" || pass
run "check by who set the limit" 4 check ac "$case_id" "${boss[@]}" --standard SFJED1
run "export by who set the limit" 4 export ac "$case_id" "${boss[@]}" -o denied.xml
[ -e denied.xml ] && fail "a denied export leaves a file" || pass
run "record by who set the limit" 4 record ac "$case_file" "${boss[@]}"
run "caseload by who set the limit" 0 caseload ac "${boss[@]}"
says "caseload without the case" '^0 cases, '
run "the case is there" 0 caseload ac "${who[@]}"
says "the case is there" '^1 case, '

glass=(break-glass ac "$case_id" --until 2099-01-01)
run "break-glass: no code" 2 "${glass[@]}" --reason because "${cover[@]}"
run "break-glass: no time" 2 break-glass ac "$case_id" --reason arrest --until soon "${cover[@]}"
run "break-glass: in the past" 3 break-glass ac "$case_id" --reason arrest --until 2020-01-01 \
    "${cover[@]}"
run "break-glass by a role that may not" 4 "${glass[@]}" --reason arrest --actor a --role assessor \
    --org o --purpose assessment
run "break-glass" 0 "${glass[@]}" --reason duty_cover --text cover "${cover[@]}"
override=$(cat out)
run "show under it" 0 show ac "$case_id" "${cover[@]}"
run "export under it" 4 export ac "$case_id" "${cover[@]}"
run "show by another" 4 show ac "$case_id" "${boss[@]}"
run "review: no code" 2 review-override ac "$override" --result fine --text t "${chief[@]}"
run "review: no such override" 3 review-override ac none --result justified --text t "${chief[@]}"
run "review by who may not" 4 review-override ac "$override" --result justified --text t "${who[@]}"
run "review" 0 review-override ac "$override" --result not_justified --text 'nobody was on duty' \
    "${chief[@]}"
run "show after the review" 4 show ac "$case_id" "${cover[@]}"

run "exclude" 0 exclude ac "$case_id" --deny p.adeyemi --from 2020-01-01 --reason 'a relation' \
    "${boss[@]}"
excluded=$(cat out)
run "show by who is excluded, on the list or not" 4 show ac "$case_id" "${who[@]}"
run "break-glass by who is excluded" 4 "${glass[@]}" --reason arrest "${who[@]}"
run "lift of nothing" 3 exclude ac "$case_id" --lift none --reason over "${boss[@]}"
run "lift the exclusion" 0 exclude ac "$case_id" --lift "$excluded" --reason over "${boss[@]}"
run "show after that" 0 show ac "$case_id" "${who[@]}"
run "replace the list" 0 restrict ac "$case_id" --allow p.second --supersedes "$limit" \
    --reason handover "${boss[@]}"
limit=$(cat out)
run "show by who was on it" 4 show ac "$case_id" "${who[@]}"
run "lift the restriction" 0 restrict ac "$case_id" --lift "$limit" --reason over "${boss[@]}"
run "show when it is open again" 0 show ac "$case_id" "${boss[@]}"
run "the log and the store agree" 0 audit verify ac

# Who looked, by the log.
auditor=(--actor a.lund --role auditor --org inspectorate --purpose audit)
run "audit show by a practitioner" 4 audit show ac "${who[@]}"
[ -s out ] && fail "a denied audit show prints something" || pass
run "audit show" 0 audit show ac "${auditor[@]}"
says "audit show: the beginning" '^ +0  [0-9-]{10} [0-9:]{8}  the log begins$'
fits "audit show fits 100 columns"
run "audit show --case" 0 audit show ac "${auditor[@]}" --case "$case_id"
says "audit show --case: who looked" '^looked at by:'
run "audit show --case: none such" 3 audit show ac "${auditor[@]}" --case nobody
run "audit show --by" 0 audit show ac "${auditor[@]}" --by m.boss --from 2020-01-01 --to 2100-01-01
lacks "audit show --by: of others nothing" 'p\.adeyemi \('
run "audit show --operation" 2 audit show ac "${auditor[@]}" --operation look
run "audit show --from" 2 audit show ac "${auditor[@]}" --from soon
run "audit show json" 0 audit show ac "${auditor[@]}" --unreviewed --format json
json "audit show json is JSON"
run "audit show csv" 0 audit show ac "${auditor[@]}" --operation deny --format csv
py "audit show csv: only refusals" <<'PY'
import csv
rows = list(csv.DictReader(open("out", newline="")))
assert rows and all(r["op"] == "deny" and r["out"] == "deny" for r in rows), rows
PY
run "audit export" 0 audit export ac -o entries.gz
py "audit export: every entry of the checkpoint, byte for byte" <<'PY'
import base64, gzip, hashlib
lines = gzip.open("entries.gz").read().splitlines()
size, root = open("ac.audit/checkpoint").read().split("\n")[1:3]
assert len(lines) == int(size)
def mth(h):
    if len(h) == 1:
        return h[0]
    k = 1 << (len(h) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + mth(h[:k]) + mth(h[k:])).digest()
assert base64.b64encode(mth([hashlib.sha256(b"\0" + l).digest() for l in lines])).decode() == root
PY
run "audit export of nothing" 3 audit export nowhere

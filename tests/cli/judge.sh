# SPDX-License-Identifier: MIT
# Findings of assessors and decisions on standards, on the example case.

judge=(--actor a.lindqvist --role assessor --org centre --purpose assessment)
other=(--actor a.ferris --role assessor --org centre --purpose assessment)
quality=(--actor q.hale --role iqa --org centre --purpose assessment)
own=(--actor p.adeyemi --role assessor --org aldermarsh-probation --purpose assessment)
of=(--practitioner p.adeyemi)
sound=(--varcs valid,authentic,reliable,current,sufficient --assessor-qualified yes)

# verdict ITEM: of the check of the practitioner, into out; the item's row has to say the rest.
p6() { # p6 NAME PYTHON: the condition holds for the row of P6
    run "$1: check" 0 check jd "${of[@]}" --standard SFJED1 "${as_of[@]}" --format json "${judge[@]}"
    condition=$2 py "$1" <<'PY'
import json, os
report = json.load(open("out"))
row = next(c for c in report["criteria"] if c["item"] == "P6")
assert eval(os.environ["condition"]), row
PY
}
finding() { # finding NAME STATUS ARGUMENT...
    local name=$1 want=$2
    shift 2
    run "$name" "$want" judge jd "${of[@]}" --rationale 'read with the worker' "$@"
}

run "judge: init" 0 init jd "${who[@]}"
run "judge: record" 0 record jd "$case_file" "${who[@]}"
p6 "judge: P6 waits" 'row["class"] == "P" and row["verdict"] == "awaiting_judgement" and row["finding"] is None'
python3 -c '
import json
row = next(c for c in json.load(open("out"))["criteria"] if c["item"] == "P6")
print(row["evidence"][0]["act"])' >cited 2>/dev/null || sed -n 's/.*<act id="\([^"]*\)" kind="views_recorded".*/\1/p' "$case_file" | head -n 1 >cited
act=$(cat cited)

finding "judge: by the candidate" 3 --criterion SFJED1:P6 --finding met --method product --cites "$act" "${sound[@]}" "${own[@]}"
warns "judge: by the candidate is said" 'nobody is the assessor of their own work'
finding "judge: by a practitioner" 4 --criterion SFJED1:P6 --finding met --method product --cites "$act" "${sound[@]}" "${who[@]}"
finding "judge: an unknown criterion" 3 --criterion SFJED1:P99 --finding met --method product --cites "$act" "${sound[@]}" "${judge[@]}"
finding "judge: an unknown standard" 3 --criterion SFJXX1:P1 --finding met --method product --cites "$act" "${sound[@]}" "${judge[@]}"
finding "judge: an unknown act" 3 --criterion SFJED1:P6 --finding met --method product --cites no-such "${sound[@]}" "${judge[@]}"
finding "judge: an act of another case" 3 --criterion SFJED1:P6 --finding met --method product --cites "no-case/$act" "${sound[@]}" "${judge[@]}"
finding "judge: no act" 3 --criterion SFJED1:P6 --finding met --method product "${sound[@]}" "${judge[@]}"
finding "judge: no item" 2 --criterion SFJED1 --finding met --method product --cites "$act" "${sound[@]}" "${judge[@]}"
finding "judge: a strange finding" 2 --criterion SFJED1:P6 --finding good --method product --cites "$act" "${sound[@]}" "${judge[@]}"
finding "judge: a strange method" 2 --criterion SFJED1:P6 --finding met --method hearsay --cites "$act" "${sound[@]}" "${judge[@]}"
finding "judge: strange varcs" 2 --criterion SFJED1:P6 --finding met --method product --cites "$act" --varcs nice "${judge[@]}"
finding "judge: strange qualification" 2 --criterion SFJED1:P6 --finding met --method product --cites "$act" --varcs valid --assessor-qualified maybe "${judge[@]}"
finding "judge: no varcs" 2 --criterion SFJED1:P6 --finding met --method product --cites "$act" "${judge[@]}"
finding "judge: an acknowledgement without a note" 2 --criterion SFJED1:P6 --finding met --method product --cites "$act" --acknowledge x "${sound[@]}" "${judge[@]}"
finding "judge: a decision with a method" 2 --standard SFJED1 --decision competent --method product "${judge[@]}"
run "judge: nothing but a rationale" 2 judge jd "${of[@]}" --rationale r "${judge[@]}"
run "judge: of nobody" 2 judge jd "${judge[@]}"
run "judge: the list is empty" 3 judge jd "${of[@]}" "${judge[@]}"
warns "judge: that it is empty is said" 'nothing was judged of p.adeyemi'
p6 "judge: nothing was kept of all that" 'row["verdict"] == "awaiting_judgement" and row["finding"] is None'

finding "judge: met" 0 --criterion SFJED1:P6 --finding met --method product --method discussion --cites "$case_id/$act" "${sound[@]}" "${judge[@]}"
id=$(cat out)
says "judge: prints the id alone" '^[0-9a-f-]{36}$'
p6 "judge: evidenced by a finding" 'row["verdict"] == "evidenced" and row["finding"]["finding"] == "met" and row["finding"]["assessor"] == "a.lindqvist" and row["finding"]["methods"] == ["product", "discussion"] and row["missing"] == []'
run "judge: check of the worker's own" 0 check jd "${of[@]}" --standard SFJED1 "${as_of[@]}" "${who[@]}"
says "judge: the finding in text" '^     finding P6 met, by a.lindqvist on .* \(product, discussion\): read with the worker'
fits "judge: check fits 100 columns"
run "judge: check in one case" 0 check jd "${of[@]}" --case "$case_id" --standard SFJED1 "${as_of[@]}" "${who[@]}"
says "judge: the finding in one case" '^     finding P6 met'
run "judge: check by a colleague in one case" 0 check jd "${of[@]}" --case "$case_id" --standard SFJED1 "${as_of[@]}" --actor x.cover --role practitioner --org o --purpose supervision
lacks "judge: a colleague sees no finding" 'a.lindqvist'
run "judge: coverage" 0 check jd "$case_id" --standard SFJED1 "${as_of[@]}" "${judge[@]}"
lacks "judge: coverage has no finding" 'a.lindqvist'
run "judge: csv" 0 check jd "${of[@]}" --standard SFJED1 "${as_of[@]}" --format csv "${judge[@]}"
py "judge: csv has a column for the finding" <<'PY'
import csv
rows = list(csv.DictReader(open("out", newline="")))
assert [r["number"] for r in rows if r["finding"] == "met"] == ["6"], rows[5]
PY

finding "judge: a withdrawal takes no rationale" 2 --withdraw "$id" --reason 'a slip' "${other[@]}"
run "judge: withdraw by somebody else" 3 judge jd "${of[@]}" --withdraw "$id" --reason 'a slip' "${other[@]}"
run "judge: withdraw without a reason" 2 judge jd "${of[@]}" --withdraw "$id" "${judge[@]}"
run "judge: withdraw" 0 judge jd "${of[@]}" --withdraw "$id" --reason 'a slip' "${judge[@]}"
p6 "judge: what is withdrawn does not count" 'row["verdict"] == "awaiting_judgement" and row["finding"] is None'

finding "judge: not met, on the day" 0 --criterion SFJED1@3:P6 --finding not-met --method product --cites "$act" --varcs valid --assessor-qualified no "${as_of[@]}" "${judge[@]}"
id=$(cat out)
p6 "judge: not met" 'row["verdict"] == "not_evidenced" and row["finding"]["at"] == "2026-06-30" and row["missing"]'
finding "judge: a day to come" 3 --criterion SFJED1:P6 --finding not-met --method product --cites "$act" --varcs valid --as-of 9999-01-01 "${judge[@]}"
run "judge: quality assurance by the assessor" 4 judge jd "${of[@]}" --iqa "$id" --reason random --result agreed --text c "${judge[@]}"
run "judge: quality assurance" 0 judge jd "${of[@]}" --iqa "$id" --reason random --result not_agreed --text 'P6 is shown' "${quality[@]}"
run "judge: appeal" 0 judge jd "${of[@]}" --appeal "$id" --text 'it is all there' --handled-by q.hale "${who[@]}"
appeal=$(cat out)
p6 "judge: appealed" 'row["finding"]["appeal"]["outcome"] is None and row["finding"]["sampled_by_iqa"][0]["iqa_result"] == "not_agreed"'
run "judge: answered by somebody else" 3 judge jd "${of[@]}" --answer "$appeal" --result refused --text t "${judge[@]}"
run "judge: answered" 0 judge jd "${of[@]}" --answer "$appeal" --result granted --text 'judged again' "${quality[@]}"
run "judge: withdrawn for quality" 0 judge jd "${of[@]}" --withdraw "$id" --reason 'the appeal' "${quality[@]}"
p6 "judge: after the appeal" 'row["verdict"] == "awaiting_judgement"'

finding "judge: knowledge" 0 --criterion SFJED1:K3 --finding met --method questioning "${sound[@]}" "${judge[@]}"
finding "judge: an expectation" 0 --criterion SFJED1:overview-expectation-engagement --finding met --method observation "${sound[@]}" "${judge[@]}"
finding "judge: not applicable by hand" 0 --criterion SFJED1:P6 --finding insufficient --manual-na --method discussion "${sound[@]}" "${judge[@]}"
p6 "judge: not applicable by hand" 'row["verdict"] == "not_applicable" and row["finding"]["manual_na"] and [j["item"] for j in report["judged"]] == ["K3", "overview-expectation-engagement"]'
finding "judge: a strange decision" 2 --standard SFJED1 --decision good "${judge[@]}"
finding "judge: a decision by the candidate" 3 --standard SFJED1 --decision competent "${own[@]}"
finding "judge: a decision by a manager" 4 --standard SFJED1 --decision competent "${boss[@]}"
finding "judge: a decision" 0 --standard SFJED1 --decision not-yet-competent "${judge[@]}"
p6 "judge: the decision" 'report["decision"]["decision"] == "not_yet_competent" and report["decision"]["assessor"] == "a.lindqvist"'

run "judge: an act that two cases have: record" 0 record jd "$case_file" "${who[@]}"
sed "1,/<case id=/s/<case id=\"$case_id\"/<case id=\"ANOTHER\"/" "$case_file" >another.xml
run "judge: a second case" 0 record jd another.xml "${who[@]}"
finding "judge: an act that two cases have" 3 --criterion SFJED1:P6 --finding not-met --method product --cites "$act" "${sound[@]}" "${judge[@]}"
warns "judge: of two cases is said" "have an act $act: say of which it is"

run "judge: the list" 0 judge jd "${of[@]}" "${who[@]}"
says "judge: the list: a finding" ': SFJED1:P6 not'
says "judge: the list: a withdrawal" 'judgement withdrawn by q.hale'
fits "judge: the list fits 100 columns"
run "judge: the list of somebody else's" 4 judge jd "${of[@]}" --actor x.cover --role practitioner --org o --purpose supervision
run "judge: the list in json" 0 judge jd "${of[@]}" --format json "${judge[@]}"
py "judge: the list in json" <<'PY'
import json
acts = json.load(open("out"))["acts"]
assert acts[0]["sampled"][0]["case"] == "AM-2025-0417" and len(acts[0]["sampled"][0]["commitment"]) == 64
assert [a["kind"] for a in acts].count("judgement_withdrawn") == 2
PY
run "judge: an act in json" 2 judge jd "${of[@]}" --withdraw x --reason r --format json "${judge[@]}"
run "judge: no case is made of it" 3 export jd "practitioner p.adeyemi" "${who[@]}"
run "judge: export of the case" 0 export jd "$case_id" "${who[@]}"
lacks "judge: no judgement is exported" 'judgement|a\.lindqvist'
run "judge: caseload" 0 caseload jd "${boss[@]}"
lacks "judge: no judgement in a caseload" 'practitioner p'
run "judge: verify" 0 audit verify jd
says "judge: consistent" '^CONSISTENT'

# SPDX-License-Identifier: MIT
# Instruments: one score, files of them, and the vectors that were given to us where they are there.

run "score --list" 0 score --list
[ "$(wc -l <out)" -eq 8 ] && pass || fail "score lists eight instruments"
run "score --list json" 0 score --list --format json
json "score --list json is JSON"
for name in ogrs3 snsv ogrs4 ovp_ogp osp pni tier_v2 tier_v3; do
    run "score $name --describe" 0 score $name --describe
    fits "score $name --describe fits 100 columns"
    run "score $name --describe json" 0 score $name --describe --format json
    json "score $name --describe json is JSON"
done
theft=(sex=M age_at_conviction=34 age_at_follow_up=34 age_at_first_sanction=19 total_sanctions=8)
run "score one" 0 score ogrs3 --input "${theft[@]}" offence_category=8
says "score one: a probability" '^  p_2yr +0\.62115703'
says "score one: percent and band" '^  moj_percent_2yr +62$'
says "score one: a term and its bar" '^  current offence +0\.6612 +\|\++$'
says "score one: of people" 'Of people with this score'
lacks "score one: no label of a person" 'offender will|is (high|low) risk|reoffender'
fits "score one fits 100 columns"
run "score one, --input twice" 0 score ogrs3 --input "${theft[@]}" --input offence_code=06667 --format csv
run "score one, json" 0 score ogrs3 --input "${theft[@]}" offence_category=8 --format json
json "score one json is JSON"
says "score one json: outputs" '"moj_band": "MEDIUM"'
run "score one, csv" 0 score ogrs3 --input "${theft[@]}" offence_category=8 --format csv
says "score one csv" ',44,62,MEDIUM$'
run "score one, OVP alone" 0 score ovp_ogp --input sex=M age_at_follow_up=24 total_sanctions=9 \
    violent_sanctions=3 recognises_impact=0 no_fixed_abode=0 unemployed=1 psychiatric_treatment=0 \
    alcohol_current=1 alcohol_binge=2 temper=1 pro_criminal=1 --format csv
says "score one, OVP alone" '^56,.*,38,54,MEDIUM,,,,,,$'
run "score one, OSP" 1 score osp --input sex=M sexual_offence_history=1 contact_adult=1 contact_child=0 \
    non_contact=2 indecent_images=0 total_sanctions=4 stranger_victim=1 age_at_follow_up=37 \
    age_at_most_recent_sexual_offence=29 violence_percent=1.81
fits "score one, OSP fits 100 columns"
says "score one, OSP: worked example" '^  dc_points +37$'
says "score one, OSP: the total of 2025" '^  rsr_percent +8\.27$'
says "score one, OSP: what 2026 asks for is missing" '^CSRP.*: not scored, something is missing$'
says "score one, OSP: to its end" 'judgement and does not replace it\.$|^does not replace it\.$'
run "score one, a tier" 0 score tier_v3 --input active_event=1 arp_percent=50 csrp_percent=3.2 arp_type=STATIC \
    csrp_type=DYNAMIC dc_percent=2.2 dc_band=MEDIUM mappa_category=M2 lifer=0 domestic_abuse=1 stalking=0 \
    child_protection=0 sexual_offence=1
says "score one, a tier: each step is a tier" '^  contact sexual reoffending +D$'
says "score one, a tier: provisional" '^  provisional +1$'
run "score, what is missing" 3 score ogrs3 --input sex=M
warns "score, what is missing: all of it" 'total_sanctions is missing'
warns "score, what is missing: dates or age" 'age_at_conviction, or date_of_birth and date_of_conviction, is missing'
run "score, a value out of range" 3 score ogrs3 --input "${theft[@]}" offence_category=20
warns "score, a value out of range" 'error\[CJ-0306\]: offence_category: "20" is out of range'
run "score, values that contradict" 3 score ogrs3 --input "${theft[@]}" offence_category=8 offence_code=00500
warns "score, values that contradict" 'offence_category is not what follows'
run "score, a code without a weight" 3 score ogrs3 --input "${theft[@]}" offence_code=08800
warns "score, a code without a weight" 'the exact offence is wanted'
run "score, no such input" 2 score ogrs3 --input surname=x
run "score, no such instrument" 2 score static99r --input a=b
run "score, neither input nor csv" 2 score ogrs3
run "score, both" 2 score ogrs3 --input sex=M --csv x.csv
run "score, no such file" 3 score ogrs3 --csv nowhere.csv
snsv=(sex=M date_of_birth=1990-01-01 date_of_conviction=2017-06-01 date_of_follow_up=2017-06-01
    total_sanctions=9 violent_sanctions=3 age_at_first_sanction=16 offence_category=18 violence_subcategory=4)
run "score, without the day of assessment" 3 score snsv --input "${snsv[@]}"
run "score, --as-of is that day" 0 score snsv --input "${snsv[@]}" --as-of 2017-11-02 --format csv
says "score, worked example of SNSV" '^0\.00993822067[0-9]+,0\.01807016081[0-9]+,1\.81,,,,$'
run "score, a dynamic item alone" 0 score snsv --input "${snsv[@]}" weapon=1 --as-of 2017-11-02
warns "score, what the dynamic score lacks is a warning" 'warning\[CJ-0312\]: temper is missing'

printf 'id,supervision_status,result\n1,CUSTODY,old\n2,HERE,old\n3,REMAND,old\n' >pni.csv
run "score a file with a bad row" 1 score pni --csv pni.csv
warns "score a file: place of the bad cell" '^pni\.csv:3:3: error\[CJ-0303\]: supervision_status: "HERE"'
says "score a file: the output stands where it stood" '^id,supervision_status,result,missing,need,projected_need'
says "score a file: the bad row has no outputs" '^2,HERE,,,,,,$'
says "score a file: the others have" '^3,REMAND,OMISSION,13,,HIGH,,$'
run "score a file, -o" 1 score pni --csv pni.csv -o scored.csv
ok "score a file, -o: written" grep -q '^3,REMAND,OMISSION' scored.csv
[ "$(stat -c %a scored.csv)" = 600 ] && pass || fail "scored.csv is for its owner only"
printf 'id,surname\n1,x\n' >unknown.csv
run "score a file with an unknown column" 3 score pni --csv unknown.csv
warns "score a file with an unknown column" '^unknown\.csv:1:4: error\[CJ-0311\]'
[ ! -s out ] && pass || fail "a refused file gives no output"
mkdir -p newer/instruments
printf 'offence_code,ogrs3_weight_moj\n08800,0.6612\n' >newer/instruments/offences.csv
run "score with a newer table of offences" 0 score ogrs3 --input "${theft[@]}" offence_code=08800 \
    --standards newer --format csv
says "score with a newer table of offences" ',44,62,MEDIUM$'
printf 'offence_code,ogrs3_weight_moj\n088,x\n' >newer/instruments/offences.csv
run "a broken table of offences is refused" 3 nos list --standards newer
warns "a broken table of offences is refused" '^newer/instruments/offences\.csv:2:1: error\[CJ-0303\]'
warns "all of its problems" 'no OGRS3 weight|no offence code'

# The scenarios and cases that the publisher of the tiers gives, in their own columns.
published=$source/../shared/vectors
if [ -e "$published/tier_v2_published.csv" ]; then
    PUBLISHED=$published CJ=$cj py "published tier scenarios" <<'PY'
import csv, io, os, subprocess

def score(name, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    done = subprocess.run([os.environ["CJ"], "score", name, "--csv", "-"], input=text.getvalue(),
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))

with open(os.environ["PUBLISHED"] + "/tier_v2_published.csv", newline="") as f:
    want = list(csv.DictReader(f))
got = score("tier_v2", [{
    "sex": r["sex"], "rsr_percent": r["rsr"], "rosh": r["rosh"], "mappa_level": r["mappa_level"],
    "complexity_registers": r["registrations"], "previous_enforcement": r["prev_enforcement"],
    "parenting": {"YES": "1", "NO": "0", "": ""}[r["parenting"]], "impulsivity": r["impulsivity"],
    "temper": r["temper"], "ogrs3_percent_2yr": r["ogrs"], "iom": r["iom"], "assessed": r["assessment"],
    "sentence_type": "SC", "sentence_terminated": "0", "strengths_and_needs": "0"} for r in want])
checked = 0
for r, s in zip(want, got):
    for name in ("protect_points", "protect_level", "change_points", "change_level"):
        if r["exp_" + name]:
            assert s[name] == r["exp_" + name], (r["id"], r["scenario"], name, s[name])
            checked += 1
assert checked > 60, checked
with open(os.environ["PUBLISHED"] + "/tier_v3_published.csv", newline="") as f:
    want = list(csv.DictReader(f))
got = score("tier_v3", [{
    **{n: r[n] for n in ("active_event", "arp_percent", "csrp_percent", "arp_type", "csrp_type", "dc_percent",
                         "dc_band", "rosh", "lifer", "domestic_abuse", "stalking", "child_protection",
                         "sexual_offence")},
    "mappa_category": "M1" if r["mappa_category_present"] == "1" else ""} for r in want])
for r, s in zip(want, got):
    assert s["tier"] == r["expected_tier"], (r["id"], r["source"], s["tier"])
PY
fi

# In the casework: a tier that was adopted, and the store worked out again.
nakamura=(--actor t.nakamura --role practitioner --org wexcombe-probation --purpose supervision)
run "rescore: init" 0 init sc "${nakamura[@]}"
run "rescore: record" 0 record sc "$source/examples/case-sentence.xml" "${nakamura[@]}"
sed 's/^<case id="[^"]*"/<case id="WX-OTHER"/; s|<value>0.62</value>|<value>7.1</value>|' \
    "$source/examples/case-sentence.xml" >other.xml
run "rescore: a case whose tier is another" 0 record sc other.xml "${nakamura[@]}"
run "caseload --order tier" 0 caseload sc "${nakamura[@]}" --order tier --as-of 2026-07-31
says "caseload --order tier: who stands behind it" 'tier E \(tier_v3\), adopted 2026-07-02'
fits "caseload --order tier fits 100 columns"
run "rescore" 0 rescore sc tier_v3 "${nakamura[@]}" --as-of 2026-07-31
says "rescore: the head" '^tier_v3 \(version 3, as of 2026-08-17\) on 2026-07-31: 2 scored, 1 unchanged, 1 would be another$'
says "rescore: whose" '^  WX-OTHER  \(adopted\)$'
says "rescore: which" '^      tier E to B'
says "rescore: changes nothing" '^Nothing was changed\.$'
fits "rescore fits 100 columns"
run "rescore json" 0 rescore sc tier_v3 "${nakamura[@]}" --as-of 2026-07-31 --format json
json "rescore json is JSON"
says "rescore json: counts" '"unchanged": 1'
run "rescore csv" 0 rescore sc tier_v3 "${nakamura[@]}" --as-of 2026-07-31 --format csv
says "rescore csv" '^WX-OTHER,t.nakamura,assessment-july,adopted,tier,E,B,'
run "rescore, nothing of that instrument" 0 rescore sc ogrs3 "${nakamura[@]}"
says "rescore, nothing of that instrument" ': 0 scored, 0 unchanged, 0 would be another$'
run "rescore, no such instrument" 2 rescore sc static99r "${nakamura[@]}"
run "rescore by an unknown role" 4 rescore sc tier_v3 --actor a --role nobody --org o --purpose supervision
run "caseload after rescoring" 0 caseload sc "${nakamura[@]}" --order tier --as-of 2026-07-31
says "caseload after rescoring: as before" 'tier E \(tier_v3\), adopted 2026-07-02'
lacks "caseload after rescoring: nothing new" 'tier B'
run "rescore: show" 0 show sc WX-OTHER "${nakamura[@]}"
says "rescore: show has the score and its standing" 'adopted'

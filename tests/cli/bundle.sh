# SPDX-License-Identifier: MIT
# Reports as Markdown and CSV, evidence bundles, and their verification without the store.

if [ -n "$case_id" ]; then
    run "bundle: a store" 0 init b "${who[@]}" --origin example.org/bundles
    run "bundle: a case" 0 record b "$case_file" "${who[@]}"
    run "bundle: a checkpoint that is kept" 0 audit checkpoint b "${who[@]}" -o kept
    report=(check b "$case_id" "${who[@]}" "${as_of[@]}" --standard SFJED1)
    mine=(check b "${who[@]}" "${as_of[@]}" --practitioner p.adeyemi --standard SFJED1)

    run "markdown" 0 "${report[@]}" --format markdown
    head -n 1 out | grep -q '^# SFJED1: ' && pass || fail "markdown: the title"
    says "markdown: as of" '^\| as of \| 2026-06-30 \|$'
    says "markdown: the rules" '^\| rules, SHA-256 \| [0-9a-f]{64} \|$'
    says "markdown: blocks" '^\| evidenced \| 13 \| █{13} \|$'
    says "markdown: a criterion" '^### P1: evidenced \(class R\)$'
    says "markdown: evidence" '^- \*\*by\*\* `rights`, rights explained, 2025-09-11 \(corroborated\)$'
    says "markdown: what is missing" '^- \*\*missing\*\* '
    grep -v "^> " out >own-words && ! grep -qiE "\b(met|competent)\b" own-words && pass || fail "markdown never says met or competent"
    person=$(sed -n 's/.*<person>\(.*\)<\/person>.*/\1/p' "$case_file" | head -n 1)
    [ -n "$person" ] && pass || fail "the case has a person"
    lacks "markdown names no person" "$person"
    run "markdown of all" 0 check b "$case_id" "${who[@]}" "${as_of[@]}" --standard all --format markdown
    run "markdown of a worker" 0 "${mine[@]}" --format markdown
    says "markdown of a worker" '^\| of \| what p\.adeyemi performed in 1 case, '
    says "markdown of a worker: the case of an act" "^- \\*\\*by\\*\\* $case_id:\`"
    run "a command without markdown" 2 nos list --format markdown

    run "csv across cases" 0 "${mine[@]}" --format csv
    cp out own.csv
    py "csv across cases names the case of each act" <<PY
import csv
rows = list(csv.DictReader(open("own.csv", newline="")))
acts = [a for r in rows for a in r["acts"].split("; ") if a]
assert acts and all(a.startswith("$case_id:") for a in acts), acts
assert len({r["part"] + r["number"] for r in rows}) == len(rows) and all(r["case"] == "" for r in rows)
PY

    run "bundle" 0 "${report[@]}" --bundle one.bundle
    says "bundle: the report is written as ever" '^SFJED1: 31 criteria: '
    [ "$(stat -c %a one.bundle)" = 600 ] && pass || fail "a bundle is 0600"
    ok "a bundle is one line" test "$(wc -l <one.bundle)" -eq 1
    cp one.bundle out
    json "a bundle is JSON"
    lacks "a bundle has no id of the case" "$case_id"
    lacks "a bundle names no person" "$person"
    py "a bundle says what the check says" <<'PY'
import json
b = json.load(open("one.bundle"))
assert list(b) == ["bundle_version", "vkey", "checkpoint", "report", "salt", "proofs"], list(b)
cited = {e["entry"] for c in b["report"]["criteria"] for e in c["evidence"]}
proved = {p["entry"]: json.loads(p["content"]) for p in b["proofs"]}
assert cited and all(proved[n]["ph"] == "intent" for n in cited), cited
PY
    run "verify-bundle" 0 audit verify-bundle one.bundle
    says "verify-bundle" '^CONSISTENT size=[0-9]+ root=[0-9a-f]{64} \(not anchored\)$'
    warns "verify-bundle: by whose key" 'by the key that the bundle itself names'
    [ "$(wc -l <out)" -eq 1 ] && pass || fail "verify-bundle prints one line"
    run "verify-bundle with the key" 0 audit verify-bundle one.bundle --key b.audit/vkey
    [ -s err ] && fail "verify-bundle with the key says more" || pass
    run "verify-bundle with the key as text" 0 audit verify-bundle one.bundle --key "$(cat b.audit/vkey)"
    run "verify-bundle with another key" 1 audit verify-bundle one.bundle --key s.audit/vkey
    says "verify-bundle with another key" '^FAILED: .*by another key than the one given$'
    run "verify-bundle against a checkpoint that it does not know" 1 audit verify-bundle one.bundle \
        --trusted kept
    says "verify-bundle against a checkpoint" '^FAILED: the bundle does not lead to the trusted checkpoint'
    run "bundle that goes back to a checkpoint" 0 "${report[@]}" --bundle back.bundle --trusted kept
    run "verify-bundle, anchored" 0 audit verify-bundle back.bundle --trusted kept
    says "verify-bundle, anchored" '^ANCHORED size=[0-9]+ root=[0-9a-f]{64} to=[0-9]+$'
    sed 's/self_report/independent/' one.bundle >altered.bundle
    run "verify an altered bundle" 1 audit verify-bundle altered.bundle
    says "verify an altered bundle" '^FAILED index=[0-9]+: the report is not the one that the log commits to$'
    head -c 2000 one.bundle >cut.bundle
    run "verify a cut bundle" 1 audit verify-bundle cut.bundle
    says "verify a cut bundle" '^FAILED: not an evidence bundle, or altered, from byte [0-9]+ on$'
    run "verify something else" 1 audit verify-bundle "$case_file"
    run "verify no bundle" 3 audit verify-bundle nowhere
    run "verify by no key" 3 audit verify-bundle one.bundle --key nowhere

    run "bundle of a worker" 0 "${mine[@]}" --bundle own.bundle --format json
    json "bundle of a worker: json on standard output"
    run "verify a worker's bundle" 0 audit verify-bundle own.bundle --key b.audit/vkey
    run "bundle of all standards" 2 check b "$case_id" "${who[@]}" --standard all --bundle x.bundle
    run "bundle to standard output" 2 "${report[@]}" --bundle -
    run "--trusted without a bundle" 2 "${report[@]}" --trusted kept
    run "bundle back to another log" 1 "${report[@]}" --bundle x.bundle --trusted foreign
    [ -e x.bundle ] && fail "a bundle that was not made is there" || pass
    run "bundle to nowhere" 5 "${report[@]}" --bundle nowhere/x
    run "bundle by a stranger" 4 check b "$case_id" --actor a --role nobody --org o --purpose x \
        --standard SFJED1 --bundle x.bundle
    [ -e x.bundle ] && fail "a bundle that was denied is there" || pass
    run "the log tells of bundles, and verifies" 0 audit verify b
fi

# A formula in a cell is none in a spreadsheet; a number stays one.
py "csv: no formula" <<PY
import csv, os, re, subprocess
text = open("$source/standards/nos/SFJED1.xml").read()
os.makedirs("formula/nos", exist_ok=True)
for first in "=+-@":
    made = re.sub(r"(<criterion id=\"p1\" [^>]*>\s*<text>)", lambda m: m.group(1) + first + "1+1, ", text, 1)
    open("formula/nos/SFJED1.xml", "w").write(made)
    out = subprocess.run(["$cj", "nos", "show", "SFJED1", "--format", "csv", "--standards", "formula"],
                         capture_output=True, text=True, check=True).stdout
    row = next(r for r in csv.DictReader(out.splitlines()) if r["part"] == "P" and r["number"] == "1")
    assert row["text"].startswith("'" + first + "1+1, "), row
PY

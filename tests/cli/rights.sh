# SPDX-License-Identifier: MIT
# Disclosure, erasure, backups, on the example case.

dc=(--actor d.moss --role data-controller --org aldermarsh-probation --purpose rights)
by=(--authority "decision 7 of 2026")

run "rights: init" 0 init rs "${who[@]}"
run "rights: record" 0 record rs "$case_file" "${who[@]}"

run "disclose by a practitioner" 4 disclose rs "$case_id" -o no.xml "${who[@]}"
[ ! -e no.xml ] && pass || fail "a refused disclosure leaves no file"
run "disclose" 0 disclose rs "$case_id" -o d.xml "${dc[@]}"
warns "disclose: the reminder" '^before sending: no safe contact is recorded'
warns "disclose: the review" '^review before anything is released: [1-9][0-9]* texts flagged'
[ "$(stat -c %a d.xml)" = 600 ] && pass || fail "a disclosure is 0600"
cp d.xml out
says "disclose: redacted" '<redacted reason="worker"/>'
says "disclose: flagged" 'review="free-text"'
lacks "disclose: no worker by id" '>p\.adeyemi<'
lacks "disclose: nothing of victims" 'victim_'
run "disclose of no case" 3 disclose rs none -o no.xml "${dc[@]}"

run "backup" 0 backup rs -o rs.backup "${dc[@]}"
says "backup: how far" '^rs\.backup: a copy of the store as of entry [0-9]+ of its log$'
[ "$(stat -c %a rs.backup)" = 600 ] && pass || fail "a backup is 0600"
run "backup over something" 5 backup rs -o rs.backup "${dc[@]}"
run "backup by a practitioner" 4 backup rs -o rs.none "${who[@]}"

act=$(sed -n 's/.*<act id="\([^"]*\)" kind="contact_held".*/\1/p' "$case_file" | head -n 1)
run "erase by a practitioner" 4 erase rs "$case_id" --reason court_order "${by[@]}" "${who[@]}"
run "erase for no reason" 2 erase rs "$case_id" "${by[@]}" "${dc[@]}"
run "erase for nonsense" 2 erase rs "$case_id" --reason because "${by[@]}" "${dc[@]}"
run "erase without authority" 2 erase rs "$case_id" --reason court_order "${dc[@]}"
run "erase, retention not over" 4 erase rs "$case_id" --reason retention_ended "${by[@]}" "${dc[@]}"
warns "erase, retention not over" 'error\[CJ-0904\]: retention_not_over'
run "erase an unknown act" 3 erase rs "$case_id" --reason court_order "${by[@]}" "${dc[@]}" --act x
run "erase an act" 0 erase rs "$case_id" --reason request_upheld "${by[@]}" "${dc[@]}" --act "$act"
says "erase an act" ': 1 act erased$'
run "erase it again" 0 erase rs "$case_id" --reason request_upheld "${by[@]}" "${dc[@]}" --act "$act"
says "erase it again" ': 0 acts erased$'
run "show tells what was erased" 0 show rs "$case_id" "${who[@]}"
says "show tells what was erased" "^  - $act \\(contact_held\\): request_upheld"
run "show json tells it" 0 show rs "$case_id" "${who[@]}" --format json
json "show json with tombstones is JSON"
run "check goes on" 0 check rs "$case_id" "${who[@]}" --standard SFJED1
run "export goes on" 0 export rs "$case_id" "${who[@]}" -o e.xml
run "what is exported is recorded: init" 0 init rs2 "${who[@]}"
run "what is exported is recorded" 0 record rs2 e.xml "${who[@]}"
run "and exported again" 0 export rs2 "$case_id" "${who[@]}"
ok "with tombstones, too: the same bytes" cmp out e.xml

run "erase a case" 0 erase rs "$case_id" --reason court_order "${by[@]}" "${dc[@]}"
says "erase a case" ': [1-9][0-9]+ acts erased$'
grep -rqF "Oakbench" rs rs.audit rs-wal 2>/dev/null && fail "a byte is left" || pass
run "verify after erasing" 0 audit verify rs
run "the same file brings nothing back" 0 record rs "$case_file" "${who[@]}"
says "the same file brings nothing back" ': 0 acts recorded'
sed "s/<act id=\"$act\"/<act id=\"entered-later\"/" "$case_file" >later.xml
run "one act more" 3 record rs later.xml "${who[@]}"
warns "one act more" 'error\[CJ-0411\]'
run "disclose an erased case" 3 disclose rs "$case_id" -o no.xml "${dc[@]}"
warns "disclose an erased case" 'error\[CJ-0411\]'

run "restore over something" 5 restore rs rs.backup "${dc[@]}"
rm -f rs rs-wal rs-shm
run "restore by a practitioner" 4 restore rs rs.backup "${who[@]}"
run "restore" 0 restore rs rs.backup "${dc[@]}"
says "restore" '^rs: restored; [1-9][0-9]+ acts erased again; 2 units'
grep -rqF "Oakbench" rs rs.audit && fail "a restored backup holds what was erased" || pass
run "verify after a restore" 0 audit verify rs
says "verify after a restore" '^CONSISTENT '
warns "verify after a restore: what is lost" '^note: 2 unit'

# SPDX-License-Identifier: MIT
# A jurisdiction laid over the shipped one with --standards: the same questions, its answers.

altland=$source/tests/policy/data/altland
reeve=(--actor odo --role reeve --org altland --purpose wardship)
run "altland: its role is unknown to the shipped policy" 4 init reeve.db "${reeve[@]}"
run "altland: laid over, its role may" 0 init reeve.db "${reeve[@]}" --standards "$altland"
run "altland: recorded by its role" 0 record reeve.db "$case_file" "${reeve[@]}" --standards "$altland"
run "altland: what its role may not" 4 check reeve.db "$case_id" --standard SFJED1 "${as_of[@]}" \
    "${reeve[@]}" --standards "$altland"
warns "altland: the denial names role and purpose" "check.*reeve.*wardship"
run "altland: takes from a role what the shipped policy gave" 4 record reeve.db "$case_file" \
    "${who[@]}" --standards "$altland"
run "altland: the shipped policy alone gives it" 0 record reeve.db "$case_file" "${who[@]}"
mkdir -p broken/policy
printf '%s\n' '<policy id="b" version="1" xmlns="urn:cjustice:policy:1">' \
    '<value name="shoe_size" days="1" citation="c" standing="s"/></policy>' >broken/policy/b.xml
run "a policy with a slip is refused" 3 record reeve.db "$case_file" "${who[@]}" --standards broken
warns "a policy with a slip: its place" "b.xml:2:[0-9]+: error.*shoe_size"

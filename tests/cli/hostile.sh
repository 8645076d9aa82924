# SPDX-License-Identifier: MIT
# Hostile input: exit 3 with its place; the log and the export are as before.

# refused NAME FILE [PLACE]: record refuses it; nothing changes.
refused() {
    local name=$1 file=$2 place=${3-:[0-9]+:[0-9]+}
    "$cj" audit verify s >before 2>/dev/null
    run "hostile: $name" 3 record s "$file" "${who[@]}"
    warns "hostile: $name: place" "^$file$place: error\[CJ-0[0-9]{3}\]: "
    "$cj" audit verify s >after 2>/dev/null
    ok "hostile: $name: the log is as before" cmp before after
}

if [ -n "$case_id" ]; then
    head='<case id="X" vocabulary="1" xmlns="urn:cjustice:case:1">'
    printf '<?xml version="1.0"?>\n<!DOCTYPE case [<!ENTITY a "b">]>\n%s&a;</case>\n' "$head" >doctype.xml
    refused "DOCTYPE" doctype.xml
    printf '%s\n<act' "$head" >cut.xml
    refused "cut" cut.xml
    { printf '%s\n' "$head"; yes '<a>' | head -n 5000; } >deep.xml
    refused "deep" deep.xml
    { printf '%s\n<act id="' "$head"; head -c 200000 /dev/zero | tr '\0' a; printf '"/></case>\n'; } >tag.xml
    refused "long tag" tag.xml
    printf '%s\n<act id="a" kind="nonsense" handle="h"/>\n</case>\n' "$head" >kind.xml
    refused "unknown kind" kind.xml
    printf '<case xmlns="urn:other:1"/>\n' >other.xml
    refused "another namespace" other.xml
    printf '%s\n\xff\xfe</case>\n' "$head" >bytes.xml
    refused "not UTF-8" bytes.xml
    : >empty.xml
    refused "empty" empty.xml '(:[0-9]+:[0-9]+)?'
    head -c 3000 /dev/urandom >noise.xml
    refused "noise" noise.xml '(:[0-9]+:[0-9]+)?'
    head -c 200 case.xml.gz >cut.xml.gz
    refused "cut gzip" cut.xml.gz '(:[0-9]+:[0-9]+)?'
    sed '0,/kind="contact_held"/s//kind="contact_hold"/' "$case_file" >changed.xml
    refused "a changed kind" changed.xml
    sed '0,/<mode>in_person</s//<mode>by_pigeon</' "$case_file" >code.xml
    cmp -s "$case_file" code.xml || refused "an unknown code" code.xml
    sed '0,/occurred_at="2025-/s//occurred_at="2024-/' "$case_file" >conflict.xml
    refused "the same act with other content" conflict.xml
    refused "not there" nothing.xml ''
    refused "a directory" overlay ''

    # One bad file does not stop the others, and the worst gives the exit status.
    run "record: a bad file among good ones" 3 record s2 cut.xml "$case_file" "${who[@]}"
    says "record: the good one is recognised" 'case-package\.xml: 0 acts recorded, [1-9]'
    says "record: the bad one" '^cut\.xml: nothing recorded$'

    run "record with broken standards" 3 record s "$case_file" "${who[@]}" --standards broken
    run "export after all this" 0 export s "$case_id" "${who[@]}"
    ok "the export is as before" cmp out export1.xml
    run "verify after all this" 0 audit verify s --trusted trusted
fi
if [ -c /dev/full ]; then
    "$cj" nos list >/dev/full 2>err
    [ $? -eq 5 ] && pass || fail "standard output that is full"
fi

# What reaches a terminal and what does not.
if [ -n "$case_id" ]; then
    name=$'a\xff\x1b[31m.xml'
    cp "$case_file" "$name"
    run "a name that is not UTF-8" 0 record s "$name" "${who[@]}" --format json
    json "a name that is not UTF-8, in JSON"
    run "a name with an escape" 0 record s "$name" "${who[@]}"
    if grep -q $'\x1b' out err; then fail "an escape reaches the terminal"; else pass; fi
    # Where there are terminals to be had: `script` makes one.
    if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
        command="'$cj' ${check[*]} --standard SFJED1"
        script -qec "$command" /dev/null </dev/null >coloured 2>&1
        grep -q $'\x1b\[32m' coloured && pass || fail "colours on a terminal"
        NO_COLOR=1 script -qec "$command" /dev/null </dev/null >plain 2>&1
        grep -q $'\x1b\[' plain && fail "NO_COLOR" || pass
        TERM=dumb script -qec "$command" /dev/null </dev/null >plain 2>&1
        grep -q $'\x1b\[' plain && fail "TERM=dumb" || pass
    fi
    "$cj" "${check[@]}" --standard SFJED1 >out 2>err
    grep -q $'\x1b' out && fail "no colours in a file" || pass
fi

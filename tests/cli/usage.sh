# SPDX-License-Identifier: MIT
# How the command is called: usage errors, help, manual, completion.

run "no command" 2
warns "no command: form of the problem" '^cjustice: error\[CJ-0102\]: '
warns "no command: what to do" '^  what to do: '
run "unknown command" 2 frobnicate
warns "unknown command is named" 'frobnicate'
run "unknown subcommand" 2 nos frobnicate
run "unknown option" 2 nos list --frobnicate
warns "unknown option is named" '--frobnicate'
run "option of another command" 2 nos list --strict
run "unknown format" 2 nos list --format yaml
run "format that the command lacks" 2 show s c "${who[@]}" --format csv
run "option without value" 2 nos list --format
run "flag with a value" 2 check s c --strict=yes
run "option twice" 2 nos list --format csv --format json
run "too few arguments" 2 nos show
run "too many arguments" 2 nos list extra
run "control characters of the command line are not printed" 2 $'\x1b[31mred'
if grep -q $'\x1b' err; then fail "escape on stderr"; else pass; fi
run "--version" 0 --version
says "--version" '^cjustice [0-9]+\.[0-9]+\.[0-9]+'
run "--help" 0 --help
cp out help_all
run "help" 0 help
ok "help is --help" cmp out help_all
fits "help fits 100 columns"
run "help of an unknown command" 2 help frobnicate
run "manual" 0 help --man
cp out manual
commands=$(sed -n '/^Commands:/,/^$/p' help_all | sed -n 's/^  \([a-z-]\{1,\}\( [a-z-]\{1,\}\)\{0,1\}\)  .*/\1/p')
[ "$(printf '%s\n' "$commands" | wc -l)" -ge 13 ] && pass || fail "help lists the commands" "$commands"
run "completion" 0 completion bash
cp out completion
ok "completion is bash" bash -n completion
run "completion of another shell" 2 completion fish
while IFS= read -r name; do
    # shellcheck disable=SC2086
    run "--help of $name" 0 $name --help
    says "usage of $name" "^usage: cjustice $name"
    fits "help of $name fits 100 columns"
    # Each option of the table is in the help, the manual and the completion of the command.
    for option in $(grep -oE '^  --[a-z-]+' out | sort -u); do
        grep -qF -- "${option//-/\\-}" manual && pass || fail "manual lacks $option of $name"
        grep -F "\"$name\"" completion | grep -qF -- " $option" && pass ||
            fail "completion lacks $option of $name"
    done
    cat out >>help_each
done <<<"$commands"
for option in $(sed -n '/cli_options\[OPT_COUNT\] = {/,/^};/s/.*"\(--[a-z-]*\)".*/\1/p' \
    "$source/src/cli/options.c"); do
    grep -qE -- "^  $option( |,|$)" help_each && pass || fail "no help has $option"
    grep -qF -- "${option//-/\\-}" manual && pass || fail "the manual lacks $option"
done
if command -v groff >/dev/null; then
    groff -man -Tascii -ww manual >out 2>err
    [ -s err ] && fail "groff warns about the manual" || pass
fi

for command in "init s" "record s f" "show s c" "export s c" "check s c --standard all" \
    "audit checkpoint s" "caseload s" "restrict s c --allow a --reason r" \
    "exclude s c --deny a --reason r" "break-glass s c --reason other --until 2099-01-01" \
    "review-override s o --result justified --text t"; do
    # shellcheck disable=SC2086
    run "without actor: $command" 2 $command
    warns "without actor: $command: code" 'error\[CJ-0902\]'
    # shellcheck disable=SC2086
    run "without purpose: $command" 2 $command --actor a --role practitioner --org o
done
[ -e s ] && fail "a refused call made something" || pass

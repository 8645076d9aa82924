#!/bin/sh
# SPDX-License-Identifier: MIT
# Logs of the sizes where something changes, and an evidence bundle, judged by Go: run.sh BUILD-DIR
# Each must be accepted, and be the beginning of those after it; each of some changes must be refused.
# (A log of no entries does not exist: the first is log.open.) Prints how many logs and proofs.
set -eu
program=$(cd "$1" && pwd)/tests/test-audit-log
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/logs"
CJ_AUDIT_COPIES="$work/logs" "$program" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
(cd "$here" && go build -o "$work/check" .)

# Those below 10,000 are one log as it grew, those above another.
logs=0 proofs=0 older="" kind=""
for size in $(cd "$work/logs" && printf "%s\n" * | sort -n); do
    now=$([ "$size" -lt 10000 ] && echo small || echo large)
    [ "$now" = "$kind" ] || older=""
    kind=$now
    # shellcheck disable=SC2086
    "$work/check" "$work/logs/$size" $older | grep "^OK size=$size " || exit 1
    for _ in $older; do proofs=$((proofs + 1)); done
    older="$older $work/logs/$size"
    logs=$((logs + 1))
done
[ -z "${CJ_KEEP_LOGS:-}" ] || cp -r "$work/logs" "$CJ_KEEP_LOGS"
echo "$logs logs and $proofs proofs between them are good"

if "$work/check" "$work/logs/257" "$work/logs/65535" >/dev/null; then
    echo "a log that is no continuation was taken for one"
    exit 1
fi
log=$work/logs/257
for file in checkpoint vkey tile/0/000 tile/0/001.p/1 tile/1/000.p/1 tile/entries/000 \
    tile/entries/001.p/1; do
    rm -rf "$work/changed"
    cp -r "$log" "$work/changed"
    chmod u+w "$work/changed/$file"
    middle=$(($(wc -c <"$work/changed/$file") / 2))
    byte=$(od -An -tu1 -j "$middle" -N1 "$work/changed/$file" | tr -d ' ')
    printf "$(printf '\\%03o' $((byte ^ 1)))" |
        dd of="$work/changed/$file" bs=1 seek="$middle" conv=notrunc 2>/dev/null
    if "$work/check" "$work/changed"; then
        echo "a change in $file was not seen"
        exit 1
    fi
done

# A bundle: accepted as it was written, refused with one letter changed in each of its parts.
cjustice=$(cd "$1" && pwd)/cjustice
root=$(cd "$here/../../.." && pwd)
export CJUSTICE_ACTOR=p.adeyemi CJUSTICE_ROLE=practitioner CJUSTICE_ORG=o CJUSTICE_PURPOSE=supervision
export CJUSTICE_STANDARDS="$root/standards"
store=$work/store
"$cjustice" init "$store" >/dev/null
"$cjustice" record "$store" "$root/examples/case-package.xml" >/dev/null 2>&1
"$cjustice" check "$store" AM-2025-0417 --standard SFJED1 --as-of 2026-06-30 --bundle "$work/bundle" >/dev/null
"$work/check" "$work/bundle" "$store.audit/vkey" | grep '^OK size=' || exit 1
for change in 's/"verdict":"evidenced"/"verdict":"no_occasion"/' 's/"at":"2025-09-11"/"at":"2025-09-12"/' \
    's/"kind":"contact_held"/"kind":"contact_hold"/' 's/"salt":"./"salt":"x/' \
    's/\\"who\\":\\"p/\\"who\\":\\"q/' 's/"path":\["../"path":["00/' 's/"checkpoint":"c/"checkpoint":"d/' \
    's/"entry":3,"content"/"entry":4,"content"/'; do
    sed "$change" "$work/bundle" >"$work/changed-bundle"
    if cmp -s "$work/bundle" "$work/changed-bundle"; then
        echo "$change changes nothing"
        exit 1
    fi
    if "$work/check" "$work/changed-bundle" "$store.audit/vkey" ||
        "$cjustice" audit verify-bundle "$work/changed-bundle" >/dev/null 2>&1; then
        echo "not seen: $change"
        exit 1
    fi
done

#!/bin/sh
# SPDX-License-Identifier: MIT
# Logs of the sizes where something changes, and an evidence bundle, judged by Go: run.sh BUILD-DIR
# Each must be accepted; each of some changes must be refused.
set -eu
program=$(cd "$1" && pwd)/tests/test-audit-log
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/logs"
CJ_AUDIT_COPIES="$work/logs" "$program" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
(cd "$here" && go build -o "$work/check" .)

for log in "$work"/logs/*; do
    "$work/check" "$log" | grep "^OK size=$(basename "$log") " || exit 1
done

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

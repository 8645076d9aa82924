#!/bin/sh
# SPDX-License-Identifier: MIT
# Logs of the sizes where something changes, judged by Go: run.sh BUILD-DIR
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

#!/bin/sh
# SPDX-License-Identifier: MIT
# What others have written judges our logs, and we judge the proofs of others: verifiers.sh BUILD-DIR
# A verifier that cannot be had (no Go, no npm, no network) is said to be skipped; one that refuses
# what is good, or accepts what was altered, fails.
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cj=$build/cjustice
skip() { echo "skipped: $*"; }

# A log of two shards, and the altered copy that must be refused.
"$build/tests/example-own-log" "$work/log" >/dev/null
cp -r "$work/log" "$work/bad"
chmod -R u+w "$work/bad"
for file in "$work"/bad/tile/entries/000.p/*; do sed -i 's/p.adeyemi/p.nobody0/' "$file"; done

fsck=$work/fsck
if command -v go >/dev/null &&
    GOBIN=$work go install github.com/transparency-dev/tessera/cmd/fsck@v1.0.4 2>"$work/err"; then
    judge() { # its exit status says nothing: what it prints does
        "$fsck" --ui=false --storage_url="file://$1/" --public_key="$1/vkey" >"$work/out" 2>&1 ||
            return 1
        grep -o "Successfully fsck'd log with size [0-9]*" "$work/out"
    }
    for log in "$work/log" "$work/log.2" ${CJ_AUDIT_LOGS:+"$CJ_AUDIT_LOGS"/*}; do
        [ -d "$log" ] || continue
        judge "$log" || { head -c 2000 "$work/out"; exit 1; }
    done
    if judge "$work/bad"; then
        echo "fsck takes an altered log for a good one"
        exit 1
    fi
else
    skip "tessera's fsck: no Go, or the module cannot be had"
fi

merkle=${CJ_MERKLE_TESTDATA:-$work/merkle/testdata} # of a checkout, or of one for this run
[ -d "$merkle" ] || timeout 60 git clone -q --depth 1 \
    https://github.com/transparency-dev/merkle "$work/merkle" >"$work/err" 2>&1 || true
if [ -d "$merkle" ]; then
    python3 "$here/vectors.py" "$merkle" >"$work/vectors"
    CJ_MERKLE_VECTORS=$work/vectors "$build/tests/test-audit-vectors" >"$work/out" 2>&1 ||
        { cat "$work/out"; exit 1; }
    grep 'vectors agree' "$work/out"
else
    skip "the public Merkle vectors: no checkout of transparency-dev/merkle, and none to be had"
fi

"$cj" audit prove "$work/log" 1 -o "$work/proof"
"$cj" audit export "$work/log" -o "$work/all.gz"
gzip -dc "$work/all.gz" | sed -n 2p | tr -d '\n' >"$work/entry"
sed 's/p.adeyemi/p.nobody0/' "$work/entry" >"$work/other"
mkdir "$work/npm"
if command -v npm >/dev/null &&
    (cd "$work/npm" && npm install --silent --no-audit --no-fund @sigstore/verify@3) \
        >"$work/err" 2>&1; then
    cd "$work/npm"
    echo "sigstore: $(node "$here/sigstore.js" "$work/log/vkey" "$work/proof" "$work/entry")"
    if node "$here/sigstore.js" "$work/log/vkey" "$work/proof" "$work/other" >/dev/null 2>&1; then
        echo "sigstore takes another entry for the one that was proven"
        exit 1
    fi
    cd "$here"
else
    skip "@sigstore/verify: no npm, or the package cannot be had"
fi

# The signature alone, as docs/audit-log.md says it.
check() {
    n=$(grep -n '^$' "$1" | tail -1 | cut -d: -f1)
    head -n $((n - 1)) "$1" >"$work/text"
    origin=$(head -1 "$1")
    tail -n +$((n + 1)) "$1" | grep -F "— $origin " | head -1 | awk '{print $3}' | base64 -d |
        tail -c 64 >"$work/sig"
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'
      cut -d+ -f3- "$work/log/vkey" | base64 -d | tail -c 32; } >"$work/pub.der"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/pub.der" -rawin -in "$work/text" \
        -sigfile "$work/sig"
}
if command -v openssl >/dev/null; then
    echo "openssl: $(check "$work/log/checkpoint")"
    sed '2s/./9/' "$work/log/checkpoint" >"$work/forged"
    if check "$work/forged" >/dev/null 2>&1; then
        echo "openssl takes a forged checkpoint for a good one"
        exit 1
    fi
else
    skip "openssl pkeyutl: not installed"
fi

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The public JSON vectors of Merkle proofs as the lines that tests/audit/test_vectors.c reads.

vectors.py TESTDATA > FILE
"""
import json
import pathlib
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    for path in sorted([*root.glob("inclusion/**/*.json"), *root.glob("consistency/**/*.json")]):
        v = json.loads(path.read_text())
        words = ["bad" if v["wantErr"] else "good"]
        if "leafIdx" in v:
            kind = "inclusion"
            words += [v["leafIdx"], v["treeSize"], v["leafHash"], v["root"]]
        elif "size1" in v:
            kind = "consistency"
            words += [v["size1"], v["size2"], v["root1"], v["root2"]]
        else:
            continue
        words += v["proof"] or []
        print(kind, *(str(w) if w not in ("", None) else "-" for w in words))


main()

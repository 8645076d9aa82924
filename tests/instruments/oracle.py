#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares `cjustice score --csv` with a second reading of the reference (reading.py) on random rows.

Usage: oracle.py CJUSTICE REFERENCE-DIR [--rows N] [--seed S] [--write DIR] [INSTRUMENT...]
REFERENCE-DIR holds risk-instruments.md and the two tables of offence codes. --write DIR writes the
rows with what the second reading expects of them, as vectors for the tests.
"""
import argparse
import csv
import io
import json
import pathlib
import random
import subprocess
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import draw
import reading
import reading_rules

READ = {"ogrs3": reading.ogrs3, "snsv": reading.snsv, "ogrs4": reading.ogrs4, "ovp_ogp": reading.ovp_ogp,
        "osp": reading_rules.osp, "pni": reading_rules.pni, "tier_v2": reading_rules.tier_v2,
        "tier_v3": reading_rules.tier_v3}
TOLERANCE = 1e-9


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return f"{float(value):.2f}"
    return repr(value) if isinstance(value, float) else str(value)


def same(want, got):
    if want is None or isinstance(want, str):
        return (want or "") == got
    if got == "":
        return False
    if isinstance(want, float):
        return abs(want - float(got)) <= TOLERANCE
    return Fraction(want) == Fraction(got)


def compare(cjustice, reference, instrument, rng, count, write):
    about = json.loads(run(cjustice, "score", instrument, "--describe", "--format", "json").stdout)
    inputs, outputs = ([row["name"] for row in about[part]] for part in ("inputs", "outputs"))
    rows = list(draw.rows(rng, reference, instrument, inputs, count))
    wanted = [READ[instrument](reference, reading.Row(row)) for row in rows]
    assert not write or len({tuple(row.items()) for row in rows}) == len(rows)
    table = io.StringIO()
    writer = csv.DictWriter(table, inputs, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    done = run(cjustice, "score", instrument, "--csv", "-", input=table.getvalue())
    got = list(csv.DictReader(io.StringIO(done.stdout)))
    if len(got) != len(rows):
        print(done.stderr[:2000])
        return 1
    bad = scored = 0
    for number, (row, want, have) in enumerate(zip(rows, wanted, got), 2):
        scored += any(v is not None for v in want.values())
        wrong = [f"{name}: {text_of(want[name])!r} here, {have[name]!r} there" for name in outputs
                 if not same(want[name], have[name])]
        if wrong:
            bad += 1
            if bad <= 3:
                print(f"{instrument}, row {number}: {wrong[:4]}")
                print("   ", {k: v for k, v in row.items() if v != ""})
    print(f"{instrument}: {count} rows, {scored} with a result, {bad} differ (exit {done.returncode})")
    if write:
        with open(write / f"{instrument}.csv", "w", newline="") as f:
            writer = csv.writer(f, lineterminator="\n")
            writer.writerow(inputs + outputs)
            for row, want in zip(rows, wanted):
                writer.writerow([row[n] for n in inputs] + [text_of(want[n]) for n in outputs])
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cjustice")
    parser.add_argument("reference", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("instruments", nargs="*", default=[])
    args = parser.parse_args()
    reference = reading.Reference(args.reference)
    bad = 0
    for name in args.instruments or READ:
        rng = random.Random(f"{args.seed} {name}")
        bad += compare(args.cjustice, reference, name, rng, args.rows, args.write)
    sys.exit(bad != 0)


if __name__ == "__main__":
    main()

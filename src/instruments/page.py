"""The page docs/instruments.md: what each instrument is for, takes and gives."""

HEAD = """# Risk instruments

<!-- {generated} -->

Published instruments as functions: their numbers, every term of a score, and what they do not say. A score
is a statement about a group: *of people with this score*, so many reoffended. It never says what this person
will do. It aids a practitioner's judgement and does not replace it; it evidences no criterion by itself. None of
them is proprietary, and nothing here screens for a disorder of personality. [scores.md](scores.md) says how to
call them.

All of it is from the tables in `src/instruments/*.toml`, from which the code is made. `step(x, t)` is the number
of the last bound of t that x reaches, from 0; `pick(i, t)` the i-th value of t, from 0; `poly(x, t)` is t1 x + t2 x² ...;
`given(a, b)` is a where it is given, else b, and both must agree; `when(c, v)` is v where c holds, else 0; `first(c, v,
..., e)` is the v of the first c that holds, else e; `alt(a, b)` is a where it is known, else b. `z` is the sum of the
terms. Percents are rounded half up from the exact value: two decimals within 0.00 and 99.99, whole ones within 1
and 99. Band bounds are lower bounds.

Derived in the same way everywhere, unless an instrument says otherwise:

{derived}
"""


def bounds(row):
    if row["type"] in ("flag", "level", "offence", "date", "code", "registers", "requirements"):
        return " ".join(row.get("codes", [])) if row["type"] == "code" else ""
    if row["most"] > 1e9:
        return f"{row['least']} or more"
    return f"{row['least']} to {row['most']}"


def code(text):
    return "`" + text.replace("|", "\\|") + "`"


def instrument(it):
    d = it.data
    out = [f"## {d['name']}", "", f"**{d['title']}**, version {d['version']}.", "",
           f"It predicts {d['predicts']}.", f"Built for {d['built_for']}.", ""]
    out += [f"- {line}" for line in d["limits"]] + ["", "Sources:", ""]
    out += [f"- {line}" for line in d["sources"]]
    out += ["", "| input | type | values | meaning |", "|---|---|---|---|"]
    out += [f"| `{k}` | {r['type']} | {bounds(r)} | {r['help']} |" for k, r in it.inputs.items()]
    used = {k: v for k, v in d.get("derived", {}).items()}
    if used:
        out += ["", "Derived:", ""] + [f"- `{k}` = {code(v)}" for k, v in used.items()]
    if it.tables:
        out += ["", "Tables:", ""] + [f"- `{k}` = {' '.join(str(x) for x in v)}" for k, v in it.tables.items()]
    for scale in it.scales:
        out += ["", f"### {d['name']}: {scale['title']}", ""]
        if scale["source"]:
            out += [f"Coefficients: {scale['source']}.", ""]
        terms = it.terms[scale["first_term"]:scale["first_term"] + scale["terms"]]
        if scale.get("derived"):
            out += ["Here:", ""] + [f"- `{k}` = {code(v)}" for k, v in scale["derived"].items()] + [""]
        if terms:
            out += ["| term | formula |", "|---|---|"]
            out += [f"| {t['label']}{'' if t['group'] == 'z' else ' (`' + t['group'] + '`)'} | {code(t['formula'])} |"
                    for t in terms] + [""]
        number = it.scales.index(scale)
        out += ["| output | is | formula |", "|---|---|---|"]
        out += [f"| `{o['name']}` | {o['kind']} | {code(o['formula'])} |"
                for o in it.outputs if o["scale"] == number]
        wanted = [n["text"].removesuffix(" is missing").rstrip(",") for n in it.needs
                  if n["scale"] == number and n["when"] is None]
        out += ["", "Needs: " + "; ".join(wanted) + "."]
    out += ["", f"### {d['name']}: coefficients", "", "| set | name | value |", "|---|---|---|"]
    for name, row in d["coefficients"].items():
        for key, value in row.items():
            if key not in ("source", "base"):
                text = " ".join(str(v) for v in value) if isinstance(value, list) else str(value)
                out.append(f"| {name}{' (else ' + row['base'] + ')' if 'base' in row else ''} | `{key}` | {text} |")
    out += ["", "Refused:", ""] + [f"- {c['text']}" for c in it.checks]
    return out


def text(all_, common, generated):
    derived = "\n".join(f"- `{k}` = {code(v)}" for k, v in common["derived"].items())
    out = [HEAD.replace("{generated}", generated).replace("{derived}", derived)]
    for it in all_:
        out += instrument(it) + [""]
    return "\n".join(out)

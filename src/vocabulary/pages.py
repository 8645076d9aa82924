"""The pages of docs/ that are derived from the tables."""
import re
import xml.etree.ElementTree

from output import GENERATED


def errors(rows):
    doc = [
        "# Error codes",
        "",
        f"<!-- {GENERATED} -->",
        "",
        "A code is never reused. The command prints it as `CJ-0312` and ends with the exit status of",
        "its class: finding 1, usage 2, refused 3, denied 4, fault 5.",
        "",
        "| code | name | class | what it means | what to do |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        doc.append(f"| CJ-{row['code']:04d} | `CJ_E_{row['name']}` | {row['class']} | {row['text']} "
                   f"| {row['advice']} |".replace("<>", "&lt;&gt;"))
    return "\n".join(doc) + "\n"


def vocabulary(v):
    out = ["# Vocabulary", "", f"<!-- {GENERATED} -->", "",
           "`!` required, `?` optional (`??`: left out of JSON where it has no value); `[]` one or more; `/none` the field or its `_none_reason`; \"if\" the",
           "condition under which an optional field is required. How an act looks in a file:",
           "[case-file.md](case-file.md).", "", "## Every act", ""]

    def table(fields):
        rows = ["| field | type | required if |", "|---|---|---|"]
        for text in fields:
            body, _, condition = text.partition(" if ")
            head, _, type_text = body.partition(":")
            shown = (type_text.strip() or "text").replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|")
            rows.append(f"| `{head.strip()}` | {shown} | {condition.replace('|', 'or')} |")
        return rows

    out += table(v.records["envelope"]["fields"])
    out += ["", "## Kinds", ""]
    for kind in v.kinds:
        out += [f"### {kind['name']} ({kind['id']})", "", kind["doc"], "",
                f"Handles: {', '.join(kind['handles'])}. Suggested: {kind['suggest'].replace('_', ' ')}." +
                (" By nature the act of somebody else." if kind.get("by_others") else ""), ""]
        out += table(kind["fields"]) + [""]
    out += ["## Shared records and states", ""]
    for name, record in v.records.items():
        if name != "envelope":
            out += [f"### {name}", "", record["doc"], ""] + table(record["fields"]) + [""]
    out += ["## Code lists", ""]
    out += [f"- `{name}`: {', '.join(v.lists[name]['codes'])}" for name in v.list_names]
    return "\n".join(out) + "\n"


def casework(data, rules):
    doc = ["# Rules of casework", "", f"<!-- {GENERATED} -->", "",
           "An integrity rule refuses the act. A conduct rule never does: the act is kept, and the finding",
           "stands beside it.", "", "| rule | class | kinds | what it holds |", "|---|---|---|---|"]
    for rule in rules:
        doc.append(f"| `{rule['name']}` | {rule['class']} | {', '.join(rule['on'])} | {rule['text']} |")
    doc += ["", "## Deadlines", "",
            "A deadline is opened by an act, and met by another (or by the act itself: then it was late or in",
            "time). It is due on the day that the act fixes, or so long after the clock's start as the policy",
            "says, whichever is earlier; without either no timescale is set. The clock starts at the act, or at",
            "the earlier of the moment when it was noticed and its trigger.", "",
            "| deadline | opened by | due | met by | what it holds |", "|---|---|---|---|---|"]
    for deadline in data["deadline"]:
        opener = deadline["on"] + (f" ({deadline['when']})" if "when" in deadline else "") + \
            (f", each of {deadline['each']}" if "each" in deadline else "")
        due = [f"`{deadline['due']}`"] if "due" in deadline else []
        due += [f"policy `{deadline['within']}`"] if "within" in deadline else []
        met = [met.get("by", "itself") + (f" ({met['when']})" if "when" in met else "") for met in deadline["met"]]
        doc.append(f"| {deadline['name']} | {opener.replace('|', 'or')} | {', '.join(due) or 'no timescale'} | "
                   f"{', '.join(met).replace('|', 'or')} | {deadline['text']} |")
    doc += ["", "## Transitions"]
    for name, rows in data["transitions"].items():
        doc += ["", f"What `{name}` may become:", "", "| from | to |", "|---|---|"]
        doc += [f"| {status or '(the beginning)'} | {', '.join(to) or '(nothing more)'} |" for status, to in rows.items()]
    return "\n".join(doc) + "\n"


# ---- kinds -------------------------------------------------------------------------------------


def criteria_of(root):
    """For each kind the criteria of the shipped packs whose rules name it."""
    found = {}

    def gather(element, defines, item):
        if element.tag.endswith("}use"):
            gather(defines[element.get("name")], defines, item)
        for name in ("kind", "first", "because"):
            for kind in element.get(name, "").split():
                if item not in found.setdefault(kind, []):
                    found[kind].append(item)
        for inner in element:
            gather(inner, defines, item)

    for path in sorted((root / "standards/evidence").glob("*.xml")):
        pack = xml.etree.ElementTree.parse(path).getroot()
        space = pack.tag[:pack.tag.index("}") + 1]
        defines = {define.get("name"): define for define in pack.iter(space + "define")}
        for criterion in pack.iter(space + "criterion"):
            gather(criterion, defines, f"{pack.get('standard')}:{criterion.get('item')}")
    return found


def by_standard(items):
    """SFJED1:P1 and SFJED1:P2 as "SFJED1 P1, P2"."""
    standards = {}
    for item in items:
        standard, _, number = item.partition(":")
        standards.setdefault(standard, []).append(number)
    return "; ".join(f"{standard} {', '.join(numbers)}" for standard, numbers in standards.items())


def examples_of(root):
    found = {}
    for path in sorted((root / "examples").glob("case-*.xml")):
        for kind in set(re.findall(r'<act [^>]*\bkind="(\w+)"', path.read_text())):
            found.setdefault(kind, []).append(path.stem.removeprefix("case-"))
    return found


class Tests:
    """Which test sources name a thing: a rule or deadline in quotes, a kind as a word."""

    def __init__(self, root):
        folder = root / "tests"
        paths = [path for path in folder.glob("*/*.[ch]") if path.stem.startswith("test_") or path.stem.endswith("_rows")]
        self.sources = [(path.relative_to(folder).with_suffix("").as_posix().replace("test_", ""), path.read_text())
                        for path in sorted(paths)]

    def quoting(self, *names):
        return [source for source, text in self.sources if any(f'"{name}"' in text for name in names)]

    def naming(self, kind):
        return [source for source, text in self.sources if re.search(rf"\b{kind}\b", text)]


def kinds(root, v, data, rules):
    criteria, examples, tests = criteria_of(root), examples_of(root), Tests(root)
    out = ["# Kinds of act, and what holds of each", "", f"<!-- {GENERATED} -->", "",
           "Every kind with its fields (`!` required, `?` not or by a condition: [vocabulary.md](vocabulary.md)), the",
           "rules and deadlines about it ([casework-rules.md](casework-rules.md); what is refused is in *italics*), the",
           "criteria whose rules name it, the example cases that have it (`examples/case-NAME.xml`) and the tests in",
           "`tests/` whose rows decide its rules and deadlines or, for a kind without any, name it. Beside those,",
           "`casework/property` makes acts of all kinds of a case at random, and `casework/transitions` has each of",
           "them with each outcome. `scripts/mutate` removes each rule, condition, deadline and fold in turn, and",
           "fails unless a test does.", "",
           "| kind | fields | rules | deadlines | handle | criteria | example | test |", "|---|---|---|---|---|---|---|---|"]
    for kind in v.kinds:
        name = kind["name"]
        heads = [text.partition(" if ")[0].partition(":")[0].strip() for text in kind["fields"]]
        own = [rule for rule in rules if name in rule["on"]]
        opened = [row["name"] for row in data["deadline"] if row["on"] == name]
        met = [row["name"] for row in data["deadline"]
               if any(way.get("by", row["on"]) == name for way in row["met"]) and row["name"] not in opened]
        rule_names = list(dict.fromkeys(f"*{rule['name']}*" if rule["class"] == "integrity" else rule["name"] for rule in own))
        deadlines = ([f"opens {', '.join(opened)}"] if opened else []) + ([f"meets {', '.join(met)}"] if met else [])
        named = [rule["name"] for rule in own] + opened + met
        where = tests.quoting(*named) if named else tests.naming(name)
        cells = [f"[{name}](vocabulary.md#{name}-{kind['id']})", f"{len(heads)}: {' '.join(f'`{head}`' for head in heads)}",
                 ", ".join(rule_names), "; ".join(deadlines), ", ".join(kind["handles"]),
                 by_standard(criteria.get(name, [])), ", ".join(examples.get(name, [])), ", ".join(where or ["casework/property"])]
        out.append("| " + " | ".join(cell or "-" for cell in cells) + " |")
    out += ["", "## Rules and deadlines, and the tests that decide them", "", "| rule or deadline | kinds | test |", "|---|---|---|"]
    about = {}
    for rule in rules:
        about.setdefault(rule["name"], []).extend(kind for kind in rule["on"] if kind not in about.get(rule["name"], []))
    for deadline in data["deadline"]:
        about.setdefault(f"{deadline['name']} (deadline)", []).append(deadline["on"])
    for name, on in about.items():
        where = tests.quoting(name.removesuffix(" (deadline)"))
        out.append(f"| {name} | {', '.join(on)} | {', '.join(where) or '**none**'} |")
    return "\n".join(out) + "\n"

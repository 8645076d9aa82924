"""docs/criteria.md: of each criterion and limb what its rule looks at, and which rows test it. Read from
the standards, the packs, the rows of the tests and the verdicts of the example cases, so that a cell
without a row shows."""
import re
import xml.etree.ElementTree

from output import GENERATED

STANDARDS = ["SFJED1", "SFJED4", "SFJED6", "SFJGC202", "SFJEB2"]
SHOWN = {"evidenced", "awaiting_judgement"}

# What is amiss in a near miss: its heading, what in a rule asks for it (None: every rule), and what it means.
SORTS = {
    "act": ("act", None, "an act is not there"),
    "field": ("field", {"has", "is", "covers", "given", "understood", "person", "class", "at-least", "same"},
              "a field is short or says something else"),
    "instance": ("instance", {"every", "each", "min", "latest"},
                 "one of several is not met, or a later one takes the place of what was met"),
    "limb": ("limb", {"limb"}, "a limb is short"),
    "late": ("late", {"within", "not-yet", "each-period"}, "it comes too late"),
    "order": ("order", {"after", "before"}, "it comes in the wrong order"),
    "handle": ("handle", {"same-handle"}, "it is on another handle"),
    "corrected": ("corrected", None, "the act was superseded by one that lacks it"),
    "irregular": ("irregular", {"no-finding"}, "a conduct rule found something wrong with it"),
}
DAY = re.compile(r"(?<![\w=-])(?:\d{4}-)?\d\d-\d\d(?![\w-])")
TIME = re.compile(r"(?:recorded_at|planned_at|actual_at|due|starts_on|from)=(\S+)")
HANDLE = re.compile(r"\b(?:IN|PL|AS|RV|RE|H)(?:\d|[A-Z])?\b")


# ---- what there is ------------------------------------------------------------------------------


def local(element):
    return element.tag.rpartition("}")[2]


class Rule:
    def __init__(self, criterion, defines):
        self.item, self.class_ = criterion.get("item"), criterion.get("class")
        self.caseload = criterion.get("scope") == "caseload"
        self.kinds, self.asks, self.applies = [], set(), set()
        self.has_rule = any(local(part) == "rule" for part in criterion)
        for part in criterion:
            if local(part) == "not-applicable":
                self.applies.add("not_applicable")
            if local(part) == "occasion":
                self.applies.add("no_occasion")
            if local(part) == "rule": # the other parts would stand
                nones = {element.get("none") for element in part}
                self.applies |= nones if nones <= {"not_applicable", "no_occasion"} else set()
            self.look(part, defines)

    def look(self, element, defines, fact=False):
        """`fact`: what tells which act is meant, or whether it applies, is nothing that a worker misses."""
        name = local(element)
        if name == "use":
            for inner in defines[element.get("name")]:
                self.look(inner, defines, fact)
            return
        if not fact:
            self.asks.add("late-finding" if name == "no-finding" and element.get("late") else name)
            self.asks |= {attribute for attribute in ("each-period", "each", "latest") if element.get(attribute)}
            self.asks |= {"min"} if int(element.get("min", "1")) > 1 else set()
        for attribute in ("kind", "first", "because"):
            self.kinds += [kind for kind in element.get(attribute, "").split() if kind not in self.kinds]
        fact = fact or name in ("before", "not-applicable", "occasion", "not", "where")
        for inner in element:
            self.look(inner, defines, fact)


def rules_of(root, standard):
    pack = xml.etree.ElementTree.parse(root / f"standards/evidence/{standard}.xml").getroot()
    defines = {define.get("name"): define for define in pack if local(define) == "define"}
    return {criterion.get("item"): Rule(criterion, defines) for criterion in pack if local(criterion) == "criterion"}


def texts_of(root, standard):
    """The statements of the standard by item, limbs after their criterion."""
    found = {}

    def take(element, parent):
        number = element.get("number")
        item = f"{parent}.{number.rpartition('.')[2]}" if parent else f"P{number}"
        found[item] = " ".join(next((part.text or "" for part in element if local(part) == "text"), "").split())
        for inner in element:
            if local(inner) not in ("text",):
                if inner.get("number"):
                    take(inner, item)
                for limb in inner:
                    if limb.get("number"):
                        take(limb, item)

    document = xml.etree.ElementTree.parse(root / f"standards/nos/{standard}.xml").getroot()
    for part in document:
        if local(part) == "performance-criteria":
            for criterion in part:
                take(criterion, None)
    return found


def sort_of(edit, rule, handles):
    """What an edit of a row does to the acts; None when it does nothing to them."""
    old, arrow, new = edit.partition("=>")
    if edit.startswith("near "):
        return edit.split()[1]
    if edit.startswith("-"):
        return "act"
    if edit.startswith("+ ") or "@" in new:
        added = (edit[2:] if edit.startswith("+ ") else new).split()
        if "recorded_at=" in edit:
            return "order" if "supersedes=" in edit else "late"
        if "supersedes=" in edit:
            return "corrected"
        return "handle" if added[2] not in handles and rule.asks & SORTS["handle"][1] else "instance"
    if not arrow:
        return ("irregular" if edit.startswith("irregular ") else "late" if edit.startswith("at ") else
                "instance" if re.match(r"says (\d+ of|it holds for \d+|not for) ", edit) else None)
    before, after = DAY.findall(old) + TIME.findall(old), DAY.findall(new) + TIME.findall(new)
    if before != after and before and after:
        timed = rule.asks & (SORTS["late"][1] | {"late-finding"})
        return "late" if timed and (after > before or not rule.asks & SORTS["order"][1]) else "order"
    if HANDLE.findall(old) != HANDLE.findall(new):
        return "handle"
    return "field"


def rows_of(root, standard, rules):
    """For each item how many rows there are of each verdict, and of each sort of near miss."""
    counts, item, handles = {}, None, []
    for line in (root / f"tests/competence/data/{standard}.rows").read_text().splitlines():
        if line.startswith("criterion "):
            item = line.split()[1]
            handles = [] if item not in counts else handles
        if not line.startswith("is "):
            handles += line.split()[2:3]
            continue
        verdict, *edits = line[3:].split(" | ")
        mine = counts.setdefault(item, {})
        mine[verdict.strip()] = mine.get(verdict.strip(), 0) + 1
        sorts = {sort_of(edit, rules[item], handles) for edit in edits} - {None}
        said = {edit.split()[1] for edit in edits if edit.startswith("near ")}
        sorts = said or sorts
        if verdict.strip() in SHOWN:
            sorts = set()
        elif not rules[item].has_rule:
            sorts = {"limb"}
        if sorts:
            for sort in sorts:
                mine[sort] = mine.get(sort, 0) + 1
    return counts


def examples_of(root):
    """For each standard and item the example cases of which somebody wrote by hand that they show it, or else a
    part of it."""
    found, case = {}, None
    for line in (root / "tests/competence/data/examples.verdicts").read_text().splitlines():
        if line.startswith("case "):
            _, path, _, standard = line.split()[:4]
            case = (standard, re.search(r"case-(\w+)\.xml", path)[1])
        elif case and line and not line.startswith("#"):
            item, verdict = line.split()[:2]
            verdict = re.search(r"shipped (\w+)", line)[1] if verdict == "-" else verdict
            found.setdefault((case[0], item), {})[case[1]] = verdict
    return {key: [name for name, verdict in mine.items() if verdict in SHOWN] or
            [f"{name} (in part)" for name, verdict in mine.items() if verdict == "partly_evidenced"]
            for key, mine in found.items()}


# ---- the page -----------------------------------------------------------------------------------


def cell(asked, count, gaps, where):
    if not asked:
        return str(count) if count else "-"
    if not count:
        gaps.append(where)
        return "**gap**"
    return str(count)


def table(root, standard, examples, gaps):
    rules = rules_of(root, standard)
    rows, texts = rows_of(root, standard, rules), texts_of(root, standard)
    heads = [head for head, _, _ in SORTS.values()]
    out = ["", f"## {standard}", "", f"| criterion | class | it asks | its rule looks at | shown | {' | '.join(heads)} "
           "| not applicable | no occasion | example |", "|---|---|---|---|" + "---|" * (len(heads) + 4)]
    for item, text in texts.items():
        rule, mine = rules[item], rows.get(item, {})
        where = f"{standard}:{item}"
        asks = rule.asks | (set() if rule.has_rule else {"limb"})
        cells = [f"{item}", rule.class_, text, ", ".join(f"`{kind}`" for kind in rule.kinds) or "its limbs"]
        cells.append(cell(True, sum(mine.get(verdict, 0) for verdict in SHOWN), gaps, f"{where} shown"))
        for sort, (_, words, _) in SORTS.items():
            asked = rule.has_rule if words is None else bool(asks & words)
            if sort == "corrected": # of what only has to be there, a correction is there as well
                asked = any(words and asks & words for name, (_, words, _) in SORTS.items() if name != "limb")
            cells.append(cell(asked, mine.get(sort, 0), gaps, f"{where} {sort}"))
        for verdict in ("not_applicable", "no_occasion"):
            cells.append(cell(verdict in rule.applies, mine.get(verdict, 0), gaps, f"{where} {verdict}"))
        shown = ["(no one case)"] if rule.caseload else examples.get((standard, item), [])
        cells.append(", ".join(shown) or cell(True, 0, gaps, f"{where} example"))
        out.append("| " + " | ".join(cells) + " |")
    return out


def page(root):
    examples, gaps, tables = examples_of(root), [], []
    for standard in STANDARDS:
        tables += table(root, standard, examples, gaps)
    out = ["# The criteria, and what tests their rules", "", f"<!-- {GENERATED} -->", "",
           "Of each criterion and limb: its class (R: the record suffices; P: record and judgement; J: no record is",
           "decisive), what it asks in our words, the kinds of act that its rule looks at, and how many rows of",
           "`tests/competence/data/STANDARD.rows` there are: in which it is *shown* (evidenced, or with P and J awaiting",
           "judgement), and in which it is not, by what is amiss:", ""]
    out += [f"- *{head}*: {meaning};" for head, _, meaning in SORTS.values()]
    out += ["",
            "then rows in which it does not apply or has no occasion yet (where only a part does not apply, the row is one",
            "in which it is shown), and the example cases (`examples/case-NAME.xml`) that show it according to the verdicts",
            "written by hand. A row with two things amiss counts under both. `-`:",
            "the rule asks nothing of the sort; **gap**: it does, and there is no row. What a row comes to is tested by",
            "`tests/competence/test_packs.c`, which also leaves out each element, attribute and word of each pack and fails",
            "unless a row does.", "",
            f"Gaps: {len(gaps)}." + ("" if not gaps else " " + "; ".join(gaps) + ".")]
    return "\n".join(out + tables) + "\n"

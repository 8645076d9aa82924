"""The tables of casework: rules, deadlines, folds and what goes with what, from casework.toml."""
import sys
import tomllib

import pages
from output import GENERATED, c_string, write


def c_name(text):
    return text.upper().replace("-", "_")


class Paths:
    """Resolves FIELD or FIELD.MEMBER of a shape to numbers, so that a wrong name stops the build."""

    def __init__(self, v):
        self.v = v

    def row(self, shape, name, where):
        for row in shape["rows"]:
            if row["name"] == name:
                return row
        sys.exit(f"{where}: {shape['name']} has no field {name}")

    def path(self, shape, text, where):
        if not text:
            return "{0, 0}", None
        parts = text.split(".")
        row = self.row(shape, parts[0], where)
        if len(parts) == 1:
            return f"{{{row['field']}, 0}}", row
        member = self.row(self.v.shapes[row["extra"]], parts[1], where)
        return f"{{{row['field']}, {member['field']}}}", member


def late_rules(data):
    """A deadline that an act can meet too late is a conduct rule on the kinds of those acts."""
    rules = {}
    for deadline in data["deadline"]:
        for met in deadline["met"]:
            if "late" in met:
                rule = rules.setdefault((met["late"], deadline["name"]), {
                    "name": met["late"], "class": met.get("class", "conduct"), "on": [], "check": "in_time",
                    "deadline": deadline["name"], "text": deadline["text"]})
                kind = met.get("by", deadline["on"])
                if kind not in rule["on"]:
                    rule["on"].append(kind)
    return list(rules.values())


def casework_deadlines(v, data, paths, terms):
    kind_of = {kind["name"]: kind for kind in v.kinds}
    envelope = v.shapes[v.shape_index["envelope"]]

    def condition(shape, row):
        found = v.terms(shape, row["when"]) if "when" in row else []
        first = len(terms)
        terms.extend(found)
        return f"{first}, {len(found)}"

    rows, mets = [], []
    for deadline in data["deadline"]:
        where = f"deadline {deadline['name']}"
        kind = kind_of[deadline["on"]]
        shape = v.shapes[kind["shape"]]
        each = paths.row(shape, deadline["each"], where) if "each" in deadline else None
        member = v.shapes[each["extra"]] if each else shape
        number = lambda holder, name: paths.row(holder, deadline[name], where)["field"] if name in deadline else 0
        rows.append(
            f"    {{{c_string(deadline['name'])}, {kind['id']}, {condition(shape, deadline)}, "
            f"{each['field'] if each else 0}, {number(member, 'item')}, {number(shape, 'clock')}, "
            f"{number(member, 'due')},\n     "
            f"{c_string(deadline['within']) if 'within' in deadline else 'NULL'}, {len(mets)}, {len(deadline['met'])}, "
            f"{int(deadline.get('cycle', False))}, {c_string(deadline['text'])}}},")
        for met in deadline["met"]:
            other = kind_of[met["by"]] if "by" in met and met["by"] != "any" else None
            there = v.shapes[other["shape"]] if other else envelope if "by" in met else shape
            cites, _ = paths.path(there, met.get("cites"), where)
            own = [paths.row(there, name, where)["field"] for name in met.get("same", [])]
            how = "SELF" if "by" not in met else "CITES" if "cites" in met else "SAME" if own else "ANY"
            key = paths.row(shape, met["key"], where)["field"] if "key" in met else "CJ_FIELD_ACT_ID"
            field = lambda name: paths.row(there, met[name], where)["field"] if name in met else 0
            ours, _, theirs = met.get("also", "").partition("=")
            also = [paths.row(there, ours, where)["field"], paths.row(shape, theirs, where)["field"]] if ours else [0, 0]
            mets.append(
                f"    {{CJI_MET_{how}, {other['id'] if other else 0}, {cites}, {key}, {{{(own + [0, 0])[0]}, {(own + [0, 0])[1]}}}, "
                f"{{{also[0]}, {also[1]}}}, {int(met.get('ever', False))}, {field('item')}, {field('at')}, {condition(there, met)},\n     "
                f"{c_string(met['late']) if 'late' in met else 'NULL'}}},")
    return rows, mets


def by_kind(v, name, lines):
    """Rows of (kind, text) in the order of kinds, and a table of where those of each kind begin."""
    last = max(kind["id"] for kind in v.kinds)
    begin = [str(sum(kind < i for kind, _ in lines)) for i in range(last + 2)]
    table = [f"const uint16_t cji_{name}_of[] = {{"]
    table += ["    " + ", ".join(begin[i:i + 16]) + "," for i in range(0, len(begin), 16)]
    return [text for _, text in sorted(lines, key=lambda line: line[0])], table + ["};"]


def casework_rules(v, data, paths, terms):
    kind_of = {kind["name"]: kind for kind in v.kinds}
    earlier = data["operators"]["earlier"]
    unused = set(earlier) - {rule["check"] for rule in data["rule"] if rule["class"] == "integrity"}
    if unused:
        sys.exit(f"operators: no integrity rule has {', '.join(sorted(unused))}")
    lines = []
    for rule in data["rule"] + late_rules(data):
        for name in rule["on"]:
            where = f"rule {rule['name']} on {name}"
            shape = v.shapes[kind_of[name]["shape"]]
            other = kind_of[rule["kind"]] if "kind" in rule else None
            a_shape = v.shapes[other["shape"]] if other and rule["check"].startswith("none_before") else shape
            a, a_row = paths.path(a_shape, rule.get("a"), where)
            b_shape = v.shapes[other["shape"]] if other and rule["check"] == "known_number" else shape
            b, _ = paths.path(b_shape, rule.get("b"), where)
            code = 0
            if "code" in rule:
                code = v.lists[v.list_names[a_row["extra"]]]["codes"].index(rule["code"]) + 1
            found = v.terms(shape, rule["when"]) if "when" in rule else []
            cited = v.terms(v.shapes[other["shape"]], rule["cited"]) if "cited" in rule else []
            initial, _ = paths.path(v.shapes[other["shape"]], rule.get("initial"), where) if "initial" in rule \
                else ("{0, 0}", None)
            table = f"table_{rule['table']}" if "table" in rule else "NULL"
            deadline = [row["name"] for row in data["deadline"]].index(rule["deadline"]) + 1 if "deadline" in rule else 0
            lines.append((
                kind_of[name]["id"],
                f"    {{{c_string(rule['name'])}, CJ_ACT_{c_name(name)}, {int(rule['class'] == 'conduct')}, "
                f"cji_check_{rule['check']},\n     {a}, {b}, {other['id'] if other else 0}, {code}, "
                f"{len(terms)}, {len(found)},\n     {c_string(rule['text'])}, "
                f"{c_string(rule['citation']) if 'citation' in rule else 'NULL'}, "
                f"{initial}, {table}, {deadline}, {len(terms) + len(found)}, {len(cited)}, "
                f"{int(rule['check'] in earlier)}}},"))
            terms += found + cited
    return lines


def casework_source(v, text, shape, each, target, where, paths):
    """(kind of source, field, number) for fold.c."""
    if text == "@act_id":
        return "CJI_FROM_ACT_ID, 0, 0"
    if text == "@occurred_at":
        return "CJI_FROM_OCCURRED_AT, 0, 0"
    if text == "@occurred_on":
        return "CJI_FROM_OCCURRED_ON, 0, 0"
    if text.startswith("@chain("):
        return f"CJI_FROM_CHAIN, {paths.row(shape, text[7:-1], where)['field']}, 0"
    if text == "@performer":
        return "CJI_FROM_PERFORMER, 0, 0"
    if text.startswith("@max("):
        return f"CJI_FROM_MAX, {paths.row(shape, text[5:-1], where)['field']}, 0"
    if "." in text:
        field, member = text.split(".")
        row = paths.row(shape, field, where)
        return f"CJI_FROM_MEMBER, {row['field']}, {paths.row(v.shapes[row['extra']], member, where)['field']}"
    if text == "@value":
        return "CJI_FROM_VALUE, 0, 0"
    if text.startswith("'"):
        code = text.strip("'")
        if target["type"] == "BOOL":
            return f"CJI_FROM_CONSTANT, 0, {int(code == 'true')}"
        return f"CJI_FROM_CONSTANT, 0, {v.lists[v.list_names[target['extra']]]['codes'].index(code) + 1}"
    if each is None or text.startswith("^"):
        return f"CJI_FROM_ACT, {paths.row(shape, text.lstrip('^'), where)['field']}, 0"
    return f"CJI_FROM_EACH, {paths.row(v.shapes[each['extra']], text, where)['field']}, 0"


def casework_folds(v, data, paths, terms):
    kind_of = {kind["name"]: kind for kind in v.kinds}
    folds, sets = [], []
    for fold in data["fold"]:
        where = f"fold on {fold['on']}"
        shape = v.shapes[kind_of[fold["on"]]["shape"]]
        state = v.shapes[v.shape_index[fold["state"]]]
        into = paths.row(state, fold["into"], where) if "into" in fold else None
        each = paths.row(shape, fold["each"], where) if "each" in fold else None
        target = v.shapes[into["extra"]] if into else state
        first, keys = len(sets), 0
        for text in [fold.get("key"), fold.get("key2")] + fold["set"]:
            if text is None:
                continue
            name, _, source = text.partition("=")
            row = paths.row(target, name, where)
            keys += text in (fold.get("key"), fold.get("key2"))
            sets.append(f"    {{{row['field']}, "
                        f"{casework_source(v, source or name, shape, each, row, where, paths)}}},")
        found = v.terms(shape, fold["when"]) if "when" in fold else []
        at = paths.row(shape, fold["at"], where)["field"] if "at" in fold else 0
        folds.append((kind_of[fold["on"]]["id"],
                     f"    {{CJ_ACT_{c_name(fold['on'])}, {v.shape_index[fold['state']]}, "
                     f"{into['field'] if into else 0}, {each['field'] if each else 0}, {first}, "
                     f"{keys}, {len(sets) - first}, {len(terms)}, {len(found)}, {at}, "
                     f"{kind_of[fold['of']]['id'] if 'of' in fold else 0}, {int(fold.get('existing', False))}, {int(fold.get('all', False))}}},"))
        terms += found
    return folds, sets


def code_tables(v, data):
    """For each code of a list (0: none yet) the codes that go with it, as bits."""
    out = []
    tables = [(name, name, name, rows) for name, rows in data["transitions"].items()]
    tables += [(name, rows["from"], rows["to"], {"": [], **{code: rows[code] for code in rows if code not in ("from", "to")}})
               for name, rows in data["maps"].items()]
    for name, source, target, rows in tables:
        codes, others = v.lists[source]["codes"], v.lists[target]["codes"]
        if set(rows) != set(codes) | {""}:
            sys.exit(f"{name}: wants a row for each code of {source}")
        masks = [sum(1 << (others.index(to) + 1) for to in rows[code]) for code in [""] + codes]
        out.append(f"static const uint64_t table_{name}[] = {{{', '.join(hex(m) for m in masks)}}};")
    return out + [""]


def casework(root, v):
    data = tomllib.loads((root / "src/casework/casework.toml").read_text())
    paths, terms = Paths(v), []
    kind_of = {kind["name"]: kind["id"] for kind in v.kinds}
    rules = casework_rules(v, data, paths, terms)
    folds, sets = casework_folds(v, data, paths, terms)
    deadlines, mets = casework_deadlines(v, data, paths, terms)
    codes = v.lists["outcome"]["codes"]
    out = ["/* SPDX-License-Identifier: MIT */", f"/* {GENERATED} */", '#include "casework/casework.h"', ""]
    out += ["const cji_term cji_case_terms[] = {"]
    out += [f"    {{{group}, {field}, {int(negated)}, UINT64_C({hex(mask)})}},"
            for group, field, negated, mask in terms]
    out += ["};", ""]
    out += code_tables(v, data)
    out += ["const cji_moves cji_case_moves[] = {"]
    out += [f"    {{{v.list_names.index(name)}, table_{name}}}," for name in data["transitions"]]
    out += ["};", "const size_t cji_case_move_count = CJI_COUNT(cji_case_moves);", ""]
    rules, rules_of = by_kind(v, "case_rules", rules)
    folds, folds_of = by_kind(v, "folds", folds)
    out += ["const cji_rule cji_case_rules[] = {"] + rules + ["};"]
    out += ["const size_t cji_case_rule_count = CJI_COUNT(cji_case_rules);", *rules_of, ""]
    out += ["const cji_fold_set cji_fold_sets[] = {"] + sets + ["};", ""]
    out += ["const cji_fold cji_folds[] = {"] + folds + ["};"]
    out += ["const size_t cji_fold_count = CJI_COUNT(cji_folds);", *folds_of, ""]
    out += ["const cji_met cji_mets[] = {"] + mets + ["};", ""]
    out += ["const cji_deadline cji_deadlines[] = {"] + deadlines + ["};"]
    out += ["const size_t cji_deadline_count = CJI_COUNT(cji_deadlines);", ""]
    out += ["/* Which outcome an act of which kind can have; kind 0: any. */", "const int16_t cji_outcomes[][2] = {"]
    for row in data["outcomes"]["rows"]:
        for name in row.get("of", [None]):
            out.append(f"    {{{codes.index(row['outcome']) + 1}, {kind_of[name] if name else 0}}},")
    out += ["};", "const size_t cji_outcome_count = CJI_COUNT(cji_outcomes);"]
    write(root / "src/casework/tables.c", "\n".join(out) + "\n")

    rules = data["rule"] + late_rules(data)
    write(root / "docs/casework-rules.md", pages.casework(data, rules))
    write(root / "docs/kinds.md", pages.kinds(root, v, data, rules))

#!/usr/bin/env python3
"""Writes what is derived from the tables of the library: the error codes (src/core/errors.toml)
and the vocabulary (src/vocabulary/*.toml). Python standard library only; the output is committed,
so that builders need no Python, and CI runs this again and fails on any difference.

Usage: generate.py ROOT [--check]    (ROOT is the top of the source tree; --check writes nothing, and fails
when a file is not what would be written)
"""
import functools
import pathlib
import statistics
import sys
import tomllib

sys.dont_write_bytecode = True  # nothing but what is derived is written into the source tree

import pages
import schema
from output import GENERATED, STALE, c_string, write


def errors(root):
    rows = tomllib.loads((root / "src/core/errors.toml").read_text())["error"]
    codes = [row["code"] for row in rows]
    if codes != sorted(set(codes)):
        sys.exit("errors.toml: codes must rise and be unique")
    header = [
        "/* SPDX-License-Identifier: MIT */",
        f"/* {GENERATED} */",
        "#ifndef CJUSTICE_ERROR_CODES_H",
        "#define CJUSTICE_ERROR_CODES_H",
        "",
        "/** Success. @since 0.1 */",
        "#define CJ_OK 0",
    ]
    for row in rows:
        header.append(f"/** {row['text']} @since {row.get('since', '0.1')} */")
        header.append(f"#define CJ_E_{row['name']} {row['code']}")
    header += ["", "#endif", ""]
    write(root / "include/cjustice/error_codes.h", "\n".join(header))

    table = [
        "/* SPDX-License-Identifier: MIT */",
        f"/* {GENERATED} */",
        '#include "core/core.h"',
        "",
        "const cji_code_row cji_codes[] = {",
    ]
    for row in rows:
        table.append(
            f"    {{CJ_E_{row['name']}, CJ_CLASS_{row['class'].upper()}, {c_string(row['name'])},\n"
            f"     {c_string(row['text'])},\n     {c_string(row['advice'])}}},")
    table += ["};", "const size_t cji_code_count = CJI_COUNT(cji_codes);", ""]
    write(root / "src/core/errors.c", "\n".join(table))

    write(root / "docs/errors.md", pages.errors(rows))


# ---- the field language ---------------------------------------------------------------------

SCALARS = {"text": "TEXT", "quote": "QUOTE", "int": "INT", "bool": "BOOL", "date": "DATE",
           "ts": "TIME", "id": "ID", "hash": "HASH"}


def split_top(text, separator=","):
    """Splits at separators that stand outside of brackets."""
    parts, depth, current = [], 0, ""
    for c in text:
        depth += (c in "{<(") - (c in "}>)")
        if c == separator and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += c
    if current.strip():
        parts.append(current.strip())
    return parts


class Vocabulary:
    """All shapes, in the order in which they are met; a shape is a list of rows."""

    def __init__(self, root):
        folder = root / "src/vocabulary"

        def load(name):
            return tomllib.loads((folder / f"{name}.toml").read_text())

        self.root = root
        self.lists = load("codes")
        self.records = load("records")
        self.kinds = load("kinds")["kind"]
        self.named_references = load("references")
        self.field_file = folder / "fields.toml"
        self.fields = tomllib.loads(self.field_file.read_text()) if self.field_file.exists() else {}
        self.references = {}   # text -> index
        self.reference_rows = []
        self.shapes = []       # {name, choice, rows, doc}
        self.shape_index = {}
        self.conditions = []   # flat terms
        self.list_names = sorted(self.lists)
        for name in self.named_references:
            self.reference(name + "_ref")
        for name, record in self.records.items():
            self.shape(name, record["fields"], doc=record["doc"])
        for kind in self.kinds:
            kind["shape"] = self.shape(kind["name"], self.records["envelope"]["fields"] + kind["fields"],
                                       doc=kind["doc"])
        ids = [kind["id"] for kind in self.kinds]
        if len(set(ids)) != len(ids):
            sys.exit("kinds.toml: an id twice")
        self.save_fields()

    def field(self, name):
        """The permanent id of a field name; a new name gets the next one."""
        if name not in self.fields:
            self.fields[name] = {"id": 1 + max((f["id"] for f in self.fields.values()), default=0)}
        return self.fields[name]["id"]

    def save_fields(self):
        lines = ["# Permanent ids of field names. The generator appends new names; nothing is ever removed.", ""]
        for name, row in sorted(self.fields.items(), key=lambda item: item[1]["id"]):
            lines.append(f"{name} = {{ id = {row['id']} }}")
        write(self.field_file, "\n".join(lines) + "\n")

    def reference(self, text):
        if text in self.references:
            return self.references[text]
        if text.startswith("act_ref<"):
            kinds = text[len("act_ref<"):-1].split("/")
            row = {"name": text, "kinds": [] if kinds == ["any"] else kinds, "any": kinds == ["any"]}
        else:
            name = text.removesuffix("_ref")
            if name not in self.named_references:
                sys.exit(f"unknown reference {text}")
            row = {"name": name, **self.named_references[name]}
        self.references[text] = len(self.reference_rows)
        self.reference_rows.append(row)
        return self.references[text]

    def list_of(self, name, where):
        if name not in self.lists:
            sys.exit(f"{where}: no list {name}")
        return self.list_names.index(name)

    def shape(self, name, fields, choice=False, doc=""):
        if name in self.shape_index:
            return self.shape_index[name]
        index = len(self.shapes)
        self.shape_index[name] = index
        shape = {"name": name, "choice": choice, "rows": [], "doc": doc}
        self.shapes.append(shape)
        for text in fields:
            self.row(shape, text)
        return index

    def row(self, shape, text):
        text, _, condition = text.partition(" if ")
        head, _, type_text = text.partition(":")
        name = head.strip().rstrip("!?")
        row = {"name": name, "required": head.strip().endswith("!"), "repeated": False, "none": False,
               "set": False, "map": False, "type": "TEXT", "extra": -1, "condition": None,
               "text": type_text.strip() or "text"}
        type_text = type_text.strip() or "text"
        if type_text.endswith("/none"):
            row["none"] = True
            type_text = type_text.removesuffix("/none")
        if type_text.endswith("[]"):
            row["repeated"] = True
            type_text = type_text.removesuffix("[]")
        where = f"{shape['name']}.{name}"
        self.type(row, type_text, where)
        row["field"] = self.field(name)
        row["condition_text"] = condition.strip()
        shape["rows"].append(row)
        if row["none"]:
            shape["rows"].append({
                "name": name + "_none_reason", "field": self.field(name + "_none_reason"), "type": "TEXT",
                "extra": -1, "required": False, "repeated": False, "none": False, "set": False,
                "map": False, "condition_text": "", "reason": True, "text": "text"})

    def type(self, row, text, where):
        if text in SCALARS:
            row["type"] = SCALARS[text]
        elif text == "code" or text.startswith("code<"):
            row["type"] = "CODE"
            row["extra"] = self.list_of(row["name"] if text == "code" else text[5:-1], where)
        elif text.startswith("set<"):
            row["type"], row["repeated"], row["set"] = "CODE", True, True
            row["extra"] = self.list_of(text[4:-1], where)
        elif text.startswith("act_ref<") or text.endswith("_ref"):
            row["type"], row["extra"] = "REF", self.reference(text)
        elif text.startswith("map<"):
            key, value = split_top(text[4:-1])
            members = value[1:-1] if value.startswith("{") else f"value:{value}"
            row["type"], row["repeated"], row["map"] = "RECORD", True, True
            row["extra"] = self.members(where, f"key:code<{key}>, " + members)
        elif text.startswith("one_of{"):
            row["type"] = "RECORD"
            row["extra"] = self.members(where, text[7:-1], choice=True)
        elif text.startswith("{"):
            row["type"], row["extra"] = "RECORD", self.members(where, text[1:-1])
        elif text in self.records:
            row["type"] = "RECORD"
            row["extra"] = self.shape(text, self.records[text]["fields"], doc=self.records[text]["doc"])
        else:
            sys.exit(f"{where}: no type {text}")

    def members(self, name, text, choice=False):
        """Members of an inline record are required unless marked; of a choice, exactly one is."""
        fields = []
        for member in split_top(text, ";" if choice and ";" in text else ","):
            head, colon, rest = member.partition(":")
            if not head.endswith("?"):
                head += "?" if choice else "!"
            fields.append(head + colon + rest)
        return self.shape(name, fields, choice=choice)

    def terms(self, shape, text):
        """A condition as terms (group, field, negated, mask): any group whose terms all hold."""
        rows = {row["name"]: row for row in shape["rows"]}
        out = []
        for group, alternative in enumerate(text.split("|")):
            for term in alternative.split("&"):
                term = term.strip()
                negated = term.startswith("!")
                name, _, values = term.lstrip("!").partition("=")
                if name not in rows:
                    sys.exit(f"{shape['name']}: the condition names no field {name}")
                mask = 0
                for value in filter(None, values.split("/")):
                    if rows[name]["type"] == "BOOL":
                        mask |= 1 << ["false", "true"].index(value)
                    else:
                        codes = self.lists[self.list_names[rows[name]["extra"]]]["codes"]
                        mask |= 1 << (codes.index(value) + 1)
                out.append((group, rows[name]["field"], negated, mask))
        return out


def c_name(text):
    return text.upper().replace("-", "_")


def vocabulary_header(v):
    out = ["/* SPDX-License-Identifier: MIT */", f"/* {GENERATED} */", "/**", " * @file vocabulary.h",
           " * The numbers of kinds, handles, fields and codes. None is ever changed or reused.",
           " * docs/vocabulary.md says what each is for.", " */",
           "#ifndef CJUSTICE_VOCABULARY_H", "#define CJUSTICE_VOCABULARY_H", "",
           "/* Kinds of act. */"]
    out += [f"#define CJ_ACT_{c_name(kind['name'])} {kind['id']}" for kind in v.kinds]
    out += ["", "/* Handles. */"]
    out += [f"#define CJ_HANDLE_{c_name(name)} {i + 1}" for i, name in enumerate(HANDLES)]
    out += ["", "/* Fields. */"]
    out += [f"#define CJ_FIELD_{c_name(name)} {row['id']}"
            for name, row in sorted(v.fields.items(), key=lambda item: item[1]["id"])]
    out += ["", "/* Codes, list by list. */"]
    for name in v.list_names:
        out += [f"#define CJ_CODE_{c_name(name)}_{c_name(code)} {i + 1}"
                for i, code in enumerate(v.lists[name]["codes"])]
    out += ["", "#endif", ""]
    return "\n".join(out)


HANDLES = ["case", "assessment", "plan", "intervention", "review", "practitioner"]
SUGGEST = ["free", "if_triggered", "never"]


def row_flags(row):
    names = [name for name in ("required", "repeated", "none", "set", "map", "reason") if row.get(name)]
    return " | ".join("CJI_" + name.upper() for name in names) or "0"


NAME_ROOM = 40  # CJI_NAME_ROOM of vocabulary.h


def row_mask(shape, type_):
    return f"UINT64_C({hex(sum(1 << i for i, row in enumerate(shape['rows']) if row['type'] == type_))})"


def vocabulary_tables(v):
    out = ["/* SPDX-License-Identifier: MIT */", f"/* {GENERATED} */", '#include "vocabulary/vocabulary.h"', ""]
    last = max(row["id"] for row in v.fields.values())
    names = {row["id"]: name for name, row in v.fields.items()}
    assert max(map(len, v.fields)) < NAME_ROOM
    out.append(f"const char cji_field_names[{last + 1}][CJI_NAME_ROOM] = {{")
    out += [f"    [{i}] = {c_string(names[i])}," for i in sorted(names)]
    out += ["};", f"const int32_t cji_field_last = {last};", ""]
    out.append(f"const uint8_t cji_field_sizes[{last + 1}] = {{")
    sizes = [str(len(names.get(i, ""))) for i in range(last + 1)]
    out += ["    " + ", ".join(sizes[i:i + 16]) + "," for i in range(0, len(sizes), 16)]
    out += ["};", ""]
    by_name = sorted(v.fields.items())
    out.append(f"const int16_t cji_fields_by_name[{len(by_name)}] = {{")
    out += ["    " + ", ".join(str(row["id"]) for _, row in by_name[i:i + 16]) + ","
            for i in range(0, len(by_name), 16)]
    out += ["};", f"const int32_t cji_field_count = {len(by_name)};", ""]
    for i, name in enumerate(v.list_names):
        codes = ", ".join(c_string(code) for code in v.lists[name]["codes"])
        out.append(f"static const char *const list_{i}[] = {{{codes}}};")
    out += ["", "const cji_list cji_lists[] = {"]
    out += [f"    {{{c_string(name)}, list_{i}, {len(v.lists[name]['codes'])}}},"
            for i, name in enumerate(v.list_names)]
    out += ["};", f"const int32_t cji_list_count = {len(v.list_names)};", ""]
    rows, terms, shapes = [], [], []
    for shape in v.shapes:
        shapes.append((shape, len(rows), len(shape["rows"])))
        for row in shape["rows"]:
            found = v.terms(shape, row["condition_text"]) if row["condition_text"] else []
            rows.append(f"    {{{row['field']}, CJ_TYPE_{row['type']}, {row_flags(row)}, {row['extra']}, "
                        f"{len(terms)}, {len(found)}}},")
            terms += [f"    {{{group}, {field}, {int(negated)}, UINT64_C({hex(mask)})}},"
                      for group, field, negated, mask in found]
    out += ["const cji_term cji_terms[] = {"] + terms + ["};", ""]
    out += ["const cji_row cji_rows[] = {"] + rows + ["};", ""]
    places = {}
    for shape in v.shapes:
        for i, row in enumerate(shape["rows"]):
            places.setdefault(row["field"], []).append(i)
    usual = [str(statistics.mode(places.get(i, [0]))) for i in range(last + 1)]
    out.append(f"const uint8_t cji_row_places[{last + 1}] = {{")
    out += ["    " + ", ".join(usual[i:i + 16]) + "," for i in range(0, len(usual), 16)]
    out += ["};", ""]
    out.append("const cji_shape cji_shapes[] = {")
    assert max(count for _, _, count in shapes) <= 64
    out += [f"    {{{c_string(shape['name'])}, {first}, {count}, {int(shape['choice'])}, "
            f"{row_mask(shape, 'RECORD')}, {row_mask(shape, 'REF')}, "
            f"UINT64_C({hex(functools.reduce(lambda bits, row: bits | 1 << row['field'] % 64, shape['rows'], 0))})}},"
            for shape, first, count in shapes]
    out += ["};", f"const int32_t cji_shape_count = {len(shapes)};", ""]
    kind_of = {kind["name"]: kind["id"] for kind in v.kinds}
    for i, row in enumerate(v.reference_rows):
        if row.get("kinds"):
            out.append(f"static const int16_t kinds_{i}[] = {{{', '.join(str(kind_of[k]) for k in row['kinds'])}}};")
    out += ["", "const cji_reference cji_references[] = {"]
    for i, row in enumerate(v.reference_rows):
        kinds = f"kinds_{i}, {len(row['kinds'])}" if row.get("kinds") else "NULL, 0"
        flags = [f"CJI_REF_{name.upper()}" for name in ("any", "staff", "own", "handle") if row.get(name)]
        out.append(f"    {{{c_string(row['name'])}, {kinds}, {' | '.join(flags) or '0'}}},")
    out += ["};", f"const int32_t cji_reference_count = {len(v.reference_rows)};", ""]
    ids = []
    for i, row in enumerate(v.reference_rows):
        for path in row.get("ids", []):
            parts = path.split(".")
            shape = v.shapes[v.shape_index[parts[0]]]
            found = v.terms(shape, row["when"])[0] if "when" in row else None
            path_fields = [v.field(name) for name in parts[1:]] + [0]
            ids.append(f"    {{{kind_of[parts[0]]}, {i}, {path_fields[0]}, {path_fields[1]}, "
                       f"{found[1] if found else 0}, UINT64_C({hex(found[3]) if found else 0})}},")
    out += ["const cji_maker cji_makers[] = {"] + ids + ["};", f"const int32_t cji_maker_count = {len(ids)};", ""]
    kinds = sorted(v.kinds, key=lambda kind: kind["id"])
    order = sorted(range(len(kinds)), key=lambda i: kinds[i]["name"])
    out.append("const cji_kind cji_kinds[] = {")
    for kind in kinds:
        handles = " | ".join(f"1u << CJ_HANDLE_{name.upper()}" for name in kind["handles"])
        out.append(f"    {{{kind['id']}, {c_string(kind['name'])}, {handles}, {SUGGEST.index(kind['suggest'])}, "
                   f"{kind['shape']}, {kind.get('since', 1)}, {c_string(kind['doc'])}}},")
    out += ["};", f"const int32_t cji_kind_count = {len(v.kinds)};",
            "/* Indices of kinds in the order of names. */", "const int16_t cji_kinds_by_name[] = {",
            *("    " + ", ".join(map(str, order[i:i + 16])) + "," for i in range(0, len(order), 16)), "};",
            f"const int32_t cji_kind_last = {max(kind['id'] for kind in v.kinds)};", ""]
    for name in v.records:
        out.append(f"const cji_shape *const cji_shape_{name} = &cji_shapes[{v.shape_index[name]}];")
    return "\n".join(out) + "\n"


def shape_externs(v):
    out = ["/* SPDX-License-Identifier: MIT */", f"/* {GENERATED} */", "#ifndef CJI_VOCABULARY_SHAPES_H",
           "#define CJI_VOCABULARY_SHAPES_H", ""]
    out += [f"extern const cji_shape *const cji_shape_{name};" for name in v.records]
    return "\n".join(out + ["", "#endif", ""])


def vocabulary(root):
    v = Vocabulary(root)
    tables = vocabulary_tables(v)
    write(root / "include/cjustice/vocabulary.h", vocabulary_header(v))
    write(root / "src/vocabulary/tables.c", tables)
    write(root / "src/vocabulary/shapes.h", shape_externs(v))
    write(root / "docs/vocabulary.md", pages.vocabulary(v))
    write(root / "standards/schema/case.xsd", schema.case_schema(v))
    return v


# ---- casework ----------------------------------------------------------------------------------


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
                f"{initial}, {table}, {deadline}, {len(terms) + len(found)}, {len(cited)}}},"))
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
                     f"{kind_of[fold['of']]['id'] if 'of' in fold else 0}, {int(fold.get('existing', False))}}},"))
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


# ---- disclosure --------------------------------------------------------------------------------

REASONS = ["victim", "safety", "third_party", "worker"]


def disclosure(root, v):
    """What is withheld from a disclosure to the person."""
    data = tomllib.loads((root / "src/session/disclosure.toml").read_text())
    paths, rows, terms = Paths(v), [], []
    doc = ["# What a disclosure withholds", "", f"<!-- {GENERATED} -->", "",
           "From src/session/disclosure.toml. What no row names is shown by its type: codes, numbers and dates as",
           "they are; texts flagged for review; quotes as the person's own words; whoever is named by id only if",
           "it is the person or an organisation. `victim` leaves no trace; the other reasons are shown.", "",
           "| record | field | when | unless it is of the person | reason |", "|---|---|---|---|---|"]
    for row in data["withhold"]:
        if row["as"] not in REASONS:
            sys.exit(f"disclosure.toml: no reason {row['as']}")
        for name in row["in"]:
            if name not in v.shape_index:
                sys.exit(f"disclosure.toml: no record {name}")
            shape = v.shapes[v.shape_index[name]]
            field = paths.row(shape, row["field"], name)["field"] if "field" in row else 0
            by = paths.path(shape, row.get("by", ""), name)[0].strip("{}")
            found = v.terms(shape, row["when"]) if "when" in row else []
            rows.append(f"    {{{v.shape_index[name]}, {field}, {by}, {len(terms)}, {len(found)}, "
                        f"CJI_WITHHELD_{row['as'].upper()}}},")
            terms += [f"    {{{group}, {number}, {int(negated)}, UINT64_C({hex(mask)})}},"
                      for group, number, negated, mask in found]
            doc.append(f"| {name} | {row.get('field', '(all)')} | {row.get('when', '')} | {row.get('by', '')} "
                       f"| {row['as']} |")
    codes = []
    for row in data["code"]:
        index = v.list_of(row["list"], "disclosure.toml")
        codes.append(f"    {{{index}, {v.lists[row['list']]['codes'].index(row['code']) + 1}}},")
        doc.append(f"| (any) | a code of {row['list']} | {row['code']} | | victim |")
    out = ["/* SPDX-License-Identifier: MIT */", f"/* {GENERATED} */", '#include "session/disclose.h"', "",
           "const cji_term cji_withheld_terms[] = {"] + terms + ["};", "", "const cji_withheld cji_withheld_rows[] = {"]
    out += rows + ["};", "const size_t cji_withheld_count = CJI_COUNT(cji_withheld_rows);", "",
                   "const cji_withheld_code cji_withheld_codes[] = {"] + codes
    out += ["};", "const size_t cji_withheld_code_count = CJI_COUNT(cji_withheld_codes);", "",
            "const char *const cji_withheld_reasons[CJI_WITHHELD_REASONS] = {",
            "    " + ", ".join(c_string(reason) for reason in REASONS) + "};", ""]
    write(root / "src/session/tables.c", "\n".join(out))
    write(root / "docs/disclosure-rules.md", "\n".join(doc) + "\n")


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    errors(root)
    v = vocabulary(root)
    casework(root, v)
    disclosure(root, v)
    if STALE:
        sys.exit("out of date, run scripts/generate and commit:\n" + "\n".join(map(str, STALE)))


if __name__ == "__main__":
    main()

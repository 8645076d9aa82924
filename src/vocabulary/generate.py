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

import criteria
import pages
import schema
from casework import Paths, c_name, casework
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
               "sparse": head.strip().endswith("??"), "set": False, "map": False, "type": "TEXT", "extra": -1, "condition": None,
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
    names = [name for name in ("required", "repeated", "none", "set", "map", "reason", "sparse") if row.get(name)]
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
                   f"{kind['shape']}, {kind.get('since', 1)}, {int(kind.get('by_others', False))}, "
                   f"{c_string(kind['doc'])}}},")
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
    write(root / "docs/criteria.md", criteria.page(root))
    if STALE:
        sys.exit("out of date, run scripts/generate and commit:\n" + "\n".join(map(str, STALE)))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds packages to CASE 1.1: tests/nos/case_1_1.py FILE...

The tables are our own reading of what 1EdTech requires (Competencies and Academic Standards Exchange
Service 1.1, information model and REST/JSON binding of January 2025,
https://www.imsglobal.org/spec/case/v1p1): of each class the properties, whether they are required,
and their types. Properties that a class does not have are refused, as the published schema does.
Beyond it: identifiers are UUIDs of version 5 and unique, and the items are a tree with the document
at its root, numbered among their siblings from 1.
"""
import datetime
import json
import re
import sys

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ASSOCIATIONS = {"isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy",
                "exemplar", "hasSkillLevel", "isTranslationOf"}


def is_text(value):
    return isinstance(value, str) and value != ""


def is_line(value):  # NormalizedString
    return is_text(value) and not re.search(r"[\t\n\r]", value)


def is_uri(value):
    return is_text(value) and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", value) is not None


def is_uuid(value):
    return is_text(value) and UUID.fullmatch(value) is not None


def is_moment(value):
    try:
        return is_text(value) and datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False


def is_date(value):
    return is_text(value) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def is_lines(value):
    return isinstance(value, list) and all(map(is_line, value))


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31


def is_object(value):
    return isinstance(value, dict)


def one_of(*names):
    return lambda value: value in names


def is_association(value):
    return value in ASSOCIATIONS or (is_text(value) and re.fullmatch(r"ext:[A-Za-z0-9._-]+", value) is not None)


def link(value):
    return check("LinkURI", value) == []


def links(value):
    return isinstance(value, list) and all(map(link, value))


def general_link(value):
    return check("LinkGenURI", value) == []


def listed(name):
    return lambda value: isinstance(value, list) and all(check(name, v) == [] for v in value)


# class -> property -> (required, type)
CLASSES = {
    "CFPackage": {
        "CFDocument": (True, lambda v: check("CFPckgDocument", v) == []), "CFItems": (False, listed("CFPckgItem")),
        "CFAssociations": (False, listed("CFPckgAssociation")), "CFDefinitions": (False, is_object),
        "CFRubrics": (False, lambda v: isinstance(v, list)), "extensions": (False, is_object)},
    "CFPckgDocument": {
        "identifier": (True, is_uuid), "uri": (True, is_uri), "frameworkType": (False, is_line),
        "caseVersion": (False, one_of("1.1")), "creator": (True, is_line), "title": (True, is_line),
        "lastChangeDateTime": (True, is_moment), "officialSourceURL": (False, is_uri), "publisher": (False, is_line),
        "description": (False, is_text), "subject": (False, is_lines), "subjectURI": (False, links),
        "language": (False, is_line), "version": (False, is_line), "adoptionStatus": (False, is_line),
        "statusStartDate": (False, is_date), "statusEndDate": (False, is_date), "licenseURI": (False, link),
        "notes": (False, is_text), "extensions": (False, is_object)},
    "CFPckgItem": {
        "identifier": (True, is_uuid), "fullStatement": (True, is_text), "alternativeLabel": (False, is_line),
        "CFItemType": (False, is_line), "uri": (True, is_uri), "humanCodingScheme": (False, is_line),
        "listEnumeration": (False, is_line), "abbreviatedStatement": (False, is_line),
        "conceptKeywords": (False, is_lines), "conceptKeywordsURI": (False, link), "notes": (False, is_text),
        "subject": (False, is_lines), "subjectURI": (False, links), "language": (False, is_line),
        "educationLevel": (False, is_lines), "CFItemTypeURI": (False, link), "licenseURI": (False, link),
        "statusStartDate": (False, is_date), "statusEndDate": (False, is_date), "lastChangeDateTime": (True, is_moment),
        "extensions": (False, is_object)},
    "CFPckgAssociation": {
        "identifier": (True, is_uuid), "associationType": (True, is_association), "sequenceNumber": (False, is_number),
        "uri": (True, is_uri), "originNodeURI": (True, general_link), "destinationNodeURI": (True, general_link),
        "CFAssociationGroupingURI": (False, link), "lastChangeDateTime": (True, is_moment), "notes": (False, is_text),
        "extensions": (False, is_object)},
    "LinkURI": {"title": (True, is_line), "identifier": (True, is_uuid), "uri": (True, is_uri)},
    "LinkGenURI": {"title": (True, is_line), "identifier": (True, is_line), "uri": (True, is_uri),
                   "targetType": (False, lambda v: v == "CASE" or (is_text(v) and v.startswith("ext:")))},
}


def check(name, value):
    """What is wrong with the value as one of that class."""
    if not isinstance(value, dict):
        return [f"{name} is no object"]
    wrong = [f"{name} has no {p}" for p, (required, _) in CLASSES[name].items() if required and p not in value]
    for p, v in value.items():
        if p not in CLASSES[name]:
            wrong.append(f"{name} knows no {p}")
        elif not CLASSES[name][p][1](v):
            wrong.append(f"{name}.{p} is not as it should be: {json.dumps(v)[:200]}")
    return wrong


def tree(package):
    """What is wrong with the tree."""
    wrong = []
    nodes = [package["CFDocument"]] + package["CFItems"]
    ids = [n["identifier"] for n in nodes] + [a["identifier"] for a in package["CFAssociations"]]
    if len(set(ids)) != len(ids):
        wrong.append("an identifier stands twice")
    wrong += [f"{i} is no UUID of version 5" for i in ids if i[14] != "5" or i[19] not in "89ab"]
    parents, siblings = {}, {}
    for a in package["CFAssociations"]:
        if a["associationType"] != "isChildOf":
            continue
        child, parent = a["originNodeURI"]["identifier"], a["destinationNodeURI"]["identifier"]
        if child in parents:
            wrong.append(f"{child} has two parents")
        parents[child] = parent
        siblings.setdefault(parent, []).append(a["sequenceNumber"])
    wrong += [f"the children of {p} are numbered {n}" for p, n in siblings.items()
              if n != list(range(1, len(n) + 1))]
    root = nodes[0]["identifier"]
    for n in nodes[1:]:
        at, steps = n["identifier"], 0
        while at in parents and steps < 9:
            at, steps = parents[at], steps + 1
        if at != root:
            wrong.append(f"{n['identifier']} does not hang on the document")
    return wrong


def main():
    bad = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            package = json.load(file)
        wrong = check("CFPackage", package)
        for deeper in ([] if not wrong else
                       [check("CFPckgDocument", package["CFDocument"])] +
                       [check("CFPckgItem", i) for i in package["CFItems"]] +
                       [check("CFPckgAssociation", a) for a in package["CFAssociations"]]):
            wrong += deeper
        wrong = wrong or tree(package)
        for line in wrong:
            print(f"{path}: {line}")
        bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

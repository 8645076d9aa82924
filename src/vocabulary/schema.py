"""The schema of case files, for editors: standards/schema/case.xsd."""
from output import GENERATED

XSD_TYPES = {"TEXT": "text", "QUOTE": "text", "INT": "xs:nonNegativeInteger", "BOOL": "xs:boolean", "DATE": "xs:date",
             "TIME": "moment", "ID": "id", "REF": "id", "HASH": "hash"}


def case_schema(v):
    """XSD 1.0 cannot tell an act's content by its kind attribute, so <act> allows the fields of every kind;
    a name that has several types among the kinds is left open. The reader checks the rest."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', f"<!-- {GENERATED} For editors: the reader of the library",
           "     checks more (which fields a kind has, what is required, what resolves). -->",
           '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:cjustice:case:1"',
           '           targetNamespace="urn:cjustice:case:1" elementFormDefault="qualified">']
    used = set()

    def type_of(row):
        if row["type"] == "CODE":
            used.add(row["extra"])
            return f"code.{v.list_names[row['extra']]}"
        if row["type"] == "RECORD":
            return f"record.{v.shapes[row['extra']]['name']}"
        return XSD_TYPES[row["type"]]

    def choice(rows, indent):
        lines = [f'{indent}<xs:choice minOccurs="0" maxOccurs="unbounded">']
        for name, types in sorted(rows.items()):
            kind = types.pop() if len(types) == 1 else "xs:anyType"
            lines.append(f'{indent}  <xs:element name="{name}" type="{kind}"/>')
        return lines + [f"{indent}</xs:choice>"]

    def gather(shapes):
        rows = {}
        for shape in shapes:
            for row in shape["rows"]:
                rows.setdefault(row["name"], set()).add(type_of(row))
        return rows

    envelope = v.shapes[v.shape_index["envelope"]]
    attributes = [row for row in envelope["rows"]
                  if not row["repeated"] and row["type"] not in ("TEXT", "QUOTE", "RECORD")]
    names = {row["name"] for row in attributes}
    acts = gather([v.shapes[kind["shape"]] for kind in v.kinds])
    act_fields = {name: types for name, types in acts.items() if name not in names}
    out += ['  <xs:element name="case"><xs:complexType>', '    <xs:choice minOccurs="0" maxOccurs="unbounded">',
            '      <xs:element name="act" type="act"/>', '      <xs:element name="tombstone" type="tombstone"/>',
            "    </xs:choice>", '    <xs:attribute name="id" type="id" use="required"/>',
            '    <xs:attribute name="vocabulary" type="xs:positiveInteger" use="required"/>',
            "  </xs:complexType></xs:element>", '  <xs:complexType name="act">']
    out += choice(act_fields, "    ")
    for row in attributes:
        name = "id" if row["name"] == "act_id" else row["name"]
        kind = "kind" if name == "kind" else type_of(row)
        out.append(f'    <xs:attribute name="{name}" type="{kind}"'
                   f'{" use=" + chr(34) + "required" + chr(34) if row["required"] else ""}/>')
    used.add(v.list_names.index("erasure_reason"))
    out += ["  </xs:complexType>", '  <xs:complexType name="tombstone">',
            '    <xs:attribute name="id" type="id" use="required"/>',
            '    <xs:attribute name="kind" type="kind" use="required"/>',
            '    <xs:attribute name="reason" type="code.erasure_reason" use="required"/>', "  </xs:complexType>"]
    reachable, stack = [], [v.shapes[kind["shape"]] for kind in v.kinds]
    while stack:
        for row in stack.pop()["rows"]:
            inner = v.shapes[row["extra"]] if row["type"] == "RECORD" else None
            if inner and inner not in reachable:
                reachable.append(inner)
                stack.append(inner)
    for shape in sorted(reachable, key=lambda shape: shape["name"]):
        out.append(f'  <xs:complexType name="record.{shape["name"]}">')
        out += choice(gather([shape]), "    ")
        out.append("  </xs:complexType>")
    for index in sorted(used):
        out.append(f'  <xs:simpleType name="code.{v.list_names[index]}"><xs:restriction base="xs:token">')
        out += [f'    <xs:enumeration value="{code}"/>' for code in v.lists[v.list_names[index]]["codes"]]
        out.append("  </xs:restriction></xs:simpleType>")
    out.append('  <xs:simpleType name="kind"><xs:restriction base="xs:token">')
    out += [f'    <xs:enumeration value="{kind["name"]}"/>' for kind in v.kinds]
    out += ["  </xs:restriction></xs:simpleType>",
            '  <xs:simpleType name="hash"><xs:restriction base="xs:token"><xs:pattern value="[0-9a-f]{64}"/>'
            "</xs:restriction></xs:simpleType>",
            '  <xs:simpleType name="id"><xs:restriction base="xs:token"><xs:minLength value="1"/>'
            '<xs:maxLength value="128"/></xs:restriction></xs:simpleType>',
            '  <xs:simpleType name="text"><xs:restriction base="xs:string"><xs:minLength value="1"/>'
            "</xs:restriction></xs:simpleType>",
            '  <xs:simpleType name="moment"><xs:restriction base="xs:token"><xs:pattern',
            '    value="[0-9]{4}-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?'
            '(Z|[+\\-][0-9]{2}:[0-9]{2}))?)?"/>', "  </xs:restriction></xs:simpleType>", "</xs:schema>", ""]
    return "\n".join(out)

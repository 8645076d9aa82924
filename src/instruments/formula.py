"""Formulas of the instruments: from the text in the tables to operations on columns."""
import ast
import sys

NONE = float("nan")
BANDS = ["LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE"]
BINARY = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
COMPARE = {ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
# name: number of arguments (-1: any), and whether the last one is a table
CALLS = {"ymd": (1, False), "years": (2, False), "months": (2, False), "years_before": (2, False),
         "months_after": (2, False), "given": (2, False), "alt": (2, False), "known": (1, False),
         "missing": (1, False), "gaps": (-1, False), "total": (-1, False), "min": (-1, False),
         "max": (-1, False), "floor": (1, False), "ln": (1, False), "logistic": (1, False),
         "rounded": (2, False), "percent2": (1, False), "whole_percent": (1, False),
         "when": (2, False), "first": (-1, False), "choose": (-1, False), "bits": (2, False),
         "ogrs3_of": (1, False), "category_of": (1, False), "step": (2, True), "pick": (2, True),
         "poly": (2, True)}


class Absent(Exception):
    """A coefficient that the scale does not have: its term is left out."""


class Program:
    """The slots of an instrument (inputs, constants, results) and the operations that fill them.

    The same operation on the same slots is done once.
    """

    def __init__(self, inputs):
        self.inputs = inputs          # public name -> row, in order
        self.slots = {}               # key -> number of an operation or constant
        self.constants = []
        self.ops = []                 # (op, args, table)
        self.givens = []              # (given, computed)

    def constant(self, value):
        key = ("constant", repr(float(value)))
        if key not in self.slots:
            self.slots[key] = ("c", len(self.constants))
            self.constants.append(float(value))
        return self.slots[key]

    def op(self, name, args, table=None):
        if name != "given" and table is None and all(a[0] == "c" for a in args):
            values = [self.constants[a[1]] for a in args]
            folded = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b}.get(name)
            if folded:
                return self.constant(folded(*values))
        key = (name, tuple(args), tuple(table) if table is not None else None)
        if key not in self.slots:
            self.slots[key] = ("o", len(self.ops))
            self.ops.append((name, list(args), list(table) if table is not None else None))
            if name == "given":
                self.givens.append((args[0], args[1]))
        return self.slots[key]

    def reach(self, slot):
        """The inputs that a slot depends on."""
        if slot[0] == "i":
            return {slot[1]}
        if slot[0] == "c":
            return set()
        return set().union(*[self.reach(a) for a in self.ops[slot[1]][1]])


class Scope:
    """What names mean: derived quantities (the nearest wins), results, inputs, tables, coefficients."""

    def __init__(self, program, derived, tables, coefficients=None, where=""):
        self.program, self.derived, self.tables = program, derived, tables
        self.coefficients, self.where = coefficients or {}, where
        self.results = {}
        self.open = set()
        self.known = {}

    def fail(self, text):
        sys.exit(f"{self.where}: {text}")

    def compile(self, text):
        return self.node(ast.parse(text, mode="eval").body)

    def name(self, name):
        if name in self.results:
            return self.results[name]
        if name in self.open or name not in self.derived:
            if name in self.program.inputs:
                return ("i", list(self.program.inputs).index(name))
            if name == "none":
                return self.program.constant(NONE)
            if name in BANDS:
                return self.program.constant(BANDS.index(name))
            self.fail(f"no quantity {name}")
        if name not in self.known:
            self.open.add(name)
            self.known[name] = self.compile(self.derived[name])
            self.open.discard(name)
        return self.known[name]

    def attribute(self, node):
        owner = node.value.id
        if owner == "c":
            if node.attr not in self.coefficients:
                raise Absent(node.attr)
            return self.coefficients[node.attr]
        return self.program.inputs[owner]["codes"].index(node.attr)

    def table(self, node):
        values = self.tables.get(node.id) if isinstance(node, ast.Name) else self.attribute(node)
        if not isinstance(values, list):
            self.fail(f"{ast.unparse(node)} is no table")
        return [float(v) for v in values]

    def node(self, node):
        p = self.program
        if isinstance(node, ast.Constant):
            return p.constant(node.value)
        if isinstance(node, ast.Name):
            return self.name(node.id)
        if isinstance(node, ast.Attribute):
            return p.constant(self.attribute(node))
        if isinstance(node, ast.BinOp):
            return p.op(BINARY[type(node.op)], [self.node(node.left), self.node(node.right)])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            return p.constant(-node.operand.value)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return p.op("not", [self.node(node.operand)])
        if isinstance(node, ast.BoolOp):
            return p.op("and" if isinstance(node.op, ast.And) else "or", [self.node(v) for v in node.values])
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return p.op(COMPARE[type(node.ops[0])], [self.node(node.left), self.node(node.comparators[0])])
        if isinstance(node, ast.Call) and node.func.id in CALLS:
            return self.call(node)
        self.fail(f"not a formula: {ast.unparse(node)}")

    def call(self, node):
        count, has_table = CALLS[node.func.id]
        if count >= 0 and len(node.args) != count:
            self.fail(f"{node.func.id} wants {count} arguments")
        if not has_table:
            return self.program.op(node.func.id, [self.node(a) for a in node.args])
        table = self.table(node.args[1])
        return self.program.op(node.func.id, [self.node(node.args[0])], table)

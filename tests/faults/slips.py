"""The small faults that can be planted in a module, one at a time (for `tests.faults.mutants`)."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.paths import ROOT

Place = tuple[tuple[str, int | None], ...]
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Pow: ast.Mult,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """One module with one fault in it.

    `function` is the outermost function or method that has it in its body, and `lines` are that
    one's; empty where the fault lies outside, so that importing the module meets it.
    """

    module: str
    line: int
    function: str
    lines: range
    what: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.module} {self.function}: {self.what}"


def of_node(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What a node may be replaced by."""
    if isinstance(node, ast.Compare):
        for at, one in enumerate(node.ops):
            made = copy.deepcopy(node)
            made.ops[at] = COMPARED[type(one)]()
            yield f"comparison {at + 1}", made
    elif isinstance(node, ast.BinOp):
        yield "operator", ast.BinOp(node.left, COUNTED[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", ast.BoolOp(other, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", node.operand
    elif isinstance(node, ast.Constant):
        yield from of_constant(node.value)
    else:
        yield from of_statement(node)


def of_statement(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What a statement, or a choice, may be replaced by."""
    if isinstance(node, ast.IfExp):
        yield "other branch", ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Raise | ast.Continue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        yield "left out", ast.Pass()
    elif isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield "returns nothing", ast.Return(ast.Constant(None))


def of_constant(value: object) -> Iterator[tuple[str, ast.AST]]:
    """Another constant."""
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int):
        yield "constant", ast.Constant(value + 1)
    elif isinstance(value, bytes):
        yield "constant", ast.Constant(value + b"x")


def mutants(module: str) -> Iterator[Mutant]:
    """All faults that can be planted in a module (dotted)."""
    whole = source(module)
    places = [place for place in walk(whole, ()) if not is_left_alone(whole, place)]
    before: Counter[tuple[str, str]] = Counter()  # the same fault may be at home twice in one
    for place in places:
        old = at(whole, place)
        name, lines = function_of(whole, place)
        for what, replacement in of_node(old):
            tree = copy.deepcopy(whole)
            told = f"{what}: {_short(old)} → {_short(replacement)}"
            before[name, told] += 1
            told += f" ({before[name, told]})" if before[name, told] > 1 else ""
            put(tree, place, ast.copy_location(replacement, old))
            ast.fix_missing_locations(tree)
            yield Mutant(module, getattr(old, "lineno", 0), name, lines, told, tree)


def unchanged(module: str) -> Mutant:
    """The module without any fault."""
    return Mutant(module, 0, "", range(0), "nothing", source(module))


def _short(node: ast.AST) -> str:
    return " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())[:70]


def function_of(tree: ast.AST, place: Place) -> tuple[str, range]:
    """The outermost function whose body the place lies in, and its lines."""
    names = []
    for length in range(len(place)):
        node = at(tree, place[:length])
        if isinstance(node, ast.ClassDef):
            names.append(node.name)
        if isinstance(node, ast.FunctionDef):
            if place[length][0] != "body":
                break
            starts = [node.lineno, *(one.lineno for one in node.decorator_list)]
            first = min(starts)
            return ".".join([*names, node.name]), range(first, (node.end_lineno or first) + 1)
    return "", range(0)


def file_of(module: str) -> Path:
    """Where it lies."""
    return ROOT / (module.replace(".", "/") + ".py")


def source(module: str) -> ast.Module:
    """A module as it is."""
    return ast.parse(file_of(module).read_text("utf-8"))


def walk(node: ast.AST, place: Place) -> Iterator[Place]:
    """Where every node lies."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield (*place, (name, None))
            yield from walk(value, (*place, (name, None)))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                if isinstance(one, ast.AST):
                    yield (*place, (name, index))
                    yield from walk(one, (*place, (name, index)))


def at(node: ast.AST, place: Place) -> ast.AST:
    """The node that lies there."""
    for name, index in place:
        value = getattr(node, name)
        node = value if index is None else value[index]
    return node


def put(tree: ast.AST, place: Place, made: ast.AST) -> None:
    """Replaces the node that lies there."""
    *above, (name, index) = place
    parent = at(tree, tuple(above))
    if index is None:
        setattr(parent, name, made)
    else:
        getattr(parent, name)[index] = made


def is_left_alone(tree: ast.AST, place: Place) -> bool:
    """Annotations, imports, what stands in sentences, and the lists of options."""
    for length in range(len(place)):
        node = at(tree, place[:length])
        field = place[length][0]
        if field in {"annotation", "returns", "decorator_list"} or isinstance(node, ast.JoinedStr):
            return True
        if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("parser"):
            return True
    return False

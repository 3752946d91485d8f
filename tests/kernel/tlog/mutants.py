"""Plants small faults in the log's code, one at a time: do the tests notice?

    python -m tests.kernel.tlog.mutants                 # all of them
    python -m tests.kernel.tlog.mutants verify tree     # of these modules
    python -m tests.kernel.tlog.mutants --every 5       # each fifth

Prints what no test noticed, and the share that was.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, ModuleType

from tests.paths import ROOT

PACKAGE = "tocsin.kernel.tlog"
HERE = "tests/kernel/tlog"
PATIENCE = 90  # seconds; who loops for ever is noticed too
# The tests that are to notice, by module. Those that start processes see the files, no mutant.
TESTS = {
    "verify": ["test_vectors", "test_notes", "test_policies", "test_receipts", "test_alone"],
    "tree": ["test_vectors"],
    "note": ["test_notes"],
    "cosign": ["test_notes"],
    "entry": ["test_receipts"],
    "proof": ["test_receipts"],
    "promise": ["test_receipts"],
    "tiles": ["test_tiles", "test_folder"],
    "folder": ["test_folder"],
    "auditing": ["test_auditing"],
    "witness": ["test_witness", "test_asking"],
    "asking": ["test_asking"],
    "door": ["test_asking"],
    "fetching": ["test_asking"],
}
SLOW = "not processes and not meanwhile and not kill and not race"
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
    """One module with one fault in it."""

    module: str
    line: int
    what: str
    tree: ast.Module


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
    elif isinstance(node, ast.Return) and node.value is not None:
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
    """All faults that can be planted in a module."""
    whole = source(module)
    places = [place for place in walk(whole, ()) if not is_left_alone(whole, place)]
    for place in places:
        for what, replacement in of_node(at(whole, place)):
            tree = copy.deepcopy(whole)
            old = at(tree, place)
            line = getattr(old, "lineno", 0)
            put(tree, place, ast.copy_location(replacement, old))
            yield Mutant(module, line, what, ast.fix_missing_locations(tree))


def source(module: str) -> ast.Module:
    """A module as it is."""
    path = ROOT / PACKAGE.replace(".", "/") / f"{module}.py"
    return ast.parse(path.read_text("utf-8"))


Place = tuple[tuple[str, int | None], ...]


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


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Hands out the mutant where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = f"{PACKAGE}.{mutant.module}"
        self.path = str(ROOT / PACKAGE.replace(".", "/") / f"{mutant.module}.py")
        self.code: CodeType = compile(mutant.tree, self.path, "exec")

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """Only for that module."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        """With the fault in it."""
        exec(self.code, module.__dict__)  # noqa: S102 - our own source, changed


def noticed(mutant: Mutant) -> bool:
    """Whether a test fails, or never ends, with this fault planted."""
    pid = os.fork()
    if not pid:
        _child(mutant)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _child(mutant: Mutant) -> None:
    import pytest

    os.setpgid(0, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(PATIENCE)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    code = 1
    try:
        sys.meta_path.insert(0, Planted(mutant))
        files = [f"{HERE}/{name}.py" for name in TESTS[mutant.module]]
        options = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-k", SLOW]
        code = int(pytest.main([*options, *files]))
    finally:
        os._exit(code)


def main() -> int:
    """Prints what survived; 1 when more than one in ten did."""
    parser = argparse.ArgumentParser(description="Plants faults in the log's code.")
    parser.add_argument("modules", nargs="*", default=list(TESTS))
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    import django  # noqa: F401 - loaded once, before the process is copied for each mutant
    import hypothesis  # noqa: F401
    import pytest_django.plugin  # noqa: F401

    total = killed = 0
    for module in given.modules:
        if noticed(Mutant(module, 0, "nothing", source(module))):
            raise RuntimeError(f"the tests of {module} fail without any fault")
        chosen = list(mutants(module))[:: given.every]
        alive = [one for one in chosen if not noticed(one)]
        total, killed = total + len(chosen), killed + len(chosen) - len(alive)
        print(f"{module}: {len(chosen) - len(alive)} of {len(chosen)}", flush=True)
        for one in alive:
            print(f"  {module}.py:{one.line} {one.what}", flush=True)
    print(f"{killed} of {total} planted faults were noticed ({100 * killed / total:.1f} %)")
    return 0 if killed * 10 >= total * 9 else 1


if __name__ == "__main__":
    sys.exit(main())

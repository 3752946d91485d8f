"""Plants small faults in the code of log, seal and tags, one at a time: do the tests notice?

    python -m tests.faults.mutants                     # all of them
    python -m tests.faults.mutants verify tree seal    # of these modules
    python -m tests.faults.mutants --every 5           # each fifth

Prints, by module, what no test noticed and the share that was. The tests of a module are
collected once and run once without a fault, which tells who of them enters which function. For
each fault in a function the process is copied, the function gets its faulty code there, and those
who enter it run, the quickest first, up to the first that fails. A fault outside of functions is
planted in a fresh process, where the module is imported.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.faults.equivalent import EQUIVALENT
from tests.faults.slips import Mutant, file_of, mutants, source, unchanged

PATIENCE = 10  # seconds at least for one test; who loops for ever is noticed too
MEMORY = 4 << 30  # bytes that a fault may take
LOG, CRYPTO, SIGNING = "tests/kernel/tlog/", "tests/kernel/crypto/", "tests/signing/"
# The tests that are to notice, by module. Those that start processes see the files, no mutant.
TESTS = {
    "tocsin.kernel.tlog.verify": [
        LOG + name
        for name in ("test_vectors", "test_notes", "test_policies", "test_receipts", "test_alone")
    ],
    "tocsin.kernel.tlog.tree": [LOG + "test_vectors"],
    "tocsin.kernel.tlog.note": [LOG + "test_notes"],
    "tocsin.kernel.tlog.cosign": [LOG + "test_notes"],
    "tocsin.kernel.tlog.entry": [LOG + "test_receipts"],
    "tocsin.kernel.tlog.proof": [LOG + "test_receipts"],
    "tocsin.kernel.tlog.promise": [LOG + "test_receipts"],
    "tocsin.kernel.tlog.tiles": [LOG + "test_tiles", LOG + "test_folder"],
    "tocsin.kernel.tlog.folder": [LOG + "test_folder", "tests/faults/test_log_power"],
    "tocsin.kernel.tlog.auditing": [LOG + "test_auditing"],
    "tocsin.kernel.tlog.witness": [LOG + "test_witness", LOG + "test_asking"],
    "tocsin.kernel.tlog.asking": [LOG + "test_asking"],
    "tocsin.kernel.tlog.door": [LOG + "test_asking"],
    "tocsin.kernel.tlog.fetching": [LOG + "test_fetching", LOG + "test_asking"],
    "tocsin.kernel.crypto.seal": [CRYPTO + "test_seal"],
    "tocsin.kernel.crypto.keypair": [CRYPTO + "test_seal", CRYPTO + "test_keyfile"],
    "tocsin.kernel.crypto.keyfile": [CRYPTO + "test_keyfile"],
    "tocsin.signing.addresses": [SIGNING + "test_addresses"],
    "tocsin.signing.mailboxes": [SIGNING + "test_addresses", SIGNING + "test_counting"],
}
SLOW = "not processes and not meanwhile and not kill and not race and not two_thousand"


class Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Hands out the mutant where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = mutant.module
        self.path = str(file_of(mutant.module))
        self.code = compiled(mutant)

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


def compiled(mutant: Mutant) -> CodeType:
    """As Python would run it."""
    return compile(mutant.tree, str(file_of(mutant.module)), "exec", dont_inherit=True)


def functions(module: ModuleType) -> Iterator[tuple[FunctionType, Any]]:
    """The functions and methods of a module, each with what it lies in (a cache, maybe)."""
    classes = [one for one in vars(module).values() if isinstance(one, type)]
    for place in (module, *(one for one in classes if one.__module__ == module.__name__)):
        for held in vars(place).values():
            inner = getattr(held, "fget", None) or getattr(held, "__func__", None) or held
            inner = getattr(inner, "__wrapped__", inner)
            if isinstance(inner, FunctionType) and inner.__module__ == module.__name__:
                yield inner, held


def put_in_place(mutant: Mutant) -> bool:
    """Gives the function that is meant its faulty code; False where it cannot be given."""
    wanted = [compiled(mutant)]
    for code in wanted:
        wanted += [one for one in code.co_consts if isinstance(one, CodeType)]
    codes = [one for one in wanted if one.co_qualname == mutant.function]
    there = [
        one
        for one, _held in functions(sys.modules[mutant.module])
        if one.__qualname__ == mutant.function
    ]
    if len(codes) != 1 or len(there) != 1:
        return False
    try:
        there[0].__code__ = codes[0]
    except ValueError:  # it sees other variables around it than before
        return False
    return True


def forget(module: ModuleType) -> None:
    """Empties caches, so that each test computes anew."""
    for _function, held in functions(module):
        if hasattr(held, "cache_clear"):
            held.cache_clear()


class Collected:
    """The tests of one module, in a process that is copied for each fault."""

    def __init__(self, module: str, faults: list[Mutant]) -> None:
        self.module, self.faults = module, faults
        self.alive: list[int] = []
        self.left: list[int] = []  # those that must be planted at import
        self.endless = 0
        self.failed = False
        self.spent = 0.0
        self.entered: set[int] = set()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Called by pytest."""
        self.failed = self.failed or report.failed
        self.spent += report.duration

    def pytest_runtestloop(self, session: Any) -> bool:
        """Called by pytest once all are collected."""
        known = [(self.watched(session, item), self.spent, item) for item in session.items]
        if self.failed:
            raise RuntimeError(f"the tests of {self.module} fail without any fault")
        known.sort(key=lambda one: one[1])
        from django.db import connections

        connections.close_all()
        if self.faults and in_a_copy(lambda: self.control(session, known), PATIENCE):
            raise RuntimeError(f"the tests of {self.module} fail in a copy without any fault")
        for number, mutant in enumerate(self.faults):
            if not mutant.function:
                self.left.append(number)
                continue
            some = [(spent, item) for entered, spent, item in known if entered & set(mutant.lines)]
            code = in_a_copy(lambda: self.run(session, mutant, some), PATIENCE)  # noqa: B023
            self.endless += code == -signal.SIGALRM
            if code == 0:
                self.alive.append(number)
            elif code == UNFIT:
                self.left.append(number)
        return True

    def watched(self, session: Any, item: Any) -> set[int]:
        """Runs one without a fault; the first lines of the functions that it enters."""
        path = str(file_of(self.module))
        entered: set[int] = set()

        def called(frame: Any, event: str, _arg: object) -> None:
            if event == "call" and frame.f_code.co_filename == path:
                entered.add(frame.f_code.co_firstlineno)

        forget(sys.modules[self.module])
        self.spent = 0.0
        import threading

        threading.setprofile(called)
        sys.setprofile(called)
        try:
            self.one(session, item)
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
        return entered

    def one(self, session: Any, item: Any) -> None:
        """One test; what the session shares (a database) stays for the next."""
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=session)

    def control(self, session: Any, known: list[Any]) -> int:
        """In a copy: each function gets its own code again, and all tests pass."""
        whole = source(self.module)
        for name in {one.function for one in self.faults if one.function}:
            here = next(one for one in self.faults if one.function == name)
            put_in_place(replace(here, tree=whole))
        return self.run(
            session, unchanged(self.module), [(spent, item) for _, spent, item in known]
        )

    def run(self, session: Any, mutant: Mutant, items: list[tuple[float, Any]]) -> int:
        """In the copy: 0 when all of them pass."""
        if mutant.function and not put_in_place(mutant):
            return UNFIT
        forget(sys.modules[self.module])
        for spent, item in items:
            signal.alarm(int(PATIENCE + 4 * spent))
            self.one(session, item)
            if self.failed:
                return 1
        return 0


UNFIT = 77


def in_a_copy(work: Callable[[], int], seconds: float) -> int:
    """What the work answers in a copy of this process; not 0 either when it never ends."""
    pid = os.fork()
    if not pid:
        os.setpgid(0, 0)
        code = 1
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(int(seconds))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = work()
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def tested(module: str, plugins: Sequence[object], place: str) -> int:
    """pytest's answer for the tests of a module, as quiet and as repeatable as can be."""
    import hypothesis
    import pytest

    null = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(null, stream)
    quick = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile(
        "planted",
        max_examples=25,
        phases=quick,
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    options = ["-q", "--assert=plain", "-p", "no:cacheprovider", "-k", SLOW]
    options += ["--hypothesis-profile=planted"]
    options += ["-p", "no:unraisableexception"]  # a connection of before the copy, maybe
    # With -x pytest would take away, at the first failure, the database that the copies share.
    options += [] if plugins else ["-x"]
    options += [f"--basetemp={place}/{os.getpid()}"]
    return int(pytest.main([*options, *(f"{one}.py" for one in TESTS[module])], list(plugins)))


def survivors(module: str, faults: list[Mutant], place: str) -> tuple[list[Mutant], int]:
    """The faults that no test notices, and how many of the others made a test never end."""
    reader, writer = os.pipe()

    def all_in_one() -> int:
        found = Collected(module, faults)
        tested(module, [found], place)
        os.write(
            writer, json.dumps([found.failed, found.alive, found.left, found.endless]).encode()
        )
        return 0

    code = in_a_copy(all_in_one, 24 * 3600)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        answered = answer.read()
    if code or not answered or json.loads(answered)[0]:
        raise RuntimeError(f"the tests of {module} fail without any fault")
    _failed, alive, left, endless = json.loads(answered)

    def fresh(mutant: Mutant) -> int:
        sys.meta_path.insert(0, Planted(mutant))
        return tested(module, [], place)

    if left and in_a_copy(lambda: fresh(unchanged(module)), 30 * PATIENCE):
        raise RuntimeError(f"the tests of {module} fail without any fault")
    alive += [one for one in left if not in_a_copy(lambda: fresh(faults[one]), 30 * PATIENCE)]  # noqa: B023
    return [faults[one] for one in sorted(alive)], endless


def main() -> int:
    """Prints what survived; 1 when more than one in ten did."""
    parser = argparse.ArgumentParser(description="Plants faults in the code; do tests notice?")
    parser.add_argument("modules", nargs="*", help="their last words (default: all)")
    parser.add_argument("--every", type=int, default=1, help="only each so many")
    given = parser.parse_args()
    import django  # noqa: F401 - loaded once, before the process is copied for each mutant
    import pytest_django.plugin  # noqa: F401

    total = killed = 0
    place = tempfile.mkdtemp()
    try:
        for module in TESTS:
            if given.modules and module.rpartition(".")[2] not in given.modules:
                continue
            chosen = [one for one in mutants(module) if str(one) not in EQUIVALENT]
            chosen = chosen[:: given.every]
            alive, endless = survivors(module, chosen, place)
            noticed = len(chosen) - len(alive)
            total, killed = total + len(chosen), killed + noticed
            print(f"{module}: {noticed} of {len(chosen)}, {endless} without an end", flush=True)
            for one in alive:
                print(f"  {one.line}: {one}", flush=True)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"{killed} of {total} planted faults were noticed ({100 * killed / total:.1f} %)")
    return 0 if killed * 10 >= total * 9 else 1


if __name__ == "__main__":
    sys.exit(main())

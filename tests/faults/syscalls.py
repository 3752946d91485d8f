"""Fails each file operation of one publishing of the log in turn, and looks what is left.

    python -m tests.faults.syscalls          # a few dozen cases
    python -m tests.faults.syscalls --long   # every operation × EIO, ENOSPC, SIGKILL

strace stands between the process and the kernel (Debian's package strace). After each fault the
log must be whole (`LogFolder.check`), and publishing once more must bring it to its end.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.kernel.tlog.sample import checkpoint_of, published, signed, voices
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.verify import Invalid

ENTRIES = voices(260)
# From where to where the log grows: over the edge of a tile, and from nothing.
STEPS = [(250, 260), (0, 3)]
FAULTS = ["error=EIO", "error=ENOSPC", "signal=KILL"]
NO_FILE = {"mmap", "ioctl"}  # of what strace counts among descriptors
SHORT = 48  # cases
CALL = re.compile(r"^(?:\[pid +\d+\] )?(?P<name>\w+)\((?P<rest>.*)")
PR_SET_PTRACER = 0x59616D61
FAILED = 3


@dataclass(frozen=True)
class Case:
    """The `nth` call of that name fails so, while the log grows by `step`."""

    step: tuple[int, int]
    name: str
    nth: int
    fault: str

    def __str__(self) -> str:
        return f"{self.name} {self.nth} of {self.step[0]} → {self.step[1]}: {self.fault}"


@dataclass
class Outcome:
    """How many cases there were, how they ended, and what is wrong."""

    ended: Counter[str]
    wrong: list[str]

    @property
    def cases(self) -> int:
        """All of them."""
        return sum(self.ended.values())


def publish(path: Path, step: tuple[int, int]) -> None:
    """The one publishing that is looked at."""
    first, end = step
    LogFolder(path).publish(first, ENTRIES[first:end], signed(ENTRIES[:end]))


def base(path: Path, step: tuple[int, int]) -> None:
    """The log as it is before."""
    if step[0]:
        published(path, ENTRIES[: step[0]])


def traced(path: Path, step: tuple[int, int], *options: str) -> tuple[int, list[str]]:
    """Publishes in a process that strace looks at; exit code and the calls it made.

    The process is a copy of this one that waits until strace holds it, so that only what
    publishing itself does is counted.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    pid = os.fork()
    if not pid:
        _child(path, step)
    with tempfile.NamedTemporaryFile("r") as said:
        words = ["strace", "-f", "-p", str(pid), "-o", said.name, *options]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr is not None
            told = strace.stderr.readline()
            os.kill(pid, signal.SIGUSR1)
            _, status = os.waitpid(pid, 0)
            more = strace.stderr.read()
        if "attached" not in told:
            raise RuntimeError(f"strace cannot look at a process here: {told}{more}")
        lines = Path(said.name).read_text("utf-8", "replace").splitlines()
    return os.waitstatus_to_exitcode(status), [re.sub(r"^\d+ +", "", line) for line in lines]


def _child(path: Path, step: tuple[int, int]) -> None:
    """Never returns; 3 says that publishing raised what it may raise."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, -1, 0, 0, 0)
        signal.sigwait({signal.SIGUSR1})
        publish(path, step)
        code = 0
    except (OSError, Invalid):
        code = FAILED
    finally:
        os._exit(code)


def calls(step: tuple[int, int], folder: Path) -> Counter[str]:
    """How often publishing calls each file operation when nothing fails."""
    path = folder / "counting"
    base(path, step)
    code, lines = traced(path, step, "-e", "trace=%file,%desc")
    shutil.rmtree(path)
    if code:
        raise RuntimeError(f"publishing failed without a fault: {code}")
    names = [found["name"] for line in lines if (found := CALL.match(line))]
    return Counter(name for name in names if name not in NO_FILE)


def cases(folder: Path) -> Iterator[Case]:
    """Every operation with every fault."""
    for step in STEPS:
        for name, times in sorted(calls(step, folder).items()):
            for nth in range(1, times + 1):
                for fault in FAULTS:
                    yield Case(step, name, nth, fault)


def judge(case: Case, folder: Path, outcome: Outcome) -> None:
    """Runs a case and notes what is wrong afterwards."""
    path = folder / "log"
    base(path, case.step)
    inject = f"inject={case.name}:{case.fault}:when={case.nth}"
    code, lines = traced(path, case.step, "-e", f"trace={case.name}", "-e", inject)
    hit = any("(INJECTED)" in line or "killed by SIGKILL" in line for line in lines)
    outcome.ended[_word(code, hit=hit)] += 1
    for problem in _problems(path, case.step, code, hit=hit):
        outcome.wrong.append(f"{case}: {problem}")
    shutil.rmtree(path)


def _word(code: int, *, hit: bool) -> str:
    if not hit:
        return "fault not reached"
    return {0: "published all the same", FAILED: "refused"}.get(code, f"ended with {code}")


def _problems(path: Path, step: tuple[int, int], code: int, *, hit: bool) -> Iterator[str]:
    """What is wrong after a fault; nothing should be."""
    first, end = step
    if not hit:
        yield "the fault was not reached"
    if code not in {0, FAILED, -9}:
        yield f"ended with {code}"
    log = LogFolder(path)
    try:
        now = log.checkpoint()
        size = log.check().size if now else 0
        if size not in ({end} if code == 0 else {first, end}):
            yield f"the log shows {size} entries"
        publish(path, step)
        if log.check() != checkpoint_of(ENTRIES[:end]):
            yield "publishing again gave another log"
    except (Invalid, OSError) as error:
        yield f"the log is not whole: {error}"


def run(*, long: bool, progress: bool = False) -> Outcome:
    """All cases, or a few dozen spread over them."""
    outcome = Outcome(Counter(), [])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish(folder / "warm", (0, 3))  # so that nothing is imported while it is counted
        every = list(cases(folder))
        chosen = every if long else every[:: _stride(len(every))]
        for number, case in enumerate(chosen, 1):
            judge(case, folder, outcome)
            if progress and number % 50 == 0:
                print(f"{number} of {len(chosen)} cases", flush=True)
    return outcome


def _stride(count: int) -> int:
    """How far apart the chosen cases lie; never in step with the faults."""
    apart = max(1, count // SHORT)
    return apart + 1 if apart % len(FAULTS) == 0 else apart


def main() -> int:
    """Prints what was seen; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description="Fails each file operation of a publishing.")
    parser.add_argument("--long", action="store_true", help="every operation with every fault")
    outcome = run(long=parser.parse_args().long, progress=True)
    print(*outcome.wrong, sep="\n")
    ways = ", ".join(f"{number} {word}" for word, number in sorted(outcome.ended.items()))
    whole = outcome.cases - len({one.split(": ")[0] for one in outcome.wrong})
    print(f"{outcome.cases} faults ({ways}); the log was whole after {whole}")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

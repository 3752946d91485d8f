"""What decodes foreign bytes can be killed, runs away, dies or lies: the server goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.kernel.planted.jpegs import plain
from tocsin.kernel.foreign import cage, cleaning
from tocsin.kernel.refusal import Refusal

BEGIN = (
    f"import sys; sys.path.insert(0, {str(cage.ROOT)!r}); from tocsin.kernel.foreign import cage\n"
)
CONFINE = BEGIN + "cage.confine(seconds=1, memory=512 * cage.MIB, files=3)\n"


def run(code: str, given: bytes = b"", *, seconds: float = 30, most: int = 1000) -> bytes:
    return cage.run([sys.executable, "-c", code], given, seconds=seconds, most=most)


def test_bytes_go_in_and_come_out() -> None:
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
    assert run(code, b"abc") == b"cba"


def test_it_sees_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@host/name")
    names = run("import os; print(sorted(os.environ))").decode()
    assert "DATABASE_URL" not in names
    assert "PATH" not in names


@pytest.mark.parametrize(
    "code",
    ["raise SystemExit(3)", "import os; os.abort()", "import os; os.kill(os.getpid(), 9)"],
    ids=["ends badly", "crashes", "is killed"],
)
def test_one_that_dies_is_told_apart_from_an_answer(code: str) -> None:
    with pytest.raises(cage.Died):
        run(code)


def test_one_that_waits_for_ever_is_ended_with_all_that_it_started() -> None:
    """A child that lived on would hold the pipe open, and this test with it."""
    wait = "import signal; signal.pause()"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {wait!r}])\n{wait}"
    with pytest.raises(cage.Died):
        run(code, seconds=1)


def test_one_that_loops_is_ended_by_its_own_limit() -> None:
    with pytest.raises(cage.Died):
        run(CONFINE + "while True: pass")


def test_one_that_says_too_much_is_ended() -> None:
    code = "import sys\nwhile True: sys.stdout.buffer.write(bytes(9999))"
    with pytest.raises(cage.Died, match="after 1001 bytes"):
        run(code)


def test_one_that_does_not_listen_holds_nobody_up() -> None:
    assert run("print('done')", bytes(5_000_000)).strip() == b"done"


REFUSING = {
    "a file": "open('/etc/hostname')",
    "a file to write": "open('/tmp/spooled', 'w')",
    "a socket": "import _socket; _socket.socket()",
    "a pipe": "import os; os.pipe()",
    "much memory": "bytearray(900 * cage.MIB)",
}


@pytest.mark.parametrize("what", REFUSING)
def test_the_confined_get_no_more(what: str) -> None:
    code = BEGIN + "import _socket\ncage.confine(seconds=5, memory=512 * cage.MIB, files=3)\n"
    code += f"try:\n    {REFUSING[what]}\nexcept (OSError, MemoryError): print('refused')"
    assert run(code).strip() == b"refused"


def test_the_confined_write_no_byte_into_a_file(tmp_path: Path) -> None:
    place = tmp_path / "spooled"
    code = BEGIN + f"file = open({str(place)!r}, 'wb', buffering=0)\n"
    code += "cage.confine(seconds=5, memory=512 * cage.MIB, files=9)\n"
    code += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += "try: file.write(b'x')\nexcept OSError: print('refused')"
    assert run(code).strip() == b"refused"
    assert place.read_bytes() == b""


def test_what_is_given_up_is_not_taken_back() -> None:
    code = CONFINE + "import resource\n"
    code += "print(resource.getrlimit(resource.RLIMIT_NOFILE))"
    assert run(code).strip() == b"(3, 3)"


def test_a_decoder_that_dies_is_a_refusal_and_the_next_file_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(cage, "python", lambda _module: [sys.executable, "-c", "exit(9)"])
        with pytest.raises(Refusal, match="could not be read to its end"):
            cleaning.clean("a.jpg", plain())
    assert cleaning.clean("a.jpg", plain()).width == 48

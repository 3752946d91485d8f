"""Reports on mail that came back, shaped as real servers write them; all people are invented.

Each lies in the folder of what it says: `gone` (nobody is there), `refused`, or `nothing`.
"""

from __future__ import annotations

from pathlib import Path

from tests.paths import ROOT
from tocsin.intake import mailbox
from tocsin.kernel.mail import return_paths
from tocsin.kernel.mail.outbox import Mail, fingerprint

FOLDER = ROOT / "tests" / "data" / "bounces"
PLACE = b"bounce+RETURNPATH@appeals.example"  # where the return path stands in them
MAILBOX = "bounce@appeals.example"


def reports() -> list[Path]:
    """All of them."""
    return sorted(FOLDER.rglob("*.eml"))


def says(path: Path) -> str:
    """What a report says of the mail."""
    return path.parent.name


def envelope(raw: bytes) -> str:
    """The sender that the mail server would name: none, unless the report says one."""
    first = raw.partition(b"\n")[0].lower()
    return "" if first == b"return-path: <>" else "somebody@elsewhere.example"


def report(name: str, to: str) -> bytes:
    """The report of that name (`gone/qmail-no-mailbox`), come back to a return path."""
    return (FOLDER / f"{name}.eml").read_bytes().replace(PLACE, to.encode())


def came_back(row: Mail, name: str = "gone/qmail-no-mailbox-nothing-returned") -> str:
    """That report on a mail comes in by the door; what is said to it."""
    to = return_paths.maker()(row.pk, fingerprint(row.key))
    made = report(name, to)
    return mailbox.arrive(made, envelope(made), to)

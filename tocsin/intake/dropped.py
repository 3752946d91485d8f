"""The folder: files that are put there become alerts, and move on with a note that says so."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tocsin.intake import mailbox
from tocsin.intake import post as posts
from tocsin.intake.receiving import take
from tocsin.kernel.crypto import wiping
from tocsin.kernel.crypto.home import home
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail import bounces
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import System

TAKEN, REFUSED = "taken", "refused"
SETTLED = 3.0  # seconds that a file must have lain unchanged; who copies writes all the time
HALF = (".part", ".tmp", ".crdownload", ".filepart", ".swp", "~")  # names of unfinished files
BESIDE = ".sig"
MOST = 16 * 1024 * 1024  # bytes; more is never read, and the reader says so
BATCH = 50


@dataclass(frozen=True)
class Outcome:
    """What became of a file."""

    folder: str
    words: str


def inbox() -> Path:
    """`TOCSIN_INBOX`, else `inbox` in the data folder."""
    return Path(settings.TOCSIN_INBOX) if settings.TOCSIN_INBOX else home() / "inbox"


def prepare() -> None:
    """Makes the folder and its two rooms; Refusal where they cannot be had."""
    try:
        for place in (inbox(), inbox() / TAKEN, inbox() / REFUSED):
            place.mkdir(mode=0o770, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"The folder {inbox()} cannot be used: {error.strerror}. Look at TOCSIN_INBOX."
        ) from error


def waiting(now: float | None = None) -> list[Path]:
    """Whole files that lie there, the oldest first; a signature goes with its file."""
    moment = time.time() if now is None else now
    found = []
    for path in inbox().iterdir() if inbox().is_dir() else ():
        if path.name.startswith(".") or path.name.endswith((*HALF, BESIDE)):
            continue
        told = path.lstat()
        if stat.S_ISREG(told.st_mode) and moment - max(told.st_mtime, told.st_ctime) >= SETTLED:
            found.append((told.st_mtime, path))
    return [path for _changed, path in sorted(found)]


def turn() -> int:
    """Takes up what lies there; the number of files.

    A mail of ours that came back goes at once, but for the time in which the server is locked.
    """
    done = 0
    for path in waiting():
        if done == BATCH:
            break
        prepare()
        try:
            outcome = _outcome(path)
        except Locked:
            continue  # it stays where it is
        if outcome is None:
            _destroy(path)
        else:
            _move(path, outcome)
        done += 1
    return done


def _outcome(path: Path) -> Outcome | None:
    """None for a mail that nothing is kept of. Raises Locked."""
    try:
        raw = _bytes(path)
        if posts.is_mail(raw, path.name):
            whole = posts.parsed(raw)
            if bounces.note(whole, raw):
                return None
            if why := mailbox.no_alert(whole):
                return Outcome(REFUSED, _("This mail is no alert (%(why)s).") % {"why": why})
        beside = _beside(path)
        done = take(System(), raw, path.name, "folder", beside=beside)
    except Locked:
        raise
    except Refusal as refusal:
        if isinstance(refusal.__cause__, OSError):
            raise  # a full disk passes; the file stays where it is
        return Outcome(REFUSED, refusal.sentence)
    address = f"{settings.TOCSIN_ADDRESS}/desk/alerts/{done.alert.pk}/"
    if done.new:
        return Outcome(TAKEN, _("This is a new alert: %(address)s") % {"address": address})
    return Outcome(TAKEN, _("This alert was here already: %(address)s") % {"address": address})


def _bytes(path: Path) -> bytes:
    # Not followed: a link may lead to what the server can read and its owner cannot.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST)


def _beside(path: Path) -> str:
    companion = path.with_name(path.name + BESIDE)
    if companion.is_symlink() or not companion.is_file():
        return ""
    return companion.read_bytes()[:10_000].decode("utf-8", "replace")


def _destroy(path: Path) -> None:
    try:
        wiping.remove(path)
    except PermissionError:  # we may not write into another's file, only take it away
        path.unlink()


def _move(path: Path, outcome: Outcome) -> None:
    """The file and its signature go on, under a name that is free, with a note beside them."""
    room = inbox() / outcome.folder
    name = _free(room, path.name)
    (room / f"{name}.txt").write_text(f"{outcome.words}\n", "utf-8")
    companion = path.with_name(path.name + BESIDE)
    if companion.is_file():
        companion.rename(room / f"{name}{BESIDE}")
    path.rename(room / name)


def _free(room: Path, name: str) -> str:
    number, free = 1, name
    while (room / free).exists() or (room / f"{free}.txt").exists():
        number += 1
        free = f"{number}-{name}"
    return free

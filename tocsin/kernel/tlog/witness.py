"""A witness (c2sp.org/tlog-witness): cosigns a log's checkpoint only if the log merely grew.

What it has seen of a log is one file: the last checkpoint that it cosigned. Check, cosigning
and keeping are one step under a lock, and the answer is given after the file is on the disk.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tocsin.kernel.tlog.cosign import cosign
from tocsin.kernel.tlog.folder import replace, sync
from tocsin.kernel.tlog.note import COSIGNER, LOG, Signer, vkey, with_lines
from tocsin.kernel.tlog.tree import EMPTY
from tocsin.kernel.tlog.verify import (
    Checkpoint,
    Invalid,
    Verifier,
    decoded,
    number,
    open_note,
    split_note,
    unbase64,
    verify_consistency,
)

FORMAT = "tocsin-witness 1"
MOST_LINES = 63  # of a proof of growth
SIZE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """What a log asks: it grew from `old` to the checkpoint of the note."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @classmethod
    def parse(cls, body: bytes) -> Request:
        """Reads `old N`, lines of proof, a blank line, a checkpoint; else Invalid."""
        head, blank, note = decoded(body).partition("\n\n")
        lines = head.split("\n")
        word, _, size = lines[0].partition(" ")
        if word != "old" or not blank or len(lines) > MOST_LINES + 1:
            raise Invalid("This is no request to a witness.")
        return cls(number(size), tuple(unbase64(line, 32) for line in lines[1:]), note)

    def body(self) -> bytes:
        """The same as bytes."""
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.proof)]
        return ("\n".join(lines) + "\n\n" + self.note).encode()


@dataclass(frozen=True)
class Answer:
    """Status, type and body of an answer over HTTP."""

    status: int
    body: str
    kind: str = PLAIN


class Witness:
    """A witness that lives in a folder: its key, the logs it knows, what it saw of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            held = json.loads((folder / "key.json").read_bytes())
            if held["format"] != FORMAT:
                raise ValueError
            self.signer = Signer(held["name"], bytes.fromhex(held["private"]))
            self.vkey = vkey(self.signer.name, self.signer.public, COSIGNER)
        except OSError as error:
            raise Invalid(
                f"There is no witness in {folder}. Make one: tocsin witness init {folder} --name …",
                unsure=True,
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Invalid(
                f"The key of the witness in {folder} is damaged. Bring back key.json alone from a "
                "copy; what the witness saw stays."
            ) from error

    @classmethod
    def create(cls, folder: Path, name: str) -> Witness:
        """A new witness with a new key; what exists is never overwritten (Invalid)."""
        private = secrets.token_bytes(32)
        try:
            Signer(name, private)
        except ValueError as error:
            raise Invalid("A witness’s name has no spaces and no plus: example.org/w1.") from error
        if (folder / "key.json").exists():
            raise Invalid(f"There is a witness in {folder} already. Name another folder.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = {"format": FORMAT, "name": name, "private": private.hex()}
        replace(folder / "key.json", json.dumps(held).encode(), 0o600)
        return cls(folder)

    def add_log(self, line: str) -> Verifier:
        """Knows a log from now on, or a further key of it; Invalid for what is no log's key."""
        made = Verifier.parse(line)
        if made.kind != LOG:
            raise Invalid(f"The key “{made.name}” is a witness’s. Name the log’s own key.")
        self.logs()  # nothing is made where they are damaged
        with self._alone("logs"):
            known = self.logs()
            if made not in known:
                lines = [vkey(one.name, one.public) + "\n" for one in (*known, made)]
                replace(self.folder / "logs", "".join(lines).encode(), 0o600)
        return made

    def logs(self) -> list[Verifier]:
        """The keys of the logs it knows."""
        try:
            lines = (self.folder / "logs").read_bytes().decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return []
        try:
            return [Verifier.parse(line) for line in lines if line]
        except Invalid as refused:
            raise Invalid(
                f"The file {self.folder / 'logs'} is damaged. Bring it back from a copy, or move "
                "it away and add each log again."
            ) from refused

    def seen(self, origin: str) -> str | None:
        """The last checkpoint that it cosigned of a log, with all signatures; None: none yet."""
        return self.at(place(origin))

    def at(self, place: str) -> str | None:
        """The same by the log's place (hex)."""
        try:
            return (self.folder / "seen" / place / "checkpoint").read_text("utf-8")
        except FileNotFoundError:
            return None

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to a request; 200 only after what it vouches for is kept."""
        try:
            request = Request.parse(body)
            checkpoint = Checkpoint.parse(split_note(request.note)[0])
        except Invalid as refused:
            return Answer(400, refused.sentence + "\n")
        keys = [one for one in self.logs() if one.name == checkpoint.origin]
        if not keys:
            return Answer(404, "This log is not known here.\n")
        try:
            signed = open_note(request.note, keys)
        except Invalid as refused:
            return Answer(403, refused.sentence + "\n")
        if request.old > checkpoint.size:
            return Answer(400, "The old size is larger than the new one.\n")
        with self._alone(place(checkpoint.origin)):
            return self._judge(request, checkpoint, signed.text)

    def _judge(self, request: Request, new: Checkpoint, text: str) -> Answer:
        """Compares with what was seen; the lock is held."""
        note = self.seen(new.origin)
        last = Checkpoint.parse(split_note(note)[0]) if note else Checkpoint(new.origin, 0, EMPTY)
        if request.old != last.size or (new.size == last.size and new.root != last.root):
            return Answer(409, f"{last.size}\n", SIZE)
        try:
            if last.size:
                verify_consistency(last.size, new.size, request.proof, last.root, new.root)
            elif request.proof:
                raise Invalid("A log that is new here needs no proof of growth.")
        except Invalid as refused:
            return Answer(422, refused.sentence + "\n")
        line = cosign(text, self.signer, int(time.time()))
        self._keep(new, with_lines(_by_log(request.note, self.logs()), [line]))
        return Answer(200, line)

    def _keep(self, new: Checkpoint, note: str) -> None:
        folder = self.folder / "seen" / place(new.origin)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(folder / "checkpoint", note.encode(), 0o600)
        # A new folder whose name is lost in a power cut would let the log begin anew.
        sync(folder.parent)
        sync(self.folder)

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """One at a time over all threads and processes."""
        (self.folder / "locks").mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self.folder / "locks" / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def place(origin: str) -> str:
    """Where a witness keeps and shows what it saw of a log: hex SHA-256 of the origin."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _by_log(note: str, keys: list[Verifier]) -> str:
    """The note with the log's own signatures only: nobody fills the disk with others."""
    text, signatures = split_note(note)
    known = {(one.name, one.key_id) for one in keys}
    ours = [line for name, blob, line in signatures if (name, blob[:4]) in known]
    return text + "\n" + "".join(dict.fromkeys(ours))

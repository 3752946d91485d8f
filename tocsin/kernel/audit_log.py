"""The audit trail cannot be rewritten unseen: each entry is bound into a private log.

The same code as the public log, in `TOCSIN_HOME/audit-log/`, under a name and a key of its own. An
entry there holds an HMAC of the row, so that the files tell nothing and may lie with somebody else.
Beside it, in `sealed/`, lie the rows themselves, sealed to the organisation: what they said at
first can be read elsewhere whatever becomes of the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from tocsin.kernel import audit, files, keys
from tocsin.kernel.crypto import envelope, fitting
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage.turns import wait_for_turn
from tocsin.kernel.tlog.entry import NOBODY, entry
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.note import Signer, sign_note
from tocsin.kernel.tlog.tree import Frontier, leaf_hash
from tocsin.kernel.tlog.verify import Checkpoint, Invalid
from tocsin.kernel.transparency import ledger, sequencing
from tocsin.kernel.work import Loop

KIND = ledger.declare(64, "entry of the audit trail")
TURN = b"tocsin log of the audit trail"
LARGEST = 5000
CONTEXT = "audit-trail"  # what the sealed copies are called, and bound to


class Sealed(models.Model):
    """A size of the private log that was signed for."""

    size = models.BigIntegerField(primary_key=True)
    frontier = models.BinaryField()
    note = models.TextField()

    class Meta:
        app_label = "kernel"
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"audit trail of {self.size}"


fitting.declare(Sealed, "audit-log-key", signs=True)
fitting.declare(Sealed, "audit-entries")


def signer() -> Signer:
    """The private log's own key."""
    return Signer(f"{sequencing.origin()}/audit", vault().get("audit-log-key"))


def folder() -> LogFolder:
    """Where its files lie; nothing serves them."""
    return LogFolder(home() / "audit-log")


def told(row: audit.Entry) -> str:
    """The row as one line of JSON."""
    said = {
        "id": row.pk,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "verb": row.verb,
        "kind": row.kind,
        "subject": row.subject,
        "detail": row.detail,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def bound(row: audit.Entry) -> bytes:
    """The 70 bytes that stand in the log for a row."""
    mark = hmac.digest(vault().get("audit-entries"), told(row).encode(), hashlib.sha256)
    return entry(KIND.number, NOBODY, int(row.at.timestamp()) // ledger.HOUR, mark).to_bytes()


def sequence(now: datetime | None = None) -> int:
    """Binds rows that are old enough, in their order; how many those are."""
    now = now or timezone.now()
    waiting = audit.Entry.objects.filter(position=None)
    # The first are bound at once: from then on the rows tell whose keys are theirs.
    minutes = settings.TOCSIN_LOG_MINUTES if Sealed.objects.exists() else 0
    ripe = now - timedelta(minutes=minutes)
    if not waiting.filter(at__lte=ripe).exists():
        return 0
    with transaction.atomic():
        wait_for_turn(TURN)
        last = Sealed.objects.first()
        _refuse_ahead(last, _shown())
        rows = list(waiting.order_by("at", "pk")[:LARGEST])
        tree = Frontier.from_bytes(bytes(last.frontier)) if last else Frontier()
        for row in rows:
            row.position = tree.size
            tree.append(leaf_hash(bound(row)))
        audit.Entry.objects.bulk_update(rows, ["position"], batch_size=500)
        if rows:
            _sign(tree)
    return len(rows)


def _sign(tree: Frontier) -> None:
    text = Checkpoint(signer().name, tree.size, tree.root()).text()
    note = sign_note(text, [signer()])
    Sealed.objects.create(size=tree.size, frontier=tree.to_bytes(), note=note)


def _refuse_ahead(last: Sealed | None, there: int) -> None:
    """A database that was brought back does not write over what was bound since."""
    known = last.size if last else 0
    if there > known:
        raise Refusal(
            f"The audit trail was bound up to {there} entries in {home() / 'audit-log'}, the "
            f"database has {known}: it was brought back from an older backup. Keep that folder "
            "elsewhere, as evidence of what is lacking; the trail then goes on."
        )


def _shown() -> int:
    try:
        now = folder().checkpoint()
    except Invalid as error:
        raise Refusal(f"The folder of the audit trail: {error.sentence}") from error
    return now.size if now else 0


def publish() -> int:
    """Brings the files up to the rows; number of steps. Refusal where a row was altered."""
    there = _shown()  # before the row: what others have shown by now is in it
    last = Sealed.objects.first()
    if last is None or folder().note() == last.note:
        return 0
    _refuse_ahead(last, there)
    try:
        folder().publish(there, [bound(row) for row in _rows(there, last.size)], last.note)
    except Invalid as error:
        if _shown() != there:  # another process was quicker
            return 0
        raise Refusal(f"The audit trail does not fit what was signed: {error.sentence}") from error
    _seal(last.size)
    return 1


def _seal(end: int) -> None:
    """A sealed copy of what was bound since the last one; none while there is no key for it."""
    key, place = keys.active(), home() / "audit-log" / "sealed"
    ends = [int(path.stem.rpartition("-")[2]) for path in place.glob(f"{CONTEXT}-*.sealed")]
    first = max(ends, default=0)
    if key is None or first >= end:
        return
    place.mkdir(mode=0o700, exist_ok=True)
    lines = "".join(f"{told(row)}\n" for row in _rows(first, end))
    name = f"{CONTEXT}-{first}-{end}.jsonl"
    blob = envelope.seal(bytes(key.public), name, lines.encode(), CONTEXT)
    files.write(place / f"{CONTEXT}-{end}.sealed", blob)


def _rows(first: int, end: int) -> Iterator[audit.Entry]:
    rows = audit.Entry.objects.filter(position__gte=first, position__lt=end).order_by("position")
    return rows.iterator()


def check() -> str:
    """A sentence for the first row that was altered, taken out or put in; empty where none was."""
    try:
        now = folder().check() if folder().note() else None
    except Invalid as error:
        return error.sentence
    size = now.size if now else 0
    kept = {row.position: row for row in _rows(0, size)}
    for position, said in enumerate(folder().entries(0, size) if size else ()):
        row = kept.get(position)
        if row is None:
            return f"Entry {position} of the audit trail was taken out of the database."
        if bound(row) != said:
            return f"Entry {position} of the audit trail (row {row.pk}) was altered after its day."
    return ""


def turn() -> int:
    """What is ripe is bound, and the files follow."""
    return sequence() + publish()


LOOP = Loop("audit trail", turn)

"""Whether the public log, its files and what the pages say are one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit_log
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.auditing import audit
from tocsin.kernel.tlog.verify import Invalid, Policy
from tocsin.kernel.transparency import ledger, sequencing, witnessing
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.signing import reads

LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Looked:
    """What was looked at; `remedy` is empty where it is in order."""

    about: str
    remedy: str = ""


def look() -> Iterator[Looked]:
    """Everything about the log, what is worst first."""
    try:
        last = sequencing.look_for_fork()
    except Refusal as refusal:
        yield Looked("public log", refusal.sentence)
        yield Looked("audit trail", audit_log.check())
        return
    yield Looked(f"public log of {last.size if last else 0} entries")
    if last is not None and sequencing.shown():
        yield Looked("files of the log", _files())
    yield Looked("audit trail", audit_log.check())
    yield from _tallies()
    yield from _witnesses()


def briefly() -> Iterator[Looked]:
    """What can be told in a moment: whether it may go on, is in time, and is vouched for."""
    try:
        sequencing.look_for_fork()
        yield Looked("public log")
    except Refusal as refusal:
        yield Looked("public log", refusal.sentence)
    late = sequencing.due(timezone.now() - LATE).count()
    sentence = f"{late} entries wait for long for the public log. Run: tocsin work"
    yield Looked("promises of the log", sentence if late else "")
    yield from _witnesses()


def _witnesses() -> Iterator[Looked]:
    for row in witnessing.Seen.objects.exclude(trouble=""):
        yield Looked(f"witness {row.vkey.partition('+')[0]}", row.trouble)


def _files() -> str:
    folder = sequencing.folder()
    try:
        now = folder.check()
        audit(folder.read, Policy.of(sequencing.signer().verifier()))
    except Invalid as error:
        return error.sentence
    rows = LedgerEntry.objects.filter(position__lt=now.size).order_by("position").iterator()
    entries = counted(folder.entries(0, now.size), "Rows of the log", now.size)
    for row, entry in zip(rows, entries, strict=False):
        if ledger.said(row).to_bytes() != entry:
            return (
                f"Entry {row.position} of the database was altered: it is not what the log signed. "
                "Bring back the database from a backup, then run: tocsin log recover"
            )
    return ""


def _tallies() -> Iterator[Looked]:
    """Counted here and entered there: each appeal, with what waits."""
    for appeal in Appeal.objects.filter(signatures__isnull=False).distinct():
        here, there = reads.standing(appeal), reads.in_log(appeal, waiting=True)
        if (here.confirmed, here.paper) != (there.confirmed, there.paper):
            yield Looked(
                f"count of {appeal.document_id}",
                f"The database counts {here.confirmed} and {here.paper} on paper, the log "
                f"{there.confirmed} and {there.paper}. Compare with a backup.",
            )

"""Faults planted for real in a running program, to see that the checker catches each of them."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LATER = 1.0  # seconds by which a dishonest program is behind its word
_faults: dict[str, Callable[[], None]] = {}


def fault(plant_it: Callable[[], None]) -> Callable[[], None]:
    """A fault by the name of its function."""
    _faults[plant_it.__name__.replace("_", " ")] = plant_it
    return plant_it


def plant(name: str) -> None:
    """Plants one in this process."""
    _faults[name]()


@fault
def acknowledge_before_commit() -> None:
    """“Counted” is said, and written down a second later."""
    from tocsin.signing import batches, reads

    honest = batches.confirm_many

    def later(asked: Any) -> None:
        time.sleep(LATER)
        honest(asked)

    def confirm_many(asked: Any) -> Any:
        threading.Thread(target=later, args=[asked], daemon=True).start()
        found = [reads.by_token(one.token) for one in asked]
        if all(found):
            return [batches.Settled(one) for one in found if one]
        return honest(asked)

    batches.confirm_many = confirm_many


@fault
def synchronous_normal() -> None:
    """SQLite does not wait for the disk."""
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("=FULL", "=NORMAL")


@fault
def synchronous_commit_off() -> None:
    """PostgreSQL does not wait for the disk."""
    from django.conf import settings

    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = "-c synchronous_commit=off"


@fault
def lost_unique_constraint() -> None:
    """Neither the program nor the database knows any more that a mailbox counted already."""
    from django.db import connection

    from tocsin.signing import counting

    honest = counting.find

    def find(rows: Any, places: tuple[bytes, ...], *likeness: Any, **proved: Any) -> Any:
        return honest([], places, *likeness, **proved)

    setattr(counting, "find", find)  # noqa: B010
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS counted_once")
    connection.close()


@fault
def retry_without_idempotency() -> None:
    """Each click on the same link is a voice."""
    from django.db import transaction
    from django.utils import timezone

    from tocsin.signing import batches
    from tocsin.signing.commitments import mark_of_link
    from tocsin.signing.models import Signature

    honest = batches.confirm_many

    def confirm(one: Any) -> Any:
        with transaction.atomic():
            before = Signature.objects.filter(mark=mark_of_link(one.token)).first()
            if before is None or before.state != "counted":
                return honest([one])[0]
            before.pk = before.tag = before.commitment = before.mark = None
            before.counted_at = timezone.now()
            before.save(force_insert=True)
            return batches.Settled(before)

    batches.confirm_many = lambda asked: [confirm(one) for one in asked]


@fault
def counted_before_it_is_confirmed() -> None:
    """The page counts what nobody has confirmed."""
    from tocsin.signing import reads

    honest = reads.tally

    def tally(appeal: Any) -> Any:
        true = honest(appeal)
        return reads.Tally(true.confirmed + true.unconfirmed, true.paper, 0)

    reads.tally = tally


@fault
def old_counts() -> None:
    """A cache gives some readers the very first answer."""
    from tocsin.signing import reads

    honest, kept = reads.tally, []

    def tally(appeal: Any) -> Any:
        kept.append(honest(appeal))
        return kept[-1] if len(kept) % 3 else kept[0]  # a page may ask twice

    reads.tally = tally


@fault
def forgotten_withdrawal() -> None:
    """“Withdrawn” is said, and nothing is done."""
    from tocsin.signing import moves

    def not_me(token: str) -> int:
        return len(token[:1])

    moves.not_me = not_me


@fault
def mail_marked_before_it_is_written() -> None:
    """The mail is noted as sent, and written a second later."""
    from tocsin.kernel.mail import transports

    honest = transports.Folder.poll

    def poll(self: transports.Folder, together: bool = False) -> list[transports.Told]:
        late = transports.Folder(self.folder)
        late.begin(self.letters)
        self.letters = []

        def later() -> None:
            time.sleep(LATER)
            honest(late)

        told: list[transports.Told] = [(one, None) for one in late.letters]
        threading.Thread(target=later, daemon=True).start()
        return told

    setattr(transports.Folder, "poll", poll)  # noqa: B010


@fault
def double_append() -> None:
    """Each tenth place of the log holds the entry of the place before once more."""
    from tocsin.kernel.transparency import ledger
    from tocsin.kernel.transparency.ledger import LedgerEntry

    honest, placed = ledger.said, dict[int, Any]()

    def said(row: LedgerEntry) -> Any:
        at = row.position
        if at is None or at % 10 != 9:
            if at is not None:
                placed[at] = honest(row)
            return honest(row)
        return placed.get(at - 1) or honest(LedgerEntry.objects.get(position=at - 1))

    ledger.said = said


@fault
def no_fsync_on_a_tile() -> None:
    """The log's files are written, and nobody waits for the disk."""
    from tocsin.kernel.tlog import folder

    def write(place: Path, data: bytes, mode: int = 0o644) -> None:
        new = place.with_name(f".{place.name}.new")
        new.write_bytes(data)
        new.chmod(mode)
        new.replace(place)

    folder.write = write


@fault
def stale_checkpoint() -> None:
    """Every second reader gets the first checkpoint that was read, as from an old cache."""
    from tocsin.kernel.tlog.folder import LogFolder

    honest, kept = LogFolder.read, list[bytes]()

    def read(self: LogFolder, place: str) -> bytes:
        data = honest(self, place)
        if place == "checkpoint":
            kept.append(data)
            return data if len(kept) % 2 else kept[0]
        return data

    setattr(LogFolder, "read", read)  # noqa: B010


@fault
def reordering() -> None:
    """Each batch writes the log anew in another order, and signs for it."""
    from tocsin.kernel.tlog.note import sign_note
    from tocsin.kernel.tlog.tree import Frontier
    from tocsin.kernel.tlog.verify import Checkpoint
    from tocsin.kernel.transparency import ledger, sequencing
    from tocsin.kernel.transparency.ledger import LedgerEntry

    def publish() -> int:
        rows = LedgerEntry.objects.filter(position__isnull=False).order_by("-position")
        entries, tree = [ledger.said(row).to_bytes() for row in rows], Frontier()
        if len(entries) <= sequencing.shown():
            return 0
        for row in rows:
            tree.append(ledger.leaf(row))
        text = Checkpoint(sequencing.origin(), tree.size, tree.root()).text()
        shutil.rmtree(sequencing.folder().path)
        sequencing.folder().publish(0, entries, sign_note(text, [sequencing.signer()]))
        return 1

    def refuse_fork(last: Any) -> None:
        """Nothing is refused."""

    sequencing.publish, sequencing.refuse_fork = publish, refuse_fork

"""What goes into the public log: entries without names, entered in the transaction of their move.

The truth of the log is in these rows; its files (`kernel.tlog`) are made from them and can be
made again at any time (`sequencing`). Rooms declare their kinds here, as they do states.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from tocsin.kernel.crypto import fitting
from tocsin.kernel.storage import counters, rows
from tocsin.kernel.tlog.entry import NOBODY, Entry, entry, leaf_hash

__all__ = ["NOBODY", "Checkpointed", "Kind", "LedgerEntry", "declare", "enter", "note"]

HASH = 32
SLOW = timedelta(hours=25)  # the longest that a slow entry waits for others of its subject
ENOUGH = 50  # so many slow entries of one subject wait no longer
HOUR, DAY = 3600, 24
CHANCE = 43  # bits of a key that are random; the hour's are before them


@dataclass(frozen=True)
class Kind:
    """A kind of entry: the number that stands in it, and its name in the books."""

    number: int
    name: str


KINDS: dict[int, Kind] = {}


def declare(number: int, name: str) -> Kind:
    """Declares a kind at import; a number has one meaning for ever (ValueError otherwise)."""
    kind = Kind(number, name)
    if not 1 <= number <= 255 or KINDS.setdefault(number, kind) != kind:
        raise ValueError(f"{number} cannot be a kind of its own for “{name}”")
    return kind


def _key(hour: int | None = None) -> int:
    """After the entry's own hour random, so that the order of rows undoes no shuffling of a batch.

    Rows of an hour share pages; with nothing but chance in it each would be on a page of its own.
    """
    told = int(timezone.now().timestamp()) // HOUR if hour is None else hour
    return told << CHANCE | secrets.randbits(CHANCE)


class RowKey(models.BigIntegerField):  # type: ignore[type-arg]
    """A key that is the number of the row itself.

    Of a table with any other key SQLite numbers the rows beside it, one after the other: the order
    in which they came would stand there after all.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The one type of which SQLite makes no index."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class LedgerEntry(models.Model):
    """One entry; `position` is its place in the log, none until it was sequenced.

    `subject` and `commitment` are 32 bytes, `hour` counts from 1970; from `not_before` on the
    entry is taken into the next batch.
    """

    id = RowKey(primary_key=True, default=_key)
    kind = models.PositiveSmallIntegerField()
    subject = models.BinaryField(max_length=HASH)
    hour = models.PositiveIntegerField()
    commitment = models.BinaryField(max_length=HASH, unique=True)
    position = models.BigIntegerField(null=True, unique=True)
    not_before = models.DateTimeField()

    class Meta:
        app_label = "kernel"
        indexes = [
            models.Index(fields=["subject", "kind", "position"]),
            models.Index(
                fields=["not_before"],
                condition=models.Q(position__isnull=True),
                name="waiting_for_the_log",
            ),
        ]

    def __str__(self) -> str:
        return f"kind {self.kind} at {'…' if self.position is None else self.position}"


class Entered(models.Model):
    """How many entries of a kind a subject has (`kernel.storage.counters`), or a part."""

    subject = models.BinaryField(max_length=HASH)
    kind = models.PositiveSmallIntegerField()
    placed = models.BooleanField()
    number = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        indexes = [models.Index(fields=["subject", "kind", "placed"])]

    def __str__(self) -> str:
        return f"{self.number} of kind {self.kind}"


COUNTER = counters.declare(
    "kernel_ledgerentry",
    "kernel_entered",
    subject="{row}.subject",
    kind="{row}.kind",
    placed="({row}.position IS NOT NULL)",
)


class Checkpointed(models.Model):
    """A size of the log that was signed for; no size is ever signed for twice."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=HASH)
    frontier = models.BinaryField()
    note = models.TextField()
    cosignatures = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "kernel"
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"log of {self.size}"


fitting.declare(Checkpointed, "log-key", signs=True)


def enter(
    kind: Kind,
    subject: bytes,
    commitment: bytes,
    *,
    slow: bool = False,
    after: LedgerEntry | None = None,
    into: list[LedgerEntry] | None = None,
) -> LedgerEntry:
    """Enters what is to stand in the log; refuses (RuntimeError) outside a transaction.

    The same commitment twice is an IntegrityError. A slow entry waits for 50 of its subject, or
    until an hour after its day (UTC), and tells no hour but only the day. It never comes into an
    earlier batch than `after`. With `into` it is only put there, for `enter_many` at the end of
    the same transaction.
    """
    _refuse_alone()
    if KINDS.get(kind.number) != kind or len(subject) != HASH or len(commitment) != HASH:
        raise ValueError("an entry needs a declared kind, and 32 bytes of subject and commitment")
    hour, due = _times(timezone.now(), slow=slow)
    if after is not None:
        due = max(due, after.not_before + timedelta(microseconds=1))
    made = rows.new(
        LedgerEntry,
        id=_key(hour),
        kind=kind.number,
        subject=subject,
        hour=hour,
        commitment=commitment,
        not_before=due,
    )
    if into is None:
        made.save(force_insert=True)
    else:
        into.append(made)
    return made


def _times(now: datetime, *, slow: bool) -> tuple[int, datetime]:
    """The hour that an entry tells, and from when on it may be taken into a batch."""
    hour = int(now.timestamp()) // HOUR
    if not slow:
        return hour, next_batch(now)
    hour -= hour % DAY
    # All of a day together: so many hours after each would tell whoever watches when it came.
    return hour, moment(hour + DAY + 1)


def enter_many(made: Sequence[LedgerEntry]) -> None:
    """Enters them in one statement, in the transaction of their move."""
    _refuse_alone()
    rows.insert(made)


def note(kind: Kind, subject: bytes, digest: bytes, *, slow: bool = False) -> None:
    """Enters the hash of something public unless it stands there: published twice, it is one."""
    _refuse_alone()
    with suppress(IntegrityError), transaction.atomic():
        enter(kind, subject, digest, slow=slow)


def _refuse_alone() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an entry of the log belongs in the transaction of its move")


def said(row: LedgerEntry) -> Entry:
    """The row as it stands in the log."""
    return entry(row.kind, bytes(row.subject), row.hour, bytes(row.commitment))


def leaf(row: LedgerEntry) -> bytes:
    """The hash by which the tree holds it."""
    return leaf_hash(said(row).to_bytes())


def next_batch(now: datetime) -> datetime:
    """When the next batch is due: batches go by the clock, so that who comes alone waits too."""
    every = settings.TOCSIN_LOG_MINUTES * 60
    if not every:
        return now
    seconds = int(now.timestamp()) // every * every + every
    return datetime.fromtimestamp(seconds, now.tzinfo)


def moment(hour: int) -> datetime:
    """The beginning of an hour since 1970."""
    return datetime.fromtimestamp(hour * HOUR, UTC)


def deadline(entry: LedgerEntry) -> int:
    """The hour (since 1970) by which the entry stands in the log: a day after it is due."""
    return int(entry.not_before.timestamp()) // HOUR + DAY


def entry_of(commitment: bytes) -> LedgerEntry | None:
    """The entry that holds a commitment."""
    return LedgerEntry.objects.filter(commitment=commitment).first()


def entries_of(commitments: Iterable[bytes]) -> dict[bytes, LedgerEntry]:
    """The entries of many commitments."""
    found = LedgerEntry.objects.filter(commitment__in=list(commitments))
    return {bytes(one.commitment): one for one in found}


def counts(subject: bytes, *, sequenced: bool = True) -> dict[int, int]:
    """How many entries of each kind a subject has, in the log or with those that wait for it."""
    about = Entered.objects.filter(subject=subject)
    about = about.filter(placed=True) if sequenced else about
    found = about.values_list("kind").annotate(found=models.Sum("number"))
    return {kind: number for kind, number in found if number}


def latest() -> Checkpointed | None:
    """The newest checkpoint; none while the log is empty."""
    return rows.newest(Checkpointed, "size")

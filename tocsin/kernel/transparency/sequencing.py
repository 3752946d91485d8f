"""The public log grows: what is due gets its place, the tree is signed for, files are written.

One at a time over all machines. Nothing is signed that is smaller than, or differs from, what was
signed before: that would be a second log under the same name, for ever visible as a fraud.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import urlparse

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from tocsin.kernel import files
from tocsin.kernel.crypto.home import home, vault
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.kernel.storage.turns import wait_for_turn
from tocsin.kernel.switches import LOG_WAITS, Switch
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.note import Signer, sign_note, with_lines
from tocsin.kernel.tlog.tree import Frontier, leaf_hash, root
from tocsin.kernel.tlog.verify import Checkpoint, Invalid, open_note, split_note
from tocsin.kernel.transparency import ledger, witnessing
from tocsin.kernel.transparency.ledger import Checkpointed, LedgerEntry

TURN = b"tocsin log of signatures"
BATCH = 2500  # entries that get their places together; on SQLite nobody else writes meanwhile
LARGEST = 4 * BATCH  # of one turn


def origin() -> str:
    """The log's name, which is also its key's: once signed, it stays, whatever the address."""
    if settings.TOCSIN_LOG_ORIGIN:
        return str(settings.TOCSIN_LOG_ORIGIN)
    last = ledger.latest()
    signed = last.note.partition("\n")[0] if last else ""
    return signed or f"{urlparse(settings.TOCSIN_ADDRESS).netloc}/log"


def signer() -> Signer:
    """The log's own key. Who has it can vouch for another log under this name."""
    return Signer(origin(), vault().get("log-key"))


def folder() -> LogFolder:
    """Where the files lie that everybody may read."""
    return LogFolder(home() / "log")


def due(now: datetime) -> QuerySet[LedgerEntry]:
    """What is to go into the next batch: what waited its time, and subjects with enough.

    What would wait longer than anything may was entered by a clock that was wrong; it is due.
    """
    waiting = LedgerEntry.objects.filter(position__isnull=True)
    counted = waiting.values("subject").order_by().annotate(number=Count("pk"))
    enough = counted.filter(number__gte=ledger.ENOUGH).values("subject")
    by_a_wrong_clock = Q(not_before__gt=now + 2 * ledger.SLOW)
    return waiting.filter(Q(not_before__lte=now) | by_a_wrong_clock | Q(subject__in=enough))


def sequence(now: datetime | None = None) -> int:
    """Gives places to what is due, in no order, and signs for the grown tree; how many those are.

    Raises Refusal where signing would make a second log.
    """
    now, done = now or timezone.now(), 0
    while done < LARGEST and due(now).exists():
        done += _sequence(now)
    return done


def _sequence(now: datetime) -> int:
    with transaction.atomic():
        wait_for_turn(TURN)
        last = ledger.latest()
        refuse_fork(last)
        batch = rows.fetch(due(now).order_by("not_before", "pk")[:BATCH])
        if batch:
            _place(batch, last)
    return len(batch)


def _place(batch: list[LedgerEntry], last: Checkpointed | None) -> None:
    secrets.SystemRandom().shuffle(batch)
    tree = Frontier.from_bytes(bytes(last.frontier)) if last else Frontier()
    for position, row in enumerate(batch, tree.size):
        row.position = position
    tree.extend(map(ledger.leaf, batch))
    rows.update(batch, ["position"])
    log = signer()
    text = Checkpoint(log.name, tree.size, tree.root()).text()
    Checkpointed.objects.create(
        size=tree.size,
        root=tree.root(),
        frontier=tree.to_bytes(),
        note=sign_note(text, [log]),
    )


def refuse_fork(last: Checkpointed | None) -> None:
    """Raises Refusal where anything signed before is not, or may not be, in what the rows hold."""
    if Switch.objects.filter(name=LOG_WAITS).exists():
        raise Refusal(
            "The database was restored from a backup, and the public log may have been signed for "
            "more since. Nothing is signed until a mirror was asked: tocsin log recover "
            "FOLDER-OR-ADDRESS, or where nobody has one: tocsin log recover --no-mirror"
        )
    placed = LedgerEntry.objects.aggregate(last=Max("position"))["last"]
    known = last.size if last else 0
    if known != (0 if placed is None else placed + 1):
        raise Refusal(
            "The rows of the public log do not fit its last checkpoint. "
            "Bring back the database from a backup, then run: tocsin log recover"
        )
    try:
        _refuse_other_log(last)
        for name, seen in witnessing.shown_to():
            _refuse_seen(name, seen, known)
    except Invalid as error:
        raise Refusal(f"The folder of the public log: {error.sentence}") from error


def look_for_fork() -> Checkpointed | None:
    """As `refuse_fork`, beside workers that sign meanwhile; the newest checkpoint."""
    last = ledger.latest()
    while True:
        try:
            refuse_fork(last)
        except Refusal:
            seen, last = last, ledger.latest()
            if last == seen:  # else it grew while it was looked at
                raise
        else:
            return last


def _refuse_other_log(last: Checkpointed | None) -> None:
    if last is not None:
        _refuse_other_key(last.note, "The last checkpoint in the database")
    shown, place = folder().note(), home() / "log"
    if shown is None:
        return
    _refuse_other_key(shown, f"The checkpoint in {place}")
    now = Checkpoint.parse(open_note(shown, [signer().verifier()]).text)
    if now.size > (last.size if last else 0):
        raise behind(now.size, last.size if last else 0, str(place))
    if root_at(now.size) != now.root:
        raise Refusal(
            f"The log in {place} is another one than that of the database. Nothing was signed. "
            "If it was copied there by mistake, move it away; it is made anew from the database."
        )


def _refuse_seen(name: str, seen: Checkpoint, known: int) -> None:
    if seen.size > known:
        raise behind(seen.size, known, f"what {name} saw", "FOLDER or https://MIRROR/log/")
    if root_at(seen.size) != seen.root:
        raise Refusal(
            f"The witness {name} has seen another log of {seen.size} entries, signed with this "
            "server’s key. Nothing was signed. Somebody else has the key, or an old backup went "
            "on for a while: bring both together, and tell people."
        )


def root_at(size: int) -> bytes:
    """The root of an earlier tree; from the rows where no checkpoint of that size is kept."""
    kept = Checkpointed.objects.filter(size=size).first()
    return bytes(kept.root) if kept else root(leaf_hash(one) for one in _entries(0, size))


def _refuse_other_key(note: str, what: str) -> None:
    split_note(note)
    try:
        open_note(note, [signer().verifier()])
    except Invalid as error:
        name = note.partition("\n")[0]
        raise Refusal(
            f"{what} is signed as “{name}” with a key that this server does not have. Set "
            f"TOCSIN_LOG_ORIGIN to that name, or bring back the keys of the backup that belong "
            "to it. Nothing was signed."
        ) from error


def behind(there: int, here: int, place: str, mirror: str = "") -> Refusal:
    """The sentence for a database that was brought back from an old backup."""
    return Refusal(
        f"The public log has {there} entries in {place}, the database knows {here} of them: it "
        "was brought back from an older backup. Nothing is signed until the rest is brought in: "
        f"tocsin log recover {mirror or place}"
    )


def published(last: Checkpointed) -> str:
    """A checkpoint as it is shown: signed by the log, and by the witnesses that answered."""
    return with_lines(last.note, last.cosignatures.splitlines(keepends=True))


def publish() -> int:
    """Brings the folder up to the rows; may be done by each machine, and again. Number of steps.

    Raises Refusal where the folder holds another log, OSError on a fault of the disk.
    """
    steps = 0
    while True:
        size = shown()  # before the row: what others have shown by now is in it
        last = ledger.latest()
        if last is None:
            return steps
        _put_policy()
        if folder().note() == published(last):
            return steps
        if size > last.size:
            raise behind(size, last.size, str(home() / "log"))
        step = _step(size, last)
        try:
            folder().publish(size, _entries(size, step.size), published(step))
        except Invalid as error:
            if shown() == size:  # else another process was quicker
                raise Refusal(error.sentence) from error
        steps += 1


def _put_policy() -> None:
    """Beside the checkpoint, for whoever verifies; a mirror carries it along."""
    text, place = witnessing.policy(signer().verifier()).encode(), home() / "log" / "policy.txt"
    if not place.exists() or place.read_bytes() != text:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(place, text, mode=0o644)


def policy() -> str:
    """The policy as it is published; empty while the log is."""
    place = home() / "log" / "policy.txt"
    return place.read_text("utf-8") if place.exists() else ""


def shown() -> int:
    """How many entries the published log has."""
    try:
        there = folder().checkpoint()
    except Invalid as error:
        raise Refusal(error.sentence) from error
    return there.size if there else 0


def _step(size: int, last: Checkpointed) -> Checkpointed:
    """The next checkpoint to show: the last, where the way to it is not too long."""
    if last.size - size <= LARGEST:
        return last
    on_the_way = Checkpointed.objects.filter(size__gt=size).order_by("size")
    far = on_the_way.filter(size__lte=size + LARGEST).last()
    return far or on_the_way.first() or last


def _entries(first: int, end: int) -> list[bytes]:
    placed = LedgerEntry.objects.filter(position__gte=first, position__lt=end).order_by("position")
    return [ledger.said(row).to_bytes() for row in placed.iterator()]

"""A database from an old backup catches up with its own log, from a mirror's files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from tocsin.kernel import audit, switches
from tocsin.kernel.crypto.home import home
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage.turns import wait_for_turn
from tocsin.kernel.switches import LOG_WAITS, Switch
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.tiles import Read, Reader
from tocsin.kernel.tlog.tree import Frontier, leaf_hash
from tocsin.kernel.tlog.verify import Checkpoint, Entry, Invalid, open_note, split_note
from tocsin.kernel.transparency import ledger, sequencing
from tocsin.kernel.transparency.ledger import Checkpointed, LedgerEntry


@dataclass(frozen=True)
class Recovered:
    """How many entries came in, and how many of those no row of this database knew."""

    size: int
    brought_in: int
    unknown: int


@contextmanager
def _reading(place: str) -> Iterator[Read]:
    if "://" in place:
        with Site(place) as site:
            yield site.get
    else:
        yield LogFolder(Path(place)).read


def recover(actor: object, place: str) -> Recovered:
    """Brings in what the log in that folder or at that address has and the rows have not.

    Its checkpoint must bear this log's own signature, and its tree must contain what the rows
    hold; else a Refusal, and nothing is changed. A log that waited after a restore goes on.
    """
    _refuse_own(place)
    try:
        with _reading(place) as read:
            note = read("checkpoint").decode("utf-8", "replace")
            now = Checkpoint.parse(open_note(note, [sequencing.signer().verifier()]).text)
            with transaction.atomic():
                wait_for_turn(sequencing.TURN)
                found = _bring_in(actor, Reader(read, now.size), now, note)
                switches.turn(actor, LOG_WAITS, "", on=False)
                return found
    except FileNotFoundError as error:
        raise Refusal(f"{place} holds no log: it has no file “checkpoint”.") from error
    except OSError as error:
        raise Refusal(f"{place} cannot be read: {error.strerror}.") from error
    except Invalid as error:
        raise Refusal(f"{place}: {error.sentence} Nothing was changed.") from error


def without_mirror(actor: object) -> None:
    """A person's word that nobody has more of the log than the backup: it goes on from there.

    Raises Refusal where the log waits for no such word.
    """
    with transaction.atomic():
        wait_for_turn(sequencing.TURN)
        if not Switch.objects.filter(name=LOG_WAITS).exists():
            raise Refusal("The log does not wait for a mirror, so nothing was changed.")
        last = ledger.latest()
        audit.record(actor, "go on without a mirror", "log", last.size if last else 0)
        switches.turn(actor, LOG_WAITS, "", on=False)


def _refuse_own(place: str) -> None:
    """After a restore the folder is made from the same rows, and knows no more than they do."""
    own = "://" not in place and Path(place).resolve() == (home() / "log").resolve()
    if own and Switch.objects.filter(name=LOG_WAITS).exists():
        raise Refusal(
            f"{place} is this server's own folder, which was made from the backup. Name a mirror, "
            "or the folder of the log as it lay on the old server; where nobody has one: "
            "tocsin log recover --no-mirror"
        )


def _bring_in(actor: object, there: Reader, now: Checkpoint, note: str) -> Recovered:
    last = ledger.latest()
    tree = Frontier.from_bytes(bytes(last.frontier)) if last else Frontier()
    if now.size <= tree.size:
        if sequencing.root_at(now.size) != now.root:
            raise Refusal(_forked(now.size))
        return Recovered(tree.size, 0, 0)
    missing = now.size - tree.size
    entries = list(counted(there.entries(tree.size, now.size), "Entries read", missing))
    first = tree.size
    tree.extend(map(leaf_hash, entries))
    if tree.root() != now.root:
        raise Refusal(_forked(first))
    placed = enumerate(counted(entries, "Entries brought in"))
    unknown = sum(_place(first + at, Entry.parse(one)) for at, one in placed)
    _keep(tree, note)
    audit.record(actor, "recover", "log", now.size, entries=len(entries), unknown=unknown)
    return Recovered(now.size, len(entries), unknown)


def _place(position: int, entry: Entry) -> int:
    """Puts an entry where the log has it; 1 where no row of it was here."""
    waiting = LedgerEntry.objects.filter(commitment=entry.commitment).first()
    if waiting is None:
        LedgerEntry.objects.create(
            kind=entry.kind,
            subject=entry.subject,
            hour=entry.hour,
            commitment=entry.commitment,
            position=position,
            not_before=ledger.moment(entry.hour),
        )
        return 1
    if waiting.position is not None or ledger.said(waiting) != entry:
        raise Refusal(_forked(position))
    waiting.position = position
    waiting.save(update_fields=["position"])
    return 0


def _keep(tree: Frontier, note: str) -> None:
    text, lines = split_note(note)
    own = sequencing.origin()
    Checkpointed.objects.create(
        size=tree.size,
        root=tree.root(),
        frontier=tree.to_bytes(),
        note=f"{text}\n" + "".join(line for name, _blob, line in lines if name == own),
        cosignatures="".join(line for name, _blob, line in lines if name != own),
    )


def _forked(size: int) -> str:
    return (
        f"That log and the database's own are two different ones from entry {size} on: one of "
        "them was continued from an old backup. Nothing was changed. Take the database of the "
        "newest backup, and tell people which of the two logs ends."
    )

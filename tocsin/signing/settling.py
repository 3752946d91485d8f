"""What becomes of confirmations: decided one after the other, written down together.

Each sees what was decided of those before it as it would see their rows, so that a mailbox whose
two links come in one batch is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tocsin.kernel import coarse
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.kernel.tlog.note import Signer
from tocsin.kernel.transparency import ledger, sequencing
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.publishing import stopping
from tocsin.signing import budgets, commitments, counting, holds, logged, receipts
from tocsin.signing.informing import encrypted
from tocsin.signing.links import is_expired, unknown_link
from tocsin.signing.models import SIGNATURE, Signature
from tocsin.signing.sealing import Held, open_held

# What a link leads to, before its mailbox is looked at and all of its rows are read.
LINKED = ("id", "appeal_id", "state", "tag", "held", "mark", "signed_at")
CHANGED = ("state", "quick", "likeness", "public_name", "inform", "held", "counted_at")
# Mostly they stay as they are, and to write them costs a page of an index for each.
MOVED = (*CHANGED, "tag", "hold")

NOT_WAITING = gettext_lazy("This signature is not waiting for confirmation.")
COUNTED = gettext_lazy("This signature has been counted once already.")

QUICK = 8.0  # seconds from the form to the button: faster than mail, eye and hand


@dataclass(frozen=True)
class Asked:
    """A link whose button was pressed; with `receipt` one is mailed once the log holds it.

    With `appeal_id` it is known under that appeal alone.
    """

    token: str
    receipt: bool = False
    appeal_id: int | None = None


@dataclass(frozen=True)
class Settled:
    """The signature as it is now; with its `entry` and the log's key where it was counted here."""

    signature: Signature
    entry: LedgerEntry | None = None
    log: Signer | None = None

    @property
    def is_counted(self) -> bool:
        """Whether it was this press of the button that counted it, or had it held back."""
        return self.entry is not None


@dataclass(frozen=True)
class _Waiting:
    """A link that waits for its decision: what it holds, and the tags of its mailbox."""

    asked: Asked
    r: bytes
    held: Held
    pk: int
    appeal_id: int
    places: tuple[bytes, ...]


@dataclass
class _Batch:
    """What was decided up to now."""

    rows: dict[tuple[int, bytes], list[Signature]]
    windows: holds.Windows
    before: dict[int, tuple[object, ...]]
    log: Signer | None = None
    changed: dict[int, Signature] = field(default_factory=dict)
    entries: list[LedgerEntry] = field(default_factory=list)
    to_mail: list[tuple[Signature, bytes, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def settle(asked: Sequence[Asked]) -> list[Settled | Refusal]:
    """Settles them within the open transaction; a Refusal for each that cannot be counted."""
    with vault().steady():
        return _settled(asked)


def _settled(asked: Sequence[Asked]) -> list[Settled | Refusal]:
    said: dict[int, Settled | Refusal] = {}
    waiting: dict[int, _Waiting] = {}
    opened = [commitments.opened(one.token) for one in asked]
    found = _found([mark for _r, mark in opened])
    for at, (one, (r, mark)) in enumerate(zip(asked, opened, strict=True)):
        row = found.get(mark)
        if row is None or is_expired(row) or one.appeal_id not in (None, row.appeal_id):
            said[at] = unknown_link()
        elif row.state != "unconfirmed":
            said[at] = Settled(row)
        else:
            try:
                waiting[at] = _waiting(one, r, row)
            except Refusal as refusal:
                said[at] = refusal
    said |= _decided(waiting) if waiting else {}
    return [said[at] for at in range(len(asked))]


def _found(marks: Sequence[bytes]) -> dict[bytes, Signature]:
    found = rows.read(Signature, only=LINKED, mark=marks)
    return {bytes(one.mark or b""): one for one in found}


def _waiting(asked: Asked, r: bytes, row: Signature) -> _Waiting:
    held = open_held(row, r)
    first, second = bytes(row.tag or b""), bytes.fromhex(held.second)
    places = (first, second) if second else (first,)
    return _Waiting(asked, r, held, row.pk, row.appeal_id, places)


def _decided(waiting: dict[int, _Waiting]) -> dict[int, Settled | Refusal]:
    locked = _locked(waiting.values())
    windows = holds.Windows(one.appeal_id for one in waiting.values())
    before = {row.pk: _kept(row) for mine in locked.values() for row in mine}
    batch = _Batch(locked, windows, before)
    said: dict[int, Settled | Refusal] = {}
    again: dict[int, Asked] = {}
    for at, one in waiting.items():
        mine = batch.rows[one.appeal_id, one.places[0]]
        signature = next((row for row in mine if row.pk == one.pk), None)
        try:
            if signature is None:
                again[at] = one.asked  # another press of the button was faster
            else:
                said[at] = _decide(batch, one, signature, mine)
        except Refusal as refusal:
            said[at] = refusal
    _write(batch)
    return said | dict(zip(again, _settled(list(again.values())) if again else [], strict=True))


def _locked(waiting: Iterable[_Waiting]) -> dict[tuple[int, bytes], list[Signature]]:
    """The rows of each mailbox, by its appeal and first tag."""
    boxes = {(one.appeal_id, mark): one.places[0] for one in waiting for mark in one.places}
    found: dict[tuple[int, bytes], list[Signature]] = {
        (appeal_id, first): [] for (appeal_id, _mark), first in boxes.items()
    }
    for row in counting.of_mailboxes(boxes):
        found[row.appeal_id, boxes[row.appeal_id, bytes(row.tag or b"")]].append(row)
    return found


def _decide(batch: _Batch, one: _Waiting, signature: Signature, mine: list[Signature]) -> Settled:
    if signature.state != "unconfirmed":
        return Settled(signature)
    stopping.refuse(signature.appeal)
    # Who can be given no promise now is not counted: come back later.
    batch.log = batch.log or sequencing.signer()
    entry = _settle(batch, one, signature, mine)
    batch.addresses.append(one.held.email)
    if one.asked.receipt:
        batch.to_mail.append((signature, one.r, one.held.email))
    return Settled(signature, entry, batch.log if entry else None)


def _settle(
    batch: _Batch, one: _Waiting, signature: Signature, mine: list[Signature]
) -> LedgerEntry | None:
    """Counted in its person's place, or known as a repetition of who has it."""
    likeness = bytes.fromhex(one.held.likeness) or None
    place = counting.find(mine, one.places, likeness)
    signature.tag, signature.likeness = place.tag, likeness
    if place.repeats is not None:
        _repeat(batch, signature)
        _heed(batch, place.repeats, one.held)
        return None
    if place.gives_way is not None:
        _repeat(batch, place.gives_way)
        logged.withdrawn(place.gives_way, logged.BY_A_BETTER_PROOF)
    return _count(batch, signature, one.held)


def _count(batch: _Batch, signature: Signature, held: Held) -> LedgerEntry:
    """One voice more; what falls into a window of suspicion is held back, and looks the same."""
    now = timezone.now()
    signature.counted_at = coarse.minute(now)
    signature.quick = bool(held.by_program) or now.timestamp() - held.at < QUICK
    signature.hold = batch.windows.caught(signature)
    after = "held" if signature.hold else "counted"
    signature.state = SIGNATURE.check(signature.state, after, NOT_WAITING)
    signature.public_name = held.name
    wanted = held.inform
    signature.inform = encrypted(signature.appeal, wanted, signature.pk) if wanted else None
    signature.held = None
    batch.changed[signature.pk] = signature
    return logged.counted(signature, batch.entries)


def _repeat(batch: _Batch, signature: Signature) -> None:
    """A second act of one person."""
    signature.state = SIGNATURE.check(signature.state, "repeated", COUNTED)
    signature.held = signature.inform = signature.hold = None
    signature.public_name = ""
    batch.changed[signature.pk] = signature


def _heed(batch: _Batch, counted: Signature, again: Held) -> None:
    """What a second act asks for goes to the one counted: to be informed, to be shown no more.

    Its record is sealed, so that what is handed over stays as it was chosen first.
    """
    if again.inform and counted.inform is None:
        counted.inform = encrypted(counted.appeal, again.inform, counted.pk)
        batch.changed[counted.pk] = counted
    if counted.public_name and not again.name:
        counted.public_name = ""
        batch.changed[counted.pk] = counted


def _write(batch: _Batch) -> None:
    """Who leaves a place goes first, for each place is one's alone."""
    changed = sorted(batch.changed.values(), key=lambda one: one.pk)
    leaving = [one for one in changed if one.state == "repeated"]
    others = [one for one in changed if one.state != "repeated"]
    moved = [one for one in others if _kept(one) != batch.before[one.pk]]
    stayed = [one for one in others if _kept(one) == batch.before[one.pk]]
    for some, names in ((leaving, MOVED), (moved, MOVED), (stayed, CHANGED)):
        rows.update(some, names)
    ledger.enter_many(batch.entries)
    batch.windows.keep()
    budgets.proved(batch.addresses)
    entered = {bytes(one.commitment): one for one in batch.entries}
    kept = [
        receipts.for_mail(signature, _voice(signature, r, entered), email)
        for signature, r, email in batch.to_mail
    ]
    rows.insert([one for one in kept if one is not None], unless_there=True)


def _kept(one: Signature) -> tuple[object, ...]:
    return one.tag, one.hold_id


def _voice(
    signature: Signature, r: bytes, entered: dict[bytes, LedgerEntry]
) -> receipts.Voice | None:
    """As `receipts.voice`, which asks the database, but for what was entered just now."""
    own = entered.get(bytes(signature.commitment or b""))
    return receipts.opened(signature, r, own) if own else receipts.voice(signature, r)

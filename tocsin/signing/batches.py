"""Signing and confirming by the batch: one transaction, and one flush of the disk, for many.

What is decided is the same as if each came after the one before it, and what is wrong with one
concerns no other. `moves` has the same for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction

from tocsin.appeals.models import Appeal
from tocsin.kernel import minutes
from tocsin.kernel.mail.outbox import Mail, enqueue
from tocsin.kernel.storage import rows
from tocsin.kernel.storage.turns import wait_for_turns, was_in_the_way
from tocsin.signing import budgets, settling
from tocsin.signing.floods.pressure import PRESSURE
from tocsin.signing.models import Signature
from tocsin.signing.openness import SigningClosed, shut
from tocsin.signing.preparing import Form, Prepared, prepare, prepare_many
from tocsin.signing.settling import Asked, Settled

__all__ = [
    "Asked",
    "Form",
    "Prepared",
    "Settled",
    "confirm_many",
    "prepare",
    "sign_forms",
    "sign_many",
]

Item = TypeVar("Item")
Said = TypeVar("Said")
Work = Callable[[Sequence[Item]], Sequence[Said]]


def sign_forms(forms: Sequence[Form]) -> list[Exception | None]:
    """Seals what was typed, and keeps it as `sign_many` does; a Refusal for what is wrong."""
    made = prepare_many(forms)
    kept = iter(sign_many([one for one in made if isinstance(one, Prepared)]))
    return [next(kept) if isinstance(one, Prepared) else one for one in made]


def sign_many(items: Sequence[Prepared]) -> list[Exception | None]:
    """Keeps signatures and queues the mails with their links; None for each, whether it was kept.

    What is done, and how often the database is asked, is the same for a mailbox that signed,
    waits, or has got its links of today: the answer says nothing of it. SigningClosed for one
    whose appeal was closed meanwhile.
    """
    said, kept = _together(_keep, items), Counter[tuple[str, str]]()
    for one, told in zip(items, said, strict=True):
        kept[one.row.appeal.document_id, one.link.verdict.proof] += told is True
    for (document_id, proof), number in kept.items():
        minutes.note(minutes.RECEIVED, document_id, number=number)
        if number and PRESSURE.is_hot(document_id):
            minutes.note(minutes.PROOF, document_id, proof, number=number)
    return [one if isinstance(one, Exception) else None for one in said]


def _keep(items: Sequence[Prepared]) -> list[SigningClosed | bool]:
    """Whether each was kept, or why its appeal cannot be signed any more."""
    reasons = _reasons(items)
    said: list[SigningClosed | bool] = [
        reasons[one.row.appeal_id, one.deadline] or True for one in items
    ]
    left = [at for at, told in enumerate(said) if told is True]
    # So that what is counted next stays so until these are kept.
    wait_for_turns(items[at].link.marks[0] for at in left)
    full = budgets.plan([items[at].link for at in left])
    _write([items[at] for at in left], full)
    for at, enough in zip(left, full, strict=True):
        said[at] = not enough
    return said


def _reasons(items: Sequence[Prepared]) -> dict[tuple[int, str | None], SigningClosed | None]:
    """Why appeals cannot be signed, as they are now: one may have been stopped meanwhile."""
    appeals = {one.pk: one for one in rows.read(Appeal, id={one.row.appeal_id for one in items})}
    asked = {(one.row.appeal_id, one.deadline) for one in items}
    return {(pk, deadline): shut(appeals[pk], deadline) for pk, deadline in asked}


def _write(items: Sequence[Prepared], full: Sequence[bool]) -> None:
    """Leaves nothing of one link too many; else does the same to nothing, for its time tells."""
    rows.insert([one.row for one in items])
    enqueue([one.mail for one in items])
    surplus = [one for one, enough in zip(items, full, strict=True) if enough]
    rows.delete(Signature, mark=[one.row.mark for one in surplus] or [b""])
    rows.delete(Mail, key=[one.mail.row.key for one in surplus] or [""])


def confirm_many(asked: Sequence[Asked]) -> list[Settled | Exception]:
    """Counts signatures, or notes that a mailbox is counted already; a Refusal for each other.

    That is for a link that is altered or too old, an appeal that is stopped, a locked server.
    """
    said = _together(settling.settle, asked)
    for one in said:
        if isinstance(one, Settled) and one.is_counted:
            minutes.note(minutes.CONFIRMED, one.signature.appeal.document_id)
    return said


def _together(work: Work[Item, Said], items: Sequence[Item]) -> list[Said | Exception]:
    """All in one transaction; where that fails for a reason of one of them, each in its own.

    Raises what the database says of itself, as that it is full: that concerns them all.
    """
    if not items:
        return []
    try:
        return _once(work, items)
    except IntegrityError:
        pass  # somebody else’s transaction was faster: a line of paper with the same mailbox
    except OperationalError as error:
        if not was_in_the_way(error):
            raise
    except Exception:
        if len(items) == 1:
            raise
    if len(items) == 1:
        return _once(work, items)
    return [_alone(work, one) for one in items]


def _once(work: Work[Item, Said], items: Sequence[Item]) -> list[Said | Exception]:
    with transaction.atomic():
        return [*work(items)]


def _alone(work: Work[Item, Said], item: Item) -> Said | Exception:
    try:
        return _together(work, [item])[0]
    except Exception as error:  # noqa: BLE001 - it is told to who asked; the others go on
        return error

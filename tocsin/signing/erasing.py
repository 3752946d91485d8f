"""A signatory leaves again, at any time: by the link, by the receipt, or by proving the mailbox.

What is erased: the sealed record, the tags, the address, the name that was shown. The public log
keeps its entry, which nobody can open, and gets another one that takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit
from tocsin.kernel.mail.outbox import withdraw
from tocsin.kernel.transparency import ledger
from tocsin.signing import counting, logged, receipts
from tocsin.signing.commitments import mark_of_link
from tocsin.signing.mailboxes import mailbox
from tocsin.signing.mails import key_of_confirmation
from tocsin.signing.models import Signature, Withdrawn

TELL = timedelta(days=30)  # within these whoever got the voice is told (GDPR, art. 12 and 19)


def not_me(token: str) -> int:
    """Deletes the signature of a link; a counted one is withdrawn, with its repetitions.

    Gives the number of rows deleted: 0 where nothing was left, which is harmless.
    """
    return _one(Signature.objects.filter(mark=mark_of_link(token)))


def by_receipt(signature: Signature) -> int:
    """The same for whoever holds the receipt's secret (see `receipts.by_secret`)."""
    return _one(Signature.objects.filter(pk=signature.pk))


def _one(rows: QuerySet[Signature]) -> int:
    with transaction.atomic():
        found = rows.first()
        if found is None:
            return 0
        same = _of_one_person(found)
        now = next((one for one in same if one.pk == found.pk), None)
        if now is None:
            return 0
        if now.state == "unconfirmed":
            _destroy_mails([now])
            return now.delete()[0]
        return erase(found.appeal, [one for one in same if one.state != "unconfirmed"])


def _of_one_person(found: Signature) -> list[Signature]:
    """All that one person did with one mailbox; alone where the tags are destroyed (retention)."""
    if found.tag is not None:
        return counting.of_one_mailbox(found.appeal_id, [bytes(found.tag)])
    return list(Signature.objects.select_for_update(of=["self"]).filter(pk=found.pk))


def of_mailbox(appeal: Appeal, address: str) -> int:
    """Deletes everything of a mailbox under an appeal, both its people and what is unconfirmed."""
    places = mailbox(appeal, address).places
    with transaction.atomic():
        rows = counting.of_one_mailbox(appeal.pk, places)
        return erase(appeal, rows)


def erase(appeal: Appeal, rows: Iterable[Signature]) -> int:
    """Erases locked rows of an appeal in the open transaction; how many there were."""
    gone = list(rows)
    for one in gone:
        if one.state in {"counted", "held"}:
            logged.withdrawn(one)
            _remember(one)
    receipts.forget(gone)
    _destroy_mails(gone)
    Signature.objects.filter(pk__in=[one.pk for one in gone]).delete()
    if gone:
        audit.record(audit.SYSTEM, "withdraw", "appeal", appeal, signatures=len(gone))
    return len(gone)


def _destroy_mails(rows: Iterable[Signature]) -> None:
    """Links that have not gone yet, with the address they would go to."""
    withdraw(key_of_confirmation(bytes(one.mark or b"")) for one in rows)


def _remember(one: Signature) -> None:
    """What the log says of it anyway, for those who were handed the voice before."""
    entry = ledger.entry_of(bytes(one.commitment or b""))
    if entry is None:
        return
    Withdrawn.objects.create(
        appeal_id=one.appeal_id,
        leaf=ledger.leaf(entry),
        commitment=bytes(entry.commitment),
        hour=entry.hour,
        on=timezone.localdate(),
    )


def to_tell() -> QuerySet[Withdrawn]:
    """Withdrawn voices, the oldest first, whether or not somebody was handed them."""
    return Withdrawn.objects.select_related("appeal").order_by("on", "pk")


def had(row: Withdrawn, handed_over: Iterable[datetime]) -> bool:
    """Whether one of these moments came after the voice was counted and before it was withdrawn."""
    return any(
        moment >= ledger.moment(row.hour) and moment.date() <= row.on for moment in handed_over
    )


def forget(rows: Q) -> int:
    """Deletes rows that tell of withdrawn voices; how many."""
    return Withdrawn.objects.filter(rows).delete()[0]

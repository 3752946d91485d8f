"""Signing on the web: sign, confirm by e-mail, withdraw.

These moves are the public's own: there is no actor to ask for a role. The rows are their own
record; an audit trail of who signed when would outlive what a signatory deletes.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel import coarse, minutes, sequencing
from tocsin.kernel.mail import Mail, enqueue, seal
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.turns import wait_for_turn
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import budgets, commitments, counting, holds, logged, receipts
from tocsin.signing.entries import Entry, clean
from tocsin.signing.erasing import not_me
from tocsin.signing.informing import encrypted
from tocsin.signing.links import hash_of
from tocsin.signing.mailboxes import mailbox
from tocsin.signing.mails import confirmation
from tocsin.signing.models import SIGNATURE, Signature
from tocsin.signing.openness import closed
from tocsin.signing.sealing import Held, hold, hold_digest, open_held, sealed

__all__ = ["Entry", "confirm", "hash_of", "is_expired", "not_me", "sign", "unknown_link"]


def sign(revision: Revision, entry: Entry) -> None:
    """Seals the entry and sends the link; says nothing of whether this mailbox signed before.

    What is done, and how often the database is asked, is the same for a mailbox that signed,
    waits, or has got its links of today. Raises SigningClosed, or Refusal with the wrong field.
    """
    if reason := closed(revision):
        raise reason
    entry = clean(entry)
    appeal = revision.appeal
    token = secrets.token_urlsafe(32)
    token_hash, r = hash_of(token), commitments.of_link(token)
    made = sealed(appeal, entry, "web", r)
    box = mailbox(appeal, entry.email, entry.name)
    mail = seal(confirmation(appeal, entry, token, token_hash))  # before others have to wait
    row = Signature(
        appeal=appeal,
        revision=revision,
        channel="web",
        sealed=made.blob,
        key_id=made.key_id,
        commitment=made.commitment,
        digest=hold_digest(made.digest, r),
        mark=commitments.mark_of(r),
        tag=box.first,
        domain=box.domain,
        token_hash=token_hash,
        held=hold(entry, box, r),
        language=entry.language,
    )
    with transaction.atomic():
        wait_for_turn(box.first)  # so that what is counted next stays so until this one is kept
        enough = bool(budgets.have_enough([(appeal.pk, box.first)]))
        row.save()
        enqueue([mail])
        _take_back(row, mail.row.key, enough=enough)
    minutes.note(minutes.RECEIVED, appeal.document_id, number=int(not enough))


def _take_back(row: Signature, key: str, *, enough: bool) -> None:
    """Leaves nothing of one link too many; else does the same to nothing, for its time tells."""
    Signature.objects.filter(pk=row.pk if enough else 0)._raw_delete("default")
    Mail.objects.filter(key=key if enough else "")._raw_delete("default")


def is_expired(signature: Signature) -> bool:
    """Whether the link of a signature that waits for confirmation is too old."""
    oldest = coarse.hour(timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS))
    return signature.state == "unconfirmed" and signature.signed_at < oldest


def confirm(token: str, *, receipt: bool = False) -> Signature:
    """Counts the signature, or notes that this mailbox is counted already; may be repeated.

    With `receipt` one is mailed once the public log holds the voice that is counted. Raises
    Refusal where the link is altered or too old, or the appeal is stopped.
    """
    try:
        with transaction.atomic():
            return _confirm(token, receipt=receipt)
    except IntegrityError:  # a line of paper with this mailbox was entered at the same moment
        with transaction.atomic():
            return _confirm(token, receipt=receipt)


def _confirm(token: str, *, receipt: bool) -> Signature:
    found = Signature.objects.filter(token_hash=hash_of(token)).select_related("appeal").first()
    if found is None or is_expired(found):
        raise unknown_link()
    if found.state != "unconfirmed":
        return found
    held = open_held(found, token)
    first, second = bytes(found.tag or b""), bytes.fromhex(held.second)
    places = (first, second) if second else (first,)
    rows = counting.of_one_mailbox(found.appeal_id, places)
    signature = next((one for one in rows if one.pk == found.pk), None)
    if signature is None:
        return _confirm(token, receipt=receipt)  # another press of the button was faster
    if signature.state == "unconfirmed":
        stopping.refuse(found.appeal)
        sequencing.signer()  # who can be given no promise now is not counted: come back later
        _settle(signature, held, rows, places)
        if receipt and signature.mark is not None:
            receipts.keep_for_mail(signature, commitments.of_link(token), held.email)
    return signature


def _settle(
    signature: Signature, held: Held, rows: list[Signature], places: tuple[bytes, ...]
) -> None:
    """Counted in its person's place, or known as a repetition of who has it."""
    likeness = bytes.fromhex(held.likeness) or None
    place = counting.find(rows, places, likeness)
    signature.tag, signature.likeness = place.tag, likeness
    if place.repeats is not None:
        _repeat(signature, place.repeats, held.inform)
        return
    if place.gives_way is not None:
        _repeat(place.gives_way)
        logged.withdrawn(place.gives_way, logged.BY_A_BETTER_PROOF)
    _count(signature, held)


def unknown_link() -> Refusal:
    """The sentence for a link that is altered, too old, or was used to delete."""
    return Refusal(
        _(
            "This link does not work: it is older than %(days)d days, was used to delete the "
            "signature, or a part of it is missing. Sign again, and you get a new one."
        )
        % {"days": settings.TOCSIN_CONFIRM_DAYS}
    )


def _count(signature: Signature, held: Held) -> None:
    """One voice more; what falls into a window of suspicion is held back, and looks the same."""
    sentence = _("This signature is not waiting for confirmation.")
    signature.counted_at = coarse.this_minute()
    signature.hold = holds.caught(signature)
    after = "held" if signature.hold else "counted"
    signature.state = SIGNATURE.check(signature.state, after, sentence)
    signature.public_name = held.name
    wanted = held.inform
    signature.inform = encrypted(signature.appeal, wanted, signature.pk) if wanted else None
    signature.held = None
    signature.commitment = signature.commitment or secrets.token_bytes(commitments.SIZE)
    signature.save()
    logged.counted(signature)
    minutes.note(minutes.CONFIRMED, signature.appeal.document_id)


def _repeat(signature: Signature, counted: Signature | None = None, inform: str = "") -> None:
    """A second act of one person; what it asks about being informed goes to the one counted."""
    sentence = _("This signature has been counted once already.")
    signature.state = SIGNATURE.check(signature.state, "repeated", sentence)
    signature.held = signature.inform = signature.hold = None
    signature.public_name = ""
    signature.save()
    if counted is not None and inform and counted.inform is None:
        counted.inform = encrypted(counted.appeal, inform, counted.pk)
        counted.save(update_fields=["inform"])

"""Signing on the web: sign, confirm by e-mail, withdraw.

These moves are the public's own: there is no actor to ask for a role. The rows are their own
record; an audit trail of who signed when would outlive what a signatory deletes.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit, counting, sequencing
from tocsin.kernel.mail import queue
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.turns import wait_for_turn
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import commitments, logged, receipts
from tocsin.signing.addresses import tag
from tocsin.signing.entries import Entry, clean
from tocsin.signing.informing import encrypted
from tocsin.signing.mails import confirmation
from tocsin.signing.models import SIGNATURE, Signature
from tocsin.signing.openness import closed
from tocsin.signing.sealing import Held, hold, hold_digest, open_held, sealed

__all__ = ["Entry", "confirm", "hash_of", "is_expired", "not_me", "sign", "unknown_link"]

# More links than this a day to one mailbox under one appeal would be a mail bomb.
LINKS_A_DAY = 3


def hash_of(token: str) -> bytes:
    """All that is kept of a link."""
    return hashlib.sha256(token.encode()).digest()


def sign(revision: Revision, entry: Entry) -> None:
    """Seals the entry and sends the link; says nothing of whether this mailbox signed before.

    Raises SigningClosed, or Refusal with the field that is wrong.
    """
    if reason := closed(revision):
        raise reason
    entry = clean(entry)
    appeal = revision.appeal
    token = secrets.token_urlsafe(32)
    token_hash, r = hash_of(token), commitments.of_link(token)
    made = sealed(appeal, entry, "web", r)
    message = confirmation(appeal, entry, token, token_hash)
    marked = tag(appeal, entry.email)
    with transaction.atomic():
        wait_for_turn(marked)  # so that what is counted next stays so until this one is kept
        if _has_enough_links(appeal, marked):
            return
        Signature.objects.create(
            appeal=appeal,
            revision=revision,
            channel="web",
            sealed=made.blob,
            key_id=made.key_id,
            commitment=made.commitment,
            digest=hold_digest(made.digest, r),
            mark=commitments.mark_of(r),
            tag=marked,
            token_hash=token_hash,
            held=hold(entry, r),
            language=entry.language,
        )
        queue([message])
    counting.note(counting.RECEIVED, appeal.document_id)


def _has_enough_links(appeal: Appeal, marked: bytes) -> bool:
    yesterday = timezone.now() - timedelta(days=1)
    rows = Signature.objects.filter(
        appeal=appeal, tag=marked, state="unconfirmed", signed_at__gt=yesterday
    )
    return rows.count() >= LINKS_A_DAY


def is_expired(signature: Signature) -> bool:
    """Whether the link of a signature that waits for confirmation is too old."""
    oldest = timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS)
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
    token_hash = hash_of(token)
    found = Signature.objects.filter(token_hash=token_hash).select_related("appeal").first()
    # Two links of one mailbox lock the same rows in the same order, so one waits for the other.
    same = _of_one_mailbox(found) if found else []
    signature = next((one for one in same if found and one.pk == found.pk), None)
    if found is None or signature is None or is_expired(signature):
        raise unknown_link()
    if signature.state != "unconfirmed":
        return signature
    stopping.refuse(found.appeal)
    sequencing.signer()  # who cannot be given a promise now is not counted, and told to come back
    held = open_held(signature, token)
    counted = next((one for one in same if one.state == "counted"), None)
    if counted is not None and counted.channel == "paper":
        _repeat(counted)  # a confirmed mailbox is better proof than a line of paper
        logged.withdrawn(counted, logged.BY_A_BETTER_PROOF)
        counted = None
    if counted is not None:
        _repeat(signature, counted, held.inform)
    else:
        _count(signature, held)
    if receipt and signature.mark is not None:
        receipts.keep_for_mail(signature, commitments.of_link(token), held.email)
    return signature


def _of_one_mailbox(signature: Signature) -> list[Signature]:
    rows = Signature.objects.select_for_update(of=["self"]).select_related("appeal").order_by("pk")
    return list(rows.filter(appeal_id=signature.appeal_id, tag=signature.tag))


def unknown_link() -> Refusal:
    """The sentence for a link that is altered, too old, or was used to delete."""
    return Refusal(
        _(
            "This link does not work: it is older than %(days)d days, was used to delete the "
            "signature, or a part of it is missing. Sign again, and you get a new one."
        )
        % {"days": settings.TOCSIN_CONFIRM_DAYS}
    )


def _count(signature: Signature, held: Held) -> Signature:
    sentence = _("This signature is not waiting for confirmation.")
    signature.state = SIGNATURE.check(signature.state, "counted", sentence)
    signature.counted_at = timezone.now()
    signature.public_name = held.name
    wanted = held.inform
    signature.inform = encrypted(signature.appeal, wanted, signature.pk) if wanted else None
    signature.held = None
    signature.commitment = signature.commitment or secrets.token_bytes(commitments.SIZE)
    signature.save()
    logged.counted(signature)
    counting.note(counting.CONFIRMED, signature.appeal.document_id)
    return signature


def _repeat(signature: Signature, counted: Signature | None = None, inform: str = "") -> Signature:
    """A second act of one person; what it asks about being informed goes to the one counted."""
    sentence = _("This signature has been counted once already.")
    signature.state = SIGNATURE.check(signature.state, "repeated", sentence)
    signature.held = signature.inform = None
    signature.public_name = ""
    signature.save()
    if counted is not None and inform and counted.inform is None:
        counted.inform = encrypted(counted.appeal, inform, counted.pk)
        counted.save(update_fields=["inform"])
    return signature


def not_me(token: str) -> int:
    """Deletes the signature of a link; a counted one is withdrawn, with its repetitions.

    Gives the number of rows deleted: 0 where nothing was left, which is harmless.
    """
    with transaction.atomic():
        found = Signature.objects.filter(token_hash=hash_of(token)).first()
        if found is None:
            return 0
        same = _of_one_mailbox(found)
        now = next((one for one in same if one.pk == found.pk), None)
        if now is None:
            return 0
        if now.state == "unconfirmed":
            return now.delete()[0]
        for one in same:
            if one.state == "counted":
                logged.withdrawn(one)
        gone = [one.pk for one in same if one.state != "unconfirmed"]
        receipts.forget(one for one in same if one.pk in gone)
        Signature.objects.filter(pk__in=gone).delete()
        audit.record(audit.SYSTEM, "withdraw", "appeal", found.appeal, signatures=len(gone))
        return len(gone)

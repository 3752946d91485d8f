"""What a signatory keeps: a promise at once, a receipt once the public log holds the voice.

A mailbox that signed more than once is counted once. Whoever proved that mailbox gets promise and
receipt of the voice that is counted: who they are they know, so nobody is told who signed. What
opens its entry (r) lies in the link that was counted; the receipt of another link shows the entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.appeals.models import Appeal
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail.outbox import (
    Filled,
    Mail,
    Message,
    Prepared,
    Sealed,
    enqueue,
    prepare,
    seal,
    withdraw,
)
from tocsin.kernel.mail.prepared import mark
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.kernel.tlog.note import Signer
from tocsin.kernel.tlog.verify import PROOF, Invalid
from tocsin.kernel.tlog.verify import Receipt as Proof
from tocsin.kernel.transparency import ledger, proving, sequencing
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.kernel.transparency.proving import Prover
from tocsin.signing import codes, commitments
from tocsin.signing.models import PLACED, Receipt, Signature
from tocsin.signing.reasons import OTHER, TOLD
from tocsin.signing.sealing import open_digest

BATCH = "receipt"
FILE, PROMISE_FILE = "receipt.tlog-proof", "promise.txt"
MOST = 200  # receipts of one turn
KEY = "receipts"
SETTINGS = ("TOCSIN_ORGANISATION", "TOCSIN_MAIL_FROM", "TOCSIN_ADDRESS")
OPENED = 70  # bytes of an entry; a receipt that opens its entry has more beside


@dataclass(frozen=True)
class Voice:
    """The entry of the voice that is counted, and what opens it where that is at hand."""

    entry: LedgerEntry
    secret: bytes = b""
    digest: bytes = b""

    def receipt(self) -> str | None:
        """The receipt's text; None until the published log holds the entry."""
        return proving.receipt(self.entry, self.secret, self.digest)

    def promise(self, log: Signer | None = None) -> str:
        """The signed note that was, or is, given at confirmation; always the same."""
        return proving.promise(self.entry, log)

    @property
    def by(self) -> datetime:
        """Until when the log will hold it."""
        return ledger.moment(ledger.deadline(self.entry))


def voice(signature: Signature, r: bytes) -> Voice | None:
    """What is kept for this signature; None while it is unconfirmed."""
    if signature.state == "unconfirmed":
        return None
    own = ledger.entry_of(bytes(signature.commitment or b""))
    if own is not None:
        return opened(signature, r, own)
    counted = _counted(signature)
    entry = ledger.entry_of(bytes(counted.commitment or b"")) if counted else None
    return Voice(entry) if entry else None


def opened(signature: Signature, r: bytes, entry: LedgerEntry) -> Voice:
    """The voice of a signature's own entry."""
    return Voice(entry, r, open_digest(signature, r))


def _counted(signature: Signature) -> Signature | None:
    mine = Signature.objects.filter(appeal_id=signature.appeal_id, tag=signature.tag)
    return mine.filter(state__in=PLACED).first() if signature.tag else None


def why_voided(signature: Signature) -> str:
    """Why this voice was taken out of the count, in public words; empty where it was not.

    Whoever has its link can compute as much from the public log. That it is held back, which the
    log does not tell, is not told here either; nor is a later link of the mailbox told, or whoever
    takes the mailbox would learn by signing that its owner had signed.
    """
    if signature.state != "voided":
        return ""
    return str(TOLD[signature.hold.reason if signature.hold else OTHER])


def by_secret(document_id: str, r: bytes) -> Signature | None:
    """The signature whose r this is, under an appeal."""
    found = Signature.objects.select_related("appeal").filter(mark__in=commitments.marks_of(r))
    return found.filter(appeal__document_id=document_id).first()


def secret_of(typed: str) -> bytes:
    """The r of a code, or of a receipt that was pasted whole. Raises Refusal (field "code")."""
    if PROOF not in typed:
        return codes.read(typed)
    lines = [line.strip() for line in typed.strip().splitlines()]
    try:
        extra = Proof.parse("\n".join([*lines, ""])).extra
    except Invalid as error:
        raise Refusal(
            _("This is no whole receipt. Paste all lines of the file, from the first to the last."),
            "code",
        ) from error
    if len(extra) <= OPENED:
        raise Refusal(
            _("This receipt shows an entry, not whose it is. Use the link of the mail."),
            "code",
        )
    return extra[: commitments.SIZE]


def for_mail(signature: Signature, found: Voice | None, email: str) -> Receipt | None:
    """What a receipt needs until it is mailed, still to be kept; none for an appeal at risk."""
    if found is None or not email or signature.appeal.at_risk:
        return None
    told = {"to": email, "secret": found.secret.hex(), "digest": found.digest.hex()}
    plain = json.dumps(told).encode()
    held = vault().encrypt(KEY, plain, str(signature.pk).encode())
    return rows.new(
        Receipt, signature=signature, commitment=bytes(found.entry.commitment), held=held
    )


def forget(signatures: Iterable[Signature]) -> None:
    """Destroys receipts whose mails have not gone yet; what waits for the log goes by itself."""
    withdraw(_key(one) for one in signatures)


def _key(signature: Signature) -> str:
    return f"receipt-{bytes(signature.mark or b'').hex()}"


def forget_dangerous() -> int:
    """Destroys receipts that are queued, of appeals that became dangerous to sign since."""
    risky = Appeal.objects.filter(document_id=OuterRef("about"), at_risk=True)
    queued = Mail.objects.filter(Exists(risky), batch=BATCH, state__in=["waiting", "failed"])
    keys = list(queued.values_list("key", flat=True)[:MOST])
    return withdraw(keys) if keys else 0


def mail_due() -> int:
    """Mails the receipts of what the log holds by now, and forgets what was kept for them."""
    ready = list(_ready()) if Receipt.objects.exists() else []
    if not ready:
        return 0
    prove = proving.prover()
    with vault().steady():
        told = [(row.pk, _message(row, entry, prove)) for row, entry in ready]
        sealed = {pk: seal(message) for pk, message in told if message is not None}
    return _mail(sealed, [row.pk for row, _entry in ready])


def _mail(sealed: dict[int, Sealed], keys: list[int]) -> int:
    """Whoever withdrew meanwhile has no row any more, and an appeal may be at risk by now."""
    with transaction.atomic():
        left = Receipt.objects.filter(pk__in=keys).select_for_update(of=["self"])
        at_risk = dict(left.values_list("pk", "signature__appeal__at_risk"))
        enqueue(mail for pk, mail in sealed.items() if at_risk.get(pk) is False)
        return Receipt.objects.filter(pk__in=at_risk).delete()[0]


def _ready() -> Iterator[tuple[Receipt, LedgerEntry]]:
    there = sequencing.shown()
    # Each receipt's own entry is looked up; “in” would first gather the whole log.
    inside = LedgerEntry.objects.filter(commitment=OuterRef("commitment"), position__lt=there)
    found = Receipt.objects.filter(Exists(inside)).select_related("signature__appeal")
    ready = list(found.order_by("pk")[:MOST])
    entries = ledger.entries_of(bytes(row.commitment) for row in ready)
    for row in ready:
        entry = entries.get(bytes(row.commitment))
        if entry is not None:
            yield row, entry


def _message(row: Receipt, entry: LedgerEntry, prove: Prover) -> Filled | None:
    """The mail; none where the appeal is at risk by now."""
    signature, appeal = row.signature, row.signature.appeal
    plain = vault().decrypt(KEY, bytes(row.held), str(signature.pk).encode())
    held = json.loads(plain)
    secret, digest = bytes.fromhex(held["secret"]), bytes.fromhex(held["digest"])
    text = prove(entry, secret, digest)
    if text is None or appeal.at_risk:
        return None
    return Filled(
        key=_key(signature),
        batch=BATCH,
        to=held["to"],
        prepared=_prepared(appeal.document_id, signature.language, opens=bool(secret)),
        words={FILE: text},
        repeatable=True,
        about=appeal.document_id,
    )


def _prepared(document_id: str, language: str, *, opens: bool) -> Prepared:
    return _made(document_id, language, opens, *(getattr(settings, name) for name in SETTINGS))


@lru_cache(maxsize=512)
def _made(document_id: str, language: str, opens: bool, *_settings: object) -> Prepared:
    """Rendered and composed once in each process, and again when a setting changes."""
    with override(language):
        context = {
            "organisation": settings.TOCSIN_ORGANISATION,
            "document_id": document_id,
            "file": FILE,
            "opens": opens,
            "log": settings.TOCSIN_ADDRESS + reverse("site:log"),
        }
        message = Message(
            key="",
            batch=BATCH,
            to="",
            subject=_("Your receipt"),
            text=render_to_string("mail/receipt.txt", context),
            language=language,
            headers={"Auto-Submitted": "auto-generated"},
            files={FILE: mark()},
        )
    return prepare(message, {})

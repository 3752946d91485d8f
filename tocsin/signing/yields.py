"""What the organisation could hand over of an appeal's signatories, if it was made to.

Everything that the server keeps of them is here, and nothing is added: `tocsin subpoena` prints
it, and its test compares that with a file. Sealed records need the organisation's key, which is
elsewhere; the rest is numbers.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Length

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.transparency import ledger
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.publishing.logged import subject
from tocsin.signing import informing, reads, retention
from tocsin.signing.mails import BATCH
from tocsin.signing.models import Leaving, Receipt, Signature, Withdrawn
from tocsin.signing.numbers import numbers

WAITING = ("waiting", "sending", "uncertain", "failed")
BESIDE = (
    "the hour in which it was signed, the minute in which it counted, and the revision",
    "web or paper, and of paper the sheet and the line",
    "the language of the page, and what became of it (counted, held back, voided, repeated)",
    "the commitment of its entry in the public log, and the hash of its link",
)
CANNOT = (
    "names, addresses and comments: they are sealed to the organisation's key, which is not here",
    "network addresses, and which device or program was used: they are not kept",
    "passwords and accounts of signatories: there are none",
    "which entry of the public log is whose: what opens an entry is in the receipt alone",
    "who signed another appeal as well: each appeal has keys of its own",
    "who asked and did not confirm, after the link is too old: it is deleted",
    "who withdrew: all of it is deleted but the entry in the log, which nobody can open",
)


def report(appeal: Appeal) -> dict[str, Any]:
    """All of it; numbers by class, hours as the public log tells them, what is sealed and how."""
    rows = Signature.objects.filter(appeal=appeal).order_by()
    gone = retention.forgotten(appeal)
    return {
        "appeal": appeal.document_id,
        "numbers": numbers(appeal).public(),
        "hours": _hours(appeal),
        "sealed": _sealed(appeal),
        "beside": list(BESIDE),
        "shown": reads.number_named(appeal),
        "tags": rows.filter(tag__isnull=False).count(),
        "tags_destroyed": gone.isoformat() if gone else "",
        "informed": informing.number(appeal),
        "receipts_waiting": Receipt.objects.filter(signature__appeal=appeal).count(),
        "mails_waiting": Mail.objects.filter(
            batch=BATCH, about=appeal.document_id, state__in=WAITING
        ).count(),
        "leaving": Leaving.objects.filter(appeal=appeal).count(),
        "withdrawals_noted": audit.trail("appeal", appeal).filter(verb="withdraw").count(),
        "to_tell": Withdrawn.objects.filter(appeal=appeal).count(),
        "cannot": list(CANNOT),
    }


def _hours(appeal: Appeal) -> list[dict[str, Any]]:
    """Entries of the log by kind and hour; for an appeal at risk the day stands for the hour."""
    rows = LedgerEntry.objects.filter(subject=subject(appeal.document_id)).order_by("hour", "kind")
    found = rows.values("hour", "kind").annotate(number=Count("pk"))
    return [
        {
            "hour": ledger.moment(one["hour"]).strftime("%Y-%m-%dT%H:00Z"),
            "kind": ledger.KINDS[one["kind"]].name,
            "number": one["number"],
        }
        for one in found
    ]


def _sealed(appeal: Appeal) -> list[dict[str, Any]]:
    """Sealed records by the key that opens them."""
    rows = Signature.objects.filter(appeal=appeal).order_by("key_id").values("key_id")
    found = rows.annotate(records=Count("pk"), size=Sum(Length("sealed")))
    prints = dict(SealingKey.objects.values_list("key_id", "fingerprint"))
    return [
        {
            "key": one["key_id"],
            "fingerprint": prints.get(one["key_id"], ""),
            "records": one["records"],
            "bytes": one["size"],
        }
        for one in found
    ]

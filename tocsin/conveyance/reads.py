"""What was prepared, tried and proved, for the desk and for the public page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.cases.rendering import Named
from tocsin.conveyance import fallen
from tocsin.conveyance.bundle import read_manifest
from tocsin.conveyance.models import CONVEYANCE, Conveyance
from tocsin.kernel import files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import audiences
from tocsin.publishing.consents import named_in
from tocsin.signing import reads as signing


def conveyances() -> QuerySet[Conveyance]:
    """All, newest first, with what a list shows."""
    return Conveyance.objects.select_related("appeal", "authority").prefetch_related("attempts")


def open_conveyances() -> QuerySet[Conveyance]:
    """Those that are not proved delivered."""
    return conveyances().exclude(state="delivered")


def named_without_consent(conveyance: Conveyance) -> list[str]:
    """Whom the bundle names and who may not be named to its office today, by name."""
    appeal, office = conveyance.appeal, conveyance.authority
    persons: list[Named] = [*audiences.hidden(appeal, audiences.OFFICES, to=[office])]
    persons += audiences.guarded(appeal)
    if not persons or appeal.state == "withdrawn":
        return []
    try:
        path = files.path(home() / "files", conveyance.bundle_sha256)
        return [str(one) for one in named_in(read_manifest(path), persons)]
    except Refusal:  # gone or damaged: nobody can read it
        return []


def never_conveyed() -> list[tuple[Appeal, Authority]]:
    """Addressees of appeals that somebody signed, to whom nothing was prepared yet."""
    signed = {pk for pk, tally in signing.tallies().items() if tally.confirmed + tally.paper}
    done = set(Conveyance.objects.values_list("appeal_id", "authority_id"))
    found = []
    over = ["draft", "stopped", "withdrawn"]
    for appeal in Appeal.objects.exclude(state__in=over).prefetch_related("addressees"):
        offices = appeal.addressees.all() if appeal.pk in signed else ()
        found += [(appeal, one) for one in offices if (appeal.pk, one.pk) not in done]
    return found


def public(appeal: Appeal) -> list[dict[str, Any]]:
    """What everybody may know: to whom, how many, how far it got, proved by which file's hash.

    Where signing is dangerous not how many: two of them, a minute apart, tell who signed between.
    """
    rows = Conveyance.objects.filter(appeal=appeal).order_by("pk")
    found = rows.select_related("appeal", "authority").prefetch_related("attempts")
    return [_public(row) for row in found]


def _public(row: Conveyance) -> dict[str, Any]:
    gone = fallen.since(row)
    return {
        "voided_since": gone.number if gone else 0,
        "corrected_on": gone.corrected_on.isoformat() if gone and gone.corrected_on else None,
        "authority": row.authority.name,
        "number": row.number,
        "prepared_on": row.prepared_at.date().isoformat(),
        "state": row.state,
        "tally": None if row.appeal.at_risk else row.tally,
        "bundle_sha256": row.bundle_sha256,
        "attempts": [
            {
                "on": one.on.isoformat(),
                "channel": one.channel,
                "result": one.result,
                "evidence_sha256": one.evidence_sha256,
            }
            for one in row.attempts.all()
        ],
    }


def in_words(appeal: Appeal) -> list[dict[str, Any]]:
    """The same for a page: words instead of states, in the active language."""
    rows = Conveyance.objects.filter(appeal=appeal).order_by("pk")
    return [
        {
            "authority": row.authority,
            "state": row.state,
            "word": CONVEYANCE.word(row.state),
            "on": last.on if (last := row.attempts.last()) else row.prepared_at.date(),
            "tally": None if appeal.at_risk else row.tally,
            "fallen": fallen.since(row) if row.state in fallen.HANDED else None,
            "attempts": list(row.attempts.all()),
        }
        for row in rows.select_related("authority").prefetch_related("attempts")
    ]

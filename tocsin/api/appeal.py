"""One appeal as JSON: what was published, the tally by class, what came back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from tocsin.appeals.models import Appeal
from tocsin.conveyance import reads as conveyance
from tocsin.kernel import switches
from tocsin.publishing import reads as publishing
from tocsin.publishing import stopping, withdrawing
from tocsin.publishing.correcting import Corrected, corrections
from tocsin.publishing.logged import subject
from tocsin.publishing.models import Revision
from tocsin.publishing.related import related
from tocsin.replies import reads as replies
from tocsin.signing import reads as signing
from tocsin.signing.numbers import numbers

FORMAT = 1
NUMBERS = {"tally", "numbers", "voided_since"}
COUNTS = ("confirmed", "paper")


def body(revision: Revision) -> dict[str, Any]:
    """Everything that is public about an appeal; keys are stable within a format."""
    appeal, original = revision.appeal, revision.content["original_language"]
    return {
        "format": FORMAT,
        "url": f"{settings.TOCSIN_ADDRESS}/{appeal.document_id}/",
        "state": appeal.state,
        "stopped": str(stopping.told(appeal) or ""),
        "revision": {
            "number": revision.number,
            "published_at": revision.published_at.isoformat(),
            "sha256": revision.sha256,
            "note": revision.note,
            "overrides": revision.overrides,
        },
        "corrections": [as_dict(one) for one in corrections(appeal, original)],
        "content": revision.content,
        **counted(appeal),
        "log": in_log(appeal),
        "conveyances": conveyance.public(appeal),
        "related": [one.public() for one in related(appeal)],
        "news": replies.public(appeal, original),
    }


def counted(appeal: Appeal) -> dict[str, Any]:
    """The numbers as they are now; null where they would tell when somebody in danger signed."""
    if appeal.at_risk:
        return {"tally": None, "numbers": None}
    tally = signing.tally(appeal)
    return {"tally": asdict(tally), "numbers": numbers(appeal, tally).public()}


def without_number(told: dict[str, Any]) -> dict[str, Any]:
    """The same without any number of signatures: they are null while the number is hidden."""
    log, hidden = told["log"] | dict.fromkeys(COUNTS), dict.fromkeys(NUMBERS & told.keys())
    handed = [one | dict.fromkeys(NUMBERS & one.keys()) for one in told["conveyances"]]
    return told | hidden | {"log": log, "conveyances": handed}


def in_log(appeal: Appeal) -> dict[str, Any]:
    """What the public log holds of its signatures by now, and by which subject to find it there."""
    tally = signing.in_log(appeal)
    return {
        "subject": subject(appeal.document_id).hex(),
        "confirmed": tally.confirmed,
        "paper": tally.paper,
    }


def as_dict(one: Corrected) -> dict[str, Any]:
    """One correction."""
    return {
        "revision": one.revision.number,
        "published_at": one.revision.published_at.isoformat(),
        "wrong": one.wrong,
        "claims": [
            {"ref": claim.ref, "before": claim.before, "after": claim.after}
            for claim in one.statuses
        ],
    }


def as_json(request: HttpRequest, document_id: str) -> HttpResponse:  # noqa: ARG001
    """`/FA-34-2003.json`."""
    revision = publishing.by_document_id(document_id)
    if revision is None:
        sentence = f"No published appeal is called {document_id}."
        return JsonResponse({"error": sentence}, status=404)
    if revision.appeal.state == "withdrawn":
        return _open(JsonResponse(tombstone(revision.appeal), status=410), "no-store")
    told = body(revision)
    if switches.on(switches.NUMBER_HIDDEN, revision.appeal.document_id):
        told = without_number(told)
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _open(response, "public, max-age=0, s-maxage=10")


def tombstone(appeal: Appeal) -> dict[str, Any]:
    """What stays of an appeal that was withdrawn."""
    withdrawal = withdrawing.of(appeal)
    return {
        "format": FORMAT,
        "url": f"{settings.TOCSIN_ADDRESS}/{appeal.document_id}/",
        "state": appeal.state,
        "withdrawn": {
            "at": withdrawal.decided_at.isoformat() if withdrawal.decided_at else "",
            "sentence": withdrawing.sentence(withdrawal),
        },
        "revisions": [
            {
                "number": one.number,
                "published_at": one.published_at.isoformat(),
                "sha256": one.sha256,
            }
            for one in publishing.history(appeal)
        ],
    }


def _open(response: HttpResponse, kept: str) -> HttpResponse:
    """Any program of any site may read it."""
    response["Cache-Control"] = kept
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

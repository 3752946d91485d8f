"""One appeal as JSON: what was published, the tally by class, what came back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from tocsin.conveyance import reads as conveyance
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Revision
from tocsin.publishing.related import related
from tocsin.replies import reads as replies
from tocsin.signing import reads as signing

FORMAT = 1


def body(revision: Revision) -> dict[str, Any]:
    """Everything that is public about an appeal; keys are stable within a format."""
    appeal = revision.appeal
    return {
        "format": FORMAT,
        "url": f"{settings.TOCSIN_ADDRESS}/{appeal.document_id}/",
        "state": appeal.state,
        "revision": {
            "number": revision.number,
            "published_at": revision.published_at.isoformat(),
            "sha256": revision.sha256,
            "note": revision.note,
        },
        "content": revision.content,
        "tally": asdict(signing.tally(appeal)),
        "conveyances": conveyance.public(appeal),
        "related": [one.public() for one in related(appeal)],
        "news": replies.public(appeal, revision.content["original_language"]),
    }


def as_json(request: HttpRequest, document_id: str) -> HttpResponse:  # noqa: ARG001
    """`/FA-34-2003.json`."""
    revision = publishing.by_document_id(document_id)
    if revision is None:
        sentence = f"No published appeal is called {document_id}."
        return JsonResponse({"error": sentence}, status=404)
    response = JsonResponse(body(revision), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Cache-Control"] = "public, max-age=0, s-maxage=10"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

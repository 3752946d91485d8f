"""The tombstone: what stays at the address of an appeal that was withdrawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tocsin.appeals.models import Appeal
from tocsin.publishing import withdrawing
from tocsin.publishing.models import Revision


class Withdrawn(Exception):  # noqa: N818 - it is no error, but an answer
    """There is nothing to be shown of this appeal; every public page answers it alike."""

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(appeal.document_id)
        self.appeal = appeal


def not_withdrawn(revision: Revision) -> Revision:
    """The revision again; raises Withdrawn where its appeal was withdrawn."""
    if revision.appeal.state == "withdrawn":
        raise Withdrawn(revision.appeal)
    return revision


def tombstone(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """410 (RFC 9110 §15.5.11), in any language, kept by nobody."""
    context = {
        "document_id": appeal.document_id,
        "sentence": withdrawing.sentence(withdrawing.of(appeal)),
    }
    response = render(request, "site/tombstone.html", context, status=410)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response

"""Attached pictures and papers at their permanent addresses, while a revision holds them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web.origin import file_answer
from tocsin.publishing import reads
from tocsin.publishing.figures import file_name
from tocsin.site.caching import lasting


@lasting
def attachment(request: HttpRequest, document_id: str, name: str) -> HttpResponse:
    """`/FA-34-2003/files/<SHA-256>.jpg`, for ever."""
    sha256 = name.partition(".")[0]
    held = reads.attachment(document_id, sha256)
    if held is None or name != file_name(sha256, held["media_type"]):
        raise Http404
    etag = f'"{sha256}"'
    kept = get_conditional_response(request, etag=etag)
    if isinstance(kept, HttpResponseNotModified):
        return kept
    try:
        data = reads.attachment_bytes(sha256)
    except Refusal as gone:
        raise Http404 from gone
    media_type = held["media_type"]
    shown = media_type.startswith("image/")
    name = f"{document_id}-{sha256[:8]}.{name.rpartition('.')[2]}"
    response = file_answer(data, media_type, name, shown=shown)
    response.headers["ETag"] = etag
    return response


urls: list[URLPattern] = [path("<slug:document_id>/files/<str:name>", attachment, name="file")]

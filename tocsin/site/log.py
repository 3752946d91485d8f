"""The public log as static files (c2sp.org/tlog-tiles), and the page that says what it is."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from tocsin.kernel import keys
from tocsin.kernel.tlog.tiles import Tile
from tocsin.kernel.tlog.verify import Invalid
from tocsin.kernel.transparency import sequencing, witnessing
from tocsin.site.caching import lasting, public

TEXTS = ("checkpoint", "policy.txt")


def _file(place: str, media_type: str) -> HttpResponse:
    """A file of the log, for programs of any site."""
    try:
        data = sequencing.folder().read(place)
    except FileNotFoundError as error:
        raise Http404 from error
    return _open(HttpResponse(data, content_type=media_type))


def _open(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@public
def text(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """`/log/checkpoint` and `/log/policy.txt`; they change, and are kept for seconds only."""
    return _file(name, "text/plain; charset=utf-8")


@public
def key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """`/log/key.json`: what names are sealed to now, for who watches whether it changes."""
    return _open(JsonResponse(keys.public_now()))


@lasting
def tile(request: HttpRequest, place: str) -> HttpResponse:  # noqa: ARG001
    """`/log/tile/…`: hashes, and bundles of entries; the same for ever."""
    try:
        Tile.parse(place)
    except Invalid as error:
        raise Http404 from error
    return _file(place, "application/octet-stream")


@public
def about(request: HttpRequest) -> HttpResponse:
    """`/log/`: what it is, how large it is, how to check it, and its key."""
    context = {
        "origin": sequencing.origin(),
        "sealing_key": keys.active(),
        "size": sequencing.shown(),
        "policy": sequencing.policy(),
        "witnesses": [one.key.name for one in witnessing.witnesses()],
        "needed": witnessing.needed(),
        "minutes": settings.TOCSIN_LOG_MINUTES,
        "address": f"{settings.TOCSIN_ADDRESS}/log/",
    }
    return render(request, "site/log.html", context)


files: list[URLPattern] = [
    *(path(name, text, {"name": name}) for name in TEXTS),
    path("key.json", key),
    path("<path:place>", tile),
]
urls: list[URLPattern] = [path("log/", about, name="log")]

"""The front page, and the page that says who rings here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tocsin.archive import reads
from tocsin.kernel import keys
from tocsin.site.archive import listing
from tocsin.site.caching import public

ON_FRONT = 10
MEANINGS = [
    ("confirmed", _("Two independent sources say so, or an authority has acknowledged it.")),
    ("corroborated", _("Two sources say so; whether they are independent is not known.")),
    ("reported", _("One source that we can name, or know, says so.")),
    ("unconfirmed", _("One anonymous or indirect source says so, or the source itself doubts it.")),
    ("contested", _("Sources contradict each other; we show both sides.")),
    ("feared", _("It has not happened; somebody close to the case fears that it will.")),
    ("opinion", _("A view, given to the person who holds it.")),
    ("refuted", _("It was shown to be wrong.")),
    ("withdrawn", _("Whoever said it, or we, have taken it back.")),
]


@public
def home(request: HttpRequest) -> HttpResponse:
    """The newest appeals."""
    language = get_language() or "en"
    appeals = [listing(entry, language) for entry in reads.newest(ON_FRONT)]
    return render(request, "site/home.html", {"appeals": appeals})


@public
def about(request: HttpRequest) -> HttpResponse:
    """How an appeal is made, what the statuses mean, what becomes of a signature."""
    context = {"key": keys.active(), "meanings": MEANINGS}
    return render(request, "site/about.html", context)


urls: list[URLPattern] = [path("", home, name="home"), path("about/", about, name="about")]

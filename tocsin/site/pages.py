"""The front page, and the page that says who rings here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language

from tocsin.archive import reads
from tocsin.kernel import keys
from tocsin.site.archive import listing
from tocsin.site.caching import public

ON_FRONT = 10


@public
def home(request: HttpRequest) -> HttpResponse:
    """The newest appeals."""
    language = get_language() or "en"
    appeals = [listing(entry, language) for entry in reads.newest(ON_FRONT)]
    return render(request, "site/home.html", {"appeals": appeals})


@public
def about(request: HttpRequest) -> HttpResponse:
    """How an appeal is made, what the statuses mean, what becomes of a signature."""
    return render(request, "site/about.html", {"key": keys.active()})


urls: list[URLPattern] = [path("", home, name="home"), path("about/", about, name="about")]

"""Everybody who agreed to be named on the page, a few hundred at a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from tocsin.kernel import switches
from tocsin.signing import reads as signing
from tocsin.site.appeal import counted, found_or_404, moved, shown
from tocsin.site.caching import public, tagged

A_PAGE = 300  # names; with them the page stays below 30 kB


@tagged
@public
def names(request: HttpRequest, document_id: str) -> HttpResponse:
    """`/FA-34-2003/names/`, the newest first; it names nobody else and counts nobody twice."""
    revision = found_or_404(document_id)
    if document_id != revision.appeal.document_id:
        return moved(request, "site:names", revision.appeal.document_id)
    asked = request.GET.get("page", "1")
    page = signing.names_pages(revision.appeal, A_PAGE).get_page(asked[:6])
    context = shown(request, revision)
    context |= {"page": page} | counted(revision.appeal)
    context["number_hidden"] = switches.on(switches.NUMBER_HIDDEN, revision.appeal.document_id)
    return render(request, "site/names.html", context)


urls: list[URLPattern] = [path("<slug:document_id>/names/", names, name="names")]

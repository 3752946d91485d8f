"""The key that a partner signs alerts with: pasted or as a file, shown by its fingerprint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.kernel.web import asking
from tocsin.people import moves, reads
from tocsin.people.models import Partner


class PartnerKeyForm(asking.Form):
    """A public key, either way."""

    key = forms.CharField(
        label=gettext_lazy("Paste the public key"),
        help_text=gettext_lazy("The whole file, or its 64 letters and digits."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5_000,
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose its file"),
        help_text=gettext_lazy("The file ending in .public that “tocsin keys partner” made."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        data = super().clean() or {}
        text, file = data.get("key", "").strip(), data.get("file")
        if text and file:
            self.add_error("file", _("Paste the key or choose its file, not both."))
        elif not text and not file and not self.errors:
            self.add_error("key", _("Paste the public key, or choose its file."))
        return data

    def data_of_key(self) -> bytes:
        """What was given."""
        file = self.cleaned_data["file"]
        return bytes(file.read(5_000)) if file else self.cleaned_data["key"].encode()


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner's key, and a form for another one."""
    partner = get_object_or_404(Partner, pk=pk)
    form = PartnerKeyForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = PartnerKeyForm(request.POST, request.FILES)
        saved: Partner | None = None
        if form.is_valid():
            words = (actor(request), partner, form.data_of_key())
            saved = attempt(form, moves.set_partner_key, *words)
        if saved:
            sentence = _("Compare the fingerprint with the partner, by telephone.")
            messages.success(request, sentence)
            return redirect("desk:partner-key", pk)
    context = {
        "form": form,
        "partner": partner,
        "fingerprint": reads.key_fingerprint(partner),
        "nav_current": "settings",
    }
    return render(request, "desk/partner_key.html", context, status=422 if form.errors else 200)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: what is signed with the key is not verified any more."""
    partner = get_object_or_404(Partner, pk=pk)
    if request.method == "POST":
        move = moves.set_partner_key
        if attempt_plain(request, move, actor(request), partner, b""):
            messages.success(request, _("The key is removed."))
    return redirect("desk:partner-key", pk)


urls: list[URLPattern] = [
    path("partners/<int:pk>/key/", show, name="partner-key"),
    path("partners/<int:pk>/key/remove/", remove, name="partner-key-remove"),
]

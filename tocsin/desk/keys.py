"""Settings: the organisation's public keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tocsin.desk.room import actor, attempt, attempt_plain
from tocsin.kernel import keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.web import asking
from tocsin.people.models import Staff
from tocsin.people.roles import Role, has, require
from tocsin.signing import openness


class KeyForm(asking.Form):
    """A public key file."""

    file = forms.FileField(
        label=gettext_lazy("Public key file"),
        help_text=gettext_lazy("The file ending in .public that “tocsin keys create” made."),
    )


def take(who: Staff, file: UploadedFile[Any]) -> keys.SealingKey:
    """Reads the file and takes the key in use."""
    require(who, Role.ADMINISTRATOR)
    pair = seal.read_public(file.read(20_000))
    mark = seal.fingerprint(pair.public)
    return keys.add(who, pair.key_id, pair.public, pair.organisation, mark)


def retire(who: Staff, key: keys.SealingKey) -> bool:
    """Takes a key out of use."""
    require(who, Role.ADMINISTRATOR)
    keys.retire(who, key)
    return True


def overview(request: HttpRequest) -> HttpResponse:
    """All keys, and a form for a new one."""
    form = KeyForm(request.POST or None, request.FILES or None)
    posted = request.method == "POST" and form.is_valid()
    added = attempt(form, take, actor(request), form.cleaned_data["file"]) if posted else None
    if added is not None:
        messages.success(request, _("Records are now sealed to this key."))
        return redirect("desk:keys")
    context = {
        "form": form,
        "keys": keys.SealingKey.objects.all(),
        "demonstration_key": settings.TOCSIN_HOME / "demonstration",
        "nav_current": "settings",
    }
    return render(request, "desk/keys.html", context, status=422 if form.errors else 200)


def retired(request: HttpRequest, pk: int) -> HttpResponse:
    """GET tells what it closes, and how to do without; POST: a key goes out of use."""
    key = get_object_or_404(keys.SealingKey, pk=pk)
    if request.method == "POST":
        if attempt_plain(request, retire, actor(request), key):
            messages.success(request, _("The key is retired. Signing is closed."))
        return redirect("desk:keys")
    if not key.active:
        messages.info(request, _("This key is retired already."))
        return redirect("desk:keys")
    context = {
        "key": key,
        "closes": _closes(openness.number_open()),
        "sentence": openness.without_key(),
        "may_retire": has(actor(request), Role.ADMINISTRATOR),
        "nav_current": "settings",
    }
    return render(request, "desk/key_retire.html", context)


def _closes(number: int) -> str:
    """Under how many appeals people could sign until then."""
    if not number:
        return _("No appeal is open for signing now. None that is published later can be signed.")
    told = ngettext(
        "%(number)d appeal is open for signing now. It closes at once.",
        "%(number)d appeals are open for signing now. They close at once, all of them.",
        number,
    )
    return told % {"number": number}


urls: list[URLPattern] = [
    path("keys/", overview, name="keys"),
    path("keys/<int:pk>/retire/", retired, name="key-retire"),
]

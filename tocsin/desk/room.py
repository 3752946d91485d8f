"""What every desk view needs: who asks, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tocsin.kernel.full_disk import refused_when_full
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Staff

Result = TypeVar("Result")


def actor(request: HttpRequest) -> Staff:
    """The member of staff who asks; the gate let nobody else through."""
    return cast(Staff, request.user)


def is_too_large(request: HttpRequest) -> bool:
    """Whether more was sent than is taken into memory at all, so that no file came through."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    return size.isdecimal() and int(size) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def refuse_large(request: HttpRequest, form: forms.BaseForm, field: str) -> bool:
    """Says so beside the form's file, since nothing of it is there to be refused by a move."""
    if not is_too_large(request):
        return False
    form.errors.pop(field, None)  # it is not that nothing was chosen
    form.add_error(field, _("This file is larger than 20 MB. Make it smaller, or split it."))
    return True


def attempt(
    form: forms.BaseForm, move: Callable[..., Result], *words: Any, **named: Any
) -> Result | None:
    """Makes a move; a refusal is put beside the form's field (or on top), and None comes back."""
    try:
        with refused_when_full():
            return move(*words, **named)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def attempt_plain(
    request: HttpRequest, move: Callable[..., Result], *words: Any, **named: Any
) -> Result | None:
    """Makes a move of a bare button; a refusal is shown as a message, and None comes back."""
    try:
        with refused_when_full():
            return move(*words, **named)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return None


def sent(
    request: HttpRequest, form: forms.BaseForm, move: Callable[..., object], *words: Any
) -> bool:
    """Whether a form was sent, and its move made with what it holds; else it shows what is wrong.

    A form whose fields are exactly what the move wants beside `words`.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    attempt(form, move, *words, **form.cleaned_data)
    return not form.errors


def one_or_two(
    request: HttpRequest,
    apart: Callable[..., object],
    join: Callable[..., object],
    *pair: Any,
    said: str,
) -> None:
    """An officer's word on two records: they stay two, or they are one, which is `said` then."""
    move, told = (apart, _("They stay two.")) if "apart" in request.POST else (join, said)
    if attempt_plain(request, move, actor(request), *pair):
        messages.success(request, told)

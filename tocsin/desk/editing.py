"""A text is opened by a button, so that others see who has it open; looking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.http import HttpRequest

from tocsin.desk.room import actor
from tocsin.kernel import opened
from tocsin.kernel.opened import Opened
from tocsin.people.guard import name_of

BUTTON = "edit"

Form = TypeVar("Form", bound=forms.BaseForm)


@dataclass(frozen=True)
class Editing:
    """What a page needs to know: whether the form may be typed into, and who else has it open."""

    is_open: bool
    others: list[tuple[str, Opened]]

    def shown(self, form: Form) -> Form:
        """The form, to be read alone until it is opened."""
        if not self.is_open:
            for field in form.fields.values():
                if isinstance(field.widget, forms.TextInput | forms.Textarea):
                    field.widget.attrs["readonly"] = True  # can be read on and copied
                else:
                    field.disabled = True
        return form


SHUT = Editing(is_open=False, others=[])


def is_opening(request: HttpRequest) -> bool:
    """Whether this is the button that opens the text, and not a save."""
    return request.method == "POST" and BUTTON in request.POST


def at(request: HttpRequest, kind: str, subject: object) -> Editing:
    """How the page shows its form; opening it, and a save that did not succeed, leave the note."""
    who = actor(request).username
    is_open = request.method == "POST"
    if is_open:
        opened.leave(who, kind, subject)
    others = opened.others(who, kind, subject)
    return Editing(is_open, [(name_of(one.by), one) for one in others])


def done(request: HttpRequest, kind: str, subject: object) -> None:
    """It was saved: nobody has to wait for it."""
    opened.close(actor(request).username, kind, subject)


def posted_version(request: HttpRequest, newest: int) -> int:
    """The version that the person saw when the form was opened."""
    posted = request.POST.get("version", "")
    if request.method != "POST" or is_opening(request):
        return newest
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0

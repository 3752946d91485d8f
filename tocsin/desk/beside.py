"""Two versions of one form side by side: what a colleague saved, and what was typed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tocsin.publishing.sentences import Piece, compared


@dataclass(frozen=True)
class Side:
    """One field that differs: its label, and both versions as pieces that differ or do not."""

    label: str
    theirs: list[Piece]
    yours: list[Piece]


def compare(form: forms.BaseForm, now: dict[str, Any]) -> list[Side]:
    """The fields in which a sent form differs from what is saved now, in the form's order.

    `now` is what the form would show at first. Files are not compared: nothing is kept of one.
    """
    sides = []
    for bound in form:
        field = bound.field
        if isinstance(field, forms.FileField):
            continue
        theirs = in_words(field, field.prepare_value(now.get(bound.name)))
        yours = in_words(field, bound.data)
        if " ".join(theirs.split()) != " ".join(yours.split()):
            sides.append(_side(str(bound.label), theirs, yours))
    return sides


def _side(label: str, theirs: str, yours: str) -> Side:
    pieces = compared(theirs, yours)
    return Side(
        label,
        [piece for piece in pieces if piece.kind != "added"],
        [piece for piece in pieces if piece.kind != "removed"],
    )


def in_words(field: forms.Field, value: Any) -> str:
    """A field's value as a person reads it: the words of a choice, not its key."""
    if isinstance(field, forms.BooleanField):
        ticked = field.widget.value_from_datadict({"it": value}, {}, "it") if value else False
        return str(_("yes") if ticked else _("no"))
    choices = getattr(field, "choices", None)
    if choices is None:
        return "" if value is None else str(value).replace("\r\n", "\n").strip()
    words = {str(key): str(word) for key, word in choices}
    chosen = value if isinstance(value, list | tuple | set) else [value]
    return "\n".join(words.get(str(one), str(one)) for one in chosen if one not in (None, ""))

"""Forms say what to do where something is missing or wrong, and lose nothing that was chosen.

Django's own sentences (“This field is required.”) name no remedy; a form says ours instead,
unless its field has one of its own. Where a choice was refused that the list does not hold, the
list shows that nothing is chosen: a browser would show its first choice as if it had been meant.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

EMPTY = "—"
DAY = _("Write the day like 2026-10-03.")
LISTED = _("This is not in the list. Choose again.")
UNPRINTABLE = _("This holds a character that cannot be printed. Type it again.")
TOO_LONG = _("Write at most %(limit_value)d characters; these are %(show_value)d.")
SAID: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.CharField: {"max_length": TOO_LONG, "null_characters_not_allowed": UNPRINTABLE},
    forms.ChoiceField: {"required": _("Choose one."), "invalid_choice": LISTED},
    forms.MultipleChoiceField: {"required": _("Choose at least one.")},
    forms.ModelMultipleChoiceField: {
        "required": _("Choose at least one."),
        "invalid_pk_value": LISTED,
    },
    forms.DateField: {"required": DAY, "invalid": DAY},
    forms.IntegerField: {
        "invalid": _("Write a whole number, like 12."),
        "min_value": _("Write %(limit_value)d or more."),
        "max_value": _("Write %(limit_value)d or less."),
    },
    forms.FileField: {
        "required": _("Choose a file."),
        "empty": _("This file is empty. Choose another one."),
    },
}


class Day(forms.DateInput):
    """A day, chosen in the browser's calendar; what is no day stands there as it was typed."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")  # the only one that browsers take, in any language

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As Django wants it, of the type that can show the value."""
        return _shown(super().get_context(name, value, attrs), "date", "%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """The same for a day with its hour and minute."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As Django wants it, of the type that can show the value."""
        return _shown(super().get_context(name, value, attrs), "datetime-local", "%Y-%m-%dT%H:%M")


class Number(forms.TextInput):
    """A whole number; what is none stands there as it was typed, which `type=number` forbids."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric"})


def _shown(context: dict[str, Any], kind: str, form: str) -> dict[str, Any]:
    widget = context["widget"]
    widget["type"] = kind if _is_written_so(widget["value"], form) else "text"
    return context


def _is_written_so(shown: str | None, form: str) -> bool:
    try:
        return not shown or time.strftime(form, time.strptime(shown, form)) == shown
    except ValueError:
        return False


class Form(forms.Form):
    """A form in the words of this house."""

    def __getitem__(self, name: str) -> forms.BoundField:
        """A field, for whoever draws or judges it; all of them go by here."""
        if name in self.fields:
            _put(self.fields[name])
        return super().__getitem__(name)

    def add_error(self, field: str | None, error: Any) -> None:
        """Notes what is wrong; of a list, that nothing of it is chosen."""
        super().add_error(field, error)
        if field in self.fields:
            _offer_nothing(self[field])


def _put(field: forms.Field) -> None:
    """Our sentences where the field has Django's, and one sign for no choice.

    And no `maxlength`: a browser would cut what is typed or pasted, and say nothing.
    """
    field.widget.attrs.pop("maxlength", None)
    for code, (told, theirs) in _sentences(type(field).__mro__).items():
        now = field.error_messages.get(code)
        if now is None or any(now is one for one in theirs):
            field.error_messages[code] = told
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = EMPTY


@cache
def _sentences(kinds: tuple[type, ...]) -> dict[str, tuple[Any, list[Any]]]:
    """By its code, each sentence of ours for such a field, and those of Django it stands for."""
    ours = {code: told for one in reversed(kinds) for code, told in SAID.get(one, {}).items()}
    own = [vars(one).get("default_error_messages", {}) for one in kinds]
    return {code: (told, [one[code] for one in own if code in one]) for code, told in ours.items()}


def _offer_nothing(bound: forms.BoundField) -> None:
    widget = bound.field.widget
    if not isinstance(widget, forms.Select) or widget.allow_multiple_selected:
        return
    groups = widget.optgroups(bound.name, [str(bound.value())])
    values = [str(one["value"]) for _name, choices, _index in groups for one in choices]
    if str(bound.value()) not in values and values[:1] != [""]:
        widget.choices = [("", EMPTY), *widget.choices]

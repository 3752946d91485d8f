"""Fields that forms of several pages have alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NO_ADDRESS = _("Write an e-mail address like name@example.org.")


def email(label: Any, help_text: Any = "") -> forms.CharField:
    """An e-mail address as it is typed; what may stand in it is the room's to say."""
    return forms.CharField(
        label=label,
        max_length=254,
        help_text=help_text,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "max_length": NO_ADDRESS,
            "null_characters_not_allowed": NO_ADDRESS,
        },
    )

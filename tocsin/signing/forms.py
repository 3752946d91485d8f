"""The form that signatories fill; it says everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import asking
from tocsin.signing import entries
from tocsin.signing.floods import proofs, signals, tokens
from tocsin.signing.floods.pressure import PRESSURE
from tocsin.vocabulary import countries

WHO_SEES = [
    ("counted", _("Nobody. I am counted, my name is shown to nobody")),
    ("addressee", _("The addressees. My name is handed over to them, and not shown here")),
    ("public", _("Everybody. My name stands on this page and is handed over")),
]

REFUSED = ("required", "null_characters_not_allowed")  # of a list, by the form itself


def asked(check: Callable[[str], str], value: str) -> str:
    """Asks the room; its refusal stands beside the field."""
    try:
        return check(value)
    except Refusal as refusal:
        raise ValidationError(str(refusal)) from refusal


def country_choices() -> list[tuple[str, str]]:
    """The countries in the page's order; nothing is chosen for anybody."""
    return [("", "—"), *countries.choices(get_language() or "en")]


class SignForm(asking.Form):
    """Checks nothing by itself: what may be written is the room's to say."""

    name = forms.CharField(
        label=_("Name"),
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        error_messages={
            "required": _("Write your e-mail address; you confirm your signature with it."),
            "null_characters_not_allowed": _("Write an e-mail address like name@example.org."),
        },
        help_text=_("We send you a link that confirms your signature. It is shown to nobody."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    country = forms.CharField(
        label=_("Country"),
        # `conveyance.lands` keeps this.
        help_text=_(
            "Told to the addressees beside your name. Of people who are not named, it is told only "
            "where they are ten or more."
        ),
        error_messages=dict.fromkeys(REFUSED, _("Choose your country from the list.")),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    # The default is the choice that can hurt nobody who signs in haste: to be named is a decision.
    choice = forms.CharField(
        label=_("Who may see your name?"),
        error_messages=dict.fromkeys(REFUSED, _("Choose who may see the name.")),
        initial="counted",
        widget=forms.RadioSelect(choices=WHO_SEES),
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        help_text=_("At most 500 characters. It is not shown on this page."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    inform = forms.BooleanField(
        label=_("Tell me by e-mail what comes of it (you can stop at any time)"), required=False
    )

    def __init__(self, *args: Any, document_id: str = "", **named: Any) -> None:
        super().__init__(*args, **named)
        self.document_id = document_id
        widget = self.fields["country"].widget
        assert isinstance(widget, forms.Select)  # noqa: S101 - declared ten lines above
        widget.choices = country_choices()

    @property
    def since(self) -> str:
        """The token of the page; no field, since nobody is told that something is wrong with it."""
        sent = self.data.get(tokens.FIELD, "") if self.is_bound else ""
        return tokens.kept(self.document_id, sent) if sent else tokens.make(self.document_id)

    @property
    def asks_for_work(self) -> bool:
        """Whether the browser is to compute for a moment: the appeal is under attack."""
        return PRESSURE.is_hot(self.document_id)

    @property
    def seconds_of_work(self) -> int:
        """After which the browser is to compute anew, since what it computed expires."""
        return int(proofs.AGAIN_AFTER.total_seconds())

    def entry(self) -> entries.Entry:
        """What was typed, once it is valid."""
        return entries.Entry(**self.cleaned_data, language=get_language() or "en")

    def signals(self, connection: str) -> signals.Signals:
        """How it was sent, from which address."""
        names = (tokens.FIELD, signals.TRAP, proofs.FIELD)
        token, trap, proof = (self.data.get(name, "") for name in names)
        return signals.Signals(self.document_id, token, trap, connection, proof)

    def clean_name(self) -> str:
        """See entries.clean_name."""
        return asked(entries.clean_name, self.cleaned_data["name"])

    def clean_email(self) -> str:
        """See entries.clean_email."""
        return asked(entries.clean_email, self.cleaned_data["email"])

    def clean_country(self) -> str:
        """See entries.clean_country."""
        return asked(entries.clean_country, self.cleaned_data["country"])

    def clean_choice(self) -> str:
        """See entries.clean_choice."""
        return asked(entries.clean_choice, self.cleaned_data["choice"])

    def clean_comment(self) -> str:
        """See entries.clean_comment."""
        return asked(entries.clean_comment, self.cleaned_data["comment"])

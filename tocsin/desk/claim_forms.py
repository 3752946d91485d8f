"""The forms of a claim's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.cases import reads, typed
from tocsin.cases.claims import WITHDRAWN
from tocsin.cases.models import Case, Claim
from tocsin.cases.words import AUDIENCES, CLAIM_KINDS, PLACES, STATUSES
from tocsin.kernel.web import asking
from tocsin.vocabulary import languages

FACTS = ("kind", "happened", "place", "place_kind", "sensitivity")
GIVEN = [(status, word) for status, word in STATUSES if status != WITHDRAWN]


class ClaimForm(asking.Form):
    """A claim's words, in the language of the case and in the others, and its facts."""

    text = forms.CharField(
        label=gettext_lazy("What is said to be so"),
        help_text=gettext_lazy("One statement, no more certain than its sources."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=typed.CLAIM,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CLAIM_KINDS, initial="event")
    happened = forms.CharField(
        label=gettext_lazy("When"),
        help_text=gettext_lazy("2026-03-31, or 2026-03, or 2026; add ~ for “about”."),
        max_length=20,
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Where"), max_length=typed.NAME, required=False)
    place_kind = forms.ChoiceField(
        label=gettext_lazy("How exactly the place is known"), choices=PLACES, required=False
    )
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("Who may read it"), choices=AUDIENCES, initial="public"
    )

    def __init__(self, case: Case, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        for code in settings.TOCSIN_LANGUAGES:
            if code != case.language:
                self.fields[f"text_{code}"] = forms.CharField(
                    label=_("The same in %(language)s") % {"language": languages.named(code)},
                    widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                    max_length=typed.CLAIM,
                    required=False,
                )
        self.order_fields(["text", *(name for name in self.fields if "text_" in name)])
        concerned = reads.persons(case)
        self.fields["persons"] = forms.ModelMultipleChoiceField(
            label=_("Whom it concerns"),
            help_text="" if concerned.exists() else _("No person is recorded yet."),
            queryset=concerned,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def values(self) -> dict[str, Any]:
        """As the moves want them."""
        data = self.cleaned_data
        names = [name for name in data if name.startswith("text_")]
        translations = {name.removeprefix("text_"): data[name] for name in names}
        facts = {name: data[name] for name in FACTS}
        return {"translations": translations, "facts": facts, "persons": list(data["persons"])}


class NewClaimForm(ClaimForm):
    """A new claim has its first status with it."""

    status = forms.ChoiceField(
        label=gettext_lazy("How certain it is"), choices=GIVEN, initial="unconfirmed"
    )

    def __init__(self, case: Case, *words: Any, **named: Any) -> None:
        super().__init__(case, *words, **named)
        known = reads.sources(case)
        self.fields["sources"] = forms.ModelMultipleChoiceField(
            label=_("Who says it"),
            help_text=_("From whom they have it is written down on the page of the claim.")
            if known.exists()
            else _("No source yet."),
            queryset=known,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class AssessForm(asking.Form):
    """A judgement."""

    status = forms.ChoiceField(label=gettext_lazy("How certain it is"), choices=GIVEN)
    reason = forms.CharField(
        label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=typed.REASON
    )

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        if self.initial.get("status") == WITHDRAWN:  # a browser would show “confirmed”
            self.fields["status"].choices = [("", asking.EMPTY), *GIVEN]  # type: ignore[attr-defined]


class WithdrawForm(asking.Form):
    """Why a claim is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=typed.REASON,
    )


class RivalForm(asking.Form):
    """A claim of the same case that tells it otherwise."""

    def __init__(self, claim: Claim, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        others = claim.case.claims.exclude(pk=claim.pk).exclude(rivals=claim)
        self.fields["rival"] = ClaimChoice(
            label=_("Another claim tells it otherwise"),
            queryset=others.exclude(status=WITHDRAWN).order_by("number"),
        )


class ClaimChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Claims by number and first words."""

    def label_from_instance(self, obj: Any) -> str:
        """As in: c4 · They were let go."""
        return f"{obj} · {obj.text[:80]}"

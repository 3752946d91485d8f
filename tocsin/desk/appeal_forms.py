"""The forms of an appeal: a new one, its text in one language, its facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tocsin.appeals.content import Content
from tocsin.appeals.models import Appeal, DocumentType
from tocsin.appeals.reads import addressees, offered_types
from tocsin.appeals.texts import LIMITS, may_be_written_in
from tocsin.authorities.reads import authorities
from tocsin.cases import typed
from tocsin.cases.models import Claim
from tocsin.kernel.web import asking
from tocsin.people.models import Partner
from tocsin.publishing.correcting import proposed
from tocsin.publishing.models import Revision
from tocsin.publishing.moves import NOTE
from tocsin.vocabulary import countries, issues, languages

MORE = 2  # empty places offered beyond those that are filled
COUNTRIES, ADDRESSEES = "country", "addressee"


def named(codes: list[str]) -> list[tuple[str, str]]:
    """Languages by their names."""
    return [(code, languages.name(code)) for code in codes]


def area(rows: int) -> forms.Textarea:
    """A field of so many lines."""
    return forms.Textarea(attrs={"rows": rows})


class NewForm(asking.Form):
    """Which document a case gets."""

    code = forms.ModelChoiceField(
        label=gettext_lazy("Document type"),
        queryset=DocumentType.objects.all(),
        to_field_name="code",
        empty_label=None,
    )
    language = forms.ChoiceField(label=gettext_lazy("Written in"))

    def __init__(self, *words: Any, codes: list[str], **kept: Any) -> None:
        super().__init__(*words, **kept)
        field = self.fields["code"]
        field.queryset = offered_types()  # type: ignore[attr-defined]
        speech = get_language() or "en"
        field.label_from_instance = lambda kind: f"{kind.code} · {kind.name_in(speech)}"  # type: ignore[attr-defined]
        self.fields["language"].choices = named(codes)  # type: ignore[attr-defined]


class TextForm(asking.Form):
    """The text in one language; every part may wait, an approval may not."""

    headline = forms.CharField(
        label=gettext_lazy("Headline"),
        max_length=LIMITS["headline"] * 1000,  # the move says what is too long
        required=False,
        widget=area(2),
        help_text=gettext_lazy("One line, no more certain than the claims."),
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        required=False,
        widget=area(4),
        help_text=gettext_lazy("What is known and how surely, on one screen of a phone."),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        widget=area(14),
        help_text=gettext_lazy("Markdown: an empty line begins a paragraph, *one* is emphasis."),
    )
    ask = forms.CharField(label=gettext_lazy("What is asked"), required=False, widget=area(4))
    letter = forms.CharField(
        label=gettext_lazy("Letter to the addressees"), required=False, widget=area(8)
    )


class FactsForm(asking.Form):
    """Countries, issues, days, partner, claims and addressees."""

    claims = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Claims to publish"),
        queryset=Claim.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    deadline = forms.DateField(
        label=gettext_lazy("Sign until"),
        required=False,
        widget=asking.Day(),
    )
    document_date = forms.DateField(
        label=gettext_lazy("Date of the document"),
        required=False,
        widget=asking.Day(),
    )
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner"),
        queryset=Partner.objects.all(),
        required=False,
        empty_label="—",
    )
    issues = forms.MultipleChoiceField(
        label=gettext_lazy("Issues"), required=False, widget=forms.CheckboxSelectMultiple
    )
    at_risk = forms.BooleanField(
        label=gettext_lazy("Signing may put people at risk"),
        required=False,
        help_text=gettext_lazy(
            "No receipt is mailed, since it is evidence in a mailbox: a code is shown once "
            "instead. Signatures enter the public log late and many at a time, without the hour, "
            "and the page counts no others."
        ),
    )

    def __init__(self, *words: Any, appeal: Appeal, **kept: Any) -> None:
        super().__init__(*words, **kept)
        speech = get_language() or "en"
        chosen = self.fields["claims"]
        chosen.queryset = appeal.case.claims.order_by("number")  # type: ignore[attr-defined]
        chosen.label_from_instance = _in_words  # type: ignore[attr-defined]
        self.fields["issues"].choices = issues.choices(speech)  # type: ignore[attr-defined]
        self._places(COUNTRIES, len(appeal.countries), lambda at: self._country(at, speech))
        self._places(ADDRESSEES, len(addressees(appeal)), self._addressee)
        numbered = [name for name in self.fields if name.startswith((COUNTRIES, ADDRESSEES))]
        self.order_fields(["claims", *sorted(numbered), "deadline"])

    def _places(self, name: str, filled: int, field: Any) -> None:
        for at in range(1, filled + MORE + 1):
            self.fields[f"{name}_{at:02d}"] = field(at)

    def _country(self, at: int, speech: str) -> forms.Field:
        choices = [("", "—"), *countries.choices(speech)]
        label = gettext_lazy("Country") if at == 1 else gettext_lazy("Another country")
        return forms.ChoiceField(label=label, required=False, choices=choices)

    def _addressee(self, at: int) -> forms.Field:
        label = gettext_lazy("First addressee") if at == 1 else gettext_lazy("Next addressee")
        offices = authorities()
        return forms.ModelChoiceField(
            label=label, required=False, queryset=offices, empty_label="—"
        )

    def facts(self) -> dict[str, Any]:
        """What `set_facts` takes."""
        data = self.cleaned_data
        one_by_one = {
            "countries": [data[name] for name in self._filled(COUNTRIES)],
            "addressees": [data[name] for name in self._filled(ADDRESSEES)],
        }
        whole = ("claims", "deadline", "document_date", "partner", "issues", "at_risk")
        return one_by_one | {name: data[name] for name in whole}

    def _filled(self, kind: str) -> list[str]:
        return [n for n in self.fields if n.startswith(f"{kind}_") and self.cleaned_data.get(n)]


def _in_words(claim: Claim) -> str:
    return f"{claim} · {claim.get_status_display()}{_(': ')}{claim.text}"


def facts_now(appeal: Appeal) -> dict[str, Any]:
    """The facts as the form shows them at first."""
    whole = ("deadline", "document_date", "partner", "issues", "at_risk")
    now: dict[str, Any] = {name: getattr(appeal, name) for name in whole}
    now["claims"] = appeal.claims.all()
    for at, code in enumerate(appeal.countries, start=1):
        now[f"{COUNTRIES}_{at:02d}"] = code
    for at, one in enumerate(addressees(appeal), start=1):
        now[f"{ADDRESSEES}_{at:02d}"] = one.authority
    return now


class LanguageForm(asking.Form):
    """One more language version."""

    language = forms.ChoiceField(label=gettext_lazy("Add a language"))

    def __init__(self, *words: Any, appeal: Appeal, **kept: Any) -> None:
        super().__init__(*words, **kept)
        there = set(appeal.texts.values_list("language", flat=True))
        free = [code for code in may_be_written_in(appeal) if code not in there]
        self.fields["language"].choices = named(free)  # type: ignore[attr-defined]


class NoteForm(asking.Form):
    """What changed since the last revision, and whether it was wrong before; readers see it."""

    note = forms.CharField(
        label=gettext_lazy("What changed"),
        required=False,
        max_length=NOTE,
        help_text=gettext_lazy("Readers see this in the history. A first revision needs none."),
    )
    corrected = forms.MultipleChoiceField(
        label=gettext_lazy("It corrects these claims"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ticked at first: those that were said to be more certain."),
    )
    wrong = forms.CharField(
        label=gettext_lazy("It corrects this: what was wrong"),
        required=False,
        widget=area(2),
        help_text=gettext_lazy(
            "A correction stands on the page for good, and is mailed to those who signed or were "
            "mailed an older revision. Leave it empty for an ordinary revision."
        ),
    )

    def __init__(self, *words: Any, last: Revision | None, made: Content, **kept: Any) -> None:
        kept.setdefault("initial", {"corrected": proposed(last, made)})
        super().__init__(*words, **kept)
        if last is None:
            del self.fields["corrected"], self.fields["wrong"]
        else:
            self.fields["corrected"].choices = [  # type: ignore[attr-defined]
                (claim["ref"], f"{claim['ref']} · {next(iter(claim['texts'].values()), '')}")
                for claim in last.content["claims"]
            ]


class ReasonForm(asking.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=typed.REASON, widget=area(3))

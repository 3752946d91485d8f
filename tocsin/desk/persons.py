"""Pages of the desk: the persons whom a case concerns, and what they agreed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.authorities.models import Authority
from tocsin.authorities.reads import authorities
from tocsin.cases import consent, moves, reads, rendering, typed
from tocsin.cases.models import Case, Consent, Person
from tocsin.cases.words import AUDIENCES, FORMS, GIVERS, ROLES, SHOWN_AS
from tocsin.desk import beside
from tocsin.desk.cases import NAV
from tocsin.desk.editing import posted_version
from tocsin.desk.room import actor, attempt
from tocsin.kernel.web import asking

FACTS = ("role", "born", "age", "age_on", "shown_as", "risk")


def day_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    """A day, chosen or typed."""
    return forms.DateField(label=label, help_text=help_text, widget=asking.Day(), required=required)


class PersonForm(asking.Form):
    """Who it is, and how a text may speak of them."""

    names = forms.CharField(
        label=gettext_lazy("Names"),
        help_text=gettext_lazy(
            "Every way the person is written, one in each line: the family name alone, other "
            "spellings, inflected forms. The first is used at the desk."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    role = forms.ChoiceField(label=gettext_lazy("Part in the case"), choices=ROLES)
    born = day_field(gettext_lazy("Born on"))
    age = forms.IntegerField(
        label=gettext_lazy("Or age, in years"), required=False, widget=asking.Number()
    )
    age_on = day_field(gettext_lazy("On which day the age was true"))
    shown_as = forms.ChoiceField(
        label=gettext_lazy("How a text speaks of them without a consent"),
        choices=SHOWN_AS,
        required=False,
    )
    risk = forms.CharField(
        label=gettext_lazy("Risk"),
        help_text=gettext_lazy("For the desk: what could happen to them if it is known."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=typed.NOTE,
        required=False,
    )

    def told(self) -> moves.Told:
        """As the moves want it."""
        data = self.cleaned_data
        names = tuple(data["names"].splitlines())
        return moves.Told(names=names, **{name: data[name] for name in FACTS})


class ConsentForm(asking.Form):
    """What was agreed to, by whom, how and until when."""

    scope = forms.ChoiceField(
        label=gettext_lazy("May be named to"), choices=[("", "—"), *AUDIENCES]
    )
    authorities = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which offices"),
        help_text=gettext_lazy(
            "For “named authorities” only: those of the case’s countries, and whom its appeals "
            "are addressed to."
        ),
        queryset=Authority.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    giver = forms.ChoiceField(label=gettext_lazy("Who agreed"), choices=GIVERS)
    representative = forms.CharField(
        label=gettext_lazy("Name of the representative"),
        help_text=gettext_lazy("For a minor, a parent or guardian."),
        max_length=typed.NAME,
        required=False,
    )
    form = forms.ChoiceField(label=gettext_lazy("How"), choices=FORMS)
    given_on = day_field(gettext_lazy("When"), required=True)
    expires_on = day_field(
        gettext_lazy("Until"), gettext_lazy("The last day; empty where it has no end.")
    )

    def __init__(self, case: Case, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        near = Q(country__in=case.countries) | Q(appeals__case=case)
        offices = authorities().filter(near).distinct().order_by("name")
        self.fields["authorities"].queryset = offices  # type: ignore[attr-defined]
        if not offices.exists():
            self.fields["authorities"].help_text = _(
                "No office yet. An import adds those it names."
            )

    def agreed(self) -> moves.Agreed:
        """As the moves want it."""
        data = dict(self.cleaned_data)
        return moves.Agreed(authorities=tuple(data.pop("authorities")), **data)


class WithdrawForm(asking.Form):
    """When and why a consent was taken back."""

    on = day_field(gettext_lazy("When"), required=True)
    reason = forms.CharField(
        label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=typed.REASON
    )


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more person in a case."""
    case = get_object_or_404(Case, pk=pk)
    form = PersonForm(request.POST or None)
    if request.method == "POST":
        form = PersonForm(request.POST)
        if form.is_valid() and (
            person := attempt(form, moves.add_person, actor(request), case, form.told())
        ):
            messages.success(request, _("The person is added. Record what they agreed to."))
            return redirect("desk:person", person.pk)
    context = {"form": form, "case": case, **NAV}
    return render(request, "desk/person_new.html", context, status=422 if form.errors else 200)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: how they are written, and what they agreed to."""
    person = get_object_or_404(Person.objects.select_related("case"), pk=pk)
    if person.merged_into_id:
        return redirect("desk:person", person.merged_into_id)
    form = PersonForm(initial=_before(person))
    seen = posted_version(request, person.version)
    if request.method == "POST":
        form = PersonForm(request.POST)
        if form.is_valid():
            attempt(form, moves.change_person, actor(request), person, seen, form.told())
        if not form.errors:
            messages.success(request, _("The person is saved."))
            return redirect("desk:person", pk)
    today = timezone.localdate()
    context = {
        "form": form,
        "person": person,
        "case": person.case,
        "minor": person.is_minor(today),
        "named": consent.may_be_named(person, "public", today),
        "instead": rendering.shown(person, today, person.case.language),
        "consents": [
            (one, one.holds(today)) for one in person.consents.prefetch_related("authorities")
        ],
        "version": person.version,
        "theirs": beside.compare(form, _before(person)) if seen != person.version else None,
        "who": reads.who(person),
        **NAV,
    }
    return render(request, "desk/person.html", context, status=422 if form.errors else 200)


def _before(person: Person) -> dict[str, Any]:
    facts = {name: getattr(person, name) for name in FACTS}
    return facts | {"names": "\n".join(person.names)}


def give(request: HttpRequest, pk: int) -> HttpResponse:
    """The person agreed to be named."""
    person = get_object_or_404(Person.objects.select_related("case"), pk=pk)
    form = ConsentForm(person.case, initial={"given_on": timezone.localdate()})
    if request.method == "POST":
        form = ConsentForm(person.case, request.POST)
        if form.is_valid():
            attempt(form, moves.give_consent, actor(request), person, form.agreed())
        if not form.errors:
            messages.success(request, _("The consent is recorded."))
            return redirect("desk:person", pk)
    context = {"form": form, "person": person, "case": person.case, **NAV}
    return render(request, "desk/consent_new.html", context, status=422 if form.errors else 200)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The person no longer agrees."""
    row = get_object_or_404(Consent.objects.select_related("person__case"), pk=pk)
    form = WithdrawForm(initial={"on": timezone.localdate()})
    if request.method == "POST":
        form = WithdrawForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            words = (actor(request), row, data["on"], data["reason"])
            attempt(form, moves.withdraw_consent, *words)
        if not form.errors:
            messages.success(request, _("It is recorded that the consent was withdrawn."))
            return redirect("desk:person", row.person_id)
    context = {"form": form, "row": row, "person": row.person, "case": row.person.case, **NAV}
    return render(request, "desk/consent.html", context, status=422 if form.errors else 200)


urls: list[URLPattern] = [
    path("cases/<int:pk>/persons/new/", add, name="person-new"),
    path("persons/<int:pk>/", show, name="person"),
    path("persons/<int:pk>/consents/new/", give, name="consent-new"),
    path("consents/<int:pk>/withdraw/", withdraw, name="consent-withdraw"),
]

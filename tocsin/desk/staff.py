"""Settings: who works here."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desk.room import actor, attempt
from tocsin.kernel.web import asking
from tocsin.people import moves, reads
from tocsin.people.models import Staff
from tocsin.people.roles import WORDS, Role


class RolesForm(asking.Form):
    """Which roles a person holds."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        choices=[(str(role), word) for role, word in WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=gettext_lazy("May sign in"), required=False, initial=True)

    def chosen(self) -> set[Role]:
        """The roles as the moves want them."""
        return {Role(role) for role in self.cleaned_data["roles"]}


class StaffForm(RolesForm):
    """A new account."""

    username = forms.CharField(label=gettext_lazy("User name"), max_length=60)
    full_name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    password = forms.CharField(
        label=gettext_lazy("First password"),
        widget=forms.PasswordInput(render_value=True),
        help_text=gettext_lazy("12 characters or more. Hand it over in person."),
        max_length=200,
    )
    is_active = None  # type: ignore[assignment] # who is new may sign in

    field_order = ["username", "full_name", "password", "roles"]


def overview(request: HttpRequest) -> HttpResponse:
    """Everybody, and a form for one more."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = (actor(request), data["username"], data["full_name"], form.chosen())
        if staff := attempt(form, moves.add_staff, *words, data["password"]):
            messages.success(request, _("%(name)s may sign in now.") % {"name": staff.full_name})
            return redirect("desk:staff")
    people = [(person, _said(reads.roles(person))) for person in reads.staff()]
    context = {"form": form, "people": people, "nav_current": "settings"}
    return render(request, "desk/staff.html", context, status=422 if form.errors else 200)


def _said(roles: set[Role]) -> list[str]:
    return [str(word) for role, word in WORDS.items() if role in roles]


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One person's roles."""
    person = get_object_or_404(Staff, pk=pk)
    before = {"roles": [str(r) for r in reads.roles(person)], "is_active": person.is_active}
    form = RolesForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        active = form.cleaned_data["is_active"]
        attempt(form, moves.set_roles, actor(request), person, form.chosen(), active=active)
        if not form.errors:
            messages.success(request, _("The roles are saved."))
            return redirect("desk:staff")
    context = {"form": form, "person": person, "nav_current": "settings"}
    return render(request, "desk/staff_change.html", context, status=422 if form.errors else 200)


urls: list[URLPattern] = [
    path("staff/", overview, name="staff"),
    path("staff/<int:pk>/", change, name="staff-change"),
]

"""Tables of the persons whom a case concerns, and of what they agreed to."""

from __future__ import annotations

from datetime import date

from django.db import models

from tocsin.authorities.models import Authority
from tocsin.cases.words import AUDIENCES, FORMS, GIVERS, ROLES, SHOWN_AS

OF_AGE = 18  # years; Convention on the Rights of the Child, article 1


class Person(models.Model):
    """Somebody whom the case concerns: one record, however the name is written.

    The first of `names` is how the desk says it. `age` was true on `age_on`.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="persons")
    names = models.JSONField(default=list)
    born = models.DateField(null=True, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    age_on = models.DateField(null=True, blank=True)
    role = models.CharField(max_length=20, choices=ROLES, default="affected")
    shown_as = models.CharField(max_length=10, choices=SHOWN_AS, blank=True)
    risk = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.names[0]) if self.names else "—"

    def is_minor(self, today: date) -> bool:
        """Whether they may still be under 18; False where neither birth nor age is known."""
        if self.born:
            return today < _years_after(self.born, OF_AGE)
        if self.age is not None and self.age_on:
            # The last day on which somebody of that age turns 18.
            return self.age < OF_AGE and today < _years_after(self.age_on, OF_AGE - self.age)
        return False


class Consent(models.Model):
    """A person agreed to be named to an audience; withdrawn with a reason, never deleted."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    scope = models.CharField(max_length=12, choices=AUDIENCES)
    authorities = models.ManyToManyField(Authority, blank=True, related_name="+")
    giver = models.CharField(max_length=14, choices=GIVERS)
    representative = models.CharField(max_length=200, blank=True)
    form = models.CharField(max_length=10, choices=FORMS)
    given_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-given_on", "-id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.scope}"

    def holds(self, today: date) -> bool:
        """Whether it is in force on a day."""
        has_ended = self.expires_on is not None and self.expires_on < today
        return self.withdrawn_on is None and self.given_on <= today and not has_ended


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)

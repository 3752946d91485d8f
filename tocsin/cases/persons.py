"""Persons concerned, and what they agreed to: added, changed, given, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.authorities.models import Authority
from tocsin.cases import guard, typed
from tocsin.cases.concerned import Consent, Person
from tocsin.cases.models import Case
from tocsin.cases.words import AUDIENCES, FORMS, GIVERS, ROLES, SHOWN_AS
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts import alike
from tocsin.people.roles import Actor, Role, require

OLDEST = 130


@dataclass(frozen=True)
class Told:
    """What is known of a person; words of the lists in tocsin.cases.words.

    `age` was true on `age_on`, which is today where it is not given.
    """

    names: tuple[str, ...]
    role: str = "affected"
    born: date | None = None
    age: int | None = None
    age_on: date | None = None
    shown_as: str = ""
    risk: str = ""


@dataclass(frozen=True)
class Agreed:
    """What was agreed to; for the scope “authorities”, the offices are named."""

    scope: str
    giver: str
    form: str
    given_on: date
    expires_on: date | None = None
    representative: str = ""
    authorities: tuple[Authority, ...] = ()


def add_person(actor: Actor, case: Case, told: Told) -> Person:
    """One more person whom the case concerns."""
    require(actor, Role.OFFICER)
    values = _values(told)
    with transaction.atomic():
        held = guard.hold(case)
        _single(held, None, values["names"])
        person = Person.objects.create(case=held, changed_by=actor.username, **values)
        # The trail tells that there is somebody, not who: the name stays in one place.
        audit.record(actor, "add person", "person", person.pk, case=case.pk)
    return person


def change_person(actor: Actor, person: Person, version: int, told: Told) -> Person:
    """Other facts about a person; refuses (field "version") where somebody else was faster."""
    require(actor, Role.OFFICER)
    values = _values(told)
    with transaction.atomic():
        held = guard.hold(person.case)
        guard.unmerged(person, _("“%(gone)s” was merged into “%(kept)s” already; use that one."))
        _single(held, person, values["names"])
        guard.save(person, version, changed_by=actor.username, **values)
        audit.record(actor, "change person", "person", person.pk, version=person.version)
    return person


def give_consent(actor: Actor, person: Person, agreed: Agreed) -> Consent:
    """The person, or who may speak for them, agreed to be named to an audience."""
    require(actor, Role.OFFICER)
    _check(person, agreed)
    values = {name: getattr(agreed, name) for name in ("scope", "giver", "form", "given_on")}
    values["expires_on"] = agreed.expires_on
    values["representative"] = _representative(agreed)
    with transaction.atomic():
        guard.hold(person.case)
        guard.unmerged(person, _("“%(gone)s” was merged into “%(kept)s” already; use that one."))
        made = Consent.objects.create(person=person, recorded_by=actor.username, **values)
        if agreed.scope == "authorities":
            made.authorities.set(agreed.authorities)
        audit.record(actor, "give consent", "person", person.pk, scope=agreed.scope)
    return made


def withdraw_consent(actor: Actor, consent: Consent, on: date, reason: str) -> Consent:
    """They no longer agree; the consent stays on record with the day and the reason."""
    require(actor, Role.OFFICER)
    reason = typed.reason(reason)
    if on > timezone.localdate():
        raise Refusal(_("The date lies in the future."), "on")
    if on < consent.given_on:
        raise Refusal(_("It cannot be withdrawn before it was given."), "on")
    with transaction.atomic():
        # A closed case too: whoever takes a consent back is heard at any time.
        rows = Consent.objects.filter(pk=consent.pk, withdrawn_on=None)
        if not rows.update(withdrawn_on=on, withdrawn_why=reason):
            raise Refusal(_("This consent is withdrawn already; nothing was changed."))
        person = consent.person_id
        audit.record(actor, "withdraw consent", "person", person, scope=consent.scope)
    consent.refresh_from_db()
    return consent


def _values(told: Told) -> dict[str, Any]:
    for name, words in {"role": ROLES, "shown_as": SHOWN_AS}.items():
        if getattr(told, name) not in dict(words):
            raise Refusal(_("Choose one from the list."), name)
    values: dict[str, Any] = {"role": told.role, "shown_as": told.shown_as}
    values["names"] = _names(told.names)
    values["risk"] = typed.optional(told.risk, "risk", typed.NOTE)
    return values | _age(told)


def _age(told: Told) -> dict[str, Any]:
    today = timezone.localdate()
    for name in ("born", "age_on"):
        day = getattr(told, name)
        if day and day > today:
            raise Refusal(_("The date lies in the future."), name)
    if told.age is not None and not 0 <= told.age <= OLDEST:
        raise Refusal(_("Write the age in years, from 0 to 130."), "age")
    age_on = None if told.age is None else told.age_on or today
    return {"born": told.born, "age": told.age, "age_on": age_on}


def _names(given: Iterable[str]) -> list[str]:
    names = [typed.optional(" ".join(name.split()), "names", typed.NAME) for name in given]
    kept = list(dict.fromkeys(name for name in names if name))
    if not kept:
        raise Refusal(_("Write at least one name, or what the desk calls the person."), "names")
    for name in kept:
        if not alike.bare(name):
            raise Refusal(_("A name needs at least one letter."), "names")
    return kept


def spellings(person: Person) -> set[str]:
    """Every way a person is written, made alike."""
    return {alike.bare(name) for name in person.names}


def _single(case: Case, this: Person | None, names: Iterable[str]) -> None:
    wanted = {alike.bare(name) for name in names}
    for other in case.persons.filter(merged_into=None):
        if other != this and wanted & spellings(other):
            raise Refusal(
                _("“%(name)s” is a person of this case already; use that one.")
                % {"name": str(other)},
                "names",
            )


def _check(person: Person, agreed: Agreed) -> None:
    for name, words in {"scope": AUDIENCES, "giver": GIVERS, "form": FORMS}.items():
        if getattr(agreed, name) not in dict(words):
            raise Refusal(_("Choose one from the list."), name)
    if agreed.given_on > timezone.localdate():
        raise Refusal(_("The date lies in the future."), "given_on")
    if agreed.expires_on and agreed.expires_on < agreed.given_on:
        raise Refusal(_("It cannot end before it was given."), "expires_on")
    if agreed.scope == "authorities" and not agreed.authorities:
        raise Refusal(_("Choose the offices to which the person may be named."), "authorities")
    if agreed.giver == "person" and person.is_minor(agreed.given_on):
        sentence = _("A minor cannot agree alone; record who agreed for the person.")
        raise Refusal(sentence, "giver")


def _representative(agreed: Agreed) -> str:
    if agreed.giver == "person":
        return ""
    missing = _("Write who agreed for the person.")
    return typed.needed(agreed.representative, "representative", typed.NAME, missing)

"""Who may be named to whom, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tocsin.authorities.models import Authority
from tocsin.cases.concerned import Consent, Person
from tocsin.cases.models import Case, Claim
from tocsin.cases.words import AUDIENCES
from tocsin.kernel.speaking import in_words

# Which consents reach an audience. What goes to an office is asked apart from what everybody
# may read; the network reads what everybody reads.
REACHES = {
    "desk": frozenset({"desk", "authorities", "network", "public"}),
    "authorities": frozenset({"authorities"}),
    "network": frozenset({"network", "public"}),
    "public": frozenset({"public"}),
}
FEWEST_FIRST = [audience for audience, _word in AUDIENCES]
NO_CONSENT_ASKED = frozenset({"official"})


def may_be_named(person: Person, audience: str, today: date, to: Iterable[Authority] = ()) -> bool:
    """Whether a consent in force lets the person's name go to the audience.

    For “authorities”, `to` are the offices; the consent must name each, and none is not enough.
    Who acts in office is named without a consent. A minor needs a representative's.
    """
    if person.role in NO_CONSENT_ASKED:
        return True
    offices = {office.pk for office in to}
    reaching = _in_force(person, audience, today)
    if audience != "authorities":
        return bool(reaching)
    agreed = {office.pk for one in reaching for office in one.authorities.all()}
    return bool(offices) and offices <= agreed


def is_settled(person: Person, today: date) -> bool:
    """Whether it is decided how the person stands in a text: by a consent, by age, or by the desk.

    Somebody who agreed to nothing is named in a text by mistake; nobody replaces that silently.
    """
    if person.shown_as or person.is_minor(today):
        return True
    consents = person.consents.all()
    outside = any(one.scope != "desk" and one.holds(today) for one in consents)
    return outside or person.role in NO_CONSENT_ASKED


def may_be_read(claim: Claim, audience: str) -> bool:
    """Whether the audience may read the claim at all."""
    return FEWEST_FIRST.index(audience) <= FEWEST_FIRST.index(claim.sensitivity)


def consent_gaps(
    subject: Case | Iterable[Claim], scope: str, today: date, to: Iterable[Authority] = ()
) -> list[str]:
    """What stands in the way of naming the persons of a case, or of some claims, to an audience.

    Each sentence names the person (or the claim) and the remedy. `to` are the offices.
    """
    claims = [] if isinstance(subject, Case) else list(subject)
    offices = list(to)
    if isinstance(subject, Case):
        persons = list(subject.persons.filter(merged_into=None))
    else:
        found = Person.objects.filter(claims__in=claims)
        persons = list(found.distinct().order_by("pk"))
    sentences = [_not_for(claim) for claim in claims if not may_be_read(claim, scope)]
    return sentences + [
        _missing(person, scope, today, offices)
        for person in persons
        if not may_be_named(person, scope, today, offices)
    ]


def _not_for(claim: Claim) -> str:
    words = {"claim": str(claim), "audience": claim.get_sensitivity_display()}
    return (
        _("%(claim)s is not for everybody: its readers are %(audience)s.") % words
        + " "
        + _("Leave the claim out, or change who may read it.")
    )


def _in_force(person: Person, audience: str, today: date) -> list[Consent]:
    needs_representative = person.is_minor(today)
    return [
        one
        for one in person.consents.all()
        if one.scope in REACHES[audience]
        and one.holds(today)
        and (one.giver == "representative" or not needs_representative)
    ]


def why_not(person: Person, scope: str, today: date, to: Iterable[Authority] = ()) -> str:
    """What was agreed to, and why it does not reach the audience; a sentence without a remedy."""
    return _why(person, scope, today, list(to))


def _missing(person: Person, scope: str, today: date, offices: list[Authority]) -> str:
    if person.is_minor(today):
        remedy = _("Record the consent of a representative, or write initials.")
    else:
        remedy = _("Ask and record the consent, or take the name out.")
    return f"{_why(person, scope, today, offices)} {remedy}"


def _why(person: Person, scope: str, today: date, offices: list[Authority]) -> str:
    """What was agreed to, and why it does not reach."""
    words = {"name": str(person), "audience": str(dict(AUDIENCES)[scope])}
    asked = [one for one in person.consents.all() if one.scope in REACHES[scope]]
    if _in_force(person, scope, today):
        return _not_to(person, scope, today, offices)
    if any(one.holds(today) for one in asked):
        sentence = _("“%(name)s” is a minor and cannot agree alone to be named to %(audience)s.")
        return sentence % words
    if taken_back := [one.withdrawn_on for one in asked if one.withdrawn_on]:
        sentence = _("“%(name)s” took back on %(day)s the consent to be named to %(audience)s.")
        return sentence % (words | {"day": in_words(max(taken_back))})
    if over := [one.expires_on for one in asked if one.expires_on and one.expires_on < today]:
        sentence = _("The consent of “%(name)s” to be named to %(audience)s ended on %(day)s.")
        return sentence % (words | {"day": in_words(max(over))})
    return _("“%(name)s” has not agreed to be named to %(audience)s.") % words


def _not_to(person: Person, scope: str, today: date, offices: list[Authority]) -> str:
    agreed = {o.pk for one in _in_force(person, scope, today) for o in one.authorities.all()}
    lacking = [office.name for office in offices if office.pk not in agreed]
    if not lacking:
        sentence = _("It is not said to which offices “%(name)s” would be named.")
        return sentence % {"name": str(person)}
    sentence = _("“%(name)s” has not agreed to be named to %(offices)s.")
    return sentence % {"name": str(person), "offices": ", ".join(lacking)}

"""The facts of an appeal: where, what about, by when, on which claims, to whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import guard, marks
from tocsin.appeals.models import Addressee, Appeal
from tocsin.appeals.texts import LIMITS
from tocsin.authorities.models import Authority
from tocsin.cases.models import Claim
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Partner
from tocsin.people.roles import Actor, Role, require
from tocsin.vocabulary import countries as all_countries
from tocsin.vocabulary import issues as all_issues
from tocsin.vocabulary import languages


def set_facts(
    actor: Actor,
    appeal: Appeal,
    version: int,
    *,
    countries: Sequence[str],
    issues: Sequence[str],
    addressees: Sequence[Authority],
    claims: Iterable[Claim],
    partner: Partner | None = None,
    deadline: date | None = None,
    document_date: date | None = None,
    at_risk: bool = False,
) -> None:
    """All facts at once; addressees in the order given. ID and type are no facts to set.

    Raises Refusal (field "version") where somebody else saved since `version` was read.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held, chosen = guard.hold_open(appeal), list(claims)
        _check_words(countries, issues)
        _check_claims(held, chosen)
        _check_marks(held, chosen)
        _check_days(held, deadline, document_date)
        values: dict[str, Any] = {"countries": _once(countries), "issues": _once(issues)}
        values |= {"partner": partner, "at_risk": at_risk}
        values |= {"deadline": deadline, "document_date": document_date}
        guard.save(actor, appeal, version, **values)
        appeal.claims.set(chosen)
        _address(appeal, addressees)
        audit.record(
            actor,
            "set facts",
            "appeal",
            appeal.document_id,
            version=appeal.version,
            claims=[str(claim) for claim in chosen],
            addressees=[one.pk for one in addressees],
        )


def _once(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _check_words(countries: Sequence[str], issues: Sequence[str]) -> None:
    if not all(all_countries.is_code(code) for code in countries):
        raise Refusal(_("Choose countries from the list."), "countries")
    if not set(issues) <= set(all_issues.slugs()):
        raise Refusal(_("Choose issues from the list."), "issues")


def _check_claims(appeal: Appeal, claims: list[Claim]) -> None:
    if any(claim.case_id != appeal.case_id for claim in claims):
        raise Refusal(_("Choose claims of this appeal’s case."), "claims")


def _check_marks(appeal: Appeal, claims: list[Claim]) -> None:
    """A claim that a sentence rests on is not taken away beneath it."""
    cited = [
        (text, part, marks.refs(getattr(text, part)))
        for text in appeal.texts.all()
        for part in LIMITS
    ]
    known = {str(claim) for claim in claims}
    for text, part, refs in cited:
        if lost := [ref for ref in refs if ref not in known]:
            words = {"ref": lost[0], "language": languages.named(text.language)}
            words["part"] = str(text._meta.get_field(part).verbose_name)  # type: ignore[union-attr]
            raise Refusal(
                _(
                    "[%(ref)s] stands under “%(part)s” (%(language)s). "
                    "Take the mark out there first, or keep the claim."
                )
                % words,
                "claims",
            )


def _check_days(appeal: Appeal, deadline: date | None, document_date: date | None) -> None:
    if deadline and deadline != appeal.deadline and deadline < timezone.localdate():
        raise Refusal(_("This day is over. Choose a later one, or leave it empty."), "deadline")
    if document_date and document_date > timezone.localdate():
        raise Refusal(_("A document cannot be dated in the future."), "document_date")


def _address(appeal: Appeal, addressees: Sequence[Authority]) -> None:
    """Exactly these, in this order; one who is named twice is addressed once."""
    wanted = list(dict.fromkeys(addressees))
    Addressee.objects.filter(appeal=appeal).exclude(authority__in=wanted).delete()
    for order, authority in enumerate(wanted):
        Addressee.objects.update_or_create(
            appeal=appeal, authority=authority, defaults={"order": order}
        )

"""Cases: opened (by hand or from an alert), changed, closed, opened again.

The verbs of claims and sources stand in their own modules and are named here as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.cases import guard, typed
from tocsin.cases.assertions import Said, add_assertion, change_assertion, set_aside
from tocsin.cases.claims import (
    add_claim,
    assess,
    change_claim,
    no_longer_against,
    set_against,
    withdraw_claim,
)
from tocsin.cases.merging import keep_apart, merge, undo
from tocsin.cases.models import CASE, Case
from tocsin.cases.persons import (
    Agreed,
    Told,
    add_person,
    change_person,
    give_consent,
    withdraw_consent,
)
from tocsin.cases.reading import enter_claims
from tocsin.cases.sources import add_source, change_source
from tocsin.intake import moves as intake
from tocsin.intake.models import Alert
from tocsin.kernel import audit
from tocsin.people.models import Partner
from tocsin.people.moves import find_or_add_partner
from tocsin.people.roles import Actor, Role, require

__all__ = [
    "Agreed",
    "Said",
    "Told",
    "add_assertion",
    "add_claim",
    "add_person",
    "add_source",
    "assess",
    "change_assertion",
    "change_case",
    "change_claim",
    "change_person",
    "change_source",
    "close_case",
    "give_consent",
    "keep_apart",
    "merge",
    "no_longer_against",
    "open_case",
    "open_from_alert",
    "reopen_case",
    "set_against",
    "set_aside",
    "undo",
    "withdraw_claim",
    "withdraw_consent",
]


def open_case(
    actor: Actor,
    title: str,
    *,
    summary: str = "",
    countries: Iterable[str] = (),
    language: str = "en",
    partner: Partner | None = None,
) -> Case:
    """A new case, without claims yet."""
    require(actor, Role.OFFICER)
    words = _words(title, summary)
    with transaction.atomic():
        case = Case.objects.create(
            **words,
            countries=list(countries),
            language=language,
            partner=partner,
            opened_by=actor.username,
            changed_by=actor.username,
        )
        audit.record(actor, "open case", "case", case.pk)
    return case


def change_case(
    actor: Actor,
    case: Case,
    version: int,
    *,
    title: str,
    summary: str,
    countries: Iterable[str] | None = None,
) -> Case:
    """Other words about the case; refuses (field "version") where somebody else was faster."""
    require(actor, Role.OFFICER)
    words: dict[str, Any] = dict(_words(title, summary))
    if countries is not None:
        words["countries"] = list(countries)
    with transaction.atomic():
        before = guard.hold(case)
        guard.save(case, version, changed_by=actor.username, **words)
        audit.record(
            actor, "change case", "case", case.pk, title=before.title, summary=before.summary
        )
    return case


def close_case(actor: Actor, case: Case, reason: str) -> None:
    """Nothing more is expected; claims and sources stay as they are."""
    _turn(actor, case, "closed", reason, "close case", _("This case is closed already."))


def reopen_case(actor: Actor, case: Case, reason: str) -> None:
    """Something has happened again."""
    _turn(actor, case, "open", reason, "reopen case", _("This case is open already."))


def open_from_alert(actor: Actor, alert: Alert) -> Case:
    """Takes an alert up: a case with the claims, sources and partner that were read from it."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        intake.take_up(actor, alert)
        read = alert.reading
        countries = list(read["countries"])
        where = countries[0] if countries else ""
        name = str(read["partner"] or "")
        case = Case.objects.create(
            title=alert.title or _("Alert without a title"),
            countries=countries,
            language=read["language"] or "en",
            partner=find_or_add_partner(actor, name, where) if name else None,
            alert=alert,
            opened_by=actor.username,
            changed_by=actor.username,
        )
        enter_claims(actor, case, read)
        audit.record(actor, "open case", "case", case.pk, alert=alert.pk)
    return case


def _turn(actor: Actor, case: Case, after: str, reason: str, verb: str, sentence: str) -> None:
    require(actor, Role.OFFICER)
    reason = typed.reason(reason)
    with transaction.atomic():
        now = Case.objects.select_for_update().get(pk=case.pk)
        CASE.check(now.state, after, sentence)
        Case.objects.filter(pk=case.pk).update(state=after)
        audit.record(actor, verb, "case", case.pk, reason=reason)
    case.refresh_from_db()


def _words(title: str, summary: str) -> dict[str, str]:
    return {
        "title": typed.needed(title, "title", typed.TITLE, _("Give the case a title.")),
        "summary": typed.optional(summary, "summary", typed.SUMMARY),
    }

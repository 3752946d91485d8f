"""Claims: added, reworded, assessed, set against each other, withdrawn; none is ever deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.cases import guard, proposals, typed, when
from tocsin.cases.models import Assertion, Assessment, Case, Claim, Person, Source
from tocsin.cases.words import AUDIENCES, CLAIM_KINDS, PLACES, STATUSES
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

WITHDRAWN = "withdrawn"


def next_number(case: Case) -> int:
    """The number after the last; the caller holds the case."""
    last = case.claims.aggregate(last=models.Max("number"))["last"]
    return int(last or 0) + 1


def add_claim(
    actor: Actor,
    case: Case,
    text: str,
    *,
    status: str = "unconfirmed",
    sources: Iterable[Source] = (),
    persons: Iterable[Person] = (),
    translations: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
) -> Claim:
    """One more statement of fact in the case, with a first status and who says it.

    `facts`: kind, happened, place, place_kind, sensitivity; what is not given has its usual value.
    """
    require(actor, Role.OFFICER)
    text, kept = _text(text), _facts(facts or {})
    _known(status)
    if status == WITHDRAWN:
        raise Refusal(
            _("A new claim cannot be withdrawn already; choose another status."), "status"
        )
    with transaction.atomic():
        held = guard.hold(case)
        claim = Claim.objects.create(
            case=held,
            number=next_number(held),
            text=text,
            translations=_translations(translations or {}),
            status=status,
            changed_by=actor.username,
            **kept,
        )
        _say(claim, sources)
        _concern(claim, persons)
        audit.record(actor, "add claim", "claim", claim.pk, case=case.pk, status=status)
    return claim


def change_claim(
    actor: Actor,
    claim: Claim,
    version: int,
    text: str,
    *,
    translations: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    persons: Iterable[Person] | None = None,
) -> Claim:
    """New words or facts; refuses (field "version") where somebody else was faster.

    Languages, facts and persons that are not given stay as they are.
    """
    require(actor, Role.OFFICER)
    text, others = _text(text), _facts(facts or {})
    with transaction.atomic():
        guard.hold(claim.case)
        before = Claim.objects.get(pk=claim.pk)
        if before.status == WITHDRAWN:
            raise Refusal(_("This claim is withdrawn. Assess it anew before you change it."))
        kept = _translations(before.translations | dict(translations or {}))
        words = {"text": text, "translations": kept, "changed_by": actor.username}
        guard.save(claim, version, **words, **others)
        if persons is not None:
            _concern(claim, persons)
        audit.record(
            actor, "change claim", "claim", claim.pk, before=before.text, version=claim.version
        )
    return claim


def assess(actor: Actor, claim: Claim, status: str, reason: str) -> Claim:
    """A person's judgement on how certain a claim is, and why."""
    require(actor, Role.OFFICER)
    _known(status)
    if status == WITHDRAWN:
        raise Refusal(_("Use “withdraw” to withdraw a claim."), "status")
    return _judge(actor, claim, status, reason, "assess claim")


def withdraw_claim(actor: Actor, claim: Claim, reason: str) -> Claim:
    """Takes a claim back; it stays in the case with the reason."""
    require(actor, Role.OFFICER)
    return _judge(actor, claim, WITHDRAWN, reason, "withdraw claim")


def set_against(actor: Actor, claim: Claim, other: Claim) -> None:
    """Two claims that contradict each other: both stand, and are shown side by side."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        guard.hold(claim.case)
        if other.case_id != claim.case_id or other == claim:
            raise Refusal(_("Choose another claim of this case."), "rival")
        if claim.rivals.filter(pk=other.pk).exists():
            raise Refusal(_("These two stand against each other already."), "rival")
        claim.rivals.add(other)
        audit.record(actor, "set against", "claim", claim.pk, other=other.pk)


def no_longer_against(actor: Actor, claim: Claim, other: Claim) -> None:
    """They do not contradict each other after all."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        guard.hold(claim.case)
        if not claim.rivals.filter(pk=other.pk).exists():
            raise Refusal(_("These two do not stand against each other."), "rival")
        claim.rivals.remove(other)
        audit.record(actor, "no longer against", "claim", claim.pk, other=other.pk)


def _judge(actor: Actor, claim: Claim, status: str, reason: str, verb: str) -> Claim:
    reason = typed.reason(reason)
    with transaction.atomic():
        guard.hold(claim.case)
        before = Claim.objects.get(pk=claim.pk).status
        if before == status:
            raise Refusal(_("The claim has this status already; nothing was changed."), "status")
        Claim.objects.filter(pk=claim.pk).update(status=status)
        claim.refresh_from_db()
        proposed = proposals.proposal(claim, timezone.localdate())
        Assessment.objects.create(
            claim=claim,
            before=before,
            after=status,
            proposed=proposed.status,
            proposed_why=proposed.why,
            reason=reason,
            by=actor.username,
        )
        audit.record(actor, verb, "claim", claim.pk, before=before, after=status)
    return claim


def _say(claim: Claim, sources: Iterable[Source]) -> None:
    """The sources of a new claim, each with an assertion of its own."""
    said_by = list(dict.fromkeys(sources))
    if any(source.case_id != claim.case_id for source in said_by):
        raise Refusal(_("Choose sources of this case."), "sources")
    Assertion.objects.bulk_create(
        Assertion(claim=claim, source=source, order=order) for order, source in enumerate(said_by)
    )


def _concern(claim: Claim, persons: Iterable[Person]) -> None:
    concerned = list(persons)
    if any(person.case_id != claim.case_id for person in concerned):
        raise Refusal(_("Choose persons of this case."), "persons")
    claim.persons.set(concerned)


def _text(text: str) -> str:
    return typed.needed(text, "text", typed.CLAIM, _("Write what is said to be so."))


def _translations(given: Mapping[str, str]) -> dict[str, str]:
    texts = {
        language: typed.optional(text, f"text_{language}", typed.CLAIM)
        for language, text in given.items()
    }
    return {language: text for language, text in texts.items() if text}


LISTS = {"kind": CLAIM_KINDS, "place_kind": PLACES, "sensitivity": AUDIENCES}


def _facts(given: Mapping[str, str]) -> dict[str, str]:
    """What kind of claim it is, when and where it was, and who may read it."""
    kept = {name: given[name] for name in given if name in LISTS}
    for name, value in kept.items():
        if value not in dict(LISTS[name]):
            raise Refusal(_("Choose one from the list."), name)
    if "happened" in given:
        moment = when.parse(given["happened"])
        kept["happened"] = str(moment) if moment else ""
    if "place" in given:
        kept["place"] = typed.optional(given["place"], "place", typed.NAME)
    return kept


def _known(status: str) -> None:
    if status not in dict(STATUSES):
        raise Refusal(_("Choose one of the statuses in the list."), "status")

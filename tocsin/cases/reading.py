"""What was read from an alert becomes claims, sources, and who has it from whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from tocsin.cases import typed
from tocsin.cases.models import Assertion, Case, Claim, Source
from tocsin.cases.proposals import NAMELESS
from tocsin.cases.sources import spellings
from tocsin.cases.words import ASSERTS, DOUBTS, SOURCE_KINDS, STATUSES
from tocsin.people.roles import Actor

# Kinds that pass on what others told them; the other kinds speak for themselves.
CARRIERS = frozenset({"media", "open source"})


def enter_claims(actor: Actor, case: Case, read: dict[str, Any]) -> None:
    """Claims with their sources, as the alert's reading holds them; the case is new."""
    known: dict[str, Source] = {}
    received = _day(read.get("date"))
    for number, one in enumerate(read["claims"], start=1):
        status = one["status"] if one["status"] in dict(STATUSES) else "unconfirmed"
        claim = Claim.objects.create(
            case=case,
            number=number,
            text=one["text"],
            status=status,
            kind=one["kind"],
            changed_by=actor.username,
        )
        told = [_source(actor, case, known, source) for source in one["sources"]]
        # An anonymous source is reason enough for “unconfirmed”; else the text says so itself.
        doubts = bool(told) and status == "unconfirmed" and told[0].kind not in NAMELESS
        if told and case.partner:
            told = [_partner(actor, case, known), *told]
        _enter_said(actor, claim, list(dict.fromkeys(told)), received, doubts)


def _partner(actor: Actor, case: Case, known: dict[str, Source]) -> Source:
    """Whoever sent the alert is the last hand before the desk."""
    name = case.partner.name if case.partner else ""
    return _source(actor, case, known, {"name": name, "kind": "partner"})


def _enter_said(
    actor: Actor, claim: Claim, told: list[Source], received: date | None, doubts: bool
) -> None:
    """The last hand first, as the reading has it; each has it from those who stand behind.

    Where the text calls a claim not confirmed, its last hand is the one who says so.
    """
    made = [
        Assertion.objects.create(
            claim=claim,
            source=source,
            order=order,
            says=DOUBTS if doubts and order == 0 else ASSERTS,
            received_on=received,
            manner="quoted" if claim.kind == "opinion" else "paraphrased",
            changed_by=actor.username,
        )
        for order, source in enumerate(told)
    ]
    for one, behind in _behind(made, claim.case):
        one.heard_from.set(behind)


def _behind(made: list[Assertion], case: Case) -> Iterable[tuple[Assertion, list[Assertion]]]:
    """Who has it from whom: the partner from the papers, the papers from those who were there."""
    sender = case.partner.name if case.partner else ""
    is_sent_on = len(made) > 1 and made[0].source.name == sender
    told = made[1:] if is_sent_on else made
    papers = [one for one in told if one.source.kind in CARRIERS]
    first = [one for one in told if one not in papers]
    yield from ((paper, first) for paper in papers)
    if is_sent_on:
        yield made[0], papers or first


def _day(text: str | None) -> date | None:
    """The day of the document, which a document may get wrong; never in the future."""
    day = date.fromisoformat(text) if text else None
    return day if day and day <= timezone.localdate() else None


def _source(actor: Actor, case: Case, known: dict[str, Source], told: dict[str, Any]) -> Source:
    """The source of that name or one of its spellings, made when it is told of first.

    An anonymous source is protected until an officer says otherwise.
    """
    variants = [str(variant) for variant in told.get("variants", [])]
    names = [told["name"].casefold(), *(variant.casefold() for variant in variants)]
    for name in names:
        if name in known:
            return known[name]
    others = {variant.casefold(): variant for variant in reversed(variants)}
    others.pop(told["name"].casefold(), None)
    kind = told["kind"] if told["kind"] in dict(SOURCE_KINDS) else "open source"
    source = Source.objects.create(
        case=case,
        name=told["name"][: typed.NAME],
        variants=list(others.values()),
        kind=kind,
        protected=kind == "anonymous official",
        changed_by=actor.username,
    )
    known |= dict.fromkeys(spellings(source), source)
    return source

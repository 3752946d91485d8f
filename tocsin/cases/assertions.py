"""Assertions: who says a claim, from whom they have it, on what evidence; never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.cases import chains, guard, typed
from tocsin.cases.models import Assertion, Claim, Source
from tocsin.cases.words import ASSERTS, CREDIBILITY, MANNERS, SAYS
from tocsin.kernel import audit, files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

LISTS = {"says": SAYS, "manner": MANNERS, "credibility": CREDIBILITY}


@dataclass(frozen=True)
class Said:
    """What a source says and how it came: words of the lists in tocsin.cases.words.

    `heard_from`: the assertions it rests on. `hearsay`: from somebody who is not recorded.
    `evidence`: a file's name and bytes, kept under its SHA-256; None leaves what is there.
    """

    says: str = ASSERTS
    heard_from: tuple[Assertion, ...] = ()
    hearsay: bool = False
    manner: str = ""
    credibility: str = "6"
    received_on: date | None = None
    note: str = ""
    evidence: tuple[str, bytes] | None = None


def add_assertion(actor: Actor, claim: Claim, source: Source, said: Said) -> Assertion:
    """A source says something of a claim; it comes last in the list."""
    require(actor, Role.OFFICER)
    values = _values(said)
    with transaction.atomic():
        guard.hold(claim.case)
        if source.case_id != claim.case_id:
            raise Refusal(_("Choose a source of this case."), "source")
        guard.unmerged(source, _("“%(gone)s” was merged into “%(kept)s” already; use that one."))
        last = claim.assertions.aggregate(last=Max("order"))["last"]
        made = Assertion.objects.create(
            claim=claim,
            source=source,
            order=0 if last is None else last + 1,
            changed_by=actor.username,
            **values,
        )
        made.heard_from.set(_told_by(made, said.heard_from))
        _record(actor, "add assertion", made)
    return made


def change_assertion(actor: Actor, assertion: Assertion, version: int, said: Said) -> Assertion:
    """Other facts about what a source says; refuses (field "version") where somebody was faster."""
    require(actor, Role.OFFICER)
    values = _values(said)
    with transaction.atomic():
        guard.hold(assertion.claim.case)
        _standing(assertion)
        told_by = _told_by(assertion, said.heard_from)
        guard.save(assertion, version, changed_by=actor.username, **values)
        assertion.heard_from.set(told_by)
        _record(actor, "change assertion", assertion)
    return assertion


def set_aside(actor: Actor, assertion: Assertion, reason: str) -> Assertion:
    """It was entered wrongly or was taken back: it counts no more, and stays with the reason."""
    require(actor, Role.OFFICER)
    reason = typed.reason(reason)
    with transaction.atomic():
        guard.hold(assertion.claim.case)
        _standing(assertion)
        guard.save(assertion, assertion.version, set_aside=reason, changed_by=actor.username)
        _record(actor, "set assertion aside", assertion)
    return assertion


def _record(actor: Actor, verb: str, assertion: Assertion) -> None:
    # The trail tells that something is said, not by whom: a protected name stays in one place.
    detail: dict[str, Any] = {"source": assertion.source_id, "says": assertion.says}
    if assertion.evidence_sha256:
        detail["sha256"] = assertion.evidence_sha256
    audit.record(actor, verb, "claim", assertion.claim_id, assertion=assertion.pk, **detail)


def _standing(assertion: Assertion) -> None:
    if Assertion.objects.get(pk=assertion.pk).set_aside:
        raise Refusal(_("This was set aside already. Add it anew if it counts after all."))


def _values(said: Said) -> dict[str, Any]:
    for name, words in LISTS.items():
        if getattr(said, name) not in dict(words):
            raise Refusal(_("Choose one from the list."), name)
    if said.received_on and said.received_on > timezone.localdate():
        raise Refusal(_("The date lies in the future."), "received_on")
    if said.hearsay and said.heard_from:
        sentence = _("Either it is recorded from whom they have it, or it is not; choose one.")
        raise Refusal(sentence, "hearsay")
    values: dict[str, Any] = {name: getattr(said, name) for name in LISTS}
    values |= {"hearsay": said.hearsay, "received_on": said.received_on}
    values["note"] = typed.optional(said.note, "note", typed.NOTE)
    return values | _evidence(said.evidence)


def _evidence(file: tuple[str, bytes] | None) -> dict[str, Any]:
    if file is None:
        return {}
    name, data = file
    if not data:
        raise Refusal(_("The evidence file is empty; choose another."), "evidence")
    stored = files.store(home() / "files", data)
    return {"evidence_name": name[:200], "evidence_sha256": stored.sha256}


def _told_by(assertion: Assertion, others: Iterable[Assertion]) -> list[Assertion]:
    """Who told it; refuses what is not said of the same claim, and circles."""
    told_by = list(others)
    if any(one.claim_id != assertion.claim_id or one.set_aside for one in told_by):
        raise Refusal(_("Choose from what is said of this claim."), "heard_from")
    links = {
        one.pk: [before.pk for before in one.heard_from.all()]
        for one in assertion.claim.assertions.prefetch_related("heard_from")
    }
    links[assertion.pk] = [one.pk for one in told_by]
    if chains.closes_a_circle(links, assertion.pk):
        raise Refusal(_("Nobody can have it from themselves; look at who told whom."), "heard_from")
    return told_by

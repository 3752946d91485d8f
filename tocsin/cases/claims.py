"""Claims: added, reworded, assessed, withdrawn; a claim is never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models, transaction
from django.utils.translation import gettext as _

from tocsin.cases import guard, typed
from tocsin.cases.models import STATUSES, Assertion, Assessment, Case, Claim, Source
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
    translations: Mapping[str, str] | None = None,
) -> Claim:
    """One more statement of fact in the case, with a first status and who says it."""
    require(actor, Role.OFFICER)
    text = _text(text)
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
        )
        _say(claim, sources)
        audit.record(actor, "add claim", "claim", claim.pk, case=case.pk, status=status)
    return claim


def change_claim(
    actor: Actor,
    claim: Claim,
    version: int,
    text: str,
    *,
    translations: Mapping[str, str] | None = None,
    sources: Iterable[Source] | None = None,
) -> Claim:
    """New words or other sources; refuses (field "version") where somebody else was faster.

    Languages that are not given, and sources that are None, stay as they are.
    """
    require(actor, Role.OFFICER)
    text = _text(text)
    with transaction.atomic():
        guard.hold(claim.case)
        before = Claim.objects.get(pk=claim.pk)
        if before.status == WITHDRAWN:
            raise Refusal(_("This claim is withdrawn. Assess it anew before you change it."))
        kept = _translations(before.translations | dict(translations or {}))
        guard.save(claim, version, text=text, translations=kept, changed_by=actor.username)
        if sources is not None:
            _say(claim, sources)
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


def link_source(actor: Actor, claim: Claim, source: Source) -> Claim:
    """One more source that says the claim; it comes last in the chain."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        guard.hold(claim.case)
        said = [*claim.sources.order_by("assertions__order"), source]
        _say(claim, dict.fromkeys(said))
        audit.record(actor, "link source", "claim", claim.pk, source=source.pk)
    return claim


def _judge(actor: Actor, claim: Claim, status: str, reason: str, verb: str) -> Claim:
    reason = typed.reason(reason)
    with transaction.atomic():
        guard.hold(claim.case)
        before = Claim.objects.get(pk=claim.pk).status
        if before == status:
            raise Refusal(_("The claim has this status already; nothing was changed."), "status")
        Claim.objects.filter(pk=claim.pk).update(status=status)
        Assessment.objects.create(
            claim=claim, before=before, after=status, reason=reason, by=actor.username
        )
        audit.record(actor, verb, "claim", claim.pk, before=before, after=status)
    claim.refresh_from_db()
    return claim


def _say(claim: Claim, sources: Iterable[Source]) -> None:
    """Makes exactly these sources say the claim; those that did before keep their place."""
    wanted = {source.pk: source for source in sources}
    if any(source.case_id != claim.case_id for source in wanted.values()):
        raise Refusal(_("Choose sources of this case."), "sources")
    claim.assertions.exclude(source__in=wanted).delete()
    kept = list(claim.assertions.values_list("source_id", flat=True))
    fresh = [source for pk, source in wanted.items() if pk not in kept]
    last = claim.assertions.aggregate(last=models.Max("order"))["last"]
    start = 0 if last is None else last + 1
    Assertion.objects.bulk_create(
        Assertion(claim=claim, source=source, order=order)
        for order, source in enumerate(fresh, start=start)
    )


def _text(text: str) -> str:
    return typed.needed(text, "text", typed.CLAIM, _("Write what is said to be so."))


def _translations(given: Mapping[str, str]) -> dict[str, str]:
    texts = {
        language: typed.optional(text, f"text_{language}", typed.CLAIM)
        for language, text in given.items()
    }
    return {language: text for language, text in texts.items() if text}


def _known(status: str) -> None:
    if status not in dict(STATUSES):
        raise Refusal(_("Choose one of the statuses in the list."), "status")

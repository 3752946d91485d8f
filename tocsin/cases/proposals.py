"""How certain a claim seems from what is recorded: proposed by rule, decided by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tocsin.cases import when
from tocsin.cases.models import Assertion, Claim
from tocsin.cases.words import ASSERTS, DENIES, DOUBTS

# Kinds that leave open who speaks.
NAMELESS = frozenset({"anonymous official", "open source"})
DISTRUSTED = frozenset({"D", "E"})
DOUBTFUL = frozenset({"4", "5"})


@dataclass(frozen=True)
class Voice:
    """What one source says, as far as the rules look at it.

    `heard_from` holds keys of other voices. `documented`: quoted word by word, or on paper here.
    """

    key: int
    source: int
    kind: str = "media"
    says: str = ASSERTS
    reliability: str = "F"
    credibility: str = "6"
    group: str = ""
    hearsay: bool = False
    documented: bool = False
    heard_from: frozenset[int] = frozenset()

    @property
    def is_solid(self) -> bool:
        """Somebody whom the desk can name, knows whence they have it, and does not distrust."""
        named = self.kind not in NAMELESS and not self.hearsay
        return named and self.reliability not in DISTRUSTED and self.credibility not in DOUBTFUL


@dataclass(frozen=True)
class Proposal:
    """A status, and the sentence that says why; it names nobody."""

    status: str
    why: str


def propose(
    kind: str, voices: Iterable[Voice], *, is_over: bool = False, rivals: Iterable[str] = ()
) -> Proposal:
    """The status that the assertions alone would give. Never refuted and never withdrawn.

    `is_over` tells that the day of a plan is past; `rivals` are claims that tell it otherwise.
    """
    heard = list(voices)
    if kind == "opinion":
        return Proposal("opinion", _("It is somebody’s view, and views are not confirmed."))
    if kind == "plan" and not is_over:
        return Proposal("feared", _feared(heard))
    if against := _against(heard, list(rivals)):
        return Proposal("contested", against)
    found = _weighed(heard)
    if found.status != "confirmed" and any(one.says == DOUBTS for one in heard):
        return Proposal("unconfirmed", _("A source says itself that it is not confirmed."))
    if kind == "plan" and not any(one.says == ASSERTS for one in heard):
        why = _("Its day is over, and nobody has said since whether it happened.")
        return Proposal("unconfirmed", why)
    return found


def _feared(heard: list[Voice]) -> str:
    if any(one.says == DENIES for one in heard):
        return _("It is a plan and its day has not come. It is denied that it will happen.")
    return _("It is a plan and its day has not come.")


def _against(heard: list[Voice], rivals: list[str]) -> str:
    """Why it is contested; empty where nobody contradicts."""
    if any(one.says == DENIES and one.kind == "official" for one in heard):
        return _("An office denies it. That contests the claim; it does not refute it.")
    if any(one.says == DENIES for one in heard):
        return _("Somebody denies it.")
    if rivals:
        return _("It is told otherwise in %(refs)s.") % {"refs": ", ".join(rivals)}
    return ""


def _weighed(heard: list[Voice]) -> Proposal:
    """What those who say so amount to; passing on what another told adds nothing."""
    says_so = [one for one in heard if one.says == ASSERTS]
    onward = _onward(heard)
    first = [one for one in says_so if not one.heard_from]
    solid = [one for one in first if one.is_solid and _arrives(one, onward, only_solid=True)]
    if not [one for one in first if _arrives(one, onward, only_solid=False)]:
        return Proposal("unconfirmed", _("Nobody is recorded as saying so."))
    if any(one.kind == "official" and _is_direct(one, onward) for one in solid):
        return Proposal("confirmed", _("An office acknowledges it."))
    groups = {one.group for one in solid if one.group}
    alone = {one.source for one in solid if not one.group}
    if len(groups) > 1:
        return Proposal("confirmed", _("Sources of two independent groups say so."))
    if len(groups) + len(alone) > 1:
        why = _("Two sources say so; whether they are independent is not known.")
        return Proposal("corroborated", why)
    if solid:
        return Proposal("reported", _("One identified source says so, or several of one group."))
    why = _("Only an anonymous, indirect or doubtful source says so.")
    return Proposal("unconfirmed", why)


def _onward(heard: list[Voice]) -> dict[int, list[Voice]]:
    """For each voice, those who passed it on."""
    table: dict[int, list[Voice]] = {one.key: [] for one in heard}
    for one in heard:
        for before in one.heard_from:
            table.setdefault(before, []).append(one)
    return table


def _arrives(
    voice: Voice,
    onward: Mapping[int, list[Voice]],
    only_solid: bool,
    seen: frozenset[int] = frozenset(),
) -> bool:
    """Whether it reaches the desk through hands that say so themselves."""
    hands = [one for one in onward[voice.key] if one.key not in seen]
    if not hands:
        return not onward[voice.key]
    return any(
        one.says == ASSERTS
        and (one.is_solid or not only_solid)
        and _arrives(one, onward, only_solid, seen | {voice.key})
        for one in hands
    )


def _is_direct(voice: Voice, onward: Mapping[int, list[Voice]]) -> bool:
    """An office's own words: told to the desk, quoted, or on paper here."""
    return voice.documented or not onward[voice.key]


def proposal(claim: Claim, today: date) -> Proposal:
    """The proposal for a claim as it is recorded."""
    is_over = when.is_over(claim.happened, today)
    standing = [one for one in claim.assertions.all() if not one.set_aside]
    if claim.kind == "plan" and is_over:
        moment = when.parse(claim.happened)
        standing = [one for one in standing if moment and _is_after(one, moment.last)]
    rivals = [str(one) for one in claim.rivals.all() if one.status not in {"withdrawn", "refuted"}]
    keys = {one.pk for one in standing}
    voices = [_voice(one, keys) for one in standing]
    return propose(claim.kind, voices, is_over=is_over, rivals=rivals)


def _is_after(assertion: Assertion, day: date) -> bool:
    """What was said before the day was about a plan, not about what happened."""
    return assertion.received_on is not None and assertion.received_on > day


def _voice(assertion: Assertion, keys: set[int]) -> Voice:
    """Whoever has it from an assertion that was set aside has it from nobody who is recorded."""
    source = assertion.source
    told_by = {one.pk for one in assertion.heard_from.all()}
    standing = frozenset(told_by & keys)
    return Voice(
        key=assertion.pk,
        source=source.pk,
        kind=source.kind,
        says=assertion.says,
        reliability=source.reliability,
        credibility=assertion.credibility,
        group=source.group.casefold(),
        hearsay=assertion.hearsay or bool(told_by and not standing),
        documented=assertion.manner == "quoted" or bool(assertion.evidence_sha256),
        heard_from=standing,
    )

"""The floor: a sentence is never more certain than the claims it cites."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tocsin.publishing.floor import facts, precision
from tocsin.publishing.floor.cited import PLAIN, Cited, Verdict
from tocsin.publishing.floor.disputes import tells_both
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.headings import said_by
from tocsin.publishing.floor.offers import offer
from tocsin.publishing.floor.scopes import taken_apart
from tocsin.publishing.floor.telling import Told, told
from tocsin.vocabulary import languages, wording
from tocsin.vocabulary.wording import Rules

APART = frozenset({"semicolon", "contrast", "and"})
PASSING = frozenset({"relative", "restrictive", "aside"})
WIDE = frozenset({"clause", "own", "speech", "holder"})
SAID = frozenset({"reported", "opinion"})
TAKEN_BACK = frozenset({"refuted", "withdrawn"})
LONGEST = 4_000  # characters; more is no sentence
HEDGES = {
    "reported": {"attribution", "doubt", "may", "open"},
    "unconfirmed": {"doubt", "may", "open", "fear", "dispute"},
    "feared": {"fear", "risk", "may", "doubt", "open", "not"},
    "opinion": {"attribution", "view", "doubt", "may", "dispute", "open"},
    "refuted": {"refute", "not"},
    "withdrawn": {"refute", "not"},
    "contested": {"dispute"},
}


def judge(
    sentence: str, language: str, claims: Sequence[Cited], *, precise: bool = True
) -> Verdict:
    """How a sentence in a language stands to the claims it cites.

    Without rules for the language it passes unchecked, and the reason says so. With `precise` off
    only the certainty is judged, not what the sentence tells beyond its claims.
    """
    rules = wording.rules(language)
    if rules is None:
        words = {"language": languages.named(language)}
        reason = _("There are no wording rules for %(language)s; a second person must read it.")
        return Verdict("pass", reason % words, unchecked=True)
    if len(sentence) > LONGEST:
        return Verdict("pass", _("This is too long for one sentence; split it."), unchecked=True)
    parts = taken_apart(sentence, rules)
    if not parts.words:
        return Verdict("pass")
    if not claims:
        return _alone(parts, rules)
    places = told(parts, claims, rules)
    verdict = _floor(parts, claims, places, rules)
    return verdict or (_more(parts, claims, places, rules) if precise else Verdict("pass"))


def _alone(sentence: Sentence, rules: Rules) -> Verdict:
    if facts.tells_none(sentence, rules):
        return Verdict("pass")
    reason = _("This states a fact of the case and cites no claim; cite the claim it rests on.")
    return Verdict("uncited", reason)


def _floor(
    sentence: Sentence, claims: Sequence[Cited], places: Told, rules: Rules
) -> Verdict | None:
    weak = [
        claim
        for number, claim in enumerate(claims)
        if not _keeps(sentence, claim, places, number, rules)
    ]
    if not weak:
        return None
    reason = _reasons()[weak[0].status] % {"claim": weak[0].id}
    return _overstated(reason, weak, rules)


def _more(sentence: Sentence, claims: Sequence[Cited], places: Told, rules: Rules) -> Verdict:
    surplus = precision.surplus(sentence, claims, places, rules)
    return _overstated(surplus, claims, rules) if surplus else Verdict("pass")


def _overstated(reason: str, claims: Sequence[Cited], rules: Rules) -> Verdict:
    offered = " ".join(filter(None, (offer(claim, rules) for claim in claims)))
    return Verdict("overstated", reason, offered, tuple(claim.id for claim in claims))


def _keeps(sentence: Sentence, claim: Cited, places: Told, number: int, rules: Rules) -> bool:
    """Whether the words that tell the claim carry what its status asks for."""
    core = places.core[number]
    if claim.status in PLAIN or not core:
        return True
    taken_back = claim.status in TAKEN_BACK
    if facts.is_open_question(sentence, rules) and not taken_back:
        return True
    if claim.status == "contested":
        return tells_both(sentence, claim, core, rules)
    if taken_back and "side" in sentence.whole:
        return False
    core = places.surest(number) if taken_back else core
    if claim.status == "unconfirmed" and _takes_for_granted(sentence, core, places, rules):
        return False
    events = [at for at in core if rules.is_event(sentence.words[at].low)]
    if claim.status in SAID and said_by(sentence, claim.sources, rules).issuperset(events or core):
        return True
    some = number in places.loose | places.shared or not events or claim.status == "opinion"
    return _is_carried(sentence, claim.status, events or core, rules, some=some)


def _is_carried(
    sentence: Sentence, status: str, core: Sequence[int], rules: Rules, *, some: bool
) -> bool:
    """Whether all places are governed as the status asks, or `some` where they stand for it."""
    carried = [_carries(sentence, status, at) for at in core]
    if status == "feared" and not all(carried):
        if some and any("request" in sentence.covers[at] for at in core):
            return True
        come = [_may_come(sentence, at, rules) for at in core]
        averted = [_is_averted(sentence, at, rules) for at in core]
        kept = [one or other for one, other in zip(carried, come, strict=True)]
        carried = kept if all(kept) else averted
    if status in TAKEN_BACK and any(carried):
        said = ({"attribution", "doubt"} & set(sentence.covers[at]) for at in core)
        return all(map(any, zip(carried, said, strict=True)))  # “reported to be …, was never …”
    if some:
        return any(carried) or _hedges(sentence, HEDGES[status], core[0])
    return all(carried)


def _hedges(sentence: Sentence, kinds: set[str], at: int) -> bool:
    """Whether a mark of these kinds governs the clauses around a word, and not one in passing."""
    if any(mark.kind == "certain" for mark in sentence.marks):
        return False
    home = sentence.clause_of(at)
    for mark in sentence.marks:
        own = sentence.clause_of(mark.start)
        between = sentence.clauses[min(home, own) + 1 : max(home, own) + 1]
        apart = mark.kind == "attribution" and any(one.opening in APART for one in between)
        beside = sentence.clauses[own].opening in PASSING or (
            own != home and sentence.clauses[home].opening in PASSING
        )
        if mark.kind in kinds and mark.reach in WIDE and not (apart or beside):
            return True
    return False


def _carries(sentence: Sentence, status: str, at: int) -> bool:
    """Whether what governs a word is enough for a status, and nothing nearer takes it away."""
    covers = sentence.covers[at]
    hedged = max((covers[kind] for kind in HEDGES[status] if kind in covers), default=-1)
    if status == "feared" and "certain" in covers and not (HEDGES[status] - {"risk"}) & set(covers):
        return False  # “his imminent deportation would …”
    if hedged < 0 and status in {"unconfirmed", "reported"}:
        hedged = covers.get("not", -1) if "request" in covers else -1
    sure = covers.get("certain", -1)
    if sure >= 0 and "not" in sentence.covers[sure]:
        sure = -1  # “has not admitted that”, “unable to say how they know”
    return hedged >= 0 and hedged > sure


def _is_averted(sentence: Sentence, at: int, rules: Rules) -> bool:
    """“Please make sure that the ward does not …”: asked, and denied behind a complement word."""
    covers = sentence.covers[at]
    if "request" not in covers:
        return False
    end = sentence.clauses[sentence.clause_of(at)].end
    before = {word.low for word in sentence.words[covers["request"] : at]}
    denied = any(mark.kind == "not" and mark.start < end for mark in sentence.marks)
    return denied and bool(before & rules.lists["complement"])


def _may_come(sentence: Sentence, at: int, rules: Rules) -> bool:
    """“A famine could follow”: the event is what the verb of the fear is told of."""
    clause = sentence.clauses[sentence.clause_of(at)]
    marks = (mark for mark in sentence.marks if mark.kind == "may" and mark.start > at)
    start = min((mark.start for mark in marks), default=clause.end)
    verbs = any(rules.is_finite(sentence.words[i].low) for i in range(at + 1, start))
    return start < clause.end and not verbs


def _takes_for_granted(sentence: Sentence, core: Sequence[int], places: Told, rules: Rules) -> bool:
    """Whether only a circumstance of the event is doubted, one that no claim tells."""
    events = (at for at in core if rules.is_event(sentence.words[at].low))
    found = {sentence.circumstance_of(at, rules) for at in events}
    return any(one is not None and one not in places.matched for one in found)


def _reasons() -> dict[str, str]:
    return {
        "reported": _("Claim %(claim)s is reported: say who says so."),
        "unconfirmed": _("Claim %(claim)s is not confirmed: say openly that it is in doubt."),
        "contested": _("Claim %(claim)s is contested: tell both sides and take none."),
        "feared": _("Claim %(claim)s is feared: tell it as a danger, not as something certain."),
        "opinion": _("Claim %(claim)s is an opinion: say whose it is."),
        "refuted": _("Claim %(claim)s is refuted: tell it only as false."),
        "withdrawn": _("Claim %(claim)s is withdrawn: tell it only as taken back."),
    }

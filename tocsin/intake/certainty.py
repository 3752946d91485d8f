"""Certainty: claims in words that keep their doubt, and a cover note that lost it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.intake.claims import FEARED, LONGEST, NOT_CONFIRMED, Claim
from tocsin.intake.structure import sentences

DOUBT = re.compile(
    r"\b(reported(ly)?|alleged(ly)?|according to|apparently|may|might|could|whether|if|fear(s|ed)?|"
    r"unconfirmed|believed|said to|claims?|suspected)\b",
    re.IGNORECASE,
)
REQUEST = re.compile(
    r"\b(requested|please|urge|call on|ask|demand|hesitate|contact)\b", re.IGNORECASE
)
ASK = re.compile(r"\b(?:requested|asked|urged)\s+to\s+(?P<what>.+?)(?:\.|$)", re.IGNORECASE)
COMMON = re.compile(
    r"the|and|that|this|with|from|have|has|been|were|was|are|they|their|them|will|would|into|about|"
    r"after|before|over|under|which|whose|what|when|where|country|people|back|going"
)
MOST = 20  # sentences of a cover note; more would not be read by anybody
KEPT = ("reported", "unconfirmed", "feared", "contested", "corroborated", "confirmed")


def content_words(text: str) -> set[str]:
    """Words that carry the matter, cut to five letters so that forms of one word meet."""
    words = re.findall(r"[a-zà-þ]{4,}", text.lower())
    return {word[:5] for word in words if not COMMON.fullmatch(word)}


def overstated(cover: list[str], told: list[Claim], least: int = 1) -> list[tuple[str, Claim]]:
    """Sentences of the cover note that state as fact what the partner calls not confirmed.

    `least` is how many words of the matter a sentence and a claim share to be about one thing.
    """
    doubted = [
        claim
        for claim in told
        if claim.status in {"unconfirmed", "feared"} and not claim.is_conditional
    ]
    found: list[tuple[str, Claim]] = []
    for paragraph in cover:
        for sentence in sentences(paragraph):
            if len(found) >= MOST or len(sentence) > LONGEST:
                break
            if DOUBT.search(sentence) or NOT_CONFIRMED.search(sentence) or REQUEST.search(sentence):
                continue
            nearest = _nearest(sentence, doubted, least)
            if nearest:
                found.append((sentence, nearest))
    return found


def _nearest(sentence: str, doubted: list[Claim], least: int) -> Claim | None:
    """The doubted claim that shares most with the sentence; plans where the sentence tells one."""
    words = content_words(sentence)
    future = bool(FEARED.search(sentence))
    plans = [claim for claim in doubted if claim.kind == "plan"] if future else []
    scored = [
        (len(words & content_words(claim.text)), -at, claim)
        for at, claim in enumerate(plans or doubted)
    ]
    best = max(scored, key=lambda one: one[:2], default=None)
    near = best and (best[0] >= least or (plans and least == 1))
    return best[2] if best and near else None


def in_words(told: list[Claim], language: str = "en") -> str:
    """Claims as sentences for a first summary, each with the doubt its status asks for.

    `language` is that of the claims: the summary is published in it, whoever reads the alert.
    """
    kept = [claim for claim in told if claim.status in KEPT and not claim.is_conditional]
    with override(language):
        return " ".join(_sentence(claim) for claim in kept[:5])


def _sentence(claim: Claim) -> str:
    text = claim.text.rstrip(".")
    who = claim.sources[0].name if claim.sources else ""
    if claim.status == "unconfirmed":
        return _("It is not confirmed: %(text)s.") % {"text": text}
    if claim.status == "feared":
        return _("It is feared: %(text)s.") % {"text": text}
    if claim.status in {"confirmed", "corroborated"} or not who:
        return f"{text}."
    return _("According to %(who)s: %(text)s.") % {"who": who, "text": text}


def ask(cover: list[str]) -> str:
    """What the cover note asks for; empty where it asks nothing that can be told."""
    for paragraph in cover:
        if match := ASK.search(paragraph):
            what = " ".join(match["what"].split())
            return f"{what[:1].upper()}{what[1:]}."
    return ""

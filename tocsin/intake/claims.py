"""Claims of a partner's text, sentence by sentence: what is said, by whom, how surely.

A small table of patterns. What a pattern takes for a claim is a proposal: the desk assesses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from tocsin.intake.sources import Source, kind_of, named
from tocsin.intake.structure import SPEECH, sentences

ANY_CASE = re.IGNORECASE
ACCORDING = re.compile(
    r"^(?:however,\s*)?according to (?P<who>.+?),\s+(?P<what>(?![“\"]|and\b)\w.+)$", ANY_CASE
)
RECEIVED = re.compile(
    r"\b(?:received|got|have|had|obtained)\b.{0,40}\binformation\b.{0,20}\bfrom (?P<who>[^,.;]+)",
    ANY_CASE,
)
NOT_CONFIRMED = re.compile(
    r"(?:\b(?:not|never|no|nobody|none|neither|nor|cannot|unable|refused|yet to)|n[’'`]t)\b.{0,40}"
    r"\b(?:confirm\w*|verif\w*|official confirmation)",
    ANY_CASE,
)
WHETHER = re.compile(
    r"\bwhether\b\s+(?P<what>.+?)(?=(?:,?\s+(?:or|and)\s+whether\b)|[.;]|$)", ANY_CASE
)
NOT_THAT = re.compile(
    r"\b(?:confirmed|verified)\b[^,]{0,20}?\bthat\s+(?!whether)(?P<what>[^.;]+)", ANY_CASE
)
FOUND = re.compile(
    r"^(?:however,\s*|in (?:its|an?|the|their) [^,]{3,60},\s+)?"
    r"(?P<who>.+?)\s+(?:found|learn(?:ed|t)|report(?:s|ed)?|heard|said|says|wrote|"
    r"state[sd]?|claim(?:s|ed)?|confirm(?:s|ed)?|admit(?:s|ted)|acknowledge[sd]?)\b(?P<how>[^“”]{0,80}?)\bthat\s+(?P<what>.+)$",
    ANY_CASE,
)
# “X is concerned by reports in the local media that …”: the media tell it, and not X.
REPORTS = re.compile(
    r"\b(?:reports?|news|accounts?)\s+(?:in|by|from|of)\s+(?P<who>[^,.;]{2,80}?)\s+that\s+"
    r"(?P<what>.+)$",
    ANY_CASE,
)
FROM = re.compile(r"\bfrom\s+(?P<who>[^,.;]+)$", ANY_CASE)
EXPECTED = re.compile(
    r"^(?:it is|it’s|we)\s+(?:expected|expect|believed|likely)\b(?:\s+that)?\s*(?P<what>.+)$",
    ANY_CASE,
)
FEARED = re.compile(
    r"\b(?:fear(?:s|ed|ing)?|afraid|worr(?:y|ied)|threat(?:en\w*)?|risk(?:s|ing)?|facing|danger)\b",
    ANY_CASE,
)
WILL = re.compile(r"\b(?:will|shall)\s+\w+", ANY_CASE)
FUTURE = re.compile(r"\b(?:will|shall|going to|about to|to be)\s+\w+", ANY_CASE)
# Words by which a text itself leaves a thing open, whoever tells it.
ALLEGED = re.compile(
    r"\b(?:alleg(?:ed(?:ly)?|ations?|es?)|suspect(?:s|ed)?|apparently|rumou?r(?:s|ed)?|supposed(?:ly)?"
    r"|unconfirmed|purported(?:ly)?|believed to)\b",
    ANY_CASE,
)
UNCLEAR = re.compile(r"\b(?:unclear|not clear|unknown|not known)\b", ANY_CASE)
QUOTE = re.compile(r"[“\"](?P<words>[^”\"]{25,})[”\"]")
SPEAKER = re.compile(
    rf"\b(?:{SPEECH})\b(?:\s+(?:today|yesterday|in|by|to))*\s+(?P<who>(?:(?:Mr|Mrs|Ms|Dr|Prof)\.?\s*)?"
    r"[A-ZÀ-Þ“\"][^,.;]{1,60}(?!\w))"
)
SPEAKER_END = re.compile(r"(?:[’']s)?\s+(?:to|in|article|editorial|column)\b|[’']s$")
# The campaign itself is no claim about the case.
CAMPAIGN = re.compile(
    r"\b(signatures?|to join us|please (write|send|sign)|write to|"
    r"your (voice|urgent (?:action|intervention)|support)|write letters|do not hesitate|thank you|"
    r"we are forwarding|we will convey)\b",
    ANY_CASE,
)
SAID = re.compile(rf"[”\"]\s*(?:{SPEECH})\b", ANY_CASE)
SHORTEST = 20
LONGEST = 2_000  # no sentence that patterns could take apart, and slow to try
MOST = 300  # claims of one document; what is more than an alert waits for a person


@dataclass(frozen=True)
class Claim:
    """One statement as it was read; `kind` is event, status, plan or opinion."""

    text: str
    status: str
    kind: str = "event"
    sources: tuple[Source, ...] = ()

    @property
    def is_conditional(self) -> bool:
        """Whether it says what follows if something else happens."""
        return self.text.startswith("If ")


@dataclass
class Found:
    """Claims, and what is openly not known, in the order of the text."""

    claims: list[Claim] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)
    is_cut: bool = False


def extract(paragraphs: list[str], partner: str, kind: str = "partner") -> Found:
    """All claims of a text. `partner` is whose text it is, and says what nobody else is said to."""
    found = Found()
    own = Source(partner, kind) if partner else None
    for paragraph in paragraphs:
        for sentence in sentences(paragraph):
            if len(found.claims) >= MOST:
                found.is_cut = True
                return found
            _read(sentence, own, found)
    return found


def _read(sentence: str, own: Source | None, found: Found) -> None:
    if len(sentence) > LONGEST:
        found.open_questions.append(sentence)
        return
    if CAMPAIGN.search(QUOTE.sub("", sentence)):
        return
    quotes = QUOTE.findall(sentence)
    if quotes and (sum(map(len, quotes)) > len(sentence) * 0.4 or SAID.search(sentence)):
        found.claims.append(_opinion(sentence, quotes, own))
        return
    if NOT_CONFIRMED.search(sentence):
        if not _doubt(sentence, own, found):
            found.claims += map(_unconfirmed, _plain(sentence, own))
        return
    if UNCLEAR.search(sentence):
        found.open_questions.append(sentence)
        return
    found.claims += _plain(sentence, own)


def _opinion(sentence: str, quotes: list[str], own: Source | None) -> Claim:
    outside = QUOTE.sub(" ", sentence)
    match = SPEAKER.search(outside) or SPEAKER.search(sentence)
    words = " ".join(" ".join(quotes).split())
    if match is None:
        return Claim(words, "opinion", "opinion", (own,) if own else ())
    speaker = SPEAKER_END.split(" ".join(match["who"].split()))[0].strip(' “”"')
    belongs = own and re.search(rf"\bof (?:the )?{re.escape(own.name)}(?!\w)", outside)
    kind = "partner" if belongs else kind_of(outside, kind_of(sentence))
    return Claim(words, "opinion", "opinion", (Source(speaker, kind),))


def _doubt(sentence: str, own: Source | None, found: Found) -> bool:
    """What a sentence calls not confirmed: the claim before it, or claims of its own."""
    told = False
    if (match := RECEIVED.search(sentence)) and found.claims:
        last = found.claims[-1]
        found.claims[-1] = replace(last, sources=(*last.sources, *named(match["who"])))
        told = True
    questions = WHETHER.findall(sentence) or NOT_THAT.findall(sentence)
    for question in questions:
        text = _statement(question)
        kind = "plan" if FUTURE.search(text) else "status"
        found.claims.append(Claim(text, "unconfirmed", kind, (own,) if own else ()))
        told = True
    return told


def _unconfirmed(claim: Claim) -> Claim:
    """A sentence that says of itself that nobody confirmed it reports nothing."""
    return replace(claim, status="unconfirmed") if claim.status == "reported" else claim


def _plain(sentence: str, own: Source | None) -> list[Claim]:
    if match := ACCORDING.match(sentence):
        return [_claim(match["what"], tuple(named(match["who"])))]
    if match := REPORTS.search(sentence):
        return [_claim(match["what"], tuple(named(match["who"])))]
    if match := FOUND.match(sentence):
        from_whom = FROM.search(match["how"].strip())
        chain = (*named(match["who"]), *(named(from_whom["who"]) if from_whom else ()))
        return [_claim(match["what"], chain)]
    if match := EXPECTED.match(sentence):
        return [Claim(_statement(match["what"]), "unconfirmed", "plan", (own,) if own else ())]
    if len(sentence) < SHORTEST:
        return []
    return [_claim(sentence, (own,) if own else ())]


def _claim(text: str, chain: tuple[Source, ...]) -> Claim:
    if FEARED.search(text) or WILL.search(text) or (FUTURE.search(text) and not _is_past(text)):
        return Claim(_statement(text), "feared", "plan", chain)
    first = chain[0].kind if chain else ""
    doubted = first in {"", "anonymous official", "open source"} or ALLEGED.search(text)
    status = "unconfirmed" if doubted else "reported"
    return Claim(_statement(text), status, "event", chain)


def _is_past(text: str) -> bool:
    return bool(
        re.search(r"\b(was|were|has been|have been|had|already|did)\b|\w+ed\b", text, ANY_CASE)
    )


def _statement(text: str) -> str:
    """A clause as a sentence of its own."""
    text = " ".join(text.split()).strip(" ,;")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", "”")) else f"{text}."

"""How well the reader reads: right, wrong and told, or wrong and silent, field by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.intake.corpus import identifiers
from tests.intake.corpus.answers import FIELDS, LISTS, Answers
from tests.intake.corpus.document import Document
from tocsin.intake.reading import read
from tocsin.kernel.refusal import Refusal

# What a warning must name so that it counts for a field.
WORDS = {
    "document_id": r"document id|\bids?\b|number",
    "document_type": r"\btype",
    "title": r"\btitle|headline",
    "date": r"\bdates?\b|\bdays?\b",
    "countries": r"countr",
    "partner": r"partner",
    "encoding": r"utf-8|windows-|encoding|alphabet",
    "issues": r"\bissue",
    "addressees": r"address|office|authorit",
    "related": r"related|\bids?\b|other document",
    "repairs": r"repair|mended|damaged",
}
ENCODINGS = {
    "utf-8-sig": "utf-8",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "gb18030": "gbk",
    "gb2312": "gbk",
    "cp950": "big5",
    "big5hkscs": "big5",
    "euc-kr": "euc_kr",
    "cp949": "euc_kr",
    "cp932": "shift_jis",
    "shift-jis": "shift_jis",
}


class Judged(Protocol):
    """What has right answers."""

    @property
    def seed(self) -> int:
        """Which one."""

    @property
    def answers(self) -> Answers:
        """The right ones."""


@dataclass(frozen=True)
class Verdict:
    """What became of one field of one document; `hits`, `found` and `wanted` count list items."""

    seed: int
    name: str
    is_right: bool
    is_silent: bool
    told: Any
    hits: int = 0
    found: int = 0
    wanted: int = 0


@dataclass
class Score:
    """A field over many documents."""

    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """The share of documents with exactly the right answer."""
        return sum(one.is_right for one in self.verdicts) / max(1, len(self.verdicts))

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall over all items of a list."""
        sides = sum(one.found + one.wanted for one in self.verdicts)
        return 2 * sum(one.hits for one in self.verdicts) / sides if sides else 1.0

    @property
    def silent(self) -> int:
        """Wrong answers that no warning names."""
        return sum(one.is_silent for one in self.verdicts)


def measure(documents: Iterable[Document]) -> dict[str, Score]:
    """The reader's score for each field."""
    scores = {name: Score() for name in FIELDS}
    for document in documents:
        for verdict in judge(document):
            scores[verdict.name].verdicts.append(verdict)
    return scores


def judge(document: Document) -> list[Verdict]:
    """A verdict for each field of a document; one that is refused has no answers, but a warning."""
    try:
        reading = read(document.raw)
        told = reading.to_json() | {"encoding": reading.encoding}
    except Refusal as refusal:
        told = {"encoding": "", "warnings": [refusal.sentence], "repairs": []}
    return [verdict(document, name, told) for name in FIELDS]


def verdict(document: Judged, name: str, told: dict[str, Any]) -> Verdict:
    """What becomes of a field, given what a reader told (the keys of a reading, `encoding`)."""
    answers, value = document.answers, told.get(name)
    warned = any(re.search(WORDS[name], one, re.IGNORECASE) for one in told["warnings"])
    hits, found, wanted = _items(answers, name, value or []) if name in LISTS else (0, 0, 0)
    right = found == hits == wanted if name in LISTS else _is(answers, name, value)
    if name in answers.unsure:
        right = right or (not value and warned) or name == "repairs"
    return Verdict(document.seed, name, right, not right and not warned, value, hits, found, wanted)


def alike(text: str) -> str:
    """Text made alike: one kind of quotation mark and dash, single spaces, small letters."""
    same = unicodedata.normalize("NFKC", text).casefold()
    for signs, one in (("‘’‛`´", "'"), ("“”„", '"'), ("–—", "-"), ("\u00ad\u200b", "")):
        same = re.sub(f"[{signs}]", one, same)
    return " ".join(same.replace("...", "…").split()).rstrip(" .,")


def _is(answers: Answers, name: str, value: Any) -> bool:
    if name == "title":
        return alike(value or "") in {alike(one) for one in (answers.title, *answers.titles)}
    if name == "partner":
        return _partner(value) in {_partner(one) for one in (answers.partner, *answers.partners)}
    if name == "date":
        return bool(value == (answers.date.isoformat() if answers.date else None))
    if name == "countries":
        return {one["code"] for one in value or []} == set(answers.countries)
    if name == "document_type":
        return _family(value) == _family(answers.document_type)
    if name == "encoding":
        return _encoding(value) == _encoding(answers.encoding)
    if name == "repairs":
        return bool(value) == answers.repairs
    return bool(value == getattr(answers, name))


def _partner(name: str | None) -> str:
    return alike(name or "").removeprefix("the ")


def _family(kind: dict[str, str] | None) -> str:
    """Codes of one type in other years are the same type."""
    return identifiers.family(kind["code"]) if kind else ""


def _encoding(name: str) -> str:
    low = (name or "").lower()
    return ENCODINGS.get(low, low)


def _items(answers: Answers, name: str, value: list[str]) -> tuple[int, int, int]:
    """Right items, found items and wanted items of a list."""
    if name == "related":
        wanted = {identifiers.key(one) for one in answers.related}
        found = {identifiers.key(one) for one in value}
        return len(wanted & found), len(found), len(wanted)
    if name == "issues":
        return len(set(value) & set(answers.issues)), len(set(value)), len(set(answers.issues))
    forms = {one: {alike(form) for form in (one, *answers.offices[one])} for one in answers.offices}
    named = {alike(one) for one in value}
    return sum(bool(named & known) for known in forms.values()), len(named), len(forms)

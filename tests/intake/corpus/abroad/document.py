"""A whole document from its seed, and how well it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from tests.intake.corpus import measure
from tests.intake.corpus.abroad import appeals, case, mails, releases, wear
from tests.intake.corpus.abroad.case import AbroadAnswers
from tests.intake.corpus.measure import Score, Verdict, alike
from tocsin.intake.reading import Reading, read

FORMS = (
    appeals.amnesty_first,
    appeals.amnesty_update,
    appeals.amnesty_later,
    appeals.omct,
    appeals.observatory,
    appeals.front_line,
    appeals.pen,
    releases.fidh,
    releases.rsf,
    releases.cpj,
    releases.un_release,
    releases.un_letter,
    releases.ilo,
    releases.ipu,
    mails.plain,
    mails.told,
    mails.forwarded,
)
SEEDS = range(12 * len(FORMS))
SINGLE = ("document_id", "document_type", "title", "date", "countries", "partner", "letters")
LISTS = ("foreign_ids", "issues", "addressees", "related", "claims")
FIELDS = (*SINGLE, *LISTS)
WORDS = {"foreign_ids": "number", "claims": "claim", "letters": "letter"}


@dataclass(frozen=True)
class Document:
    """The text, the form that it has, what happened to it on its way, and the right answers."""

    seed: int
    form: str
    text: str
    wear: tuple[str, ...]
    answers: AbroadAnswers

    @property
    def is_unseen(self) -> bool:
        """Whether who writes the reader must not look at it."""
        return self.seed % 3 == 2


def make(seed: int) -> Document:
    """The document of a seed: three neighbours have one form."""
    rng = Random(seed)  # noqa: S311 - no secret
    form = FORMS[seed // 3 % len(FORMS)]
    one = case.draw(rng)
    lines, worn = wear.wear(rng, form(one))
    return Document(seed, form.__name__, "\n".join(lines) + "\n", worn, one.answers)


@cache
def every() -> tuple[Document, ...]:
    """All documents of other networks."""
    return tuple(make(seed) for seed in SEEDS)


def judge(document: Document) -> list[Verdict]:
    """A verdict for each field."""
    reading = read(document.text.encode())
    return [verdict(document, name, reading) for name in FIELDS]


def verdict(document: Document, name: str, reading: Reading) -> Verdict:
    """What becomes of a field."""
    told = reading.to_json() | {"foreign_ids": reading.foreign_ids, "letters": reading.letters}
    if name not in WORDS:
        return measure.verdict(document, name, told)
    warned = any(WORDS[name] in one for one in reading.warnings)
    if name == "letters":
        right = len(reading.letters) == document.answers.letters
        return Verdict(document.seed, name, right, not (right or warned), reading.letters)
    hits, found, wanted = _items(document.answers, name, reading)
    value = reading.foreign_ids if name == "foreign_ids" else [one.text for one in reading.claims]
    right = hits == found == wanted
    return Verdict(document.seed, name, right, not right, value, hits, found, wanted)


def _items(answers: AbroadAnswers, name: str, reading: Reading) -> tuple[int, int, int]:
    if name == "foreign_ids":
        known = set(answers.foreign_ids)
        return len(known & {*reading.foreign_ids}), len(reading.foreign_ids), len(known)
    # A claim may have lost the words before “that”; each sentence is a claim or an open question.
    told = [alike(one.text) for one in reading.claims] + [alike(x) for x in reading.open_questions]
    wanted = [alike(one) for one in answers.told]
    hits = sum(any(one in sentence for one in told) for sentence in wanted)
    noise = sum(not any(one in sentence for sentence in wanted) for one in told)
    return hits, hits + noise, len(wanted)


def scores(documents: Iterable[Document]) -> dict[str, Score]:
    """The reader's score for each field."""
    made = {name: Score() for name in FIELDS}
    for document in documents:
        for one in judge(document):
            made[one.name].verdicts.append(one)
    return made


def rows(both: list[dict[str, Score]]) -> list[str]:
    """The table's rows: seen and unseen beside each other."""
    made = []
    for name in FIELDS:
        cells: list[Any] = []
        for score in (told[name] for told in both):
            f1 = f"{score.f1:.3f}" if name in LISTS else ""
            cells += [f"{score.accuracy:.1%}", f1, str(score.silent)]
        made.append(f"| {name} | {' | '.join(cells)} |")
    return made

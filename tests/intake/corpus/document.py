"""A whole document from its seed: the same bytes and the same answers each time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from random import Random

from tests.intake.corpus import (  # noqa: F401 - oddities enter when they are imported
    additions,
    damage,
    facts,
    habits,
    inner,
    listing,
    local,
    losses,
)
from tests.intake.corpus.answers import Answers
from tests.intake.corpus.layout import lay_out
from tests.intake.corpus.oddities import BLOCKS, FACTS, TEXT, happen
from tests.intake.corpus.page import Page, settle

SEEDS = range(600)


@dataclass(frozen=True)
class Document:
    """The bytes of a document, what is odd in it, and what a careful archivist says of it."""

    seed: int
    raw: bytes
    text: str
    kind: str
    year: int
    oddities: tuple[str, ...]
    answers: Answers

    @property
    def is_unseen(self) -> bool:
        """Whether who writes the reader must not look at it."""
        return self.seed % 3 == 2


def make(seed: int, on: Collection[str] | None = None) -> Document:
    """The document of a seed; `on` names the oddities that happen, None lets chance decide."""
    rng = Random(seed)  # noqa: S311 - no secret
    encoding = local.draw(rng)
    page = Page(rng, facts.draw(rng, encoding), encoding)
    happen(page, FACTS, on)
    lay_out(page)
    happen(page, BLOCKS, on)
    settle(page)
    page.text = page.whole()
    happen(page, TEXT, on)
    page.answers.encoding = encoding.replace("-marked", "")
    if encoding.startswith("cp125") and not page.first("local"):
        page.answers.unsure.add("encoding")
    raw = local.encode(page.text, encoding)
    return Document(
        seed,
        raw,
        page.text,
        page.case.kind,
        page.case.identifier.year,
        tuple(page.oddities),
        page.answers,
    )


@cache
def every() -> tuple[Document, ...]:
    """All documents of the corpus."""
    return tuple(make(seed) for seed in SEEDS)

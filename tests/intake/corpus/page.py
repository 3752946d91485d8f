"""A document while it is made: blocks of lines, each with the facts that it states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tests.intake.corpus import identifiers
from tests.intake.corpus.answers import Answers
from tests.intake.corpus.facts import Case


@dataclass
class Block:
    """Lines that belong together; `states` are the fields that a reader learns from them."""

    kind: str
    lines: list[str]
    states: set[str] = field(default_factory=set)


@dataclass
class Page:
    """All that is known of the document so far."""

    rng: Random
    case: Case
    encoding: str
    answers: Answers = field(default_factory=Answers)
    blocks: list[Block] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    text: str = ""

    def add(self, kind: str, *lines: str, states: Iterable[str] = ()) -> Block:
        """A further block."""
        block = Block(kind, list(lines), set(states))
        self.blocks.append(block)
        return block

    def all(self, *kinds: str) -> list[Block]:
        """The blocks of some kinds."""
        return [block for block in self.blocks if block.kind in kinds]

    def first(self, kind: str) -> Block | None:
        """The first block of a kind."""
        return next(iter(self.all(kind)), None)

    def drop(self, *kinds: str) -> None:
        """Takes blocks away."""
        self.blocks = [block for block in self.blocks if block.kind not in kinds]

    def states(self, what: str) -> bool:
        """Whether any block states this field."""
        return any(what in block.states for block in self.blocks)

    def whole(self) -> str:
        """The blocks as text, with an empty line between two."""
        return "\n\n".join("\n".join(block.lines) for block in self.blocks) + "\n"


def settle(page: Page) -> None:
    """Writes the answers down from what the blocks state."""
    case, answers, text = page.case, page.answers, page.whole()
    own = case.identifier
    answers.document_id = str(own) if page.states("id") else None
    if {block.kind for block in page.blocks if "id" in block.states} <= {"address"}:
        answers.unsure.add("document_id")
    code = own.code if page.states("id") or page.states("type") else ""
    answers.document_type = {"code": own.code, "name": identifiers.NAMES[own.code]}
    if not code or case.kind in ("CWS", "COS"):
        answers.unsure.add("document_type")
    if not page.states("title"):
        answers.unsure.add("title")
    answers.date = answers.date if page.states("date") else None
    answers.countries = [one.code for one in (case.country, *case.others)]
    if not page.states("countries"):
        answers.unsure.add("countries")
    answers.issues = list(case.issues) if page.states("issues") else []
    if page.states("partner"):
        answers.partner = case.partner
        answers.partners = [case.partner_shown, f"{case.partner} ({_acronym(case)})"]
    shown = [one for one in case.related if _stands(one, text)]
    answers.related = [str(one) for one in shown]
    if not page.states("addressees"):
        answers.addressees, answers.offices = [], {}


def _acronym(case: Case) -> str:
    return case.partner_shown.removeprefix(case.partner).strip(" ()")


def _stands(one: identifiers.Identifier, text: str) -> bool:
    forms = {one.written(one.digits), one.written(one.digits, org=False), str(one)}
    return any(form.lower() in text.lower() for form in forms)

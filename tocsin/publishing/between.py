"""What lies between two revisions, for readers: sentences by part, and statuses of claims."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.appeals.content import Content
from tocsin.publishing import prose
from tocsin.publishing.differences import PARTS
from tocsin.publishing.sentences import SAME, Piece, compared

READ = ("headline", "summary", "body", "ask")
# From the most to the least certain; what stands beside the scale lies below it.
RANKS = {
    "confirmed": 0,
    "corroborated": 1,
    "reported": 2,
    "unconfirmed": 3,
    "contested": 4,
    "feared": 4,
    "opinion": 4,
    "refuted": 5,
    "withdrawn": 6,
}
GONE = ""


@dataclass(frozen=True)
class Part:
    """One part of the text in one language, as it became what it is."""

    name: str
    pieces: list[Piece]

    @property
    def word(self) -> str:
        """What people call the part."""
        return str(PARTS[self.name])

    @property
    def changed(self) -> list[Piece]:
        """Only what was taken out and put in."""
        return [piece for piece in self.pieces if piece.kind != SAME]


@dataclass(frozen=True)
class Status:
    """A claim whose status is another one; `after` is empty where it is cited no more."""

    ref: str
    texts: dict[str, str]
    before: str
    after: str

    @property
    def fell(self) -> bool:
        """Whether it is less certain than it was said to be."""
        return self.after == GONE or RANKS[self.after] > RANKS[self.before]


def parts(before: Content, after: Content, language: str) -> list[Part]:
    """The parts that a reader of the language finds changed; none where the language is new."""
    old, new = before["texts"].get(language), after["texts"].get(language)
    if old is None or new is None:
        return []
    found = [Part(name, compared(_read(old, name), _read(new, name))) for name in READ]
    return [part for part in found if part.changed]


def statuses(before: Content, after: Content) -> list[Status]:
    """The claims whose status changed, or that are cited no more, in their order."""
    now = {claim["ref"]: claim["status"] for claim in after["claims"]}
    return [
        Status(claim["ref"], claim["texts"], claim["status"], now.get(claim["ref"], GONE))
        for claim in before["claims"]
        if now.get(claim["ref"], GONE) != claim["status"]
    ]


def fallen(before: Content, after: Content) -> list[str]:
    """The claims that were said to be more certain than they are said to be now."""
    return [one.ref for one in statuses(before, after) if one.fell]


def _read(texts: dict[str, str], name: str) -> str:
    text = texts.get(name, "")
    return prose.plain(text) if name in {"body", "ask"} else prose.unmarked({name: text})[name]

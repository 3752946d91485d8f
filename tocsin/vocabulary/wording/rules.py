"""The wording rules of a language, read from its file and made ready."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tocsin.vocabulary.wording.phrases import Index, Phrase, compiled
from tocsin.vocabulary.wording.words import Splitting, Stems, Word

HERE = Path(__file__).resolve().parent
REACHES = (
    *("clause", "own", "home", "verb", "noun", "back", "whole", "speech", "holder"),
    *("elided", "before"),
)
# Closed classes of words: the keys of [words]; OWN are of some languages only.
OWN = ("aside_after_comma", "behalf", "both", "correlative", "inverted", "relative_after_comma")
WORDS = (
    "alone",
    "anaphors",
    "content",
    "hearing",
    "pending",
    "approximate",
    "auxiliary",
    "between",
    "circumstances",
    "complement",
    "conjunctions",
    "contrast",
    "contrast_after_comma",
    "definite",
    "escaping",
    "exceeding",
    "first_person",
    "function",
    "generic",
    "indefinite",
    "inverted",
    "months",
    "neuter_relative",
    "not_past",
    "overnight",
    "past",
    "prepositions",
    "present",
    "presupposing",
    "questions",
    "relative",
    "relative_after_comma",
    "speakers",
    "titles",
    "weekdays",
    "who",
)


@dataclass(frozen=True)
class Family:
    """Words that may tell one thing. An event happens; an actor does it; a role is who one is."""

    name: str
    kind: str
    above: frozenset[str] = frozenset()  # families that say less: security forces for police
    below: frozenset[str] = frozenset()  # events that say less: died for killed
    grave: bool = False  # an event that is never told in passing


@dataclass(frozen=True)
class Example:
    """A sentence of a rules file with the verdict that it must get."""

    language: str
    sentence: str
    status: str
    claim: str
    verdict: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """What the checker knows of a language."""

    language: str
    splitting: Splitting
    stems: Stems
    marks: Index
    plain_facts: Index  # phrases that make a sentence one without a fact
    causes: Index
    lists: Mapping[str, frozenset[str]]
    past: tuple[str, ...]  # endings of verbs that tell what happened
    now: tuple[str, ...]  # endings of verbs that tell what happens or will
    participle: tuple[str, ...]  # endings that, behind a comma, tell who or what something is
    is_strict: bool  # whether a comma stands before each clause, and before no other “and”
    families: Mapping[str, Family]
    numbers: Mapping[str, int]
    vague: Mapping[str, int]
    offers: Mapping[str, str]
    abbreviations: frozenset[str]  # whose full stop ends no sentence, without it
    _exact: Mapping[str, frozenset[str]]
    _begun: Mapping[str, tuple[tuple[str, str], ...]]
    _kept: dict[str, frozenset[str]] = field(default_factory=dict)
    _stems: dict[str, str] = field(default_factory=dict)

    def words(self, text: str) -> list[Word]:
        """The words of a text."""
        return self.splitting.words(text)

    def stem(self, low: str) -> str:
        """The stem of a word."""
        if low not in self._stems:
            self._stems[low] = self.stems.of(low)
        return self._stems[low]

    def families_of(self, low: str) -> frozenset[str]:
        """The names of the families a word belongs to, by its own entry or its beginning."""
        if low not in self._kept:
            own = self._exact.get(low, frozenset())
            begun = () if low in self.lists["alone"] else self._begun.get(low[:2], ())
            fitting = [(len(start), name) for start, name in begun if low.startswith(start)]
            longest = max((length for length, _name in fitting), default=0)
            self._kept[low] = own | {name for length, name in fitting if length == longest}
        return self._kept[low]

    def kinds_of(self, low: str) -> frozenset[str]:
        """The kinds of those families: event, actor, role, thing."""
        return frozenset(self.families[name].kind for name in self.families_of(low))

    def is_event(self, low: str) -> bool:
        """Whether the word tells something that happens."""
        return "event" in self.kinds_of(low)

    def is_past(self, low: str) -> bool:
        """Whether the word may be a verb (or a participle) that tells what happened."""
        if low in self.lists["past"]:
            return True
        return low.endswith(self.past) and low not in self.lists["not_past"]

    def is_verb(self, low: str) -> bool:
        """Whether the word may be the verb of a clause, and nothing else."""
        return low in self.lists["auxiliary"] or self.is_past(low)

    def is_finite(self, low: str) -> bool:
        """Whether the word may be the verb of a clause, even of a headline."""
        if self.is_verb(low) or low in self.lists["present"]:
            return True
        return low.endswith(self.now) and low not in self.lists["not_past"]

    def is_participle(self, low: str) -> bool:
        """Whether the word may begin what stands for a relative clause: “…, beaten by …, …”."""
        return low.endswith(self.participle) and low not in self.lists["not_past"]


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a rules file."""
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


@cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{language}.toml").read_text("utf-8"))


@cache
def rules(language: str) -> Rules | None:
    """The rules of a language, or None where nobody has written any."""
    base = language.split("-", maxsplit=1)[0].casefold()
    return made(_file(base)) if base in languages() else None


def examples(language: str) -> list[Example]:
    """The examples that a rules file carries."""
    return [
        Example(
            language,
            one["sentence"],
            one.get("status", ""),
            one.get("claim", ""),
            one["verdict"],
            tuple(one.get("sources", ())),
        )
        for one in _file(language)["example"]
    ]


def made(file: Mapping[str, Any]) -> Rules:
    """Rules from the content of a file; ValueError or KeyError where it is not as described."""
    lists = {name: str(words) for name, words in file.get("lists", {}).items()}
    exact, begun, families = _families(file["family"])
    closed = {name: frozenset(file["words"].get(name, "").split()) for name in (*WORDS, *OWN)}
    return Rules(
        language=file["language"],
        splitting=_splitting(file.get("splitting", {})),
        stems=_stems(file["stems"]),
        marks=Index(_marks(file["marks"], lists)),
        plain_facts=Index(_phrases(file["no_fact"], lists)),
        causes=Index(_phrases(file["more"], lists)),
        lists=closed,
        past=tuple(file["endings"]["past"].split()),
        now=tuple(file["endings"].get("now", "").split()),
        participle=tuple(file["endings"].get("participle", "").split()),
        is_strict=file.get("splitting", {}).get("commas") == "strict",
        families=families,
        numbers={word: int(number) for word, number in file["numbers"].items()},
        vague={word: int(number) for word, number in file["vague"].items()},
        offers=file["offers"],
        abbreviations=frozenset(file.get("splitting", {}).get("abbreviations", "").split()),
        _exact=exact,
        _begun=begun,
    )


def _splitting(given: Mapping[str, Any]) -> Splitting:
    return Splitting(
        frozenset(given.get("elided", "").split()),
        frozenset(given.get("attached", "").split()),
        given.get("contracted", {}),
        given.get("replaced", {}),
        given.get("letters", {}),
    )


def _stems(given: Mapping[str, Any]) -> Stems:
    irregular = {
        form: base for base, forms in given.get("irregular", {}).items() for form in forms.split()
    }
    endings = sorted(given["endings"].split(), key=len, reverse=True)
    return Stems(endings, irregular, given.get("kept", 3), given.get("alike", 6))


def _marks(given: Mapping[str, Any], lists: Mapping[str, str]) -> Iterator[Phrase]:
    for kind, reaches in given.items():
        for reach, written in reaches.items():
            if reach not in REACHES:
                raise ValueError(f"“{reach}” is no reach; use one of {', '.join(REACHES)}.")
            for one in written:
                yield compiled(one, kind, reach, lists)


def _phrases(given: Mapping[str, Any], lists: Mapping[str, str]) -> Iterator[Phrase]:
    for kind, written in given.items():
        for one in written:
            yield compiled(one, kind, "whole", lists)


def _families(
    given: Mapping[str, Any],
) -> tuple[dict[str, frozenset[str]], dict[str, tuple[tuple[str, str], ...]], dict[str, Family]]:
    exact: dict[str, set[str]] = {}
    begun: dict[str, list[tuple[str, str]]] = {}
    families: dict[str, Family] = {}
    for kind, members in given.items():
        for name, written in members.items():
            words, families[name] = _family(name, kind, written)
            for word in words:
                if word.endswith("*"):
                    begun.setdefault(word[:2], []).append((word[:-1], name))
                else:
                    exact.setdefault(word, set()).add(name)
    return (
        {word: frozenset(names) for word, names in exact.items()},
        {start: tuple(pairs) for start, pairs in begun.items()},
        families,
    )


def _family(name: str, kind: str, written: str | Mapping[str, Any]) -> tuple[list[str], Family]:
    if isinstance(written, str):
        return written.split(), Family(name, kind)
    above, below = (frozenset(written.get(key, "").split()) for key in ("above", "below"))
    grave = bool(written.get("grave")) or bool(below)
    return written["words"].split(), Family(name, kind, above, below, grave)

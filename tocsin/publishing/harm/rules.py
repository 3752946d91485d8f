"""The rules of one language, read from `vocabulary/harm/LANGUAGE.toml`.

How a file is written is told at the top of `en.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from tocsin.publishing.harm.finding import KINDS
from tocsin.publishing.harm.pairs import WINDOW, Pair, Spot, single
from tocsin.publishing.harm.shapes import SHAPES
from tocsin.vocabulary.names import HERE, load

HOLDER = re.compile(r"\{([a-z_][a-z_0-9]*)\}")
LETTERS = re.compile(r"[^\W\d_]{2,}")
NEAR = 70  # characters on both sides of a match in which `unless` and `although` are looked for


@dataclass(frozen=True)
class Rule:
    """One pattern, or a pair of them, with what speaks against it."""

    kind: str
    find: re.Pattern[str] | Pair
    when: tuple[str, ...]
    unless: re.Pattern[str] | None
    although: re.Pattern[str] | None
    never: re.Pattern[str] | None
    near: int
    letters: str
    examples: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()

    def spots(self, text: str) -> Iterator[Spot]:
        """Where the pattern or the pair stands in a folded text."""
        return self.find.spots(text) if isinstance(self.find, Pair) else single(self.find, text)


@dataclass(frozen=True)
class Rules:
    """What one language knows: rules, groups of words, and which words are no names."""

    rules: tuple[Rule, ...]
    groups: dict[str, re.Pattern[str]]
    is_word: Callable[[str], bool]


def languages() -> list[str]:
    """The languages that have a file of rules."""
    return sorted(path.stem for path in (HERE / "harm").glob("*.toml"))


@cache
def rules_of(language: str) -> Rules:
    """The rules of a language (“fr-CA” reads those of “fr”); none where there is no file."""
    code = language.partition("-")[0].lower()
    if code not in languages():
        return Rules((), {}, lambda _word: False)
    return compiled(load(f"harm/{code}.toml"))


def compiled(data: dict[str, Any]) -> Rules:
    """Rules from a file that was read; raises ValueError where a rule cannot be understood."""
    words = {group: _either(forms) for group, forms in data["words"].items()}
    bricks = SHAPES | words
    rules = tuple(_rule(one, bricks) for one in [*data["rule"], *data.get("pair", ())])
    groups = {group: re.compile(_built(text, bricks)) for group, text in bricks.items()}
    return Rules(rules, groups, _dictionary(data, words))


def _dictionary(data: dict[str, Any], words: dict[str, str]) -> Callable[[str], bool]:
    """Whether a small word stands in the file; patterns count as all that they match."""
    own = {name: text for name, text in words.items() if name not in data.get("names", ())}
    small, given = set(data["small"]), frozenset(data.get("given", ()))
    for name in own:
        small |= {word for form in data["words"][name] for word in LETTERS.findall(form)}
    known = re.compile("|".join(_built(text, words) for text in own.values()))

    @lru_cache(maxsize=20_000)
    def is_word(word: str) -> bool:
        return word not in given and (word in small or known.fullmatch(word) is not None)

    return is_word


def _either(forms: list[str]) -> str:
    """Longest first, so that `mother-in-law` is not read as `mother`."""
    return r"(?<!\w)(?:" + "|".join(sorted(forms, key=len, reverse=True)) + r")(?!\w)"


def _rule(one: dict[str, Any], bricks: dict[str, str]) -> Rule:
    if one["kind"] not in KINDS:
        raise ValueError(f"There is no kind “{one['kind']}”.")
    needed = tuple(one.get("when", ()))
    flags = re.IGNORECASE if one.get("letters") == "plain" else 0  # groups are written small
    if unknown := [group for group in needed if group not in bricks]:
        raise ValueError(f"There is no group of words “{unknown[0]}”.")
    return Rule(
        kind=one["kind"],
        find=_find(one, bricks, flags),
        when=needed,
        unless=_pattern(one.get("unless"), bricks, flags),
        although=_pattern(one.get("although"), bricks, flags),
        never=_pattern(one.get("never"), bricks, re.IGNORECASE),
        near=one.get("near", NEAR),
        letters=one.get("letters", "names"),
        examples=tuple(one.get("examples", ())),
        harmless=tuple(one.get("harmless", ())),
    )


def _find(one: dict[str, Any], bricks: dict[str, str], flags: int) -> re.Pattern[str] | Pair:
    if "find" in one:
        return re.compile(_built(one["find"], bricks), flags)
    between = one.get("between")
    return Pair(
        left=re.compile(_built(one["left"], bricks), flags),
        right=re.compile(_built(one["right"], bricks), flags),
        between=re.compile(_built(between, bricks), flags) if between else None,
        window=one.get("window", WINDOW),
        span=one.get("span", "both"),
        any_order=one.get("order", "given") == "any",
    )


def _pattern(text: str | None, bricks: dict[str, str], flags: int) -> re.Pattern[str] | None:
    """What speaks for or against a finding begins with a whole word."""
    return re.compile(rf"(?<!\w)(?:{_built(text, bricks)})", flags) if text else None


def _built(text: str, bricks: dict[str, str]) -> str:
    """Puts groups of words into a pattern; groups may name groups, up to five deep."""
    for _round in range(5):
        if not HOLDER.search(text):
            return text
        text = HOLDER.sub(lambda found: _brick(found.group(1), bricks), text)
    raise ValueError(f"Groups of words name each other in a circle: {text[:60]}")


def _brick(name: str, bricks: dict[str, str]) -> str:
    if name not in bricks:
        raise ValueError(f"There is no group of words “{name}”.")
    return f"(?:{bricks[name]})"

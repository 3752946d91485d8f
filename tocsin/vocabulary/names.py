"""Names as they stand in documents, made alike so that they can be compared."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from tocsin.kernel.texts.normal_forms import nfkd

HERE = Path(__file__).resolve().parent
NEAR = 80  # rapidfuzz score from which a name is offered


def load(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module."""
    return tomllib.loads((HERE / name).read_text("utf-8"))


def plain(name: str) -> str:
    """Lower case, without accents, `&` as `and`, punctuation as spaces."""
    # Decomposed first: letters of other styles (𝑨, Ⓐ) have no lower case of their own.
    lower = nfkd(name).casefold()
    letters = nfkd(lower).replace("&", " and ")
    kept = "".join(
        " " if not one.isalnum() else one for one in letters if not unicodedata.combining(one)
    )
    return " ".join(kept.split())


@dataclass(frozen=True)
class Split:
    """What a line of names holds: known ones as keys, the rest as written, with near names."""

    known: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    near: dict[str, str] = field(default_factory=dict)


def split(
    line: str, keys: Mapping[str, str], names: Mapping[str, str], *, offers: bool = True
) -> Split:
    """Splits at commas and semicolons, but takes the longest known name first.

    `keys` maps plain names to keys, `names` keys to the name that is offered for an unknown one.
    """
    parts = [part.strip() for part in line.replace(";", ",").split(",")]
    known: list[str] = []
    unknown: list[str] = []
    near: dict[str, str] = {}
    at = 0
    while at < len(parts):
        length, key = _longest(parts, at, keys)
        if key is None:
            if parts[at]:
                unknown.append(parts[at])
                if offers and (found := nearest(parts[at], keys)):
                    near[parts[at]] = names[found]
        elif key not in known:
            known.append(key)
        at += length
    return Split(known, unknown, near)


def _longest(parts: list[str], at: int, keys: Mapping[str, str]) -> tuple[int, str | None]:
    for end in range(min(len(parts), at + 4), at, -1):
        if key := keys.get(plain(",".join(parts[at:end]))):
            return end - at, key
    return 1, None


def nearest(name: str, keys: Mapping[str, str]) -> str | None:
    """The key of the nearest known name, if it is near enough to be offered."""
    found = process.extractOne(plain(name), keys.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return keys[found[0]] if found else None

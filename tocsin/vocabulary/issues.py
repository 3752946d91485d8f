"""Issues an appeal may be about."""

from __future__ import annotations

from functools import cache
from typing import Any

from tocsin.vocabulary.names import Split, load, plain, split


@cache
def _issues() -> dict[str, dict[str, str]]:
    return {one["slug"]: one for one in load("issues.toml")["issue"]}


class _Keys(dict[str, str]):
    """Plain names; one is found in the singular and in the plural."""

    def get(self, name: str, default: Any = None) -> Any:
        """The slug of a name in either number."""
        return super().get(name) or super().get(singular(name), default)


def singular(name: str) -> str:
    """A plain name without the endings of plurals: “killing s” and “killings” are “killing”."""
    words = [word for word in name.split() if word not in {"s", "the"}]
    return " ".join(_one(word) for word in words)


def _one(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word


@cache
def _keys() -> _Keys:
    keys = _Keys()
    for slug, one in _issues().items():
        for alias in (one["en"], one["fr"], slug, *one.get("aliases", ())):
            for form in (plain(alias), singular(plain(alias))):
                keys.setdefault(form, slug)
    return keys


def slugs() -> list[str]:
    """All issues, by their English names."""
    return list(_issues())


def name(slug: str, language: str = "en") -> str:
    """An issue's name in a language, else in English, else its slug."""
    one = _issues().get(slug, {})
    return one.get(language) or one.get("en") or slug


def by_name(text: str) -> str | None:
    """The slug of an issue as it is named in a document."""
    slug: str | None = _keys().get(plain(text))
    return slug


def choices(language: str) -> list[tuple[str, str]]:
    """All issues for a form, sorted by their names in the language."""
    named = ((slug, name(slug, language)) for slug in _issues())
    return sorted(named, key=lambda one: plain(one[1]))


def split_names(line: str) -> Split:
    """The issues of a line; a name that holds a comma is one name."""
    return split(line, _keys(), {slug: one["en"] for slug, one in _issues().items()})

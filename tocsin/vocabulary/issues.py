"""Issues an appeal may be about."""

from __future__ import annotations

from functools import cache

from tocsin.vocabulary.names import Split, load, plain, split


@cache
def _issues() -> dict[str, dict[str, str]]:
    return {one["slug"]: one for one in load("issues.toml")["issue"]}


@cache
def _keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for slug, one in _issues().items():
        for alias in (one["en"], one["fr"], slug, *one.get("aliases", ())):
            keys.setdefault(plain(alias), slug)
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
    return _keys().get(plain(text))


def choices(language: str) -> list[tuple[str, str]]:
    """All issues for a form, sorted by their names in the language."""
    named = ((slug, name(slug, language)) for slug in _issues())
    return sorted(named, key=lambda one: plain(one[1]))


def split_names(line: str) -> Split:
    """The issues of a line; a name that holds a comma is one name."""
    return split(line, _keys(), {slug: one["en"] for slug, one in _issues().items()})

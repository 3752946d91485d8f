"""Kinds of documents that a new installation knows; a desk may add more (appeals.DocumentType)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.names import load, plain


@dataclass(frozen=True)
class Kind:
    """One document type; `names` by language code."""

    code: str
    names: dict[str, str]
    family: str
    offered: bool
    aliases: tuple[str, ...] = ()


@cache
def all_types() -> dict[str, Kind]:
    """By code."""
    return {
        one["code"]: Kind(
            one["code"],
            {"en": one["en"], "fr": one["fr"]},
            one["family"],
            one["offered"],
            tuple(one.get("aliases", ())),
        )
        for one in load("document_types.toml")["type"]
    }


def by_code(code: str) -> Kind | None:
    """The type of a code, in whatever case."""
    return all_types().get(code.upper())


def by_name(text: str) -> Kind | None:
    """The first type that is called so."""
    wanted = plain(text)
    for kind in all_types().values():
        if is_called(kind, wanted):
            return kind
    return None


def name(code: str, language: str = "en") -> str:
    """A type's name in a language, else in English, else its code."""
    kind = by_code(code)
    return code if kind is None else kind.names.get(language) or kind.names["en"]


def is_called(kind: Kind, text: str) -> bool:
    """Whether a type has this name, in whatever case."""
    names = (*kind.names.values(), *kind.aliases, kind.code)
    return plain(text) in {plain(name) for name in names}


def spelling(kind: Kind, text: str) -> str:
    """The type's name that a document means, as it is spelt here; its English one for others."""
    english = (kind.names["en"], *kind.aliases)
    return next((name for name in english if plain(name) == plain(text)), kind.names["en"])

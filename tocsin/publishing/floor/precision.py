"""More than the claims say: another number, date, place, name, actor, cause or event."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.publishing.floor.cited import Cited
from tocsin.publishing.floor.scopes import Sentence
from tocsin.publishing.floor.telling import Told
from tocsin.vocabulary.wording import Rules


def surplus(sentence: Sentence, claims: Sequence[Cited], places: Told, rules: Rules) -> str:
    """One sentence on what no claim gives; empty where the claims give everything."""
    return ""

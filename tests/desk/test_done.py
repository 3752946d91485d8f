"""The histories of the desk say in words what was done."""

from __future__ import annotations

import ast

import pytest
from django.utils.translation import override

from tests.house.survey import PACKAGE, modules, tree
from tocsin.desk.templatetags.done import WORDS, done

ROOMS = {"appeals", "authorities", "cases", "publishing"}
RECORDING = {"record", "_record", "_turn", "_judge", "_settle"}
SUBJECTS = {"appeal", "authority", "case", "claim", "source", "person"}
STATES = {"merged", "apart", "closed", "open", "published"}
ELSEWHERE = {"document type"}  # things without a page of their history


def verbs() -> set[str]:
    """Every verb that these rooms write into the trail, read from the source."""
    found: set[str] = set()
    for path in modules():
        if path.relative_to(PACKAGE).parts[0] not in ROOMS:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _name(node.func) in RECORDING:
                texts = set(_texts(node))
                found |= set() if ELSEWHERE & texts else texts
    return found - SUBJECTS - STATES


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _texts(call: ast.Call) -> list[str]:
    return [
        one.value
        for one in call.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def test_every_verb_of_a_history_has_its_words() -> None:
    assert len(verbs()) > 15
    assert verbs() - set(WORDS) == set()


@pytest.mark.parametrize("verb", sorted(WORDS))
def test_the_words_are_in_the_readers_language(verb: str) -> None:
    with override("en"):
        english = done(verb)
    with override("fr"):
        assert done(verb) not in {english, verb}
    assert english != verb


def test_a_verb_without_words_is_shown_as_it_is() -> None:
    assert done("turn the lighthouse on") == "turn the lighthouse on"

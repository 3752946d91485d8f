"""The histories of the desk say in words what was done."""

from __future__ import annotations

import ast

import pytest
from django.utils.translation import override

from tests.house.survey import PACKAGE, modules, tree
from tocsin.desk.templatetags.done import WORDS, done
from tocsin.replies.models import CORRECTION, KINDS
from tocsin.signing.models import VERDICTS

ROOMS = {"appeals", "authorities", "cases", "publishing"}
RECORDING = {"record", "_record", "_turn", "_judge", "_settle"}
SUBJECTS = {"appeal", "authority", "case", "claim", "source", "person"}
STATES = {"merged", "apart", "closed", "open", "published"}
ELSEWHERE = {"document type"}  # things without a page of their history
LATER = {"mailing", "signing", "conveyance", "replies"}  # rooms that add to an appeal's history


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


def later_verbs() -> set[str]:
    """What later rooms write into an appeal's trail, and what they put together out of words."""
    found = {f"propose {verdict}" for verdict, _words in VERDICTS}
    found |= {f"record {kind}" for kind, _words in [*KINDS, CORRECTION]} | {"void", "count again"}
    for path in modules():
        if path.relative_to(PACKAGE).parts[0] in LATER:
            calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
            for call in calls:
                of_hold = path.name in {"holds.py", "taking.py"} and _name(call.func) == "record"
                if ("appeal" in _texts(call) and _name(call.func) == "record") or of_hold:
                    found |= set(_texts(call))
    return found - SUBJECTS


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


def test_what_is_done_with_voices_and_answers_of_an_appeal_has_its_words() -> None:
    assert {"hold back", "decline decision", "print sheet", "withdraw"} < later_verbs()
    assert later_verbs() - set(WORDS) == set()


@pytest.mark.parametrize("verb", sorted(WORDS))
def test_the_words_are_in_the_readers_language(verb: str) -> None:
    with override("en"):
        english = done(verb)
    with override("fr"):
        assert done(verb) not in {english, verb}
    assert english != verb


def test_a_verb_without_words_is_shown_as_it_is() -> None:
    assert done("turn the lighthouse on") == "turn the lighthouse on"

"""Each language's rules file is as it is described, and its examples are judged as it says."""

from __future__ import annotations

import pytest

from tocsin.publishing.floor import STATUSES, Cited, Source, judge
from tocsin.vocabulary import wording
from tocsin.vocabulary.wording import Example

EXAMPLES = [one for language in wording.languages() for one in wording.examples(language)]
KINDS = {"doubt", "may", "attribution", "fear", "risk", "open", "dispute", "refute", "not"}
KINDS |= {"view", "certain", "side", "request", "none"}


def test_there_are_rules_for_english() -> None:
    assert "en" in wording.languages()


@pytest.mark.parametrize("one", EXAMPLES, ids=[f"{e.language}-{e.sentence}" for e in EXAMPLES])
def test_an_example_is_judged_as_its_file_says(one: Example) -> None:
    sources = tuple(Source(name) for name in one.sources)
    claims = [Cited("c1", one.claim, one.status, sources)] if one.claim else []
    assert judge(one.sentence, one.language, claims).verdict == one.verdict


@pytest.mark.parametrize("language", wording.languages())
def test_a_file_has_examples_of_each_verdict_and_status(language: str) -> None:
    examples = wording.examples(language)
    assert {one.verdict for one in examples} == {"pass", "overstated", "uncited"}
    assert {one.status for one in examples} >= set(STATUSES)


@pytest.mark.parametrize("language", wording.languages())
def test_a_file_knows_each_kind_of_mark(language: str) -> None:
    rules = wording.rules(language)
    assert rules is not None
    assert {phrase.kind for phrase in rules.marks.phrases} <= KINDS
    assert {phrase.kind for phrase in rules.marks.phrases} >= KINDS - {"none"}


@pytest.mark.parametrize("language", wording.languages())
def test_a_file_offers_a_wording_for_each_status(language: str) -> None:
    rules = wording.rules(language)
    assert rules is not None
    assert set(rules.offers) == {*STATUSES, "unnamed"}
    assert all("{claim}" in rules.offers[status] for status in STATUSES)


@pytest.mark.parametrize("language", wording.languages())
def test_the_families_that_a_family_names_exist(language: str) -> None:
    rules = wording.rules(language)
    assert rules is not None
    named = {name for one in rules.families.values() for name in one.above | one.below}
    assert named <= set(rules.families)

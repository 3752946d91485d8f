"""How wording rules are written: phrases, words, stems, families."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.vocabulary import wording
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found, Index, compiled
from tocsin.vocabulary.wording.words import Splitting, Stems

LISTS = {"be": "is was", "sure": "confirm* verif*"}


def english() -> Rules:
    """The rules that every installation has."""
    rules = wording.rules("en")
    assert rules is not None
    return rules


def found(written: str, text: str) -> list[str]:
    """What a phrase finds in a text of plain words."""
    words = text.split()
    index = Index([compiled(written, "doubt", "own", LISTS)])
    return [" ".join(words[one.start : one.end]) for one in index.find(words)]


@pytest.mark.parametrize(
    ("written", "text", "there"),
    [
        ("not confirmed", "it is not confirmed that", ["not confirmed"]),
        ("not {sure}", "not verified and not confirming", ["not verified", "not confirming"]),
        ("{be} not yet? clear", "it is not clear , it was not yet clear", None),
        ("not ... {sure}", "not been officially confirmed", ["not been officially confirmed"]),
        ("not ... {sure}", "not here , confirmed", []),
        ("^ please", "please act , please", ["please", "please"]),
        ("^ please", "we please", []),
        ("is none $", "there is none , there is none left", ["is none"]),
        ("report|reports of", "reports of", ["reports of"]),
        ("*erait|sera ... tôt", "il tirerait trop tôt , il tirait tôt", ["tirerait trop tôt"]),
        ("il *erait", "il tirerait , il tirait", ["il tirerait"]),
    ],
)
def test_a_phrase_is_found_where_it_stands(
    written: str, text: str, there: list[str] | None
) -> None:
    expected = ["is not clear", "was not yet clear"] if there is None else there
    assert found(written, text) == expected


def test_the_longest_phrase_takes_its_words_from_the_shorter() -> None:
    written = {"no doubt that": "certain", "doubt that": "doubt"}
    index = Index([compiled(one, kind, "clause", {}) for one, kind in written.items()])
    words = ["there", "is", "no", "doubt", "that", "he"]
    assert index.find(words) == [Found("certain", "clause", 2, 5)]


def test_one_phrase_may_be_of_two_kinds() -> None:
    index = Index([compiled("may", kind, "verb", {}) for kind in ("doubt", "fear")])
    assert [one.kind for one in index.find(["may"])] == ["doubt", "fear"]


@pytest.mark.parametrize("written", ["", "... confirmed", "not ...", "yet? confirmed", "^", "$"])
def test_a_phrase_begins_and_ends_with_a_word(written: str) -> None:
    with pytest.raises(ValueError, match="must begin and end with a word"):
        compiled(written, "doubt", "own", LISTS)


def test_a_phrase_names_only_lists_that_exist() -> None:
    with pytest.raises(ValueError, match="There is no list “maybe”"):
        compiled("{maybe} so", "doubt", "own", LISTS)


def test_a_mark_needs_a_reach_that_the_checker_knows() -> None:
    from tocsin.vocabulary.wording.rules import _marks

    with pytest.raises(ValueError, match="“sideways” is no reach"):
        list(_marks({"doubt": {"sideways": ["perhaps"]}}, {}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He hasn't slept.", "he has not slept"),
        ("Omar’s brothers’ house", "omar 's brothers 's house"),
        ("a 16-year-old", "a 16 year old"),
        ("1,200 people – all", "1200 people – all"),
        ("“No,” he said", '" no , " he said'),
        ("U.S. troops", "u s troops"),
        ("4.5 per cent", "4.5 per cent"),
    ],
)
def test_a_text_is_split_into_words(text: str, words: str) -> None:
    assert [word.low for word in english().words(text)] == words.split()


def test_small_words_that_hang_on_others_come_off() -> None:
    french = Splitting(elided=frozenset({"l", "qu"}))
    assert [one.low for one in french.words("qu’on l’arrête")] == ["qu'", "on", "l'", "arrête"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("arrested", "arrests"), ("beaten", "beat"), ("flogging", "flogged"), ("died", "death")],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    rules = english()
    assert rules.stems.meet(rules.stem(one), rules.stem(other))


def test_short_stems_meet_only_when_they_are_the_same() -> None:
    stems = Stems(["s"], {})
    assert not stems.meet("cat", "car")
    assert stems.meet("deportati", "deportee")


def test_a_word_is_of_a_family_by_its_beginning_or_by_its_own_entry() -> None:
    rules = english()
    assert "arrest" in rules.families_of("arresting")
    assert "arrest" in rules.families_of("custody")
    assert rules.families_of("customs") != rules.families_of("custody")
    assert not rules.families_of("xylophone")


def test_a_region_has_the_rules_of_its_language() -> None:
    assert wording.rules("en-GB") is not None


def test_a_language_that_nobody_wrote_rules_for_has_none() -> None:
    assert wording.rules("tlh") is None
    assert wording.rules("") is None


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    for word in english().words(text):
        assert word.low
        assert word.kind in {"word", "number", "mark"}


@given(st.lists(st.sampled_from(["not", "confirmed", ",", "yet", "is", "the", "been"])))
def test_phrases_that_are_found_share_no_word_unless_they_are_the_same(words: list[str]) -> None:
    spans = {(one.start, one.end) for one in english().marks.find(words)}
    taken = [at for start, end in spans for at in range(start, end)]
    assert len(taken) == len(set(taken))

"""What must not become public is found in a sentence, and what is harmless is left alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.publishing.harm import KINDS, Finding, findings
from tocsin.publishing.harm.finding import remedy
from tocsin.publishing.harm.rules import Rule, compiled, languages, rules_of

TODAY = date(2026, 6, 1)
LANGUAGES = ["en", "fr", "ru"]


def found(sentence: str, language: str = "en") -> list[tuple[str, str]]:
    """Kinds and words, as a person would list them."""
    return [(one.kind, one.text) for one in findings(sentence, language, TODAY)]


def kinds(sentence: str, language: str = "en") -> set[str]:
    """Only the kinds."""
    return {kind for kind, _text in found(sentence, language)}


def told(which: str) -> list[Any]:
    """The examples that stand beside the rules, each with its rule."""
    return [
        pytest.param(language, rule, sentence, id=f"{language}-{rule.kind}-{sentence[:40]}")
        for language in LANGUAGES
        for rule in rules_of(language).rules
        for sentence in getattr(rule, which)
    ]


@pytest.mark.parametrize(("language", "rule", "sentence"), told("examples"))
def test_every_example_of_a_rule_is_found(language: str, rule: Rule, sentence: str) -> None:
    assert rule.kind in kinds(sentence, language)


@pytest.mark.parametrize(("language", "rule", "sentence"), told("harmless"))
def test_every_harmless_example_of_a_rule_is_left_alone(
    language: str, rule: Rule, sentence: str
) -> None:
    assert rule.kind not in kinds(sentence, language)


def test_there_are_rules_in_three_languages() -> None:
    assert languages() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_rule_with_an_example(language: str) -> None:
    with_example = {rule.kind for rule in rules_of(language).rules if rule.examples}
    assert with_example == set(KINDS)


def test_the_words_are_exactly_those_of_the_sentence() -> None:
    sentence = "Police shot  Amina\u00a0Tormé,\n14, near the bridge."
    (one,) = findings(sentence, "en", TODAY)
    assert one.text == "Amina\u00a0Tormé,\n14"
    assert sentence[one.start : one.start + len(one.text)] == one.text


def test_a_name_in_decomposed_letters_is_cut_out_as_it_was_typed() -> None:
    sentence = "La police a battu Le\u0301a Torme\u0301, 14 ans."
    assert found(sentence, "fr") == [("minor", "Le\u0301a Torme\u0301, 14 ans")]


def test_findings_come_in_the_order_of_the_text() -> None:
    sentence = "His wife, Nadia Tormé, has epilepsy; call her on +976 9911 2345."
    assert [kind for kind, _ in found(sentence)] == ["family", "health", "telephone"]


@pytest.mark.parametrize(
    "sentence",
    [
        "A. K., 14, was taken out of class.",
        "A 14-year-old girl was taken out of class.",
        "Nineteen-year-old Ruvin Pathan was arrested.",
        "On March 14, he was moved to another prison.",
        "The fifteen-year sentence was upheld.",
        "Kwame Sante, 18, was sentenced as an adult.",
    ],
)
def test_initials_and_adults_are_no_named_minors(sentence: str) -> None:
    assert "minor" not in kinds(sentence)


@pytest.mark.parametrize(
    ("born", "minor"), [(2007, False), (2008, False), (2009, True), (2024, True), (2027, False)]
)
def test_a_year_of_birth_counts_by_the_day_that_is_given(born: int, minor: bool) -> None:
    one = findings(f"Yusuf Dar, born in {born}, was beaten.", "en", date(2026, 6, 1))
    assert bool(one) is minor


def test_the_same_year_of_birth_is_grown_up_later() -> None:
    sentence = "Yusuf Dar, né en 2010, a été battu."
    assert findings(sentence, "fr", date(2026, 1, 1))
    assert not findings(sentence, "fr", date(2030, 1, 1))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Write to the Minister of Justice, 1 Constitution Square, Liwanda."),
        ("en", "The Urgent Appeals Desk can be reached at +852 2698 6339."),
        ("fr", "Écrivez au ministre de la Justice, 4, place de la Constitution, Karvel."),
        ("fr", "Tél. du secrétariat du ministère : +976 51 262 786."),
        ("ru", "Пишите министру юстиции: площадь Согласия, 1."),
        ("ru", "Телефон приёмной посольства: +000 20 555 01 10."),
    ],
)
def test_what_belongs_to_an_office_is_no_finding(language: str, sentence: str) -> None:
    assert found(sentence, language) == []


@pytest.mark.parametrize(
    ("language", "sentence", "text"),
    [
        ("en", "Her mother can be reached on 0700 555 0102.", "0700 555 0102"),
        ("fr", "On joint sa mère au 06 12 34 56 78.", "06 12 34 56 78"),
        ("ru", "Звоните её матери по номеру 555-01-02.", "555-01-02"),
        ("mn", "Утас: +976 9911 2345", "+976 9911 2345"),
    ],
)
def test_a_private_number_is_found(language: str, sentence: str, text: str) -> None:
    assert ("telephone", text) in found(sentence, language)


@pytest.mark.parametrize("language", [*LANGUAGES, "mn", "ja", ""])
@pytest.mark.parametrize(
    "number", ["DE89 3704 0044 0532 0130 00", "35202-1234567-1", "114-220-871 03"]
)
def test_numbers_of_accounts_and_persons_are_found_in_any_language(
    language: str, number: str
) -> None:
    assert ("identity-number", number) in found(f"… {number} …", language)


def test_a_number_is_not_told_twice() -> None:
    assert kinds("His passport no. AB 1234567 was taken.") == {"identity-number"}


def test_a_case_number_is_no_identity() -> None:
    assert found("Case no. C-330/19 has been adjourned; document ID UA-118-2024.") == []


def test_a_language_with_a_region_reads_the_rules_of_the_language() -> None:
    assert found("Amina, 14 ans, a disparu.", "fr-CA") == found("Amina, 14 ans, a disparu.", "fr")


def test_capitals_throughout_hide_nothing() -> None:
    assert "degrading" in kinds("CRIPPLES DRIVEN OUT OF ALMSHOUSE")


def test_a_surname_in_capitals_is_a_name() -> None:
    assert found("Amina DIALLO, 14 ans, a disparu.", "fr") == [("minor", "Amina DIALLO, 14 ans")]


@pytest.mark.parametrize("sentence", ["", " ", "…", "“”", "\n\n", "\u0301", "'", "1"])
def test_nothing_is_found_in_nothing(sentence: str) -> None:
    assert all(found(sentence, language) == [] for language in LANGUAGES)


def test_something_at_the_end_of_a_very_long_sentence_is_found() -> None:
    sentence = "word " * 2000 + "and Amina Tormé, 14, was taken."
    (one,) = findings(sentence, "en", TODAY)
    assert one.text == "Amina Tormé, 14"
    assert sentence[one.start :].startswith(one.text)


def test_every_kind_has_its_remedy_in_two_languages() -> None:
    with translation.override("en"):
        english = [remedy(kind) for kind in KINDS]
    with translation.override("fr"):
        french = [remedy(kind) for kind in KINDS]
    assert len(set(english)) == len(set(french)) == len(KINDS)
    assert not set(english) & set(french)
    assert all(one.endswith(".") for one in english + french)


def test_a_finding_says_its_remedy() -> None:
    one = Finding("telephone", "555 0102", 0)
    assert one.remedy == ("Take the private number out; give the desk's own contact instead.")


def rule(**more: Any) -> dict[str, Any]:
    """The smallest file of rules, with one rule that a test changes."""
    one: dict[str, Any] = {"kind": "health", "find": "{ill}"} | more
    return {"small": ["the"], "words": {"ill": ["flu"]}, "rule": [one]}


def test_a_rule_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no kind “wealth”"):
        compiled(rule(kind="wealth"))


def test_a_rule_that_names_unknown_words_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no group of words “ache”"):
        compiled(rule(find="{ache}"))
    with pytest.raises(ValueError, match="There is no group of words “ache”"):
        compiled(rule(when=["ache"]))


def test_words_that_name_each_other_in_a_circle_are_refused() -> None:
    data = rule()
    data["words"] = {"ill": ["{sick}"], "sick": ["{ill}"]}
    with pytest.raises(ValueError, match="name each other in a circle"):
        compiled(data)


ALPHABET = st.sampled_from("abzAÉж Дё’'“\"–-.,;:()0189№+\n\u0301\u00a0İß")
PIECES = st.sampled_from(["Amina", "14", "his wife", "rue", "сын", "lives at", "passport", "+976"])
TEXTS = st.lists(st.one_of(ALPHABET, PIECES), max_size=60).map("".join)


@settings(max_examples=150)
@given(text=TEXTS, language=st.sampled_from([*LANGUAGES, "xx"]))
def test_whatever_is_typed_every_finding_stands_where_it_says(text: str, language: str) -> None:
    for one in findings(text, language, TODAY):
        assert one.kind in KINDS
        assert one.text
        assert text[one.start : one.start + len(one.text)] == one.text


@settings(max_examples=60)
@given(text=TEXTS)
def test_findings_of_one_kind_never_overlap(text: str) -> None:
    for kind in KINDS:
        mine = [one for one in findings(text, "en", TODAY) if one.kind == kind]
        ends = [one.start + len(one.text) for one in mine]
        assert all(end <= after.start for end, after in zip(ends, mine[1:], strict=False))

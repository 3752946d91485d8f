"""A language whose commas mark every clause, read in Russian."""

from __future__ import annotations

import pytest

from tocsin.publishing.floor import Cited, Source, judge
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.scopes import taken_apart
from tocsin.vocabulary import wording
from tocsin.vocabulary.wording import Rules

BEATEN = "Надзиратели избили Омара Салеха в тюрьме"
ARREST = "Полиция арестовала Омара Салеха"


def russian() -> Rules:
    """The rules that every installation has."""
    rules = wording.rules("ru")
    assert rules is not None
    return rules


def verdict(sentence: str, *claims: tuple[str, str]) -> str:
    """The verdict on a Russian sentence that cites claims (status, text)."""
    said = (Source("Комитет «Порог»", "partner"),)
    cited = [Cited(f"c{n}", text, status, said) for n, (status, text) in enumerate(claims, 1)]
    return judge(sentence, "ru", cited).verdict


def apart(text: str) -> Sentence:
    """The sentence with its clauses."""
    return taken_apart(text, russian())


def openings(text: str) -> list[str]:
    """How each clause of a sentence opens."""
    return [clause.opening for clause in apart(text).clauses]


def test_a_letter_with_two_dots_is_read_as_the_one_without() -> None:
    words = russian().words("Всё ещё не подтверждён")
    assert [word.low for word in words] == ["все", "еще", "не", "подтвержден"]
    assert words[0].text == "Всё"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Его арестовали и по дороге избили", ["start"]),
        ("Его арестовали, и надзиратели избили его", ["start", "and"]),
        ("Рыбаки, которых задержали, дома", ["start", "relative", "comma"]),
        ("Рыбаки, имя которых неизвестно, дома", ["start", "relative", "comma"]),
        ("Рыбаки, задержанные у мыса, дома", ["start", "relative", "comma"]),
        ("Рыбаков, возможно, избили", ["start"]),
        ("Возможно, рыбаков избили", ["start"]),
        ("Рыбаков, как говорят соседи, избили", ["start", "aside", "comma"]),
        ("Рыбаков избили, но не арестовали", ["start", "contrast"]),
        ("Рыбаков избили, но где, мы не знаем", ["start", "contrast", "comma"]),
    ],
)
def test_a_comma_says_where_a_clause_begins(text: str, expected: list[str]) -> None:
    assert openings(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Омара Салеха, возможно, избили надзиратели.",
        "Омара Салеха якобы избили надзиратели.",
        "Надзиратели, по слухам, избили Омара Салеха.",
        "Избили ли Омара Салеха надзиратели, неизвестно.",
        "Не подтверждено, что Омара Салеха, которого ищет семья, избили надзиратели.",
        "Как сообщил источник, слова которого мы не можем проверить, Омара Салеха избили.",
        "Надзиратели избили Омара Салеха, но проверить это не удалось.",
    ],
)
def test_a_doubt_reaches_over_its_commas(sentence: str) -> None:
    assert verdict(sentence, ("unconfirmed", BEATEN)) == "pass"


@pytest.mark.parametrize(
    "sentence",
    [
        "Омар Салех, предположительно курьер, избит надзирателями.",
        "Омар Салех, которому, возможно, 34 года, избит надзирателями.",
        "Омар Салех, по слухам арестованный полицией, избит надзирателями.",
        "Якобы арестованный Омар Салех избит надзирателями.",
        "Надзиратели избили Омара Салеха, но где именно, мы не знаем.",
        "Надзиратели избили Омара Салеха, и теперь, как опасаются родные, он может умереть.",
        "Неизвестно, за что надзиратели избили Омара Салеха.",
        "За что надзиратели избили Омара Салеха?",
        "Надзиратели, как он якобы и предвидел, избили Омара Салеха.",
    ],
)
def test_a_doubt_beside_does_not_reach_over_them(sentence: str) -> None:
    claims = ("unconfirmed", BEATEN), ("confirmed", "Омару Салеху 34 года, он курьер")
    assert verdict(sentence, *claims[:1]) == "overstated"


def test_an_attribution_behind_a_relative_clause_is_not_of_that_clause() -> None:
    sentence = "Надзиратели, избившие Омара Салеха, как говорят соседи, уехали."
    assert verdict(sentence, ("reported", BEATEN)) == "overstated"


def test_a_danger_reaches_back_to_what_stands_first_but_not_over_a_verb() -> None:
    feared = ("feared", "Омара Салеха могут казнить")
    assert verdict("Казнить Омара Салеха могут в любой день.", feared) == "pass"
    sentence = "Омара Салеха арестовали и могут казнить."
    assert verdict(sentence, ("confirmed", ARREST), feared) == "pass"
    assert verdict(sentence, ("unconfirmed", ARREST), feared) == "overstated"


def test_a_name_that_is_spelt_like_a_particle_leaves_nothing_open() -> None:
    claim = ("unconfirmed", "Надзиратели избили поэта Ли Шана")
    assert verdict("Надзиратели избили поэта Ли Шана.", claim) == "overstated"
    assert verdict("Избили ли надзиратели поэта Ли Шана, неясно.", claim) == "pass"


def test_what_is_false_behind_a_colon_is_told_again() -> None:
    claim = ("refuted", BEATEN)
    assert verdict("Неверно, что надзиратели избили Омара Салеха.", claim) == "pass"
    assert verdict("Неверно, что он здоров: надзиратели избили Омара Салеха.", claim) == (
        "overstated"
    )

"""One text for several readers: a withheld name survives in none of its spellings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.cases import moves
from tocsin.cases.models import Case, Person
from tocsin.cases.rendering import (
    NAMELESS,
    fold,
    initials,
    mentioned,
    rendering,
    shown,
    without,
)
from tocsin.kernel.texts.alike import bare

TODAY = date(2026, 5, 1)


@dataclass
class Somebody:
    """As much of a person as the replacing looks at."""

    names: list[str]
    shown_as: str = ""
    minor: bool = field(default=True)

    def is_minor(self, today: date) -> bool:  # noqa: ARG002
        """As told."""
        return self.minor


def child(*names: str) -> Somebody:
    """A minor, shown as initials."""
    return Somebody(list(names))


def adult(*names: str) -> Somebody:
    """Somebody without a name in the text."""
    return Somebody(list(names), minor=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rosa Quispé was held.", "R. Q. was held."),
        ("They hold ROSA QUISPE.", "They hold R. Q."),
        ("Quispe, Rosa. Quispe", "Quispe, R. Q."),
        ("It was Rosa\nQuispe’s boat.", "It was R. Q.’s boat."),
        ("_Rosa Quispe_ and **Rosa** Quispe", "_R. Q._ and **R. Q."),
        ("Rosa\u00a0Quispe, Rosa-Quispe, Ro\u00adsa Quispe", "R. Q., R. Q., R. Q."),
        ("Rósa Quispe\u0301!", "R. Q.!"),
        ("Rosa Quispera and Sorosa Quispe stay.", "Rosa Quispera and Sorosa Quispe stay."),
        ("Rosa alone, Quispe alone.", "Rosa alone, Quispe alone."),
        ("Rosita came.", "R. Q. came."),
        ("Ｒｏｓａ Ｑｕｉｓｐｅ", "R. Q."),
        ("", ""),
    ],
)
def test_a_name_is_found_as_whole_words_however_it_is_written(text: str, expected: str) -> None:
    assert without(text, [child("Rosa Quispe", "Rosita")], TODAY) == expected


@pytest.mark.parametrize(
    ("language", "text", "name", "expected"),
    [
        ("en", "Rosa was held.", "Rosa", "A person whose name is withheld was held."),
        ("en", "They held Rosa.", "Rosa", "They held a person whose name is withheld."),
        ("fr", "On tient Zoé.", "Zoe", "On tient une personne dont le nom est tu."),
        ("ru", "Задержан Семён.", "Семен", "Задержан человек, имя которого не называется."),
        ("ru-RU", "Это Семен!", "Семён", "Это человек, имя которого не называется!"),
        ("es", "Vieron a Rosa.", "Rosa", "Vieron a N. N."),
        ("en", "The police took 王小明 away.", "王小明", "The police took %s away."),
        ("en", "王小明被捕。", "王小明", "A person whose name is withheld被捕。"),
        ("en", "They saw สมชายเดิน", "สมชาย", "They saw %sเดิน"),
    ],
)
def test_an_adult_has_no_name_in_the_words_of_the_language(
    language: str, text: str, name: str, expected: str
) -> None:
    expected = expected.replace("%s", NAMELESS["en"])
    assert without(text, [adult(name)], TODAY, language) == expected


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Rosa Quispe", "R. Q."),
        ("Анна Петрова", "А. П."),
        ("jean-luc d’Arc", "J. L. D."),
        ("  Ćiro 2 ", "Ć."),
        ("王小明", ""),
        ("สมชาย", ""),
    ],
)
def test_initials_are_the_capitals_of_each_part(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_how_somebody_is_shown_can_be_chosen() -> None:
    assert shown(Somebody(["Rosa Quispe"], "initials", minor=False), TODAY) == "R. Q."
    assert shown(Somebody(["Rosa Quispe"], "nameless"), TODAY) == NAMELESS["en"]
    assert shown(child("王小明"), TODAY) == NAMELESS["en"]


def test_a_longer_name_hides_a_shorter_one_of_somebody_else() -> None:
    persons = [child("Ana"), child("Ana María Mamani")]
    assert without("Ana María Mamani and Ana.", persons, TODAY) == "A. M. M. and A."


def test_initials_that_are_themselves_a_name_give_way() -> None:
    made = without("Call A. M. now.", [child("Ana Mamani", "A. M.")], TODAY)
    assert made == "Call a person whose name is withheld. now."


def test_a_person_who_is_called_person_is_not_named_by_the_words_either() -> None:
    persons = [adult("Mr Person", "person"), child("Withheld")]
    made = without("Mr Person and Withheld came.", persons, TODAY)
    assert made == "[…] and […] came."


letters = st.text(
    alphabet="abcdé ÉñŁß'’-_*.А-яёЁй\n\u0301\u00ad", min_size=1, max_size=8
) | st.text(alphabet="王小明李", min_size=1, max_size=4)
names = letters.filter(bare)
people = st.lists(
    st.builds(
        Somebody,
        st.lists(names, min_size=1, max_size=3),
        st.sampled_from(["", "initials", "nameless"]),
        st.booleans(),
    ),
    max_size=3,
)


@st.composite
def told(draw: st.DrawFn) -> tuple[str, list[Somebody]]:
    """A text in which the names stand among other words."""
    persons = draw(people)
    known = [name for one in persons for name in one.names]
    parts = draw(st.lists(letters | (st.sampled_from(known) if known else letters), max_size=8))
    return draw(st.sampled_from([" ", "", ", "])).join(parts), persons


@given(told(), st.sampled_from(["en", "fr", "ru", "es"]))
def test_no_name_of_a_withheld_person_survives(
    given_: tuple[str, list[Somebody]], language: str
) -> None:
    text, persons = given_
    made = without(text, persons, TODAY, language)
    assert not mentioned(made, persons)
    for name in (name for one in persons for name in one.names):
        assert not stands(name, made), (name, made)


def stands(name: str, text: str) -> bool:
    """Another way to look: the words of the name, one after the other, among those of the text."""
    wanted, there = words(name), words(text)
    if re.search("[\u4e00-\u9fff]", name):
        return " ".join(wanted) in " ".join(there)
    size = len(wanted)
    return any(there[at : at + size] == wanted for at in range(len(there) - size + 1))


def words(text: str) -> list[str]:
    """Without case and accents; every sign parts two words, but for those that nobody sees."""
    seen = re.sub("[\u00ad*]", "", unicodedata.normalize("NFKD", text.casefold()))
    plain = "".join(letter for letter in seen if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain.replace("ł", "l"))


@given(st.text(max_size=60), people)
def test_a_text_without_a_name_stays_as_it_is(text: str, persons: list[Somebody]) -> None:
    if not mentioned(text, persons):
        assert without(text, persons, TODAY) == text


@given(st.text(max_size=60))
def test_folding_keeps_the_place_of_each_letter(text: str) -> None:
    folded, places = fold(text)
    assert len(folded) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@pytest.fixture
def case(db: None) -> Case:
    return cast.case()


@pytest.fixture
def rosa(case: Case) -> Person:
    told_of = moves.Told(names=("Rosa Quispe", "Rosita"), age=15, age_on=TODAY)
    return moves.add_person(cast.olga(), case, told_of)


TEXT = "Rosa Quispe was held. Rosita is fifteen."


def test_without_a_day_it_is_today_that_counts(rosa: Person) -> None:
    assert rendering("Rosita came.", [rosa], "public") == "R. Q. came."


def test_the_desk_reads_every_name(rosa: Person) -> None:
    assert rendering(TEXT, [rosa], "desk", TODAY) == TEXT


def test_who_agreed_is_named_to_whom_and_to_nobody_else(case: Case, rosa: Person) -> None:
    office, other = cast.authority(), cast.authority("Office of the Ombudsman")
    agreed = moves.Agreed(
        "authorities", "representative", "written", TODAY, None, "Her mother", (office,)
    )
    moves.give_consent(cast.olga(), rosa, agreed)
    hidden = "R. Q. was held. R. Q. is fifteen."
    assert rendering(TEXT, [rosa], "authorities", TODAY, to=[office]) == TEXT
    assert rendering(TEXT, [rosa], "authorities", TODAY, to=[office, other]) == hidden
    assert rendering(TEXT, [rosa], "authorities", TODAY) == hidden
    assert rendering(TEXT, [rosa], "public", TODAY) == hidden
    assert rendering(TEXT, [rosa], "network", TODAY) == hidden


def test_who_acts_in_office_is_named(case: Case) -> None:
    told_of = moves.Told(names=("Captain Ruiz",), role="official")
    officer = moves.add_person(cast.olga(), case, told_of)
    assert rendering("Captain Ruiz signed.", [officer], "public", TODAY) == "Captain Ruiz signed."

"""Countries: names of the day, names of then, and no unions or test codes among them."""

from __future__ import annotations

import pytest

from tocsin.vocabulary import countries
from tocsin.vocabulary.names import load, plain

ALIASES: dict[str, list[str]] = load("countries.toml")["aliases"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Peru", "PE"),
        ("PERU", "PE"),
        ("Pérou", "PE"),
        ("Burma", "MM"),
        ("Burma (Myanmar)", "MM"),
        ("Myanmar", "MM"),
        ("Zaire", "CD"),
        ("Congo", "CG"),
        ("Indonesia/Aceh", "ID"),
        ("Cote d'Ivoire", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("USA", "US"),
    ],
)
def test_a_country_is_known_by_its_names_of_then_and_now(written: str, code: str) -> None:
    assert countries.by_name(written) == code


@pytest.mark.parametrize("written", ["Atlantis", "", "PE", "European Union", "Zz", "x" * 10_000])
def test_what_is_no_country_is_not_taken_for_one(written: str) -> None:
    assert countries.by_name(written) is None


@pytest.mark.parametrize("code", sorted(ALIASES))
def test_every_alias_belongs_to_a_country_and_to_one_only(code: str) -> None:
    assert countries.is_code(code)
    for alias in ALIASES[code]:
        assert countries.by_name(alias) == code
        others = {one for one, named in ALIASES.items() if plain(alias) in map(plain, named)}
        assert others == {code}


@pytest.mark.parametrize("code", ["", "bo", "EU", "UN", "ZZ", "XA", "BOL", "001", "B\0"])
def test_a_code_of_no_country_is_refused(code: str) -> None:
    assert not countries.is_code(code)


def test_a_country_is_called_in_each_language() -> None:
    assert countries.name("DE") == "Germany"
    assert countries.name("DE", "fr") == "Allemagne"
    assert countries.name("DE", "pt-BR") == "Alemanha"
    assert countries.name("JP", "ja") == "日本"


def test_an_unknown_language_gives_english_and_an_unknown_code_itself() -> None:
    for language in ("xx", "", "../en", "klingon-of-old"):
        assert countries.name("DE", language) == "Germany"
    assert countries.name("ZZ", "fr") == "ZZ"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_form_offers_every_country_once(language: str) -> None:
    offered = [code for code, _name in countries.choices(language)]
    assert len(offered) == len(set(offered)) > 240
    assert {"BO", "PS", "TW", "XK", "MM"} <= set(offered)
    assert all(countries.is_code(code) for code in offered)


def test_accents_do_not_send_a_country_to_the_end() -> None:
    names = [name for _code, name in countries.choices("fr")]
    assert names.index("Égypte") < names.index("Finlande")
    assert names[0] == "Afghanistan"


def test_a_line_of_a_document_is_read() -> None:
    found = countries.split_names("Peru, Burma; Myanmar, Atlantis, Bolivja,")
    assert found.known == ["PE", "MM"]
    assert found.unknown == ["Atlantis", "Bolivja"]
    assert found.near == {"Bolivja": "Bolivia"}


@pytest.mark.parametrize(
    ("written", "known", "unknown"),
    [
        ("FIJI", ["FJ"], []),
        ("THE PHILIPPINES", ["PH"], []),
        ("INDONESIA/ACEH", ["ID"], []),
        ("BURMA/MYANMAR", ["MM"], []),
        ("Burma (Myanmar)", ["MM"], []),
        ("FIJI & PERU", ["FJ", "PE"], []),
        ("FIJI and PERU", ["FJ", "PE"], []),
        ("FIJI/LAU", ["FJ"], ["LAU"]),
        ("Bosnia & Herzegovina", ["BA"], []),
        ("Guinea-Bissau", ["GW"], []),
        ("Hong Kong, SAR", ["HK"], []),
        ("ASIA", [], ["ASIA"]),
        ("", [], []),
    ],
)
def test_what_stands_in_front_of_a_headline_is_parted(
    written: str, known: list[str], unknown: list[str]
) -> None:
    found = countries.split_place(written)
    assert (found.known, found.unknown, found.near) == (known, unknown, {})

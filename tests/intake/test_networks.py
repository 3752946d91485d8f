"""Other networks are known by their names and numbers, and nothing of theirs is taken for ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import identifiers, networks, themes
from tocsin.vocabulary import issues

NUMBERS = [
    ("AI Index: ASA 37/014/2004", "ASA 37/014/2004", "Amnesty International"),
    ("UA 188/04", "UA 188/04", "Amnesty International"),
    ("UA: 68/12", "UA 68/12", "Amnesty International"),
    ("EXTRA 45/05", "EXTRA 45/05", "Amnesty International"),
    ("Case PAK 010604.1", "PAK 010604.1", "World Organisation Against Torture (OMCT)"),
    ("Case NPL 281103.1.CC", "NPL 281103.1.CC", "World Organisation Against Torture (OMCT)"),
    ("PHL 003 / 0506 / OBS 063", "PHL 003 / 0506 / OBS 063", networks.BY_SHAPE["obs"]),
    ("KHM 004/0514/OBS 047.2", "KHM 004/0514/OBS 047.2", networks.BY_SHAPE["obs"]),
    ("RAN 01/17", "RAN 01/17", "PEN International"),
    ("REFERENCE: UA PHL 3/2006", "UA PHL 3/2006", "United Nations"),
    ("A/HRC/16/52", "A/HRC/16/52", "United Nations"),
    ("Case No. 2528 (Philippines)", "Case No. 2528", networks.BY_SHAPE["ilo"]),
    ("CASE No. PHL/07 - PHILIPPINES", "PHL/07", networks.BY_SHAPE["ipu"]),
]


@pytest.mark.parametrize(("line", "number", "name"), NUMBERS)
def test_a_number_is_read_with_whose_it_is(line: str, number: str, name: str) -> None:
    assert networks.numbers(line) == [number]
    assert networks.of_number(line) == name
    assert networks.is_index(line)


@pytest.mark.parametrize(("line", "number", "name"), NUMBERS)
def test_no_number_of_theirs_is_an_id_of_ours(line: str, number: str, name: str) -> None:
    assert identifiers.find_all(line) == []


@pytest.mark.parametrize("line", ["UA-188-2004", "UA0817", "AHRC-UAC-035-2010", "UP-14-2004"])
def test_no_id_of_ours_is_a_number_of_theirs(line: str) -> None:
    assert networks.numbers(line) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [("PHL 003 / 0506 / OBS 063", "PH"), ("UA LKA 3/2006", "LK"), ("ASA 37/014/2004", "")],
)
def test_three_letters_tell_the_country(number: str, code: str) -> None:
    assert networks.country(number) == code


@pytest.mark.parametrize(
    "line",
    [
        "The Observatory for the Protection of Human Rights Defenders",
        "URGENT APPEAL - THE OBSERVATORY",
        "OMCT - World Organisation Against Torture",
        "Reporters Without Borders / Reporters sans frontières",
        "UNITED NATIONS",
        "Amnesty International",
        "Front Line Defenders",
        "INTER-PARLIAMENTARY UNION   UNION INTERPARLEMENTAIRE",
    ],
)
def test_a_letterhead_says_nothing_but_a_name(line: str) -> None:
    assert networks.is_letterhead(line)


@pytest.mark.parametrize(
    "line",
    [
        "Front Line Defenders is concerned for his safety",
        "Amnesty International calls for an inquiry in Fiji",
        "FIJI: United Nations expert turned away at the airport",
        "Ten held after a march",
        "",
    ],
)
def test_a_headline_is_no_letterhead(line: str) -> None:
    assert not networks.is_letterhead(line)
    assert not networks.is_index(line)


@pytest.mark.parametrize(
    "line", ["Asia Desk Committee", "Writers in Prison Committee", "Forum for Nets (FN)"]
)
def test_the_name_of_a_body_is_known_by_its_last_word(line: str) -> None:
    assert networks.is_nameplate(line) or line.startswith("Forum")


@pytest.mark.parametrize(
    "line", ["Police storm the office", "Ten members of a union held", "Soldiers burn the Centre"]
)
def test_a_headline_is_no_nameplate(line: str) -> None:
    assert not networks.is_nameplate(line)


@pytest.mark.parametrize("line", ["PUBLIC", "Press Release", "URGENT ACTION", "NEWS ALERT"])
def test_words_of_a_form_are_known(line: str) -> None:
    assert networks.is_form(line)


@pytest.mark.parametrize(
    "line",
    [
        "PUBLIC AI Index: ASA 37/014/2004",
        "UA: 68/12 Index: ASA 24/002/2012 Fiji Date: 28 February 2012",
    ],
)
def test_an_index_line_may_have_date_and_country(line: str) -> None:
    assert networks.is_index(line)


def test_a_sentence_with_a_number_is_no_index_line() -> None:
    assert not networks.is_index("See UA 188/04 on the teachers who were held in spring.")


@given(st.text(max_size=300))
def test_any_line_is_looked_at(line: str) -> None:
    for number in networks.numbers(line):
        assert number
    networks.is_letterhead(line)
    networks.is_nameplate(line)
    networks.is_index(line)


@pytest.mark.parametrize(
    ("heading", "slugs"),
    [
        ("Fear of torture / incommunicado detention", ["torture", "arbitrary-arrest-detention"]),
        ("Assassination", ["extrajudicial-killings"]),
        ("Possible “disappearance”", ["enforced-disappearances-abductions"]),
        ("VIOLENCE AGAINST WOMEN", ["violence-against-women"]),
        ("Death penalty", ["right-to-life"]),
        ("Boat sinks near the harbour", []),
        ("Arrestation d’un défenseur", ["arbitrary-arrest-detention", "human-rights-defenders"]),
    ],
)
def test_words_of_a_heading_name_issues(heading: str, slugs: list[str]) -> None:
    assert themes.of(heading) == slugs


def test_every_theme_is_an_issue_of_the_list() -> None:
    assert {slug for slug, _words in themes.WORDS} <= set(issues.slugs())

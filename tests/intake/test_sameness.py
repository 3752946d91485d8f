"""The same words are one alert, however they were wrapped, quoted and signed on their way."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.mails import TEXT, quoted
from tocsin.intake.sameness import comparable, mark, signed_bytes

HEADERS = """From: Casa Clara <desk@casaclara.example>
Sent: Tuesday, March 3, 2026 8:30
To: alerts@appeals.example
Subject: Nine teachers held

"""
FORWARDED = f"""---------- Forwarded message ---------
From: Casa Clara <desk@casaclara.example>
Date: Tue, Mar 3, 2026 at 8:30 AM
Subject: Nine teachers held
To: <alerts@appeals.example>

{TEXT}"""

WAYS = {
    "as it is": TEXT,
    "other line ends and tabs": TEXT.replace("\n", " \r\n").replace(" ", "\t"),
    "quoted": quoted(),
    "quoted twice": quoted(quoted()),
    "wrapped": "\n".join(textwrap.fill(line, 40) for line in TEXT.split("\n")),
    "with headers": HEADERS + TEXT,
    "forwarded": FORWARDED,
    "with a signature": TEXT + "\n-- \nCasa Clara\nPuno\n",
    "from a telephone": TEXT + "\nSent from my phone\n",
    "typographic quotation marks": TEXT.replace('"El Faro"', "“El Faro”"),
    "invisible characters": "\ufeff" + TEXT.replace("march", "mar\u00adch"),
    "capitals": TEXT.upper(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_text_is_the_same_however_it_travelled(way: str) -> None:
    assert mark(WAYS[way]) == mark(TEXT)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("nine", "ten"),
        TEXT.replace("Date: March 3", "Date: March 4"),
        TEXT + "\nThey were released.\n",
        TEXT.replace("Casa Clara", "Casa Claro"),
    ],
)
def test_another_word_is_another_alert(other: str) -> None:
    assert mark(other) != mark(TEXT)


def test_a_long_text_below_two_hyphens_is_no_signature() -> None:
    long = "\n".join(f"The person number {number} was taken away too." for number in range(20))
    assert mark(f"{TEXT}\n-- \n{long}") != mark(TEXT)


def test_a_text_of_nothing_but_a_signature_is_not_every_other_such_text() -> None:
    assert mark("-- \nCasa Clara") != mark("-- \nCasa Verde")


def test_what_is_compared_keeps_its_words_apart() -> None:
    assert comparable("> Nine  held\n>\n> “Now”") == 'nine held "now"'


@given(st.text(max_size=300), st.integers(1, 3))
def test_quoting_never_makes_another_alert(text: str, depth: int) -> None:
    travelled = text
    for _turn in range(depth):
        travelled = quoted(travelled)
    assert signed_bytes(travelled) == signed_bytes(text)


@given(st.text(alphabet="ab >\n\t", max_size=80))
def test_what_is_signed_leaves_out_spaces_alone(text: str) -> None:
    kept = signed_bytes(text).decode().partition("\n")[2]
    assert kept.replace(">", "") == "".join(text.split()).replace(">", "")


def test_what_is_signed_keeps_headers_signature_and_case() -> None:
    assert signed_bytes(HEADERS + TEXT) != signed_bytes(TEXT)
    assert signed_bytes(TEXT + "\n-- \nCasa Clara") != signed_bytes(TEXT)
    assert signed_bytes(TEXT.upper()) != signed_bytes(TEXT)

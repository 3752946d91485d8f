"""One document in every shape that mail, copying and old programs leave it in reads the same."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paths import seed
from tocsin.intake.reading import read
from tocsin.kernel.refusal import Refusal

RAW = seed().read_bytes()
TEXT = RAW.decode("utf-8")
MENDED = read(RAW).text
HEAD, FOOT = TEXT[: TEXT.index("Document Type")], TEXT[TEXT.index("Document Type") :]
KEYS = ("title", "date", "countries", "issues", "partner", "claims", "addressees", "document_id")
SURENESS = ("opinion", "feared", "unconfirmed", "reported", "corroborated", "confirmed")


def told(raw: bytes) -> dict[str, Any]:
    return read(raw).to_json()


WHOLE = told(RAW)


def lines(change: Callable[[str], str]) -> str:
    return "\n".join(change(line) for line in TEXT.split("\n"))


def wrapped(width: int) -> str:
    return lines(lambda line: textwrap.fill(line, width) if len(line) > width else line)


def quoted(mark: str, text: str) -> str:
    return "\n".join(mark + line for line in text.split("\n"))


SHAPES = {
    "lines end in CRLF": TEXT.replace("\n", "\r\n"),
    "lines end in CR": TEXT.replace("\n", "\r"),
    "lines end in a separator of Unicode": TEXT.replace("\n", "\u2028"),
    "lines end in NEL": TEXT.replace("\n", "\x85"),
    "both kinds of line end": TEXT.replace("\n", "\r\n", 9),
    "blanks at the ends": lines(lambda line: f"{line} \t "),
    "no-break spaces": TEXT.replace(" ", "\u00a0"),
    "invisible spaces": TEXT.replace("\n", "\u200b\n"),
    "indented": lines(lambda line: f"    {line}"),
    "twice as many empty lines": TEXT.replace("\n\n", "\n\n\n\n"),
    "no empty lines": TEXT.replace("\n\n", "\n"),
    "no last line end": TEXT.rstrip(),
    "many empty lines around": f"\n\n\n{TEXT}\n\n\n",
    "a form feed": f"\f{TEXT}",
    "footer in another order": HEAD + "\n".join(reversed(FOOT.strip().split("\n"))),
    "footer on top": f"{FOOT}\n{HEAD}",
    "footer in capitals": HEAD + FOOT.upper(),
    "footer in small letters": HEAD + FOOT.lower(),
    "footer without spaces": HEAD + FOOT.replace(" :", ":"),
    "footer without last commas": HEAD + FOOT.replace(",\n", "\n").rstrip(","),
    "a quoted mail": quoted("> ", TEXT),
    "a mail quoted twice": quoted(">> ", TEXT),
    "a quoted mail that was wrapped": quoted("> ", wrapped(70)),
    "wrapped and CRLF": wrapped(72).replace("\n", "\r\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_the_document_reads_the_same(shape: str) -> None:
    made = told(SHAPES[shape].encode())
    assert {key: made[key] for key in KEYS} == {key: WHOLE[key] for key in KEYS}


@pytest.mark.parametrize("width", range(45, 101))
def test_a_document_that_was_wrapped_reads_the_same(width: int) -> None:
    assert told(wrapped(width).encode()) == WHOLE


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_unicode_encoding_reads_the_same(encoding: str) -> None:
    assert told(TEXT.encode(encoding)) == WHOLE


@pytest.mark.parametrize("encoding", ["cp1252", "big5"])
def test_old_encodings_read_the_same_and_say_that_they_were_guessed(encoding: str) -> None:
    text = TEXT if encoding == "cp1252" else MENDED
    made = told(text.encode(encoding))
    assert {key: made[key] for key in KEYS} == {key: WHOLE[key] for key in KEYS}
    assert any("read as Windows-1252" in warning for warning in made["warnings"])


def test_latin_1_reads_the_same_but_for_the_quotation_marks() -> None:
    straight = str.maketrans({"“": '"', "”": '"', "’": "'"})
    made = told(TEXT.translate(straight).encode("latin-1"))
    assert made["document_id"] == WHOLE["document_id"]
    assert made["addressees"] == WHOLE["addressees"]
    assert [one["status"] for one in made["claims"]] == [one["status"] for one in WHOLE["claims"]]


def test_a_document_mangled_on_its_whole_way_is_mended_on_its_whole_way() -> None:
    """Big5 read as Latin-1 and kept as UTF-8, as the two spots of the founding document were."""
    made = told(MENDED.encode("big5").decode("latin-1").encode())
    assert {key: made[key] for key in KEYS} == {key: WHOLE[key] for key in KEYS}
    assert len(made["repairs"]) > len(WHOLE["repairs"])


def test_a_document_that_is_whole_needs_no_repair() -> None:
    assert told(MENDED.encode()) == WHOLE | {"repairs": []}


MISSING = {
    "Document Type": (None, ""),
    "Document ID": ("document_id", "No document ID was found; the system gives a number."),
    "Countries": (None, ""),
    "Issues": ("issues", "No issue was found; choose at least one."),
}


@pytest.mark.parametrize("label", MISSING)
def test_a_missing_field_leaves_the_others_as_they_were(label: str) -> None:
    """The type stands in the ID too, and the country in the title."""
    key, sentence = MISSING[label]
    made = told("\n".join(x for x in TEXT.split("\n") if not x.startswith(label)).encode())
    different = {name for name in WHOLE if made[name] != WHOLE[name]}
    assert different == ({key, "warnings"} if key else set())
    assert not key or sentence in made["warnings"]


def test_without_footer_and_title_every_gap_is_said() -> None:
    made = told(HEAD.replace("MONGOLIA: ", "").replace("FIJI: ", "").encode())
    assert (made["document_type"], made["document_id"], made["countries"]) == (None, None, [])
    assert sum(text.startswith(("No ", "The document type")) for text in made["warnings"]) == 4
    assert made["claims"] == WHOLE["claims"]


def test_without_its_date_line_no_claim_becomes_surer() -> None:
    """Then the cover note and the partner’s text cannot be told apart, and nobody vouches."""
    made = told("\n".join(x for x in TEXT.split("\n") if not x.startswith("Date:")).encode())
    assert (made["date"], made["partner"]) == (None, None)
    assert "No date was found." in made["warnings"]
    assert is_no_surer(made)


def is_no_surer(made: dict[str, Any]) -> bool:
    before = {one["text"]: SURENESS.index(one["status"]) for one in WHOLE["claims"]}
    return all(
        SURENESS.index(one["status"]) <= before.get(one["text"], SURENESS.index("reported"))
        for one in made["claims"]
    )


rows = TEXT.split("\n")


@settings(max_examples=60)
@given(st.sets(st.integers(0, len(rows) - 1), max_size=12))
def test_whatever_lines_are_lost_no_claim_becomes_surer(lost: set[int]) -> None:
    made = told("\n".join(row for at, row in enumerate(rows) if at not in lost).encode() + b" .")
    assert is_no_surer(made)


@settings(max_examples=60)
@given(st.integers(1, len(RAW) - 1))
def test_wherever_the_document_breaks_off_it_is_read_or_refused(end: int) -> None:
    try:
        made = told(RAW[:end])
    except Refusal as refusal:
        made = {"title": refusal.sentence, "claims": []}
        end = 0
    assert made["title"] == WHOLE["title"] or end < len(WHOLE["title"])
    assert is_no_surer(made)


@settings(max_examples=40)
@given(st.integers(0, len(RAW) - 1), st.integers(0, 255))
def test_one_wrong_byte_changes_little_and_breaks_nothing(at: int, byte: int) -> None:
    try:
        made = told(RAW[:at] + bytes([byte]) + RAW[at + 1 :])
    except Refusal:
        made = WHOLE
    assert abs(len(made["claims"]) - len(WHOLE["claims"])) <= 3
    assert {one["status"] for one in made["claims"]}.isdisjoint({"confirmed", "corroborated"})

"""Offices are read from the sentence or list that names them, each once and whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import addressees

OFFICES = st.lists(
    st.sampled_from(
        [
            "Ministry of Boats",
            "Ministry of Law and Order",
            "Office of the Mayor",
            "Secretariat of the President of Fiji",
            "Commission for Fish, Nets and Sails",
            "Supreme Court",
        ]
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(OFFICES, st.sampled_from(["voice", "voices", "signatures", "letters", "petition"]))
def test_offices_in_a_sentence_come_out_as_they_went_in(names: list[str], what: str) -> None:
    listed = " and ".join(f"the {name}" for name in names)
    assert addressees.find([f"We will convey your {what} to {listed}. Thank you."]) == names


@given(OFFICES, st.sampled_from(["{n}. {name}", "{n}) {name}", "({n}) {name}", "{n}# {name}"]))
def test_offices_in_a_numbered_list_come_out_as_they_went_in(names: list[str], shape: str) -> None:
    listed = [shape.format(n=n, name=name) for n, name in enumerate(names, 1)]
    found = addressees.find(["Please send your letters to:", *listed, "Thank you."])
    assert found == names


@pytest.mark.parametrize("verb", ["convey", "deliver", "forward", "send", "hand over", "submit"])
def test_each_verb_of_handing_over_is_understood(verb: str) -> None:
    text = f"We shall {verb} all the signatures to the Ministry of Boats."
    assert addressees.find([text]) == ["Ministry of Boats"]


@pytest.mark.parametrize("word", ["LETTERS", "Appeals", "faxes", "e-mails", "emails"])
def test_each_heading_opens_a_list(word: str) -> None:
    assert addressees.find([f"SEND {word} TO:", "1. Chief of Police"]) == ["Chief of Police"]


def test_an_office_that_is_named_twice_is_written_to_once() -> None:
    sentence = "We will convey your voices to the Ministry of Boats."
    assert addressees.find([sentence, sentence]) == ["Ministry of Boats"]


def test_numbers_that_repeat_lose_no_office() -> None:
    """Lists of the field count 1, 2, 3, 5, 5."""
    lines = ["Letters to:", "1. Chief of Boats", "5. Chief of Nets", "5. Chief of Sails"]
    assert addressees.find(lines) == ["Chief of Boats", "Chief of Nets", "Chief of Sails"]


@pytest.mark.parametrize(
    "lines",
    [
        ["1. They came at night.", "2. They left at noon."],
        ["Letters to:", "Thank you.", "1. Not in the list any more"],
        ["The police sent him to the Ministry of Boats."],
        ["He will send a boat to the Ministry of Boats."],
        [],
    ],
)
def test_what_is_no_address_is_not_written_to(lines: list[str]) -> None:
    assert addressees.find(lines) == []


@given(st.lists(st.text(alphabet="aB1.,;: “to letters convey", max_size=60), max_size=6))
def test_no_office_is_invented(lines: list[str]) -> None:
    there = " ".join(" ".join(lines).split())
    for name in addressees.find(lines):
        assert name == " ".join(name.split()) != ""
        assert name in there


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_lines_are_read_the_same_twice(lines: list[str]) -> None:
    assert addressees.find(lines) == addressees.find(lines)


@pytest.mark.parametrize(
    "text",
    [
        "To join us, please write to We will convey your voice.",
        "Please send mail to They shall read it.",
        "Please write\u00a0to We\u00a0will convey your voice.",
        "Reply to Nobody has it. Then fax to Staff are there.",
    ],
)
def test_a_place_where_an_address_was_is_noticed(text: str) -> None:
    assert addressees.is_stripped(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please write to us@example.org. We will convey your voice.",
        "Please write to the office. We will convey it.",
        "Write to Mr Lund. He will convey it.",
        "",
    ],
)
def test_an_address_that_is_there_is_not_missed(text: str) -> None:
    assert not addressees.is_stripped(text)


OFFICE = st.sampled_from(
    [
        "Minister of Boats",
        "Chief of Police",
        "Supreme Court of Fiji",
        "Governor of Lau",
        "Ministry of Law, Justice and Fish",
        "Special Rapporteur on the question of nets",
    ]
)
HOLDER = st.sampled_from(["", "Mr. Sefa Lund", "Dr. Litia Tabua", "Hon. Sefa Lund", "Mr. Md. Lund"])
SHAPE = st.sampled_from(["below", "before", "line"])


@given(st.lists(st.tuples(OFFICE, HOLDER, SHAPE), min_size=1, max_size=5))
def test_a_block_comes_out_as_it_went_in(listed: list[tuple[str, str, str]]) -> None:
    lines: list[str] = []
    for number, (office, holder, shape) in enumerate(listed, 1):
        between = {"below": "\n", "before": ", ", "line": ", "}[shape]
        name = f"{holder}{between}{office}" if holder else office
        street = ", 4 Quay Road, Lau, FIJI" if shape == "line" else "\n4 Quay Road\nLau, FIJI"
        lines += [*f"{number}. {name}{street}".split("\n"), "Tel: +679 1", "Fax: 2 or 3", ""]
    made = addressees.blocks(lines)
    assert [(one.office, one.holder) for one in made] == [one[:2] for one in listed]
    for one in made:
        assert (one.phone, one.fax) == (["+679 1"], ["2", "3"])
        assert one.address[0] == "4 Quay Road"


@pytest.mark.parametrize(
    ("line", "phone", "fax", "email"),
    [
        ("Tel: 1, 2; Fax: 3 or 4", ["1", "2"], ["3", "4"], []),
        ("Tel/Fax: 5", ["5"], ["5"], []),
        ("TEL & FAX : 5 or 6", ["5", "6"], ["5", "6"], []),
        ("Telephone: 7", ["7"], [], []),
        ("E-mail: a@example.org or b@example.org", [], [], ["a@example.org", "b@example.org"]),
        ("c@example.org", [], [], ["c@example.org"]),
        ("E-mail: ", [], [], []),
        ("Website: example.org", [], [], []),
    ],
)
def test_every_way_to_reach_an_office_is_told(
    line: str, phone: list[str], fax: list[str], email: list[str]
) -> None:
    (made,) = addressees.blocks(["1. Chief of Police", line])
    assert (made.phone, made.fax, made.email) == (phone, fax, email)


def test_blocks_without_numbers_are_told_apart_by_empty_lines() -> None:
    lines = ["Chief of Police", "Fax: 1", "", "Minister of Boats", "Salutation: Dear Minister"]
    made = addressees.blocks(lines)
    assert [one.office for one in made] == ["Chief of Police", "Minister of Boats"]
    assert made[1].salutation == "Dear Minister"


def test_addressees_in_one_sentence_are_blocks() -> None:
    made = addressees.inline(
        "Please send your letters to Mr. Sefa Lund, Minister of Boats, 4 Quay Road (Tel: 1; "
        "Fax: 2); and to the Chief of Police, 7 Quay Road (Fax: 3)"
    )
    assert [(one.office, one.holder, one.fax) for one in made] == [
        ("Minister of Boats", "Mr. Sefa Lund", ["2"]),
        ("Chief of Police", "", ["3"]),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Please send a letter to the authorities listed below, expressing your concern.",
        "Please send your letter to the following addresses.",
        "Please write to the relevant authorities of Fiji and urge them to act.",
        "Send your letters to us.",
    ],
)
def test_authorities_without_a_name_are_no_addressees(sentence: str) -> None:
    assert addressees.find([sentence]) == []
    assert addressees.inline(sentence) == []


@pytest.mark.parametrize("verb", ["conveyed", "delivered", "handed over", "submitted"])
def test_voices_that_will_be_handed_over_name_their_addressee(verb: str) -> None:
    sentence = f"The signatures will be {verb} to the Minister of Boats and the Chief Minister."
    assert addressees.find([sentence]) == ["Minister of Boats", "Chief Minister"]


@pytest.mark.parametrize("piece", ["1. Mr. X, Minister\n", "a@", "Fax: 1 or ", "1. ", "(Tel: 1; "])
def test_a_megabyte_of_addresses_is_read_in_one_go(piece: str) -> None:
    lines = (piece * (1_000_000 // len(piece))).split("\n")
    assert len(addressees.blocks(lines)) <= addressees.MOST

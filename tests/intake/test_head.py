"""The head of a document in every order and dress: title, ID, dates, issues, what it answers."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake.head import Head, read
from tocsin.intake.reading import read as read_document

TITLE = "FIJI: Nine teachers are held after a march in Lau"


def head(*lines: str) -> Head:
    return read([*lines, "", "Dear friends,", "", "They were taken at noon."])[0]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (TITLE, TITLE),
        (f"UA-46-2002: {TITLE}", TITLE),
        (f"UA0817: {TITLE}", TITLE),
        (f"UPDATE (Fiji): {TITLE[6:]}", TITLE[6:]),
        (f"UPDATE(FIJI): {TITLE[6:]}", TITLE[6:]),
        (f"UPDATE (FIJI) : {TITLE[6:]}", TITLE[6:]),
        (f"UPDATE: {TITLE}", TITLE),
        (f"FORWARDED APPEAL (Fiji): {TITLE[6:]}", TITLE[6:]),
        (f"HUNGER ALERT (Fiji): {TITLE[6:]}", TITLE[6:]),
        (f"UP-106B-2001: UPDATE (FIJI): {TITLE[6:]}", TITLE[6:]),
        (f"INDONESIA/ACEH:{TITLE[5:]}", f"INDONESIA/ACEH:{TITLE[5:]}"),
        (f"BURMA/MYANMAR:{TITLE[5:]}", f"BURMA/MYANMAR:{TITLE[5:]}"),
        ("Nine teachers are held after a march", "Nine teachers are held after a march"),
        ("WORLD: Lawyers of nine countries meet", "WORLD: Lawyers of nine countries meet"),
    ],
)
def test_a_title_is_kept_without_its_id_and_its_series(written: str, kept: str) -> None:
    assert head(written).title == kept


BANNERS = [
    "ASIAN HUMAN RIGHTS COMMISSION - URGENT APPEALS PROGRAMME",
    "ASIAN HUMAN RIGHTS COMMISSION – URGENT APPEALS PROGRAM",
    "REEF RIGHTS NETWORK—URGENT APPEALS PROGRAMME",
    "URGENT ACTION URGENT ACTION URGENT ACTION URGENT ACTION",
    "*** URGENT APPEAL ***",
    "HUNGER ALERT PROGRAMME",
    "FOR IMMEDIATE RELEASE",
    "ASIAN HUMAN RIGHTS COMMISSION",
    "UNITED NATIONS HUMAN RIGHTS COUNCIL",
    "Sixty-first session, Agenda item 11",
    "A Statement by the Reef Rights Network (RRN)",
    "--------------------",
    "—=—=—=—=—=—",
]


@pytest.mark.parametrize("banner", BANNERS)
def test_a_banner_is_no_title_wherever_it_stands(banner: str) -> None:
    for lines in ([banner, TITLE], [TITLE, banner], [banner, "", banner, TITLE]):
        assert head(*lines).title == TITLE
        assert head(*lines).rest == []


@pytest.mark.parametrize(
    "lines",
    list(permutations(["URGENT ACTION", "Urgent Appeal Case: UA-46-2002", TITLE, "20 May 2002"])),
)
def test_the_order_of_a_head_does_not_matter(lines: tuple[str, ...]) -> None:
    made = head(*lines)
    assert (made.title, [str(one) for one in made.ids]) == (TITLE, ["UA-46-2002"])
    assert made.dated == "20 May 2002"


@pytest.mark.parametrize(
    "line",
    [
        "Urgent Appeal Case: UP-12-2004",
        "Urgent Appeal Update: UP-12-2004",
        "URGENT APPEAL CASE : up-12-2004",
        "Case UP-12-2004",
        "UP-12-2004",
        "[UP-12-2004]",
        "Document ID: UP-12-2004",
        "UP–12–2004",
        "Urgent Appeal Update: UP-12-2004 (26 February 2004)",
    ],
)
def test_an_id_line_gives_the_documents_own_id(line: str) -> None:
    made = head(TITLE, line)
    assert [str(one) for one in made.ids] == ["UP-12-2004"]
    assert made.rest == []


def test_the_id_may_stand_below_its_label() -> None:
    assert [str(one) for one in head(TITLE, "Urgent Appeal Case:", "UA-46-2002").ids] == [
        "UA-46-2002"
    ]


@pytest.mark.parametrize("line", ["Urgent Appeal Case: AHRC-UAC-090-201", "AHRC-UAC-090-201"])
def test_an_id_that_is_cut_is_no_id_and_no_title(line: str) -> None:
    made = head(line, TITLE)
    assert (made.ids, made.cut, made.title) == ([], ["AHRC-UAC-090-201"], TITLE)


def test_the_number_of_another_network_is_not_the_documents_own() -> None:
    made = head(TITLE, "Case FJI 010604")
    assert (made.ids, made.foreign) == ([], ["FJI 010604"])


def test_a_title_on_two_lines_is_one() -> None:
    assert head("FIJI: Nine teachers are held", "after a march in Lau", "").title == TITLE
    loud = head("FIJI: NINE TEACHERS ARE HELD", "AFTER A MARCH", "")
    assert loud.title == "FIJI: NINE TEACHERS ARE HELD AFTER A MARCH"


@pytest.mark.parametrize(
    "below",
    [
        "Urgent Appeal Case: UA-46-2002",
        "May 20, 2002",
        "----",
        "(UPDATE on UA-33-2002)",
    ],
)
def test_what_stands_below_a_title_is_no_part_of_it(below: str) -> None:
    assert head(TITLE, below).title == TITLE


def test_a_breadcrumb_gives_the_title_where_nothing_else_does() -> None:
    assert head(f"Home / News / Urgent Appeals / {TITLE}").title == TITLE
    crumb = "Home / News / Urgent Appeals / INDONESIA/ACEH: Ten held"
    assert head(crumb).title == "INDONESIA/ACEH: Ten held"


def test_the_date_below_a_breadcrumb_is_that_of_the_page() -> None:
    made = head(f"Home / News / {TITLE}", "October 17, 2005", "UA-46-2005", "15 October 2005")
    assert (made.page_date, made.dated) == ("October 17, 2005", "15 October 2005")


def test_of_two_dates_the_one_below_the_id_is_the_documents() -> None:
    made = head(TITLE, "May 2, 2008", "Urgent Appeal Case: UA-46-2008", "30 April 2008")
    assert (made.page_date, made.dated) == ("May 2, 2008", "30 April 2008")


def test_the_date_of_a_mail_is_not_that_of_the_document() -> None:
    made = head(
        "From: desk@example.org",
        "Subject: [ua] Fwd: " + TITLE,
        "Date: Tue, 21 May 2002 10:00:00 +0800",
        "",
        "Date: 20 May 2002",
    )
    assert made.title == TITLE
    assert made.date_line == "20 May 2002"
    assert made.page_date.startswith("Tue, 21 May 2002")


@pytest.mark.parametrize(
    "line",
    ["ISSUES: Torture, Impunity,", "Issues : Torture, Impunity,", "FIJI: torture; impunity"],
)
def test_a_line_of_issues_is_no_title(line: str) -> None:
    made = head(TITLE, line)
    assert made.title == TITLE
    assert [part.strip().lower() for part in made.issues.replace(";", ",").split(",")][:2] == [
        "torture",
        "impunity",
    ]


def test_a_headline_with_a_semicolon_is_a_headline() -> None:
    title = "FIJI: Young man is beaten by the police of Lau; nobody is charged"
    assert head("UNITED NATIONS", title).title == title


@pytest.mark.parametrize("opening", ["[RE: ", "[Re: ", "RE: ", "("])
def test_the_list_of_earlier_documents_is_kept_whole(opening: str) -> None:
    closing = {"[": "]", "(": ")"}.get(opening[0], "")
    listed = f"{opening}UA-12-2002: FIJI: One; two; UP-14-2002: FIJI: Three{closing}"
    assert head(TITLE, listed).references == [listed]
    first, second = listed.split("; UP", 1)
    wrapped = head(TITLE, f"{first};", f"UP{second}")
    assert " ".join(wrapped.references) == listed


def test_a_notice_is_kept_as_a_note() -> None:
    made = head(TITLE, "[NOTICE: Some offices have", "no e-mail address.]", "CAMPAIGN PAGE: a.org")
    assert made.notes == ["[NOTICE: Some offices have no e-mail address.]", "CAMPAIGN PAGE: a.org"]


@pytest.mark.parametrize(
    ("line", "who", "desk", "to"),
    [
        (
            "A Press Release from the Reef House forwarded by the Lau Desk",
            "Reef House",
            "Lau Desk",
            "",
        ),
        ("A Statement by the Lau Desk (LD)", "Lau Desk (LD)", "", ""),
        ("An Open Letter from the Lau Desk to the Mayor of Lau", "Lau Desk", "", "Mayor of Lau"),
    ],
)
def test_a_byline_tells_who_writes_to_whom(line: str, who: str, desk: str, to: str) -> None:
    made = head(line, TITLE)
    assert (made.author, made.forwarder, made.recipient) == (who, desk, to)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Reef Rights Network has received information that nine teachers are held in Lau.",
        "Further to our previous appeals, we write to tell you what happened.",
    ],
)
def test_a_sentence_on_top_of_a_document_without_head_is_no_title(sentence: str) -> None:
    reading = read_document(f"{sentence}\n\nThey were taken at noon.".encode())
    assert reading.title == ""
    assert "The title was not found; write one." in reading.warnings


LINES = st.sampled_from(
    [
        *BANNERS,
        TITLE,
        "",
        "UA-46-2002",
        "ISSUES: Torture",
        "[RE: UA-1-2002",
        "x]",
        "May 2, 2002",
        "Date: x",
        "From: a",
        "Subject: b",
        "Home / b / c",
        "Dear friends",
        "CASE DETAILS:",
        "He left.",
    ]
)


@given(st.lists(LINES, max_size=20))
def test_no_line_of_a_head_is_lost_or_made_up(lines: list[str]) -> None:
    made, at = read(lines)
    assert 0 <= at <= len(lines)
    there = " ".join(" ".join(lines).split())
    for told in (made.title, made.dated, made.issues, *made.rest, *made.notes, *made.references):
        assert told in there


@given(st.lists(st.text(alphabet="aB:;([/- \u20131", max_size=40), max_size=8))
def test_any_lines_have_a_head_or_none(lines: list[str]) -> None:
    tidy = [" ".join(line.split()) for line in lines]
    assert read(tidy) == read(tidy)


@pytest.mark.parametrize("between", [[], [""], ["", ""]])
def test_a_title_goes_on_in_a_small_letter_below_empty_lines_too(between: list[str]) -> None:
    made = head("FIJI: Nine teachers are held", *between, "after a march in Lau", "")
    assert made.title == TITLE


def test_a_title_that_ends_openly_goes_on_with_a_capital() -> None:
    assert (
        head("FIJI: Editor of a", "Lau weekly held", "").title
        == "FIJI: Editor of a Lau weekly held"
    )


def test_a_title_that_stands_twice_is_taken_once() -> None:
    assert head(TITLE, TITLE, "").title == TITLE


def test_a_dash_may_stand_after_the_country() -> None:
    reading = read_document("FIJI – Nine teachers are held\n\nDear friends,\n\nNine.".encode())
    assert (reading.title, reading.countries) == ("FIJI – Nine teachers are held", ["FJ"])


def test_an_address_that_was_stripped_from_a_mail_leaves_no_title() -> None:
    assert head("From:", "To:", f"Subject: {TITLE}").title == TITLE

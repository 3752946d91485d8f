"""A document in the form of the field is read exactly; what is not understood is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paths import DATA, SHARED, seed
from tocsin.intake.reading import Reading, read
from tocsin.kernel.refusal import Refusal

INVENTED = DATA / "FA-07-2004.txt"
FOUNDING = SHARED / "seed" / "FA-34-2003.txt"
KEYS = [
    "document_type",
    "document_id",
    "title",
    "date",
    "countries",
    "issues",
    "partner",
    "language",
    "claims",
    "addressees",
    "related",
    "repairs",
    "warnings",
]


def told(text: str) -> Reading:
    return read(text.encode())


def claim(reading: Reading, words: str) -> Any:
    return next(one for one in reading.claims if words in one.text)


def who(one: Any) -> set[tuple[str, str]]:
    return {(source.name, source.kind) for source in one.sources}


@pytest.fixture(params=sorted({INVENTED, seed()}), ids=lambda path: path.stem)
def document(request: pytest.FixtureRequest) -> Path:
    """The founding document where it lies beside the checkout, and an invented one of its form."""
    path: Path = request.param
    return path


def test_the_json_has_exactly_the_documented_keys(document: Path) -> None:
    made = read(document.read_bytes()).to_json()
    assert list(made) == KEYS
    assert json.loads(json.dumps(made)) == made


def test_the_type_and_number_are_read(document: Path) -> None:
    reading = read(document.read_bytes())
    assert reading.document_type == {"code": "FA", "name": "Forwarded Urgent Appeal"}
    assert reading.document_id == document.stem


def test_an_issue_whose_name_holds_a_comma_is_one_issue(document: Path) -> None:
    assert read(document.read_bytes()).to_json()["issues"] == ["Refugees, IDPs & Asylum seekers"]


def test_two_damaged_spots_are_mended_and_told(document: Path) -> None:
    repairs = [(r.found, r.replaced) for r in read(document.read_bytes()).repairs]
    assert repairs[0] == ("us¡K”", "us…”")
    assert repairs[1][0].endswith("¡¦s")
    assert repairs[1][1].endswith("’s")
    assert len(repairs) == 2


def test_what_was_caught_is_reported_by_newspapers_from_an_anonymous_official(
    document: Path,
) -> None:
    caught = next(c for c in read(document.read_bytes()).claims if "officers on" in c.text)
    assert caught.status == "reported"
    kinds = [source.kind for source in caught.sources]
    assert kinds == ["media", "media", "media", "anonymous official"]


def test_what_is_not_officially_confirmed_is_unconfirmed(document: Path) -> None:
    reading = read(document.read_bytes())
    doubted = [one for one in reading.claims if one.status == "unconfirmed"]
    assert any(" were " in one.text for one in doubted)
    assert any("is going to send" in one.text for one in doubted)


def test_what_officials_discussed_is_reported_by_journalists(document: Path) -> None:
    talk = claim(read(document.read_bytes()), "officials already discussed")
    assert talk.status == "reported"
    assert [source.kind for source in talk.sources] == ["media", "official"]


def test_two_spellings_of_a_newspaper_are_offered_as_one_source(document: Path) -> None:
    reading = read(document.read_bytes())
    first = claim(reading, "officers on").sources[0]
    assert first.variants
    assert claim(reading, "already discussed").sources[0].name == first.name
    assert any("look like one source" in warning for warning in reading.warnings)


def test_a_cover_note_that_is_too_certain_is_named(document: Path) -> None:
    warning = next(w for w in read(document.read_bytes()).warnings if "more certain" in w)
    assert "are facing" in warning
    assert "is going to send" in warning


def test_a_stripped_address_is_noticed(document: Path) -> None:
    assert any("address to write to is missing" in w for w in read(document.read_bytes()).warnings)


def test_quotations_are_opinions_of_their_speakers(document: Path) -> None:
    reading = read(document.read_bytes())
    first = claim(reading, "should not")
    assert first.status == "opinion"
    assert first.sources[0].kind == "partner"
    assert first.sources[0].name.startswith("M")


def test_what_is_unclear_is_an_open_question_and_no_claim(document: Path) -> None:
    reading = read(document.read_bytes())
    assert any("unclear" in question for question in reading.open_questions)
    assert not any("unclear" in one.text for one in reading.claims)


def test_the_draft_summary_keeps_the_doubt(document: Path) -> None:
    summary = read(document.read_bytes()).draft["summary"]
    assert "It is not confirmed" in summary
    assert "facing" not in summary


def test_the_founding_document_is_read_exactly() -> None:
    reading = read(seed().read_bytes())
    if seed() != FOUNDING:
        assert reading.document_id == "FA-07-2004"
        return
    made = reading.to_json()
    assert made["title"].startswith("MONGOLIA: A dispute arises over freedom of 26 North Korean")
    assert made["date"] == "2003-09-16"
    assert made["countries"] == [{"code": "MN", "name": "Mongolia"}]
    assert made["partner"] == "Liberty Center"
    assert made["language"] == "en"
    assert made["addressees"] == [
        "Ministry of Foreign Affairs of Mongolia",
        "Secretariat of the President of Mongolia",
    ]
    assert [r["replaced"] for r in made["repairs"]] == ["us…”", "Sonin’s"]
    caught = claim(reading, "September 03, 2003")
    assert ("Urdiin Sonin", "media") in who(caught)
    assert ("Unuudur", "media") in who(caught)
    assert "Udriin sonin" in caught.sources[0].variants
    assert claim(reading, "North Koreans").status == "unconfirmed"
    assert made["related"] == []


def test_the_invented_document_is_read_exactly() -> None:
    made = read(INVENTED.read_bytes()).to_json()
    assert made["date"] == "2004-02-09"
    assert made["countries"] == [{"code": "FJ", "name": "Fiji"}]
    assert made["partner"] == "Reef House"
    assert made["addressees"] == [
        "Ministry of Education of Fiji",
        "Office of the Harbour Master",
    ]


def test_an_unknown_country_is_said_with_the_nearest() -> None:
    reading = told("Title\n\nText of the alert.\n\nCountries : Mongolya,\nIssues : Torture,")
    assert reading.countries == []
    (warning,) = [w for w in reading.warnings if "Mongolya" in w]
    assert "is not known. Perhaps “Mongolia” is meant." in warning


def test_an_unknown_issue_is_said_with_the_nearest() -> None:
    reading = told(
        "Title\n\nText of the alert.\n\nCountries : Mongolia,\nIssues : Impunitty; Torture"
    )
    assert reading.issues == ["torture"]
    (warning,) = [w for w in reading.warnings if "Impunitty" in w]
    assert "Perhaps “Impunity” is meant." in warning


def test_an_issue_like_no_other_asks_for_a_choice() -> None:
    reading = told("Title\n\nText.\n\nIssues : Zyxwvut")
    assert any("“Zyxwvut” is not in the list. Choose one." in w for w in reading.warnings)


@pytest.mark.parametrize(
    "sentence",
    [
        "No document ID was found; the system gives a number.",
        "The document type was not found; choose one.",
        "No date was found.",
        "No country was found; choose one.",
        "No issue was found; choose at least one.",
        "The partner was not found; choose one.",
    ],
)
def test_what_is_missing_is_said_in_a_sentence(sentence: str) -> None:
    assert sentence in told("Something happened at the quay last night.").warnings


def test_the_country_may_stand_in_the_title_alone() -> None:
    assert told("BURMA/MYANMAR: Something happened\n\nText.").countries == ["MM"]


def test_other_documents_that_are_named_are_related() -> None:
    text = "Title\n\nSee UA-12-2003FA-06-2004UP-14-2004.\n\nDocument ID : FA-07-2004"
    assert told(text).related == ["UA-12-2003", "FA-06-2004", "UP-14-2004"]


def test_a_web_page_is_read_for_its_words_and_says_so() -> None:
    page = "<html><body><h1>FIJI: Teachers held</h1><p>Text.</p><script>x()</script></body></html>"
    reading = told(page)
    assert reading.title == "FIJI: Teachers held"
    assert "x()" not in reading.text
    assert any("web page" in warning for warning in reading.warnings)


def test_a_fear_is_no_fact() -> None:
    reading = told("Title\n\nDate: 1 May 2004\n\nThe family fears that he will be moved to a camp.")
    assert reading.claims[0].status == "feared"


def test_an_anonymous_source_alone_makes_a_claim_unconfirmed() -> None:
    text = (
        "Title\n\nDate: 1 May 2004\n\nAccording to an unnamed official, he was beaten in the cell."
    )
    (one,) = told(text).claims
    assert (one.status, one.sources[0].kind) == ("unconfirmed", "anonymous official")


def test_a_campaign_is_no_claim() -> None:
    text = "Title\n\nDate: 1 May 2004\n\nPlease write to the ministry. We collect signatures here."
    assert told(text).claims == []


def sentence_or_row(raw: bytes) -> str:
    """The refusal's sentence, or the reading as it would be kept."""
    try:
        return json.dumps(read(raw).to_row()) + "."
    except Refusal as refusal:
        return refusal.sentence


@settings(max_examples=200)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    assert sentence_or_row(text.encode("utf-8", "surrogatepass")).endswith(".")


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(raw: bytes) -> None:
    assert sentence_or_row(raw).endswith(".")

"""Paper: numbered sheets, lines entered once, sealed at once, counted once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel import audit, keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import System
from tocsin.publishing.models import Revision
from tocsin.signing import moves, reads, sheets
from tocsin.signing.models import Line, Sheet, Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db

TOLD: dict[str, Any] = {"name": "Ada Lind", "country": "SE", "choice": "addressee"}


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def sheet(revision: Revision) -> Sheet:
    """A printed sheet."""
    return sheets.print_sheet(cast.olga(), revision, "en", "River House")


def enter(sheet: Sheet, number: int, **changes: Any) -> Line:
    return sheets.enter_line(cast.olga(), sheet, number, **(TOLD | changes))


def test_sheets_are_numbered_per_appeal(revision: Revision, sheet: Sheet) -> None:
    other = cast.published("FA-02-2026")
    again = sheets.print_sheet(cast.olga(), revision, "fr", "")
    first = sheets.print_sheet(cast.olga(), other, "en", "")
    assert [sheet.number, again.number, first.number] == [1, 2, 1]


def test_a_sheet_is_printed_by_an_officer_only(revision: Revision) -> None:
    with pytest.raises(Refusal, match="officer"):
        sheets.print_sheet(cast.amir(), revision, "en", "")


@pytest.mark.parametrize(
    ("language", "place", "sentence"),
    [
        ("de", "", "not published in this language"),
        ("en", "x" * 121, "at most 120 characters"),
        ("en", "a\nb", "of one line"),
    ],
)
def test_a_sheet_that_cannot_be_printed_is_refused(
    revision: Revision, language: str, place: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        sheets.print_sheet(cast.olga(), revision, language, place)
    assert not Sheet.objects.exists()


def test_no_sheet_is_printed_for_a_closed_appeal(revision: Revision) -> None:
    revision.appeal.state = "closed"
    with pytest.raises(Refusal, match="open for signing"):
        sheets.print_sheet(cast.olga(), revision, "en", "")


def test_a_line_is_sealed_at_once_and_counts_as_paper() -> None:
    pair = cast.signing_key()
    revision = cast.published()
    enter(sheets.print_sheet(cast.olga(), revision, "fr", ""), 1, comment="For my uncle.")
    [blob] = reads.sealed_records(revision.appeal)
    record = seal.open_sealed(pair.private, blob, "FA-01-2026")
    assert (record["name"], record["channel"], record["language"]) == ("Ada Lind", "paper", "fr")
    assert reads.tally(revision.appeal) == Tally(paper=1)


def test_each_line_is_entered_once(sheet: Sheet) -> None:
    enter(sheet, 1)
    with pytest.raises(Refusal, match="Line 1 is entered already"):
        enter(sheet, 1, name="Bo Berg")
    with pytest.raises(Refusal, match="Line 1 is entered already"):
        sheets.reject_line(cast.olga(), sheet, 1, "unreadable")
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("number", [0, 11, -1])
def test_a_line_that_is_not_on_the_sheet_is_refused(sheet: Sheet, number: int) -> None:
    with pytest.raises(Refusal, match="Sheet 1 has no such line"):
        enter(sheet, number)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"country": ""}, "country"),
        ({"email": "no address"}, "email"),
        ({"choice": "public"}, "choice"),
        ({"comment": "x" * 501}, "comment"),
    ],
)
def test_a_wrong_field_of_a_line_is_named(
    sheet: Sheet, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        enter(sheet, 1, **changes)
    assert refused.value.field == field
    assert not Line.objects.exists()


def test_a_rejected_line_is_kept_with_its_reason(sheet: Sheet) -> None:
    line = sheets.reject_line(cast.olga(), sheet, 3, "unreadable")
    assert (line.number, line.rejected, line.signature) == (3, "unreadable", None)
    assert reads.tally(sheet.appeal) == Tally()
    with pytest.raises(Refusal, match="Choose a reason from the list"):
        sheets.reject_line(cast.olga(), sheet, 4, "I do not like it")


def test_lines_are_entered_by_an_officer_only(sheet: Sheet) -> None:
    for move in (
        lambda: sheets.enter_line(cast.amir(), sheet, 1, **TOLD),
        lambda: sheets.reject_line(cast.nadia(), sheet, 1, "other"),
        lambda: sheets.finish(cast.stranger(), sheet),
    ):
        with pytest.raises(Refusal, match="officer"):
            move()


def test_the_last_line_finishes_the_sheet(sheet: Sheet) -> None:
    for number in range(1, 10):
        enter(sheet, number)
    sheet.refresh_from_db()
    assert sheet.state == "printed"
    sheets.reject_line(cast.olga(), sheet, 10, "no name")
    sheet.refresh_from_db()
    assert sheet.state == "entered"
    with pytest.raises(Refusal, match="finished already"):
        sheets.finish(cast.olga(), sheet)


def test_a_finished_sheet_takes_no_more_lines(sheet: Sheet) -> None:
    enter(sheet, 1)
    sheets.finish(cast.olga(), sheet)
    with pytest.raises(Refusal, match="no line can be added"):
        enter(sheet, 2)


def test_somebody_who_confirmed_on_the_web_is_not_counted_again_on_paper(
    revision: Revision, sheet: Sheet
) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    line = enter(sheet, 1, email="ADA+paper@example.org")
    assert line.signature is not None
    assert line.signature.state == "repeated"
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_a_confirmation_on_the_web_takes_the_place_of_a_paper_line(
    revision: Revision, sheet: Sheet
) -> None:
    enter(sheet, 1, email="ada@example.org")
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    assert reads.tally(revision.appeal) == Tally(paper=1, unconfirmed=1)
    moves.confirm(newest_token())
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_lines_without_an_address_are_people_of_their_own(sheet: Sheet) -> None:
    enter(sheet, 1)
    enter(sheet, 2)
    assert reads.tally(sheet.appeal) == Tally(paper=2)


def test_withdrawing_on_the_web_takes_the_paper_line_too(revision: Revision, sheet: Sheet) -> None:
    line = enter(sheet, 1, email="ada@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.not_me(newest_token())
    line.refresh_from_db()
    assert line.signature is None
    assert reads.tally(revision.appeal) == Tally()


def test_without_a_key_no_line_is_entered(sheet: Sheet) -> None:
    keys.retire(System(), SealingKey.objects.get())
    with pytest.raises(Refusal, match="names cannot be sealed safely"):
        enter(sheet, 1)
    assert not Line.objects.exists()


def test_the_audit_trail_names_the_officer_and_no_signatory(sheet: Sheet) -> None:
    enter(sheet, 1, email="ada@example.org")
    told = [str(one.detail) + one.actor + one.subject for one in audit.Entry.objects.all()]
    assert any("olga" in one for one in told)
    assert not any("Ada" in one or "example" in one for one in told)


def test_sheets_to_be_entered_stand_first(revision: Revision, sheet: Sheet) -> None:
    later = sheets.print_sheet(cast.olga(), revision, "en", "")
    enter(later, 1)
    sheets.reject_line(cast.olga(), later, 2, "other")
    sheets.finish(cast.olga(), later)
    found = list(reads.sheets(revision.appeal))
    assert found == [sheet, later]
    assert (found[1].entered_lines, found[1].counted_lines) == (2, 1)  # type: ignore[attr-defined]


def test_counts_by_day_know_their_channel(revision: Revision, sheet: Sheet) -> None:
    enter(sheet, 1)
    sign_and_confirm(revision, "Bo Berg", "bo@example.org")
    assert [number for _day, number in reads.per_day(revision.appeal, "paper")] == [1]
    assert [number for _day, number in reads.per_day(revision.appeal, "web")] == [1]


def test_a_french_sheet_is_french_to_its_address(revision: Revision, settings: Any) -> None:
    settings.TOCSIN_ADDRESS = "https://x.example"
    sheet = sheets.print_sheet(cast.olga(), revision, "fr", "")
    said = PdfReader(io.BytesIO(sheets.sheet_pdf(sheet))).pages[0].extract_text()
    assert "https://x.example/fr/FA-01-2026/" in said
    assert "À:" not in said

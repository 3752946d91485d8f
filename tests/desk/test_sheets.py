"""Sheets at the desk: printed, entered in parts, finished."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tocsin.kernel import keys
from tocsin.kernel.keys import SealingKey
from tocsin.people.roles import System
from tocsin.publishing.models import Revision
from tocsin.signing import reads, sheets
from tocsin.signing.models import Line, Sheet, Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def sheet(revision: Revision) -> Sheet:
    """A printed sheet."""
    return sheets.print_sheet(cast.olga(), revision, "en", "River House")


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Olga at her desk."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def line(number: int, **fields: str) -> dict[str, str]:
    told = {"name": "", "country": "", "email": "", "comment": "", "choice": "counted"} | fields
    return {f"line{number}-{name}": value for name, value in told.items()}


def test_a_sheet_is_made_and_downloaded(desk: Client, revision: Revision) -> None:
    response = desk.post("/desk/sheets/print/FA-01-2026/", {"language": "fr", "place": "Office"})
    sheet = Sheet.objects.get()
    assert response["Location"] == f"/desk/sheets/{sheet.pk}/"
    assert (sheet.language, sheet.place, sheet.printed_by) == ("fr", "Office", "olga")
    page = desk.get(response["Location"]).content.decode()
    assert f"/desk/sheets/{sheet.pk}/sheet.pdf" in page
    made = desk.get(f"/desk/sheets/{sheet.pk}/sheet.pdf")
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")


def test_a_sheet_that_cannot_be_made_keeps_what_was_typed(desk: Client, revision: Revision) -> None:
    told = {"language": "xx", "place": "Office of the river"}
    response = desk.post("/desk/sheets/print/FA-01-2026/", told)
    assert response.status_code == 422
    said = response.content.decode()
    assert "The appeal is not published in this language." in said
    assert "Office of the river" in said


def test_a_draft_has_no_sheet(desk: Client) -> None:
    cast.draft()
    said = desk.get("/desk/sheets/print/FA-01-2026/").content.decode()
    assert "not published yet" in said


def test_a_part_is_saved_and_the_rest_later(desk: Client, sheet: Sheet) -> None:
    address = f"/desk/sheets/{sheet.pk}/"
    first = line(1, name="Ada Lind", country="SE") | line(2, rejected="unreadable")
    said = desk.post(address, first, follow=True).content.decode()
    assert "2 lines are saved." in said
    assert "Not counted: unreadable" in said
    assert "Ada Lind" not in said
    assert 'name="line1-name"' not in said
    assert 'name="line3-name"' in said
    desk.post(address, line(3, name="Bo Berg", country="NO", choice="addressee"))
    assert reads.tally(sheet.appeal) == Tally(paper=2)


def test_ten_lines_have_their_fields(desk: Client, sheet: Sheet) -> None:
    said = desk.get(f"/desk/sheets/{sheet.pk}/").content.decode()
    assert all(f'name="line{number}-name"' in said for number in range(1, 11))
    assert 'name="line11-name"' not in said


def test_an_error_stands_beside_its_field_and_good_lines_are_saved(
    desk: Client, sheet: Sheet
) -> None:
    typed = line(1, name="Ada Lind", country="SE") | line(2, name="Bo Berg", email="at home")
    response = desk.post(f"/desk/sheets/{sheet.pk}/", typed)
    said = response.content.decode()
    assert response.status_code == 422
    assert "Line 2, " in said
    assert 'value="Bo Berg"' in said
    assert 'value="at home"' in said
    assert Line.objects.get().number == 1


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": "Bo Berg"}, "country", "Choose your country from the list."),
        ({"email": "bo@example.org"}, "name", "Write your name."),
        ({"country": "SE"}, "name", "Write your name."),
        ({"choice": "addressee"}, "name", "Write your name."),
        ({"country": "SE", "rejected": "other"}, "rejected", "not both"),
        ({"name": "=1", "country": "SE"}, "name", "begin the name with a letter"),
        ({"name": "Bo", "country": "SE", "rejected": "other"}, "rejected", "not both"),
        (
            {"name": "Bo", "country": "SE", "choice": "public"},
            "choice",
            "This is not in the list. Choose again.",
        ),
        ({"name": "x" * 100_000, "country": "SE"}, "name", "at most 120 characters"),
    ],
)
def test_a_wrong_line_is_told_and_kept(
    desk: Client, sheet: Sheet, fields: dict[str, str], field: str, sentence: str
) -> None:
    said = desk.post(f"/desk/sheets/{sheet.pk}/", line(4, **fields)).content.decode()
    assert f'id="id_line4-{field}_error"' in said
    assert sentence in said
    assert fields.get("name", "") in said
    for chosen in {"country", "rejected"} & set(fields):
        assert f'<option value="{fields[chosen]}" selected>' in said
    assert not Signature.objects.exists()


def test_without_a_key_the_lines_stay_on_the_page(desk: Client, sheet: Sheet) -> None:
    keys.retire(System(), SealingKey.objects.get())
    typed = line(1, name="Ada Lind", country="SE")
    said = desk.post(f"/desk/sheets/{sheet.pk}/", typed).content.decode()
    assert "names cannot be sealed safely" in said
    assert 'value="Ada Lind"' in said


def test_an_empty_page_saves_nothing(desk: Client, sheet: Sheet) -> None:
    assert desk.post(f"/desk/sheets/{sheet.pk}/", {}).status_code == 302
    assert not Line.objects.exists()


def test_a_sheet_is_finished_by_a_button(desk: Client, sheet: Sheet) -> None:
    address = f"/desk/sheets/{sheet.pk}/"
    said = desk.post(f"{address}finish/", follow=True).content.decode()
    assert '<input type="text"' not in said
    assert "Empty" in said
    again = desk.post(f"{address}finish/", follow=True).content.decode()
    assert "This sheet is finished already; nothing was changed." in again


def test_opening_an_address_that_acts_changes_nothing(desk: Client, sheet: Sheet) -> None:
    assert desk.get(f"/desk/sheets/{sheet.pk}/finish/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == "printed"


def test_all_sheets_are_listed(desk: Client, sheet: Sheet) -> None:
    said = desk.get("/desk/sheets/").content.decode()
    assert "FA-01-2026 / 1" in said
    assert "River House" in said

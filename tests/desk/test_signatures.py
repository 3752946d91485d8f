"""Signatures at the desk: counts, days and sheets, but never a name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.signing.people import sign_and_confirm
from tests.signing.test_holds import voided
from tocsin.publishing.models import Revision
from tocsin.signing import sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal, signed once on the web and once on paper."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@example.org", choice="public")
    sheet = sheets.print_sheet(cast.olga(), made, "en", "River House")
    sheets.enter_line(cast.olga(), sheet, 1, name="Bo Berg", country="SE", choice="counted")
    return made


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Olga at her desk."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.mark.parametrize("address", ["/desk/signatures/", "/desk/signatures/FA-01-2026/"])
def test_no_name_is_shown(desk: Client, revision: Revision, address: str) -> None:
    said = desk.get(address).content.decode()
    assert "Ada Lind" not in said
    assert "Bo Berg" not in said
    assert "example.org" not in said


def test_the_worklist_has_the_tally_by_class_and_the_open_sheets(
    desk: Client, revision: Revision
) -> None:
    said = desk.get("/desk/signatures/").content.decode()
    assert "FA-01-2026 / 1" in said
    assert "River House" in said
    for heading in ["Confirmed by e-mail", "On paper", "Unconfirmed, not counted"]:
        assert heading in said


def test_an_appeal_shows_bars_with_their_figures(desk: Client, revision: Revision) -> None:
    said = desk.get("/desk/signatures/FA-01-2026/").content.decode()
    assert "Confirmed by e-mail, by day" in said
    assert "Entered from paper, by day" in said
    assert said.count("<svg") >= 2


def test_where_all_were_voided_nobody_reads_that_nobody_signed(
    desk: Client, revision: Revision
) -> None:
    voided(revision)
    said = desk.get("/desk/signatures/FA-01-2026/").content.decode()
    assert "Nobody has signed yet." not in said
    assert "Voided: 2" in said


def test_who_reads_that_nobody_has_signed_yet(desk: Client) -> None:
    cast.signing_key()
    cast.published()
    said = desk.get("/desk/signatures/FA-01-2026/").content.decode()
    assert "Nobody has signed yet." in said


def test_a_missing_key_is_told(desk: Client) -> None:
    cast.published()
    said = desk.get("/desk/signatures/").content.decode()
    assert "Signing is closed: no key of the organisation is active." in said


def test_a_desk_without_appeals_says_so(desk: Client) -> None:
    assert "No appeal has been published yet." in desk.get("/desk/signatures/").content.decode()


def test_an_unknown_appeal_is_not_found(desk: Client) -> None:
    assert desk.get("/desk/signatures/FA-99-2026/").status_code == 404


def test_strangers_do_not_pass(client: Client, revision: Revision) -> None:
    assert client.get("/desk/signatures/").status_code == 302

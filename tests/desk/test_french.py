"""The desk in French: its days, colons and quotation marks, and no English word."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests import cast
from tests.desk.test_cases import page
from tests.house.test_look import SHEET
from tests.intake.test_clock import alert as feared_alert
from tests.signing.people import sign_and_confirm
from tests.signing.test_holds import voided
from tocsin.authorities.models import Authority
from tocsin.cases import joining, merging, moves
from tocsin.intake import clock
from tocsin.kernel.templatetags.tocsin import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


def french(desk: Client, place: str) -> str:
    """A page in French, each no-break space as a plain one."""
    return page(desk.get(f"/fr/desk/{place}")).replace("\u00a0", " ")


def test_the_days_of_signatures_are_written_out(desk: Client) -> None:
    cast.signing_key()
    sign_and_confirm(cast.published(), "Ada Lind", "ada@example.org", choice="public")
    with translation.override("fr"):
        today = day(timezone.now())
    assert f'<th scope="row">{today}</th>' in french(desk, "signatures/FA-01-2026/")


def test_a_claim_is_offered_with_its_status_and_a_french_colon(desk: Client) -> None:
    appeal = cast.draft()
    text = french(desk, f"appeals/{appeal.document_id}/facts/")
    assert " · non confirmée : " in text


def test_words_are_quoted_with_french_marks(desk: Client) -> None:
    one = feared_alert("PERU: Tomorrow", feared="they will be moved tomorrow")
    assert '« <bdi lang="">tomorrow</bdi> »' in french(desk, f"alerts/{one.pk}/")
    case = cast.case()
    twin = moves.add_source(cast.olga(), case, "El Farol del Lago", "media")
    merging.merge(cast.olga(), case.sources.get(name="El Faro del Lago"), twin)
    text = french(desk, f"cases/{case.pk}/")
    assert "« <bdi>El Farol del Lago</bdi> » → « <bdi>El Faro del Lago</bdi> »" in text


def test_on_a_phone_a_heading_beside_its_cell_has_a_french_colon() -> None:
    assert ':lang(fr) { --colon: "\N{NO-BREAK SPACE}: "; }' in SHEET
    assert "content: attr(data-label) var(--colon, " in SHEET


def test_countries_of_offices_are_told_by_name(desk: Client) -> None:
    office = cast.authority()
    Authority.objects.filter(pk=office.pk).update(country="DE")
    assert '<p class="quiet">Allemagne' in french(desk, "authorities/")


def test_why_a_case_closed_is_told_in_the_readers_language(desk: Client) -> None:
    kept, gone = cast.case(), moves.open_case(cast.olga(), "Held at the lake", countries=["BO"])
    joining.one_case(cast.olga(), kept, gone)
    assert f"a clos le cas (C’est le cas « {kept} ».)" in french(desk, f"cases/{gone.pk}/")
    assert f"closed the case (It is the case “{kept}”.)" in page(
        desk.get(f"/desk/cases/{gone.pk}/")
    )


def test_a_day_is_confirmed_and_a_claim_too_each_in_its_gender(desk: Client) -> None:
    one = feared_alert("PERU: Tomorrow", feared="they will be moved tomorrow")
    fear = one.fears.get()
    clock.confirm(cast.olga(), fear, timezone.localdate())
    assert '<p class="quiet">confirmé · ' in french(desk, f"alerts/{one.pk}/")


def test_voices_of_a_batch_are_voided_in_the_plural(desk: Client) -> None:
    cast.signing_key()
    revision = cast.published()
    for name in ("ada", "bo"):
        sign_and_confirm(revision, name, f"{name}@example.org")
    assert "2 voix · annulées" in french(desk, f"holds/{voided(revision).pk}/")

"""Voices that were handed over and voided since: the desk is told, the office, and everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.conveyance.test_moves import attempt, first
from tests.signing.people import sign_and_confirm
from tests.signing.test_holds import held, voided
from tocsin.conveyance import fallen, moves, reads
from tocsin.conveyance.bundle import read_bundle
from tocsin.conveyance.models import Conveyance
from tocsin.kernel import audit
from tocsin.kernel.templatetags.tocsin import day
from tocsin.publishing.models import Revision
from tocsin.signing import holds, taking, voids

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """Two voices of one domain, one of another."""
    cast.signing_key()
    made = cast.published()
    for name in ("Ada", "Bo"):
        sign_and_confirm(made, name, f"{name.lower()}@flood.example")
    sign_and_confirm(made, "Cy", "cy@example.org")
    return made


@pytest.fixture
def sent(revision: Revision) -> Conveyance:
    made = moves.export(cast.olga(), revision.appeal, first(revision))
    attempt(made, "sent")
    return made


def flood_is_voided(revision: Revision, reason: int = 16) -> None:
    wanted = holds.chosen(revision.appeal, None, None, "flood.example")
    batch = taking.hold_back(cast.olga(), revision.appeal, wanted, "It looks like a flood.")
    holds.propose(cast.olga(), batch, "void", reason, "So it is.")
    voids.decide(cast.amir(), batch)


def page(desk: Client, row: Conveyance) -> str:
    return desk.get(f"/desk/conveyances/{row.pk}/").content.decode()


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_nothing_is_said_where_nothing_fell(sent: Conveyance, desk: Client) -> None:
    assert fallen.since(sent) is None
    assert "voided since" not in page(desk, sent)
    [told] = reads.public(sent.appeal)
    assert (told["voided_since"], told["corrected_on"]) == (0, None)


def test_what_is_only_held_back_has_not_fallen(revision: Revision, sent: Conveyance) -> None:
    held(revision)
    assert fallen.since(sent) is None


def test_what_was_voided_before_was_never_handed_over(revision: Revision) -> None:
    flood_is_voided(revision)
    made = moves.export(cast.olga(), revision.appeal, first(revision))
    assert fallen.since(made) is None


def test_what_counted_later_was_never_handed_over(revision: Revision, sent: Conveyance) -> None:
    Conveyance.objects.update(prepared_at=timezone.now() - timedelta(minutes=5))
    sent.refresh_from_db()
    flood_is_voided(revision)
    assert fallen.since(sent) is None


def test_the_desk_reads_it_and_prepares_the_correction(
    revision: Revision, sent: Conveyance, desk: Client
) -> None:
    flood_is_voided(revision)
    told = page(desk, sent)
    assert "2 voices of this conveyance were voided since." in told
    assert "made by a program: 2" in told
    assert "The office holds a number that is too high." in told
    place = f"/desk/conveyances/prepare/FA-01-2026/{sent.authority_id}/"
    assert place in told
    answer = desk.post(place)
    made = Conveyance.objects.get(number=2)
    assert answer.headers["Location"] == f"/desk/conveyances/{made.pk}/"
    letter = read_bundle(moves.bundle_path(made)).manifest["letter"]
    told_on = day(sent.prepared_at)
    assert f"Correction: of the 3 signatures that we prepared for you on {told_on}, 2" in letter
    assert "2 no longer count. Why they were voided: made by a program: 2." in letter
    assert letter.index("Dear") < letter.index("Correction")
    entry = audit.trail("conveyance", made.pk).get(verb="prepare conveyance")
    assert entry.detail["corrects"] == 1


def test_it_is_corrected_once_the_office_was_told(
    revision: Revision, sent: Conveyance, desk: Client
) -> None:
    flood_is_voided(revision)
    made = moves.export(cast.olga(), revision.appeal, first(revision))
    assert "The office holds a number" in page(desk, sent)
    attempt(made, "sent")
    told = page(desk, sent)
    assert "The office was told on" in told
    assert "Prepare the correction" not in told
    assert fallen.owed(revision.appeal, first(revision)) is None
    rows = reads.public(revision.appeal)
    assert [one["voided_since"] for one in rows] == [2, 0]
    assert rows[0]["corrected_on"] == timezone.localdate().isoformat()


def test_what_was_not_handed_over_is_prepared_anew(revision: Revision, desk: Client) -> None:
    made = moves.export(cast.olga(), revision.appeal, first(revision))
    flood_is_voided(revision)
    assert "Do not hand it over: prepare the bundle anew." in page(desk, made)
    again = moves.export(cast.olga(), revision.appeal, first(revision))
    assert "Correction" not in read_bundle(moves.bundle_path(again)).manifest["letter"]


def test_where_all_have_fallen_the_office_can_be_told(revision: Revision, sent: Conveyance) -> None:
    voided(revision, 18)
    made = moves.export(cast.olga(), revision.appeal, first(revision))
    found = read_bundle(moves.bundle_path(made))
    assert list(found.records()) == []
    assert "3 no longer count. Why they were voided: bought, or ordered" in found.manifest["letter"]


def test_everybody_reads_it(revision: Revision, sent: Conveyance, client: Client) -> None:
    flood_is_voided(revision)
    told = client.get("/FA-01-2026/").content.decode()
    assert "2 of them were voided since." in told
    [row] = client.get("/FA-01-2026.json").json()["conveyances"]
    assert row["voided_since"] == 2
    french = client.get("/FA-01-2026/", headers={"Accept-Language": "fr"}).content.decode()
    assert "2 d’entre elles ont été annulées depuis." in french or "voided since" in french

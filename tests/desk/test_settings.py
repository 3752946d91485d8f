"""The desk's settings: partners, authorities and document types."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import cast
from tocsin.appeals.models import DocumentType
from tocsin.authorities.models import Authority, Channel
from tocsin.people.models import Partner

pytestmark = pytest.mark.django_db

OFFICE = {"name": "Harbour Board", "country": "IS", "language": "en"}


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Olga, an officer."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def administrator(desk: Client, settings: Any) -> Client:
    """Nadia at the same desk."""
    desk.force_login(cast.nadia(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return desk


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def test_the_overview_leads_to_every_setting(desk: Client) -> None:
    shown = page(desk.get("/desk/settings/"))
    for address in ("staff", "partners", "authorities", "document-types", "keys"):
        assert f'href="/desk/{address}/"' in shown


# — partners


def test_a_partner_is_made_and_then_changed(desk: Client) -> None:
    told = {"name": "Harbour Light", "country": "IS", "city": "Vík", "contact": "By radio"}
    assert "Harbour Light is saved." in page(desk.post("/desk/partners/", told, follow=True))
    partner = Partner.objects.get()
    assert "By radio" in page(desk.get(f"/desk/partners/{partner.pk}/"))
    desk.post(f"/desk/partners/{partner.pk}/", told | {"city": "Höfn"})
    partner.refresh_from_db()
    assert (partner.city, Partner.objects.count()) == ("Höfn", 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "river HOUSE"}, "A partner of this name is here already."),
        ({"country": "XX"}, "This is not in the list. Choose again."),
        ({"contact": "x" * 100_000}, "at most 2000 characters"),
    ],
)
def test_a_partner_with_an_error_keeps_what_was_typed(
    desk: Client, typed: dict[str, str], sentence: str
) -> None:
    cast.partner()
    told = {"name": "Harbour Light", "country": "IS", "city": "Vík", "contact": "By radio"}
    answer = desk.post("/desk/partners/", told | typed)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert "Vík" in page(answer)
    assert Partner.objects.count() == 1


# — authorities


def test_an_office_gets_a_holder_and_a_way_to_reach_it(desk: Client) -> None:
    address = desk.post("/desk/authorities/", OFFICE)["Location"]
    holder = {"which": "holder", "holder": "Arna Vogt", "since": "2026-01-02"}
    desk.post(address, holder)
    way = {"which": "channel", "kind": "email", "address": "office@example.org"}
    shown = page(desk.post(address, way, follow=True))
    for words in ("Harbour Board", "Arna Vogt", "office@example.org"):
        assert words in shown


def test_an_address_that_no_longer_works_stays_in_its_place(desk: Client) -> None:
    office = cast.authority()
    address = f"/desk/authorities/{office.pk}/"
    places = ["1 Quay", "2 Quay", "3 Quay"]
    for place in places:
        desk.post(address, {"which": "channel", "kind": "post", "address": place})
    first = office.channels.get(address="1 Quay")
    if connection.vendor == "postgresql":  # reads a table that it knows to be small as it lies
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
    desk.post(f"/desk/channels/{first.pk}/", {"works": "no"})
    shown = page(desk.get(address)).partition("<h2>What was done</h2>")[0]
    assert sorted(places, key=shown.index) == places


def test_a_new_holder_ends_the_time_of_the_one_before(desk: Client) -> None:
    office = cast.authority()
    address = f"/desk/authorities/{office.pk}/"
    desk.post(address, {"which": "holder", "holder": "Arna Vogt", "since": "2025-01-02"})
    desk.post(address, {"which": "holder", "holder": "Bo Sand", "since": "2026-03-01"})
    before = office.holders.get(name="Arna Vogt")
    assert str(before.until) == "2026-03-01"
    assert office.holders.get(until=None).name == "Bo Sand"


def test_an_office_is_renamed(desk: Client) -> None:
    office = cast.authority()
    told = {"which": "office", "name": "Ministry of Ports", "country": "BO", "language": "es"}
    told["version"] = "1"
    desk.post(f"/desk/authorities/{office.pk}/", told)
    office.refresh_from_db()
    assert (office.name, office.language) == ("Ministry of Ports", "es")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"which": "office", "name": ""}, "Fill this in."),
        ({"which": "office", "name": "Office of the Ombudsman"}, "is here already"),
        ({"which": "holder", "holder": ""}, "Fill this in."),
        ({"which": "holder", "holder": "X", "since": "tomorrow"}, "Write the day like 2026-10-03."),
        (
            {"which": "channel", "kind": "email", "address": "nobody"},
            "Write an e-mail address like name@example.org.",
        ),
        (
            {"which": "channel", "kind": "pigeon", "address": "loft"},
            "This is not in the list. Choose again.",
        ),
        ({"which": "channel", "kind": "post", "address": ""}, "Fill this in."),
    ],
)
def test_an_error_on_an_office_stands_in_its_own_form(
    desk: Client, typed: dict[str, str], sentence: str
) -> None:
    office = cast.authority()
    cast.authority("Office of the Ombudsman")
    answer = desk.post(f"/desk/authorities/{office.pk}/", {"country": "", "language": "en"} | typed)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert not Channel.objects.exists()


def test_a_form_that_says_nothing_of_itself_changes_nothing(desk: Client) -> None:
    office = cast.authority()
    assert desk.post(f"/desk/authorities/{office.pk}/", OFFICE).status_code == 200
    assert Authority.objects.get().name == office.name


def test_a_way_that_does_not_work_is_marked_and_mended(desk: Client) -> None:
    way = Channel.objects.create(authority=cast.authority(), kind="post", address="Pier 1")
    desk.post(f"/desk/channels/{way.pk}/", {"works": "no"})
    way.refresh_from_db()
    assert not way.works
    desk.get(f"/desk/channels/{way.pk}/", {"works": "yes"})
    way.refresh_from_db()
    assert not way.works
    desk.post(f"/desk/channels/{way.pk}/", {"works": "yes"})
    way.refresh_from_db()
    assert way.works


def test_only_an_officer_enters_offices(desk: Client, settings: Any) -> None:
    desk.force_login(cast.amir(), backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = desk.post("/desk/authorities/", OFFICE)
    assert "Only a person with the role “officer”" in page(answer)
    assert "Harbour Board" in page(answer)
    assert not Authority.objects.exists()


# — document types


def test_an_administrator_adds_a_document_type(administrator: Client) -> None:
    told = {"code": "ha", "english": "Hunger Alert", "french": "Alerte faim", "offered": "on"}
    answer = administrator.post("/desk/document-types/", told, follow=True)
    assert "Hunger Alert" in page(answer)
    assert DocumentType.objects.get(pk="HA").names == {"en": "Hunger Alert", "fr": "Alerte faim"}


def test_a_document_type_is_no_longer_offered(administrator: Client) -> None:
    cast.document_type()
    told = {"code": "FA", "english": "Forwarded Urgent Appeal", "french": ""}
    administrator.post("/desk/document-types/FA/", told)
    assert not DocumentType.objects.get(pk="FA").offered


@pytest.mark.parametrize(
    ("where", "typed", "sentence"),
    [
        ("", {"code": "F1"}, "two to six letters"),
        ("", {"code": "FA"}, "This code is in use already."),
        ("", {"code": ""}, "Fill this in."),
        ("", {"english": ""}, "Fill this in."),
        ("FA/", {"code": "UA"}, "stands in published IDs and cannot change"),
    ],
)
def test_a_document_type_with_an_error_keeps_what_was_typed(
    administrator: Client, where: str, typed: dict[str, str], sentence: str
) -> None:
    cast.document_type()
    told = {"code": "HA", "english": "Hunger Alert", "french": "Alerte faim"} | typed
    answer = administrator.post(f"/desk/document-types/{where}", told)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert "Alerte faim" in page(answer)
    assert list(DocumentType.objects.values_list("pk", flat=True)) == ["FA"]


def test_an_officer_does_not_change_document_types(desk: Client) -> None:
    told = {"code": "HA", "english": "Hunger Alert"}
    assert "role “administrator”" in page(desk.post("/desk/document-types/", told))
    assert not DocumentType.objects.exists()

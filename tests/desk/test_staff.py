"""The desk's page of who works here."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tocsin.kernel.audit import Entry
from tocsin.people import moves, reads
from tocsin.people.models import Staff
from tocsin.people.roles import Role

pytestmark = pytest.mark.django_db

NEW = {
    "username": "ines",
    "full_name": "Ines Okafor",
    "password": "quiet harbour lantern",
    "roles": ["officer"],
}


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Nadia, who administers."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.nadia(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def test_a_new_account_is_made_with_its_role_and_an_entry(desk: Client) -> None:
    shown = page(desk.post("/desk/staff/", NEW, follow=True))
    assert "Ines Okafor may sign in now." in shown
    ines = Staff.objects.get(username="ines")
    assert reads.roles(ines) == {Role.OFFICER}
    assert ines.password.startswith("argon2")
    entry = Entry.objects.get(verb="add staff")
    assert "quiet harbour" not in str(entry.detail)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": ""}, "Fill this in."),
        ({"username": "ines okafor"}, "made of letters, digits, dots and hyphens"),
        ({"username": "NADIA"}, "This user name is taken; choose another."),
        ({"username": "x" * 100_000}, "at most 60 characters"),
        ({"full_name": ""}, "Fill this in."),
        ({"password": "short"}, "too short"),
        ({"password": "1q2w3e4r5t6y"}, "too common"),
    ],
)
def test_an_error_stands_beside_the_field_and_what_was_typed_stays(
    desk: Client, typed: dict[str, str], sentence: str
) -> None:
    kept = "full_name" if "full_name" not in typed else "username"
    answer = desk.post("/desk/staff/", NEW | typed)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert str(NEW[kept]) in page(answer)
    assert not Staff.objects.filter(username="ines").exists()


def test_roles_are_given_and_taken(desk: Client) -> None:
    olga = cast.olga()
    address = f"/desk/staff/{olga.pk}/"
    assert "Olga Ferrant" in page(desk.get(address))
    answer = desk.post(address, {"roles": ["approver"], "is_active": "on"}, follow=True)
    assert "The roles are saved." in page(answer)
    olga.refresh_from_db()
    assert reads.roles(olga) == {Role.APPROVER}


def test_an_account_can_be_closed_and_opened_again(desk: Client) -> None:
    olga = cast.olga()
    address = f"/desk/staff/{olga.pk}/"
    desk.post(address, {"roles": ["officer"]})
    olga.refresh_from_db()
    assert not olga.is_active
    desk.post(address, {"roles": ["officer"], "is_active": "on"})
    olga.refresh_from_db()
    assert olga.is_active


@pytest.mark.parametrize(
    "left", [{"roles": ["officer"], "is_active": "on"}, {"csrfmiddlewaretoken": "-"}]
)
def test_the_last_administrator_stays_one(desk: Client, left: dict[str, Any]) -> None:
    nadia = cast.nadia()
    answer = desk.post(f"/desk/staff/{nadia.pk}/", left)
    assert answer.status_code == 422
    assert "This is the last administrator. Make another one first." in page(answer)
    nadia.refresh_from_db()
    assert nadia.is_administrator
    assert nadia.is_active


def test_a_role_that_does_not_exist_is_refused(desk: Client) -> None:
    answer = desk.post(f"/desk/staff/{cast.olga().pk}/", {"roles": ["king"], "is_active": "on"})
    assert answer.status_code == 422
    assert "Roles: This is not in the list. Choose again." in page(answer)


@pytest.mark.parametrize("who", [cast.olga, cast.amir, cast.stranger])
def test_who_does_not_administer_makes_no_account(desk: Client, who: Any) -> None:
    desk.force_login(who(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Only a person with the role “administrator”" in page(desk.post("/desk/staff/", NEW))
    assert not Staff.objects.filter(username="ines").exists()


def test_nobody_gives_themselves_a_role(desk: Client) -> None:
    stranger = cast.stranger()
    desk.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    desk.post(f"/desk/staff/{stranger.pk}/", {"roles": ["approver"], "is_active": "on"})
    stranger.refresh_from_db()
    assert reads.roles(stranger) == set()


def test_an_account_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get("/desk/staff/999/").status_code == 404


def test_roles_stand_apart(desk: Client) -> None:
    staff = cast.pavel()
    moves.set_roles(cast.nadia(), staff, {Role.OFFICER, Role.ADMINISTRATOR}, active=True)
    assert "officer, administrator" in page(desk.get("/desk/staff/"))

"""Nobody is left without a second factor."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as site
from django.test import Client

from tests import cast
from tests.people.app import Clock, code, signed_in
from tocsin.people.models import Staff

pytestmark = pytest.mark.django_db

ONLY = "This is your only second factor, and without one nobody comes to the desk."


@pytest.fixture
def desk(client: Client, olga: Staff, clock: Clock) -> Client:
    """Olga, who has just typed password and code."""
    client.force_login(olga, backend=site.AUTHENTICATION_BACKENDS[0])
    client.post("/desk/account/reauthenticate/", {"password": cast.PASSWORD})
    return client


def key(person: Staff, name: str = "Key of the drawer") -> Authenticator:
    """A passkey."""
    data = {"name": name, "credential": {}}
    return Authenticator.objects.create(user=person, type="webauthn", data=data)


def kinds() -> list[str]:
    return sorted(Authenticator.objects.values_list("type", flat=True))


def read(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


APP = "/desk/second-factor/totp/deactivate/"


@pytest.mark.parametrize("language", ["", "/fr"])
def test_the_only_app_is_not_taken_away(desk: Client, language: str) -> None:
    for ask in (desk.get, desk.post):
        said = read(ask(f"{language}{APP}"))
        assert (ONLY in said) is not bool(language)
        assert '<button class="danger">' not in said
        assert f'href="{language}/desk/second-factor/totp/activate/"' in said
    assert kinds() == ["totp"]
    assert desk.get("/desk/").status_code == 200


def test_the_only_passkey_is_not_taken_away(desk: Client, olga: Staff) -> None:
    Authenticator.objects.all().delete()
    place = f"/desk/second-factor/webauthn/keys/{key(olga).pk}/remove/"
    for ask in (desk.get, desk.post):
        said = read(ask(place))
        assert ONLY in said
        assert "Key of the drawer" in said
        assert '<button class="danger">' not in said
    assert kinds() == ["webauthn"]


def test_one_of_two_is_taken_away_after_a_question_that_says_what_happens(
    desk: Client, olga: Staff
) -> None:
    place = f"/desk/second-factor/webauthn/keys/{key(olga).pk}/remove/"
    said = read(desk.get(place))
    assert "It will sign you in no more. What else you have set up stays" in said
    assert "Key of the drawer" in said
    assert "Keep it" in said
    assert kinds() == ["totp", "webauthn"]
    assert ONLY not in read(desk.post(place, follow=True))
    assert kinds() == ["totp"]


def test_the_app_is_taken_away_where_a_passkey_stays(desk: Client, olga: Staff) -> None:
    key(olga)
    assert "Its codes will sign you in no more. What else you have set up" in read(desk.get(APP))
    desk.post(APP)
    assert kinds() == ["webauthn"]


def test_in_the_demonstration_the_last_one_goes_too(desk: Client, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    assert "stays" not in read(desk.get(APP))
    desk.post(APP)
    assert kinds() == []


def test_a_new_telephone_stands_in_the_place_of_the_old_one(desk: Client, clock: Clock) -> None:
    place = "/desk/second-factor/totp/activate/"
    assert "It stays good until you have typed a code of the new one" in read(desk.get(place))
    secret = desk.session[totp.SECRET_SESSION_KEY]
    assert "This code does not fit" in read(desk.post(place, {"code": "000000"}))
    assert signed_in(code())  # by the old one still
    clock.now += 30
    desk.post(place, {"code": code(clock.now, secret)})
    assert [one.data["secret"] for one in Authenticator.objects.filter(type="totp")] == [secret]
    clock.now += 30
    assert not signed_in(code(clock.now))
    assert signed_in(code(clock.now, secret))

"""The pages of signing in: they say what works here, and promise nothing else."""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client

from tests import cast
from tocsin.people.models import Staff

pytestmark = pytest.mark.django_db

THEIRS = ("This field is required", "Incorrect", "Ce champ est obligatoire", "incorrect")
KEYS = "Passkeys and security keys need JavaScript, which is off in this browser."


def read(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


@pytest.fixture
def olga(client: Client) -> Client:
    """Olga at the desk, with an app that shows codes."""
    person = cast.olga()
    Authenticator.objects.create(user=person, type="totp", data={})
    client.force_login(person, backend=site.AUTHENTICATION_BACKENDS[0])
    return client


def test_without_scripts_the_page_says_what_needs_them_and_what_does_not(client: Client) -> None:
    shown = read(client.get("/desk/account/login/"))
    assert f'<noscript><p class="quiet">{KEYS}' in shown
    assert "This functionality requires JavaScript" not in shown
    assert '<span hidden><button type="button" form="mfa_login" id="passkey_login">' in shown


@pytest.mark.parametrize("page", ["account/login", "account/reauthenticate"])
def test_who_forgot_the_password_reads_whom_to_ask(olga: Client, page: str) -> None:
    if page == "account/login":
        olga.logout()
    shown = read(olga.get(f"/desk/{page}/"))
    assert "Forgotten? Ask an administrator for a new one." in shown
    assert "password/reset" not in shown


@pytest.mark.parametrize(
    "page", ["password/reset/", "password/reset/done/", "email/", "confirm-email/"]
)
def test_no_page_offers_a_mail_that_nobody_sends(olga: Client, page: str) -> None:
    assert olga.get(f"/desk/account/{page}").status_code == 404


def test_the_page_of_ones_sign_in_leads_to_the_password(olga: Client) -> None:
    assert 'href="/desk/account/password/change/"' in read(olga.get("/desk/second-factor/"))
    assert "Current Password" in read(olga.get("/desk/account/password/change/"))


def test_who_lost_the_telephone_reads_that_a_recovery_code_will_do(client: Client) -> None:
    person = cast.olga()
    TOTP.activate(person, generate_totp_secret())
    codes = RecoveryCodes.activate(person)
    typed = {"login": "olga", "password": cast.PASSWORD}
    asked = read(client.post("/desk/account/login/", typed, follow=True))
    assert "Six digits from your app, or one of your recovery codes." in asked
    code = {"code": codes.get_unused_codes()[0]}
    client.post("/desk/second-factor/authenticate/", code)
    assert client.get("/desk/").status_code == 200


def test_in_french_one_comes_in_and_goes_out_in_french(client: Client) -> None:
    person = cast.olga()
    TOTP.activate(person, generate_totp_secret())
    code = {"code": RecoveryCodes.activate(person).get_unused_codes()[0]}
    client.post("/fr/desk/account/login/", {"login": "olga", "password": cast.PASSWORD})
    assert client.post("/fr/desk/second-factor/authenticate/", code)["Location"] == "/fr/desk/"
    assert client.post("/fr/desk/account/logout/")["Location"] == "/fr/"


def test_a_button_that_only_a_script_can_press_waits_for_the_script(client: Client) -> None:
    TOTP.activate(cast.olga(), generate_totp_secret())
    typed = {"login": "olga", "password": cast.PASSWORD}
    asked = read(client.post("/desk/account/login/", typed, follow=True))
    assert '<span hidden><button form="webauthn_form" id="mfa_webauthn_authenticate"' in asked
    assert asked.count("<span hidden>") == 1
    assert 'passkeys.js" defer></script>' in asked


@pytest.fixture
def awake() -> None:
    """No try was made yet."""
    cache.clear()


ASKED = [
    ("account/password/change/", "Current Password: Fill this in."),
    ("account/reauthenticate/", "Password: Fill this in."),
    ("second-factor/reauthenticate/", "Code: Fill this in."),
]


@pytest.mark.parametrize(("page", "told"), ASKED)
def test_a_field_left_empty_is_told_in_the_words_of_the_desk(
    olga: Client, awake: None, page: str, told: str
) -> None:
    shown = read(olga.post(f"/desk/{page}", {}))
    assert told in shown
    assert not any(words in shown for words in THEIRS)
    assert "placeholder" not in shown
    en_francais = read(olga.post(f"/fr/desk/{page}", {}))
    assert "Remplissez ce champ." in en_francais
    assert not any(words in en_francais for words in THEIRS)


def test_what_is_wrong_in_signing_in_is_told_with_what_to_do(client: Client, awake: None) -> None:
    person = cast.olga()
    TOTP.activate(person, generate_totp_secret())
    assert "Username: Fill this in." in read(client.post("/desk/account/login/", {}))
    wrong = {"login": "olga", "password": "another"}
    assert "look whether Caps Lock is on" in read(client.post("/desk/account/login/", wrong))
    client.post("/desk/account/login/", {"login": "olga", "password": cast.PASSWORD})
    asked = read(client.post("/desk/second-factor/authenticate/", {"code": "000000"}))
    assert "Wait for the next one. If no code fits, set the clock of your telephone." in asked


def test_who_tries_too_often_reads_how_long_to_wait(olga: Client, awake: None) -> None:
    typed = {"password": "another"}
    said = [read(olga.post("/desk/account/reauthenticate/", typed)) for _try in range(6)]
    assert "This is not the password you have now. Type it again." in said[0]
    assert "Too many wrong tries. Wait five minutes" in said[-1]


def test_a_new_password_that_is_sent_too_often_gets_a_page_of_this_house(
    olga: Client, awake: None
) -> None:
    answers = [olga.post("/fr/desk/account/password/change/", {}) for _try in range(6)]
    assert answers[-1].status_code == 429
    shown = read(answers[-1])
    assert '<html lang="fr"' in shown
    assert "Attendez une minute, puis envoyez de nouveau." in shown


def test_a_key_is_named_in_the_language_of_the_page(olga: Client, awake: None) -> None:
    olga.post("/desk/account/reauthenticate/", {"password": cast.PASSWORD})
    shown = read(olga.get("/fr/desk/second-factor/webauthn/add/"))
    assert ">Nom <small>(facultatif)</small></label>" in shown


@pytest.fixture
def key(olga: Client) -> str:
    """A security key of Olga's; the address below which it is changed."""
    data = {"name": "Key of the drawer", "credential": {}}
    person = Staff.objects.get(username="olga")
    made = Authenticator.objects.create(user=person, type="webauthn", data=data)
    olga.post("/desk/account/reauthenticate/", {"password": cast.PASSWORD})
    return f"second-factor/webauthn/keys/{made.pk}"


def test_a_key_is_renamed_by_a_button_that_needs_no_script(
    olga: Client, awake: None, key: str
) -> None:
    shown = read(olga.get(f"/desk/{key}/edit/"))
    assert '<button id="mfa_webauthn_edit" type="submit"' in shown
    assert "<span hidden>" not in shown
    assert "Name: Fill this in." in read(olga.post(f"/desk/{key}/edit/", {"name": ""}))
    listed = read(olga.post(f"/desk/{key}/edit/", {"name": "Key of the safe"}, follow=True))
    assert '<th scope="row">Key of the safe</th>' in listed


def test_the_keys_are_listed_in_the_language_of_the_page(
    olga: Client, awake: None, key: str
) -> None:
    shown = read(olga.get("/fr/desk/second-factor/webauthn/"))
    assert ">jamais</td>" in shown
    assert "clé de sécurité, après le mot de passe" in shown
    assert "Not used" not in shown


def test_the_code_for_an_app_stands_on_white_also_on_a_dark_page(
    client: Client, awake: None
) -> None:
    client.force_login(cast.olga(), backend=site.AUTHENTICATION_BACKENDS[0])
    client.post("/desk/account/reauthenticate/", {"password": cast.PASSWORD})
    shown = read(client.get("/desk/second-factor/totp/activate/"))
    picture = re.search(r"data:image/svg\+xml;base64,([\w+/=]+)", shown)
    assert picture
    assert 'fill="#fff"' in b64decode(picture[1]).decode()

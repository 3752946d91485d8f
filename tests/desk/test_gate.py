"""Nobody passes to the desk without an account and a second factor."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as site
from django.test import Client
from django.urls import get_resolver

from tests import cast
from tocsin.people.models import Staff

pytestmark = pytest.mark.django_db


def enter(client: Client, person: Staff, *kinds: str) -> None:
    """Signed in, with those second factors set up."""
    for kind in kinds:
        Authenticator.objects.create(user=person, type=kind, data={})
    client.force_login(person, backend=site.AUTHENTICATION_BACKENDS[0])


def addresses() -> list[str]:
    """Every page of the desk that stands at a fixed address."""
    found = get_resolver("tocsin.desk.urls").url_patterns
    return [f"/desk/{one.pattern}" for one in found if "<" not in str(one.pattern)]


def test_every_page_of_the_desk_is_closed_to_a_passer_by(client: Client) -> None:
    assert len(addresses()) > 12
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"] == f"/desk/account/login/?next={address}"


def test_a_post_without_an_account_changes_nothing(client: Client) -> None:
    answer = client.post("/desk/partners/", {"name": "Planted"})
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_in_another_language_the_desk_is_closed_too(client: Client) -> None:
    assert client.get("/fr/desk/")["Location"].endswith("?next=/fr/desk/")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/desk/x%0d%0aSet-Cookie:a=b/", "/desk/x%0D%0ASet-Cookie%3Aa%3Db/"),
        ("/desk/cas/%E4%B8%AD/", "/desk/cas/%E4%B8%AD/"),
        ("/desk/a&next=%2F%2Fevil.example/", "/desk/a%26next%3D//evil.example/"),
    ],
)
def test_whatever_stands_in_an_address_comes_back_as_one(
    client: Client, asked: str, told: str
) -> None:
    answer = client.get(asked)
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/account/login/?next={told}"


@pytest.mark.parametrize("address", ["/desk/../desk/", "/desk/enter", "/desk/enterx"])
def test_an_odd_spelling_of_the_address_is_no_way_in(client: Client, address: str) -> None:
    assert client.get(address).status_code in {301, 302, 404}


def test_the_page_to_sign_in_is_open(client: Client) -> None:
    assert client.get("/desk/account/login/").status_code == 200


def test_who_has_no_second_factor_is_sent_to_set_one_up(client: Client) -> None:
    enter(client, cast.olga())
    answer = client.get("/desk/", follow=True)
    assert answer.redirect_chain[0][0] == "/desk/second-factor/"
    assert "First set up a second factor" in unescape(answer.content.decode())


def test_recovery_codes_alone_are_no_second_factor(client: Client) -> None:
    enter(client, cast.olga(), "recovery_codes")
    assert client.get("/desk/")["Location"] == "/desk/second-factor/"


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_with_a_second_factor_the_desk_opens(client: Client, kind: str) -> None:
    enter(client, cast.olga(), kind)
    assert client.get("/desk/").status_code == 200


def test_in_the_demonstration_no_second_factor_is_asked(client: Client, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    enter(client, cast.olga())
    assert client.get("/desk/").status_code == 200


def test_an_account_that_was_closed_is_out_at_the_next_page(client: Client) -> None:
    olga = cast.olga()
    enter(client, olga, "totp")
    Staff.objects.filter(pk=olga.pk).update(is_active=False)
    assert "login" in client.get("/desk/")["Location"]


def test_no_page_of_the_desk_is_kept_by_a_cache(client: Client) -> None:
    enter(client, cast.olga(), "totp")
    assert client.get("/desk/")["Cache-Control"] == "no-store"


def test_who_signs_in_anew_after_sending_a_form_reads_what_to_do(client: Client) -> None:
    cast.draft()
    place = "/desk/appeals/FA-01-2026/propose/"
    assert client.post(place, {"note": ""})["Location"].endswith(f"?next={place}")
    enter(client, cast.olga(), "totp")
    for address, words in [(place, "Nothing was done"), (f"/fr{place}", "Rien n’a été fait")]:
        answer = client.get(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert answer["Cache-Control"] == "no-store"
        said = unescape(answer.content.decode())
        assert words in said
        assert "<h1>" in said

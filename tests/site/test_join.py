"""Joining and leaving on the public site."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.mailing.people import newest_token, subscriber
from tocsin.kernel.mail.outbox import Mail
from tocsin.mailing import network
from tocsin.mailing.models import Subscriber

pytestmark = pytest.mark.django_db

ADA = {"email": "ada@example.org", "language": "en"}


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def test_joining_from_form_to_button(client: Client) -> None:
    assert "Get urgent appeals" in page(client.get("/join/"))
    answer = client.post("/join/", ADA | {"countries": ["BO"]}, follow=True)
    assert "Look into your mail" in page(answer)
    link = f"/join/{newest_token()}/"
    shown = page(client.get(link))
    assert "Bolivia" in shown
    assert "Yes, send me appeals" in shown
    assert Subscriber.objects.get().state == "asked"
    for _time in range(2):
        assert "You have joined" in page(client.post(link))
    assert Subscriber.objects.get().state == "subscribed"


def test_the_answer_is_the_same_whether_known_or_not(client: Client) -> None:
    subscriber("known@example.org")
    one = client.post("/join/", ADA)
    two = client.post("/join/", ADA | {"email": "known@example.org"})
    three = client.post("/join/", ADA)
    assert one["Location"] == two["Location"] == three["Location"] == "/join/sent/"
    assert one.content == two.content == three.content


def test_no_public_page_sets_a_cookie_or_is_large(client: Client) -> None:
    client.post("/join/", ADA)
    person = subscriber("bo@example.org")
    for url in ("/join/", "/join/sent/", f"/join/{newest_token()}/", f"/leave/{person.leave}/"):
        answer = client.get(url)
        assert not answer.cookies
        assert len(answer.content) < 30_000
        assert b"<script" not in answer.content


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Write your e-mail address."),
        ({"email": "ada"}, "Write an e-mail address like name@example.org."),
        ({"email": "a" * 100_000 + "@b.org"}, "Write an e-mail address like name@example.org."),
        ({"email": "a\0@b.org"}, "Write an e-mail address like name@example.org."),
        ({"language": ""}, "Choose a language from the list."),
        ({"language": "xx"}, "Choose a language from the list."),
        ({"countries": ["Atlantis"]}, "Choose countries from the list."),
        ({"issues": ["x" * 100_000]}, "Choose issues from the list."),
    ],
)
def test_an_error_stands_beside_the_field_and_what_was_typed_stays(
    client: Client, typed: dict[str, Any], sentence: str
) -> None:
    answer = client.post("/join/", ADA | {"countries": ["PE"]} | typed)
    assert answer.status_code == 422
    assert sentence in page(answer)
    if "countries" not in typed:
        assert '<option value="PE" selected>' in page(answer)
    if "email" not in typed:
        assert 'value="ada@example.org"' in page(answer)
    assert not Subscriber.objects.exists()


def test_every_field_may_be_missing(client: Client) -> None:
    answer = client.post("/join/", {})
    assert answer.status_code == 422
    assert "Write your e-mail address." in page(answer)


def test_an_altered_link_is_told_in_a_sentence(client: Client) -> None:
    for answer in (client.get("/join/altered/"), client.post("/join/altered/")):
        assert answer.status_code == 410
        assert "does not work any more" in page(answer)


def test_the_page_speaks_french(client: Client) -> None:
    client.post("/fr/join/", ADA | {"language": "fr", "countries": ["BO"]})
    assert "Bolivie" in page(client.get(f"/fr/join/{newest_token()}/"))


def test_leaving_needs_a_press_of_the_button(client: Client) -> None:
    person = subscriber("ada@example.org")
    assert "<button" in page(client.get(f"/leave/{person.leave}/"))
    assert Subscriber.objects.get().state == "subscribed"
    assert "You have left" in page(client.post(f"/leave/{person.leave}/"))
    assert Subscriber.objects.get().address is None
    assert "You have left" in page(client.post(f"/leave/{person.leave}/"))


def test_one_click_works_without_cookie_and_redirect() -> None:
    person = subscriber("ada@example.org")
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/fr/leave/{person.leave}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Subscriber.objects.get().state == "left"


def test_an_altered_leave_link_is_told_in_a_sentence(client: Client) -> None:
    answer = client.post("/leave/altered/")
    assert answer.status_code == 410
    assert "A part of this link is missing" in page(answer)


def test_pages_with_a_link_in_them_are_kept_by_nobody(client: Client) -> None:
    person = subscriber("ada@example.org")
    assert client.get(f"/leave/{person.leave}/")["Cache-Control"] == "no-store"
    assert client.get("/join/altered/")["Cache-Control"] == "no-store"


def test_another_sites_form_is_refused(client: Client) -> None:
    answer = client.post("/join/", ADA, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Mail.objects.exists()
    assert network.tag("a@b.org") == network.tag("A@b.org ")

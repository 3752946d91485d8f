"""The desk's page of the network: look at a list first, then take it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tocsin.mailing.models import Subscriber

pytestmark = pytest.mark.django_db

LIST = b"email,agreed_on,countries\nada@example.org,2026-01-02,BO\nbad,2026-01-02,\n"


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def upload(raw: bytes) -> dict[str, SimpleUploadedFile]:
    """A chosen file."""
    return {"file": SimpleUploadedFile("list.csv", raw)}


def carried(shown: str) -> str:
    """What the preview holds for the button."""
    found = re.search(r'name="carried" value="([^"]+)"', shown)
    assert found is not None
    return found.group(1)


def test_a_list_is_shown_before_it_is_taken(desk: Client) -> None:
    shown = page(desk.post("/desk/network/", upload(LIST)))
    assert "1 person can be taken." in shown
    assert "1 line brings nobody in." in shown
    assert "This is no e-mail address that mail can be sent to." in shown
    assert not Subscriber.objects.exists()
    answer = desk.post("/desk/network/take/", {"carried": carried(shown)}, follow=True)
    assert "1 person taken, 1 line not." in page(answer)
    assert Subscriber.objects.get().countries == ["BO"]


def test_taking_the_same_list_twice_takes_nobody_twice(desk: Client) -> None:
    held = carried(page(desk.post("/desk/network/", upload(LIST))))
    desk.post("/desk/network/take/", {"carried": held})
    answer = desk.post("/desk/network/take/", {"carried": held}, follow=True)
    assert "0 people taken, 2 lines not." in page(answer)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "Choose a file."),
        (upload(b""), "The file is empty."),
        (upload(b"a,b\n1,2\n"), "this is missing: email, agreed_on"),
        (upload(b"x" * 600_000), "larger than 500 kB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(
    desk: Client, files: Any, sentence: str
) -> None:
    answer = desk.post("/desk/network/", files)
    assert answer.status_code == 422
    assert sentence in page(answer)


def test_a_tampered_button_is_told(desk: Client) -> None:
    answer = desk.post("/desk/network/take/", {"carried": "nonsense"}, follow=True)
    assert "The file was lost on the way." in page(answer)


def test_who_is_no_officer_is_told(desk: Client) -> None:
    desk.force_login(cast.amir())
    answer = desk.post("/desk/network/", upload(LIST))
    assert "Only a person with the role “officer”" in page(answer)


def test_a_large_list_survives_the_preview(desk: Client) -> None:
    lines = b"".join(b"reader%06d@example.org,2026-01-02,\n" % n for n in range(9_000))
    shown = page(desk.post("/desk/network/", upload(b"email,agreed_on,countries\n" + lines)))
    desk.post("/desk/network/take/", {"carried": carried(shown)})
    assert Subscriber.objects.count() == 9_000

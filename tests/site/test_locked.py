"""While the server is locked: readers read, nobody signs, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.intake.mails import TEXT
from tests.signing.people import entry, newest_token
from tests.unlocked import PASSPHRASE
from tocsin.intake import returns
from tocsin.intake.models import Return
from tocsin.kernel import keys
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.mail.outbox import Mail
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db
CLOSED = "its keys are still locked away. Nothing that was signed is lost."
TYPED = {
    "name": "Ada Lind",
    "email": "ada@example.org",
    "country": "SE",
    "comment": "Let them go home.",
    "choice": "addressee",
}


@pytest.fixture
def revision() -> Revision:
    """A published appeal, open for signing until the server is locked."""
    cast.signing_key()
    return cast.published()


def test_the_appeal_is_read_and_says_that_signing_is_closed(
    client: Client, revision: Revision
) -> None:
    assert CLOSED not in client.get("/FA-01-2026/").content.decode()
    unlocking.lock()
    page = client.get("/FA-01-2026/")
    assert page.status_code == 200
    assert CLOSED in page.content.decode()
    assert client.get("/").status_code == 200


def test_what_was_typed_stays_and_the_answer_is_503(client: Client, revision: Revision) -> None:
    unlocking.lock()
    answer = client.post("/FA-01-2026/sign/", TYPED)
    assert answer.status_code == 503
    assert CLOSED in answer.content.decode()
    assert not Signature.objects.exists()
    assert not Mail.objects.exists()


def test_a_link_in_a_mail_stays_good(client: Client, revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org", choice="public"))
    address = f"/FA-01-2026/confirm/{newest_token()}/"
    unlocking.lock()
    assert client.get(address).status_code == 200
    answer = client.post(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "600"
    assert "This server is locked for the moment" in answer.content.decode()
    assert Signature.objects.get().state == "unconfirmed"
    unlocking.unlock(PASSPHRASE)
    assert client.post(address).status_code == 200
    assert Signature.objects.get().state == "counted"


def test_joining_keeps_what_was_typed(client: Client) -> None:
    unlocking.lock()
    answer = client.post("/join/", {"email": "ada@example.org", "language": "en"})
    assert "This server is locked for the moment" in answer.content.decode()
    assert "ada@example.org" in answer.content.decode()


def test_an_alert_comes_in_all_the_same_and_is_counted(client: Client) -> None:
    cast.signing_key()
    unlocking.lock()
    for _turn in range(returns.ALERTS):
        answer = client.post("/alert/", {"text": TEXT, "may_name": "no"})
        assert answer.status_code == 200
    assert Return.objects.count() >= 1
    answer = client.post("/alert/", {"text": TEXT, "may_name": "no"})
    assert "Too much was sent from your connection" in answer.content.decode()


def test_the_form_shows_the_fingerprint_of_the_key(client: Client, revision: Revision) -> None:
    key: Any = keys.active()
    for address in ("/FA-01-2026/", "/FA-01-2026/sign/"):
        assert f"<code>{key.fingerprint}</code>" in client.get(address).content.decode()

"""The desk's page of public keys; the private halves never come here."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tocsin.kernel import keys, switches
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto import seal
from tocsin.kernel.transparency import ledger
from tocsin.signing import openness

pytestmark = pytest.mark.django_db

NO_KEY = ("This is no key file of Tocsin.", "This file is empty. Choose another one.")


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Nadia, who administers."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.nadia(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@dataclass(frozen=True)
class Made:
    """A key pair that no server has seen, with its two files."""

    pair: seal.KeyPair
    private: bytes
    public: bytes


@pytest.fixture
def made(tmp_path: Path) -> Made:
    pair = seal.create_keypair("Urgent Appeals Desk")
    private, public = tmp_path / "desk.private", tmp_path / "desk.public"
    seal.write_pair(pair, private, public)
    return Made(pair, private.read_bytes(), public.read_bytes())


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def upload(raw: bytes) -> dict[str, SimpleUploadedFile]:
    """A chosen file."""
    return {"file": SimpleUploadedFile("key.public", raw)}


def test_a_public_key_is_taken_in_use_and_its_fingerprint_shown(desk: Client, made: Made) -> None:
    shown = page(desk.post("/desk/keys/", upload(made.public), follow=True))
    assert "Records are now sealed to this key." in shown
    assert seal.fingerprint(made.pair.public) in shown
    held = keys.active()
    assert held is not None
    assert bytes(held.public) == made.pair.public
    assert Entry.objects.filter(verb="add key", actor="nadia").exists()


def test_a_second_key_takes_over_and_the_first_stays_known(desk: Client, made: Made) -> None:
    first = cast.signing_key()
    desk.post("/desk/keys/", upload(made.public))
    held = keys.active()
    assert held is not None
    assert held.key_id == made.pair.key_id
    assert keys.SealingKey.objects.filter(key_id=first.key_id, active=False).exists()


@pytest.mark.parametrize(
    "raw", [b"", b"hello", b"\x00\xff" * 40, b"{}", b"x" * 100_000], ids=range(5)
)
def test_a_file_that_is_no_public_key_is_refused_beside_the_field(desk: Client, raw: bytes) -> None:
    answer = desk.post("/desk/keys/", upload(raw))
    assert answer.status_code == 422
    assert any(sentence in page(answer) for sentence in NO_KEY)
    assert keys.active() is None


def test_a_private_key_is_never_taken(desk: Client, made: Made) -> None:
    answer = desk.post("/desk/keys/", upload(made.private))
    assert answer.status_code == 422
    assert "This is the other half of a key pair." in page(answer)
    assert keys.active() is None


def test_no_file_at_all_is_told(desk: Client) -> None:
    assert "Choose a file." in page(desk.post("/desk/keys/", {"csrfmiddlewaretoken": "-"}))


def test_the_same_key_twice_changes_nothing(desk: Client, made: Made) -> None:
    desk.post("/desk/keys/", upload(made.public))
    answer = desk.post("/desk/keys/", upload(made.public))
    assert "This key is already here; nothing was changed." in page(answer)
    assert keys.SealingKey.objects.filter(active=True).count() == 1


def test_a_retired_key_closes_signing(desk: Client) -> None:
    cast.signing_key()
    cast.published()
    held = keys.active()
    assert held is not None
    assert f'href="/desk/keys/{held.pk}/retire/"' in page(desk.get("/desk/keys/"))
    desk.get(f"/desk/keys/{held.pk}/retire/")
    assert keys.active() is not None
    shown = page(desk.post(f"/desk/keys/{held.pk}/retire/", follow=True))
    assert "The key is retired. Signing is closed." in shown
    assert keys.active() is None
    assert 'name="email"' not in page(desk.get("/FA-01-2026/"))


def test_the_page_before_says_what_closes_and_how_to_do_without(desk: Client) -> None:
    cast.signing_key()
    cast.published()
    cast.published("FA-02-2026")
    place = f"/desk/keys/{keys.SealingKey.objects.get().pk}/retire/"
    shown = page(desk.get(place))
    assert "2 appeals are open for signing now. They close at once, all of them." in shown
    assert str(openness.without_key()) in shown
    assert "a retired key cannot be taken in use again" in shown
    assert shown.count('class="button primary"') == 1
    assert 'href="/desk/keys/#new"' in shown
    assert 'id="new"' in page(desk.get("/desk/keys/"))
    switches.turn(cast.nadia(), switches.SIGN_CLOSED, "FA-02-2026", True, "A flood")
    assert "1 appeal is open for signing now. It closes at once." in page(desk.get(place))


def test_where_nothing_can_be_signed_it_says_so(desk: Client) -> None:
    cast.signing_key()
    shown = page(desk.get(f"/desk/keys/{keys.SealingKey.objects.get().pk}/retire/"))
    assert "No appeal is open for signing now." in shown


def test_a_key_is_retired_once(desk: Client) -> None:
    cast.signing_key()
    place = f"/desk/keys/{keys.SealingKey.objects.get().pk}/retire/"
    desk.post(place)
    again = page(desk.post(place, follow=True))
    assert "This key is retired already; nothing was changed." in again
    assert "This key is retired already." in page(desk.get(place, follow=True))
    assert Entry.objects.filter(verb="retire key", actor="nadia").count() == 1
    assert ledger.counts(ledger.NOBODY, sequenced=False)[keys.CHANGE.number] == 2  # added, retired


def test_who_does_not_administer_gets_no_button(desk: Client, settings: Any) -> None:
    cast.signing_key()
    desk.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    shown = page(desk.get(f"/desk/keys/{keys.SealingKey.objects.get().pk}/retire/"))
    assert "Only an administrator may do this." in shown
    assert "Retire it, and close signing" not in shown


@pytest.mark.parametrize("who", [cast.olga, cast.amir])
def test_only_an_administrator_changes_keys(
    desk: Client, settings: Any, who: Any, made: Made
) -> None:
    cast.signing_key()
    held = keys.active()
    assert held is not None
    desk.force_login(who(), backend=settings.AUTHENTICATION_BACKENDS[0])
    refusal = "Only a person with the role “administrator”"
    assert refusal in page(desk.post("/desk/keys/", upload(made.public)))
    assert refusal in page(desk.post(f"/desk/keys/{held.pk}/retire/", follow=True))
    assert keys.active() == held

"""Nobody who writes an encoded word into a field makes a header, or a text, of a mail of ours."""

from __future__ import annotations

import base64
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.kernel.mail.composing import Message, compose, prepare
from tocsin.kernel.mail.outbox import Mail, clean_address
from tocsin.kernel.mail.prepared import to_value
from tocsin.kernel.refusal import Refusal

SENT = "a\r\nBcc: x@e.example\r\n\r\nAnother text"
WORDS = [
    "=?utf-8?q?a=0d=0aBcc=3Ax=40e.example=0d=0a=0d=0aAnother?=",
    f"=?utf-8?b?{base64.b64encode(SENT.encode()).decode()}?=",
    "=?us-ascii?Q?a=0aBcc=3A_x=40e.example?=",
]


def message(**changes: Any) -> Message:
    """A mail to Ada."""
    told: dict[str, Any] = {"key": "k", "batch": "b", "to": "ada@example.org", "text": "Hello.\n"}
    return Message(**(told | {"subject": "News", "language": "en", "repeatable": True} | changes))


def headers(raw: bytes) -> list[str]:
    """The names of all headers, in small letters."""
    return [name.lower() for name in message_from_bytes(raw, policy=policy.SMTP)]


@pytest.mark.parametrize("word", WORDS)
def test_an_address_that_headers_would_decode_is_refused(word: str) -> None:
    for address in (f"{word}@example.org", f"é{word}@example.org"):
        with pytest.raises(Refusal, match=r"Write an e-mail address like name@example\.org"):
            clean_address(address)


@pytest.mark.parametrize("word", WORDS)
def test_one_that_was_taken_before_makes_no_header(word: str) -> None:
    for local in (word, f"é{word}", f"{word}é"):
        address = f"{local}@example.org"
        assert to_value(address) == f'"{local}"@example.org'.encode()
        assert headers(compose(message(to=address))) == headers(compose(message()))


@pytest.mark.django_db
@pytest.mark.parametrize("word", WORDS)
def test_a_form_with_such_an_address_sends_no_mail(client: Client, word: str) -> None:
    cast.signing_key()
    cast.published()
    form = {"name": "Ada Lind", "email": f"{word}@example.org", "country": "SE"}
    for place in ("/FA-01-2026/sign/", "/join/", "/withdraw/"):
        answer = client.post(place, form | {"choice": "public", "languages": "en"})
        assert answer.status_code == 422, place
        assert "Write an e-mail address like name@example.org." in answer.content.decode()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("word", WORDS)
def test_a_subject_is_shown_as_it_was_written(word: str, settings: Any) -> None:
    plain = headers(compose(message()))
    settings.TOCSIN_ORGANISATION = f"Desk {word}"
    raw = compose(message(subject=f"News {word}"))
    assert headers(raw) == plain
    told = message_from_bytes(raw, policy=policy.default)
    assert told["Subject"] == f"News {word}".replace("=?", "= ?")
    assert told.get_content().strip() == "Hello."
    many = b"".join(p for p in prepare(message(subject=word), {}).pieces if isinstance(p, bytes))
    assert b"\nBcc" not in many


@given(st.text(alphabet="=?utf-8qb_0da:@\r\n \x85\u2028BcxY"))
def test_no_subject_makes_a_header(words: str) -> None:
    raw = compose(message(subject=words))
    assert headers(raw) == headers(compose(message()))

"""The program's log tells no link."""

from __future__ import annotations

import logging
import logging.config
import secrets
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.signing.people import entry, newest_token
from tocsin.kernel.logs import Discreet
from tocsin.signing import moves


def line(message: str, *words: Any) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, words, None)
    return Discreet("{levelname} {name}: {message}", style="{").format(record)


def test_a_link_is_logged_without_its_secret() -> None:
    said = line("Gone: %s", "/FA-01-2026/receipt/0eiLkbycengXcUpQTN7p50x6V1TT-t5skV-4AZtR4gM/a.txt")
    assert said == "WARNING django.request: Gone: /FA-01-2026/receipt/…/a.txt"


def test_what_is_no_secret_is_logged_as_it_is() -> None:
    said = line("Not Found: %s", "/FA-01-2026/confirmation.html")
    assert said == "WARNING django.request: Not Found: /FA-01-2026/confirmation.html"


@given(st.sampled_from([16, 32]), st.sampled_from(["/", "", "?a=1", " ", "."]))
def test_no_token_of_any_length_we_use_is_told(size: int, after: str) -> None:
    for token in (secrets.token_urlsafe(size), f"12-{secrets.token_hex(16)}"):
        assert token not in line("Internal Server Error: %s", f"/stop/{token}{after}")


def test_a_traceback_is_told_without_it_too() -> None:
    token = secrets.token_urlsafe(32)
    try:
        raise ValueError(f"cannot open /confirm/{token}/ here")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    record = logging.LogRecord("a", logging.ERROR, "", 0, "broken", (), told)
    said = Discreet().format(record)
    assert "cannot open /confirm/…/ here" in said
    assert "test_a_traceback_is_told_without_it_too" in said


@pytest.mark.django_db
def test_the_web_logs_a_refused_link_without_it(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.signing_key()
    moves.sign(cast.published(), entry("Ada Lind", "ada@example.org"))
    token = newest_token()
    moves.not_me(token)
    logging.config.dictConfig(settings.LOGGING)
    assert client.post(f"/FA-01-2026/confirm/{token}/").status_code == 410
    said = capsys.readouterr().err
    assert "Gone: /FA-01-2026/confirm/…/" in said
    assert token not in said

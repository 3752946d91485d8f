"""Wrong passwords are counted by where they come from: a stranger shuts out nobody else."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db

MANY = "Too many wrong tries."


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """No try was made yet."""
    cache.clear()


def tried(username: str, password: str, forwarded: str = "") -> str:
    """What the page says to a try that our own proxy hands on."""
    told = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    form = {"login": username, "password": password}
    answer = Client().post("/desk/account/login/", form, follow=True, **told)  # type: ignore[arg-type]
    return unescape(answer.content.decode())


def test_a_stranger_who_guesses_is_stopped_and_keeps_nobody_out() -> None:
    cast.olga()
    said = [tried(f"name{number}", "wrong words", "198.51.100.7") for number in range(12)]
    assert MANY in said[-1]
    assert MANY not in tried("olga", cast.PASSWORD, "203.0.113.9")
    assert "First set up a second factor" in tried("olga", cast.PASSWORD, "203.0.113.9")


def test_who_writes_addresses_of_others_before_the_own_is_stopped_too() -> None:
    said = [tried(f"name{number}", "x", f"192.0.2.{number}, 198.51.100.7") for number in range(12)]
    assert MANY in said[-1]

"""Somebody of the desk with an app, and the time that it shows."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from tests import cast
from tests.people.app import SECRET, Clock
from tocsin.people.models import Staff


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that a test sets."""
    cache.clear()
    made = Clock()
    monkeypatch.setattr(totp, "time", made)
    return made


@pytest.fixture
def olga() -> Staff:
    """Olga, whose app shows codes of SECRET."""
    person = cast.olga()
    totp.TOTP.activate(person, SECRET)
    return person

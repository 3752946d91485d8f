"""Alerts of an older version get their mark and their one arrival."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from tests import cast
from tests.intake.mails import TEXT, quoted
from tocsin.intake import moves
from tocsin.intake.models import Alert, Arrival
from tocsin.intake.sameness import mark

pytestmark = pytest.mark.django_db


def older(sha256: str, text: str) -> Alert:
    """An alert as the version before left it."""
    named: dict[str, Any] = {"title": "A", "reading": {}, "received_by": "olga"}
    return Alert.objects.create(sha256=sha256 * 64, way="file", text=text, **named)


def test_an_older_alert_is_known_again_and_has_arrived_once() -> None:
    first, second = older("1", TEXT), older("2", quoted())
    import_module("tocsin.intake.migrations.0003_arrivals").note(apps, None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.same, second.same) == (mark(TEXT), "")
    arrivals = Arrival.objects.all()
    assert [(one.alert, one.way, one.received_by) for one in arrivals] == [
        (first, "file", "olga"),
        (second, "file", "olga"),
    ]
    assert arrivals[0].received_at == first.received_at
    alert, new = moves.receive(cast.olga(), TEXT.encode(), "", "paste")
    assert (alert, new) == (first, False)

"""The content of a revision: complete, canonical, and without a protected name."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tocsin.appeals.content import canonical, content, digest
from tocsin.appeals.models import Addressee, Text

pytestmark = pytest.mark.django_db

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_it_has_the_shape_that_the_cast_freezes(settings: Any) -> None:
    settings.TOCSIN_ORGANISATION = "Urgent Appeals Desk"
    appeal = cast.draft()
    assert content(appeal) == cast.frozen(appeal)


def test_addressees_stand_in_their_order() -> None:
    appeal = cast.draft()
    Addressee.objects.filter(authority__name__startswith="Ministry").update(order=9)
    names = [one["name"] for one in content(appeal)["addressees"]]
    assert names == ["Office of the Ombudsman", "Ministry of the Interior"]


def test_the_original_language_comes_first_and_an_empty_one_is_left_out() -> None:
    appeal = cast.draft()
    appeal.original_language = "fr"
    Text.objects.create(appeal=appeal, language="es", changed_by="olga")
    assert content(appeal)["languages"] == ["fr", "en"]


def test_days_are_written_as_iso() -> None:
    from datetime import date

    appeal = cast.draft()
    appeal.deadline = date(2026, 12, 24)
    assert content(appeal)["deadline"] == "2026-12-24"
    assert content(appeal)["document_date"] is None


def test_the_digest_is_that_of_the_canonical_json() -> None:
    made = {"b": 1, "a": "é"}
    assert canonical(made) == '{"a":"é","b":1}'.encode()
    assert digest(made) == hashlib.sha256(canonical(made)).hexdigest()


@given(st.dictionaries(st.text(), values))
def test_the_order_of_keys_does_not_change_the_digest(made: dict[str, Any]) -> None:
    turned = dict(reversed(made.items()))
    assert digest(turned) == digest(made)
    assert digest(json.loads(canonical(made))) == digest(made)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(name=st.text(alphabet="bcdfghjklmnpqrstvwxyz", min_size=12, max_size=30))
def test_a_protected_name_is_nowhere_in_the_content(name: str) -> None:
    appeal = cast.draft(f"FA-{name}")
    appeal.case.sources.filter(protected=True).update(name=name, variants=[name.upper()], note=name)
    made = content(appeal) | {"document_id": ""}
    assert name.casefold() not in canonical(made).decode().casefold()

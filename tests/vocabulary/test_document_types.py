"""Document types that a new installation knows."""

from __future__ import annotations

import re

import pytest

from tocsin.vocabulary import document_types
from tocsin.vocabulary.document_types import Kind, all_types

KINDS = list(all_types().values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_a_type_is_known_by_its_code_and_has_both_names(kind: Kind) -> None:
    assert re.fullmatch(r"[A-Z]{2,10}", kind.code)
    assert document_types.by_code(kind.code.lower()) is kind
    assert kind.names["en"]
    assert kind.names["fr"]
    assert kind.family


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_a_name_leads_to_a_type_that_is_called_so(kind: Kind) -> None:
    for written in (*kind.names.values(), *kind.aliases):
        found = document_types.by_name(written.upper())
        assert found is not None
        assert written in {*found.names.values(), *found.aliases}


def test_of_two_types_with_one_name_the_offered_one_is_taken() -> None:
    found = document_types.by_name("Urgent Appeal Case")
    assert found is not None
    assert (found.code, found.offered) == ("UA", True)


def test_the_founding_document_has_a_type() -> None:
    found = document_types.by_name("forwarded  urgent appeal")
    assert found is not None
    assert found.code == "FA"
    assert document_types.name("fa", "fr") == "Appel urgent transmis"


@pytest.mark.parametrize("written", ["", "Weather report", "Appeal Urgent"])
def test_what_is_no_type_is_not_taken_for_one(written: str) -> None:
    assert document_types.by_name(written) is None
    assert document_types.by_code(written) is None


def test_an_unknown_language_gives_english_and_an_unknown_code_itself() -> None:
    assert document_types.name("FA", "de") == "Forwarded Urgent Appeal"
    assert document_types.name("QQ", "fr") == "QQ"


def test_something_is_offered_first() -> None:
    assert {"FA", "UA", "UP"} <= {kind.code for kind in KINDS if kind.offered}


FIELD = {
    *("UA", "UAC", "UP", "UAU", "FA", "HA", "HU", "HAC", "HAU"),
    *("FP", "FPR", "PL", "PRL", "AS", "STM", "OL", "CWS", "COS"),
}


@pytest.mark.parametrize("code", sorted(FIELD))
def test_every_code_of_the_field_has_a_type(code: str) -> None:
    assert document_types.by_code(code) is not None


def test_a_name_is_spelt_as_here_and_belongs_to_its_type() -> None:
    update, appeal = document_types.by_code("UP"), document_types.by_code("UA")
    assert update is not None
    assert appeal is not None
    assert document_types.is_called(update, "URGENT  APPEAL UPDATE")
    assert not document_types.is_called(update, "Urgent Appeal")
    assert document_types.spelling(appeal, "urgent appeal case") == "Urgent Appeal Case"
    assert document_types.spelling(appeal, "Weather report") == "Urgent Appeal"

"""Sources: two spellings are one, and a protected one is named at the desk alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests import cast
from tocsin.cases import moves, reads
from tocsin.cases.models import Case, Source
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return cast.case()


def test_a_source_is_added_with_its_spellings(case: Case) -> None:
    source = moves.add_source(
        cast.olga(),
        case,
        " Harbour Radio ",
        "media",
        variants=["Habour Radio", "Habour Radio", "Harbour Radio", " "],
        note="On air since May.",
    )
    assert (source.name, source.variants, source.protected) == (
        "Harbour Radio",
        ["Habour Radio"],
        False,
    )
    assert Entry.objects.get(kind="source").verb == "add source"


@pytest.mark.parametrize("name", ["El Faro del Lago", "el faro del LAGO"])
def test_a_name_that_is_here_already_is_refused(name: str, case: Case) -> None:
    with pytest.raises(Refusal, match=r"“El Faro del Lago” is a source of this case already") as no:
        moves.add_source(cast.olga(), case, name, "media")
    assert no.value.field == "name"


def test_a_spelling_of_another_source_is_refused(case: Case) -> None:
    moves.add_source(cast.olga(), case, "Harbour Radio", "media", variants=["Habour Radio"])
    with pytest.raises(Refusal, match=r"“Harbour Radio” is a source of this case already"):
        moves.add_source(cast.olga(), case, "Habour Radio", "media")


def test_the_same_name_in_another_case_is_another_source(case: Case) -> None:
    other = moves.open_case(cast.olga(), "Another case")
    assert moves.add_source(cast.olga(), other, "El Faro del Lago", "media").case == other


def test_a_source_may_keep_its_own_name_when_changed(case: Case) -> None:
    paper = case.sources.get(kind="media")
    moves.change_source(
        cast.olga(), paper, 1, paper.name, "media", protected=True, note="They ask."
    )
    assert (paper.protected, paper.note) == (True, "They ask.")
    assert Entry.objects.get(kind="source").verb == "change source"


def test_the_trail_never_names_a_source(case: Case) -> None:
    source = moves.add_source(cast.olga(), case, "Rosa Quispe", "witness", protected=True)
    moves.change_source(cast.olga(), source, 1, "Rosa Quispe", "family", protected=True)
    assert "Quispe" not in json.dumps(list(Entry.objects.values("subject", "detail")))


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"name": " "}, "Write who says it.", "name"),
        ({"name": "x" * 100_000}, "shorten it to 200", "name"),
        ({"kind": "rumour"}, "Choose what kind of source this is.", "kind"),
        ({"kind": ""}, "Choose what kind of source this is.", "kind"),
        ({"note": "x" * 100_000}, "shorten it to 2000", "note"),
        ({"variants": ["x" * 201]}, "shorten it to 200", "variants"),
    ],
)
def test_what_cannot_be_a_source_is_refused(
    fields: dict[str, Any], sentence: str, field: str, case: Case
) -> None:
    given = {"name": "Harbour Radio", "kind": "media"} | fields
    with pytest.raises(Refusal, match=sentence) as refusal:
        moves.add_source(cast.olga(), case, **given)
    assert refusal.value.field == field
    assert case.sources.count() == 2


def test_the_later_of_two_officers_is_told_who_was_faster(case: Case) -> None:
    paper = case.sources.get(kind="media")
    moves.change_source(cast.pavel(), paper, 1, "El Faro", "media")
    stale = Source.objects.get(pk=paper.pk)
    with pytest.raises(Refusal, match=r"Pavel Imre changed this while you were writing") as refusal:
        moves.change_source(cast.olga(), stale, 1, "The Beacon", "media")
    assert refusal.value.field == "version"
    assert Source.objects.get(pk=paper.pk).name == "El Faro"


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_may_touch_sources(who: Callable[[], Any], case: Case) -> None:
    paper = case.sources.get(kind="media")
    with pytest.raises(Refusal, match=r"Only a person with the role “officer”"):
        moves.add_source(who(), case, "Harbour Radio", "media")
    with pytest.raises(Refusal, match=r"Only a person with the role “officer”"):
        moves.change_source(who(), paper, 1, "Other", "media")
    assert Source.objects.count() == 2
    assert not Entry.objects.filter(kind="source").exists()


def test_a_protected_source_leaves_the_desk_without_its_name(case: Case) -> None:
    content = reads.public_claims(reads.claims(case))
    assert "guard" not in json.dumps(content)
    assert content[0] == {
        "ref": "c1",
        "texts": {"en": "Seven ferry workers were arrested on 3 March."},
        "status": "reported",
        "sources": [
            {"name": "El Faro del Lago", "kind": "media", "protected": False},
            {"name": "", "kind": "anonymous official", "protected": True},
        ],
    }

"""Between two revisions: which sentences, and which statuses of claims."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tocsin.publishing import between
from tocsin.publishing.sentences import ADDED, REMOVED


def content(statuses: dict[str, str] | None = None, **changed: str) -> dict[str, Any]:
    told = statuses or {"c1": "reported", "c2": "unconfirmed"}
    claims = [
        {"ref": ref, "texts": {"en": f"Claim {ref}."}, "status": status, "sources": []}
        for ref, status in told.items()
    ]
    return {"texts": {"en": cast.TEXTS["en"] | changed, "fr": cast.TEXTS["fr"]}, "claims": claims}


def test_alike_contents_have_nothing_between_them() -> None:
    assert between.parts(content(), content(), "en") == []
    assert between.statuses(content(), content()) == []


def test_a_changed_sentence_is_told_with_its_part() -> None:
    (part,) = between.parts(content(), content(ask="Tell the families where they are."), "en")
    assert part.word == "ask"
    assert [(piece.kind, piece.text) for piece in part.changed] == [
        (REMOVED, cast.TEXTS["en"]["ask"]),
        (ADDED, "Tell the families where they are."),
    ]


def test_each_language_has_its_own_changes() -> None:
    assert between.parts(content(), content(ask="Tell it."), "fr") == []
    assert between.parts(content(), content(ask="Tell it."), "ru") == []


def test_a_reader_is_not_told_that_a_mark_or_an_emphasis_moved() -> None:
    marked = content(
        summary=cast.TEXTS["en"]["summary"].replace("3 March.", "3 March [c1]."),
        body=cast.TEXTS["en"]["body"].replace("help", "*help*"),
    )
    assert between.parts(content(), marked, "en") == []


def test_statuses_are_told_before_and_after() -> None:
    now = content({"c1": "refuted", "c2": "reported"})
    told = [(one.ref, one.before, one.after, one.fell) for one in between.statuses(content(), now)]
    assert told == [
        ("c1", "reported", "refuted", True),
        ("c2", "unconfirmed", "reported", False),
    ]


def test_a_claim_that_is_cited_no_more_is_told_too() -> None:
    (told,) = between.statuses(content(), content({"c1": "reported"}))
    assert (told.ref, told.after, told.fell) == ("c2", "", True)


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [
        ("confirmed", "corroborated", True),
        ("reported", "unconfirmed", True),
        ("reported", "contested", True),
        ("confirmed", "feared", True),
        ("unconfirmed", "refuted", True),
        ("refuted", "withdrawn", True),
        ("unconfirmed", "reported", False),
        ("feared", "confirmed", False),
        ("feared", "opinion", False),
        ("refuted", "reported", False),
    ],
)
def test_a_status_that_went_down_asks_for_a_correction(before: str, after: str, fell: bool) -> None:
    found = between.fallen(content({"c1": before}), content({"c1": after}))
    assert found == (["c1"] if fell else [])


def test_every_status_has_its_rank() -> None:
    from tocsin.cases.models import STATUSES

    assert set(between.RANKS) == {status for status, _word in STATUSES}

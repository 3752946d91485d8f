"""Who says it, from whom they have it, on what evidence: written down, changed, set aside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.cases import chains, moves, reads
from tocsin.cases.models import Assertion, Claim, Source
from tocsin.kernel import files
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal


@pytest.fixture
def claim(db: None) -> Claim:
    return cast.case().claims.get(number=1)


@pytest.fixture
def radio(claim: Claim) -> Source:
    return moves.add_source(cast.olga(), claim.case, "Harbour Radio", "media", reliability="B")


def test_what_a_source_says_is_written_down_with_how_it_came(
    claim: Claim, radio: Source, home: Path
) -> None:
    told_by = claim.assertions.get(source__protected=True)
    today = timezone.localdate()
    said = moves.Said(
        says="doubts",
        heard_from=(told_by,),
        manner="quoted",
        credibility="2",
        received_on=today,
        note=" On air at noon. ",
        evidence=("noon.mp3", b"sound"),
    )
    made = moves.add_assertion(cast.olga(), claim, radio, said)
    kept = Assertion.objects.get(pk=made.pk)
    assert (kept.says, kept.manner, kept.grade, kept.order) == ("doubts", "quoted", "B2", 2)
    assert (kept.received_on, kept.note, kept.changed_by) == (today, "On air at noon.", "olga")
    assert list(kept.heard_from.all()) == [told_by]
    assert kept.evidence_name == "noon.mp3"
    assert kept.evidence_sha256 == hashlib.sha256(b"sound").hexdigest()
    assert files.read(home / "files", kept.evidence_sha256) == b"sound"


def test_a_source_may_say_something_else_later(claim: Claim, radio: Source) -> None:
    moves.add_assertion(cast.olga(), claim, radio, moves.Said())
    moves.add_assertion(cast.olga(), claim, radio, moves.Said(says="denies"))
    assert [one.says for one in radio.assertions.all()] == ["asserts", "denies"]
    assert [one.name for one in reads.sources(claim.case)].count("Harbour Radio") == 1


def test_the_way_to_the_desk_is_told_from_whoever_said_it_first(
    claim: Claim, radio: Source
) -> None:
    paper, guard = claim.assertions.all()
    first = moves.add_assertion(cast.olga(), claim, radio, moves.Said(heard_from=(guard,)))
    moves.change_assertion(cast.olga(), paper, 1, moves.Said(heard_from=(first, guard)))
    told = reads.claims(claim.case)[0].assertions.all()
    names = [[one.source.name for one in way] for way in chains.ways(told)]
    assert names == [
        ["a guard", "El Faro del Lago"],
        ["a guard", "Harbour Radio", "El Faro del Lago"],
    ]


def test_nobody_has_it_from_themselves(claim: Claim, radio: Source) -> None:
    paper, guard = claim.assertions.all()
    moves.change_assertion(cast.olga(), paper, 1, moves.Said(heard_from=(guard,)))
    made = moves.add_assertion(cast.olga(), claim, radio, moves.Said(heard_from=(paper,)))
    for told_by in (made, guard):
        with pytest.raises(Refusal, match=r"Nobody can have it from themselves") as refusal:
            moves.change_assertion(cast.olga(), guard, 1, moves.Said(heard_from=(told_by,)))
        assert refusal.value.field == "heard_from"
    assert not guard.heard_from.exists()


def test_it_is_heard_from_what_stands_said_of_the_same_claim(claim: Claim, radio: Source) -> None:
    elsewhere = claim.case.claims.get(number=2).assertions.get()
    paper, guard = claim.assertions.all()
    moves.set_aside(cast.olga(), guard, "Entered twice.")
    for told_by in (elsewhere, Assertion.objects.get(pk=guard.pk)):
        with pytest.raises(Refusal, match=r"Choose from what is said of this claim.") as refusal:
            moves.change_assertion(cast.olga(), paper, 1, moves.Said(heard_from=(told_by,)))
        assert refusal.value.field == "heard_from"
    assert Assertion.objects.get(pk=paper.pk).version == 1


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        ({"says": "shouts"}, "Choose one from the list.", "says"),
        ({"manner": "sung"}, "Choose one from the list.", "manner"),
        ({"credibility": "7"}, "Choose one from the list.", "credibility"),
        ({"note": "x" * 2001}, "shorten it to 2000", "note"),
        ({"evidence": ("a.png", b"")}, "The evidence file is empty; choose another.", "evidence"),
    ],
)
def test_what_cannot_be_is_refused(
    facts: dict[str, Any], sentence: str, field: str, claim: Claim, radio: Source
) -> None:
    said = moves.Said(**facts)
    paper = claim.assertions.first()
    assert paper
    verbs: list[Callable[[], object]] = [
        lambda: moves.add_assertion(cast.olga(), claim, radio, said),
        lambda: moves.change_assertion(cast.olga(), paper, 1, said),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=sentence) as refusal:
            verb()
        assert refusal.value.field == field
    assert claim.assertions.count() == 2


def test_nothing_is_received_tomorrow(claim: Claim, radio: Source) -> None:
    said = moves.Said(received_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refusal, match=r"The date lies in the future.") as refusal:
        moves.add_assertion(cast.olga(), claim, radio, said)
    assert refusal.value.field == "received_on"


def test_hearsay_is_what_nobody_recorded_told(claim: Claim, radio: Source) -> None:
    guard = claim.assertions.get(source__protected=True)
    said = moves.Said(hearsay=True, heard_from=(guard,))
    with pytest.raises(Refusal, match=r"Either it is recorded from whom they have it") as refusal:
        moves.add_assertion(cast.olga(), claim, radio, said)
    assert refusal.value.field == "hearsay"


def test_a_source_of_another_case_says_nothing_here(claim: Claim) -> None:
    foreign = cast.case().sources.first()
    assert foreign
    with pytest.raises(Refusal, match=r"Choose a source of this case.") as refusal:
        moves.add_assertion(cast.olga(), claim, foreign, moves.Said())
    assert refusal.value.field == "source"


def test_evidence_stays_when_other_facts_change(claim: Claim, radio: Source) -> None:
    said = moves.Said(evidence=("a.png", b"picture"))
    made = moves.add_assertion(cast.olga(), claim, radio, said)
    moves.change_assertion(cast.olga(), made, 1, moves.Said(note="Seen."))
    assert (made.evidence_name, made.note, made.version) == ("a.png", "Seen.", 2)


def test_the_later_of_two_officers_is_told_who_was_faster(claim: Claim) -> None:
    stale = claim.assertions.first()
    assert stale
    moves.change_assertion(cast.pavel(), Assertion.objects.get(pk=stale.pk), 1, moves.Said())
    with pytest.raises(Refusal, match=r"Pavel Imre changed this while you were writing") as refusal:
        moves.change_assertion(cast.olga(), stale, 1, moves.Said(note="Mine."))
    assert refusal.value.field == "version"


def test_set_aside_it_stays_with_its_reason_and_counts_no_more(claim: Claim) -> None:
    paper = claim.assertions.first()
    assert paper
    with pytest.raises(Refusal, match=r"Write why, so that others can follow."):
        moves.set_aside(cast.olga(), paper, " ")
    moves.set_aside(cast.olga(), paper, "The paper printed a correction.")
    assert Assertion.objects.get(pk=paper.pk).set_aside == "The paper printed a correction."
    assert [one.source.name for one in reads.claims(claim.case)[0].assertions.all()] == ["a guard"]
    assert len(reads.public_claims(reads.claims(claim.case))[0]["sources"]) == 1
    verbs: list[Callable[[], object]] = [
        lambda: moves.set_aside(cast.olga(), paper, "Again."),
        lambda: moves.change_assertion(cast.olga(), paper, paper.version, moves.Said()),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"This was set aside already. Add it anew"):
            verb()


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_writes_it_down(who: Callable[[], Any], claim: Claim) -> None:
    paper = claim.assertions.first()
    assert paper
    verbs: list[Callable[[Any], object]] = [
        lambda actor: moves.add_assertion(actor, claim, paper.source, moves.Said()),
        lambda actor: moves.change_assertion(actor, paper, 1, moves.Said()),
        lambda actor: moves.set_aside(actor, paper, "Why."),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb(who())
    assert not Entry.objects.exists()


def test_each_move_leaves_one_entry_without_a_name(claim: Claim, radio: Source) -> None:
    said = moves.Said(note="Rosa Quispe called.", evidence=("Rosa Quispe.png", b"picture"))
    made = moves.add_assertion(cast.olga(), claim, radio, said)
    moves.change_assertion(cast.olga(), made, 1, said)
    moves.set_aside(cast.olga(), made, "Rosa Quispe took it back.")
    entries = Entry.objects.filter(kind="claim")
    assert [entry.verb for entry in entries] == [
        "set assertion aside",
        "change assertion",
        "add assertion",
    ]
    assert "Quispe" not in json.dumps(list(entries.values("subject", "detail")))


@given(st.dictionaries(st.integers(0, 8), st.sets(st.integers(0, 8)), max_size=9))
def test_a_circle_is_found_exactly_where_one_can_walk_it(links: dict[int, set[int]]) -> None:
    def reach(start: int) -> set[int]:
        found: set[int] = set()
        for _step in range(10):
            found |= set().union(*(links.get(one, set()) for one in {start, *found}))
        return found

    for start in range(9):
        assert chains.closes_a_circle(links, start) == (start in reach(start))

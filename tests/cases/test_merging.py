"""Two records that look alike are offered; a person merges them, and can undo it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.cases import likeness, moves, reads
from tocsin.cases.consent import consent_gaps, may_be_named
from tocsin.cases.models import Assertion, Case, Match, Person, Source
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts import alike

TODAY = date(2026, 5, 1)


@pytest.fixture
def case(db: None) -> Case:
    return cast.case()


@pytest.fixture
def paper(case: Case) -> Source:
    return case.sources.get(kind="media")


@pytest.fixture
def twin(case: Case) -> Source:
    source = moves.add_source(
        cast.olga(),
        case,
        "El Farol del Lago",
        "media",
        variants=["Farol"],
        reliability="B",
        group="Lake agency",
        protected=True,
    )
    moves.add_assertion(cast.olga(), case.claims.get(number=2), source, moves.Said())
    return source


def rows() -> dict[str, Any]:
    """All that a merge may move, apart from versions and days."""
    left_out = {"version", "changed_at", "changed_by"}
    tables = {"source": Source, "assertion": Assertion, "person": Person}
    kept: dict[str, Any] = {
        name: [
            {key: value for key, value in row.items() if key not in left_out}
            for row in table.objects.order_by("pk").values()  # type: ignore[attr-defined]
        ]
        for name, table in tables.items()
    }
    kept["concerned"] = sorted(Person.objects.values_list("pk", "claims__pk"), key=str)
    kept["consents"] = sorted(Person.objects.values_list("pk", "consents__pk"), key=str)
    return kept


def test_near_spellings_are_offered_and_nothing_is_merged(
    case: Case, paper: Source, twin: Source
) -> None:
    (offer,) = likeness.offers(case)
    assert (offer.kind, offer.kept, offer.gone) == ("source", paper, twin)
    assert offer.likeness >= 85
    assert reads.sources(case).count() == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosa Quispe", "Rosa Quispé"),
        ("Rosa Quispe", "Quispe Rosa"),
        ("Rosa Quispe", "Rosa Quispe Mamani"),
        ("Urdiin Sonin", "Udriin sonin"),
        ("Анна Петрова", "Анна Пётрова"),
    ],
)
def test_two_ways_to_write_one_name_are_near(one: str, other: str) -> None:
    assert alike.likeness([one], ["Somebody else", other]) >= alike.ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [("Radio One", "Radio Two"), ("Tide", "Time"), ("Rosa", "Rosa Quispe"), ("", "Rosa")],
)
def test_names_that_only_sound_alike_are_not(one: str, other: str) -> None:
    assert alike.likeness([one], [other]) < alike.ALIKE


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert alike.likeness([one], [other]) == alike.likeness([other], [one])


def test_sources_of_two_kinds_are_not_offered(case: Case, paper: Source) -> None:
    moves.add_source(cast.olga(), case, "El Faro del Lago S.A.", "document")
    assert likeness.offers(case) == []


def test_merging_brings_names_and_what_was_said_to_one_record(
    case: Case, paper: Source, twin: Source
) -> None:
    moves.merge(cast.olga(), paper, twin)
    paper.refresh_from_db()
    assert paper.variants == ["El Farol del Lago", "Farol"]
    assert (paper.reliability, paper.group, paper.protected) == ("B", "Lake agency", True)
    assert {one.claim.number for one in paper.assertions.all()} == {1, 2, 3}
    assert list(reads.sources(case)) == [paper, case.sources.get(kind="anonymous official")]
    assert likeness.offers(case) == []
    twin.refresh_from_db()
    assert twin.merged_into == paper


def test_a_merge_with_a_protected_source_protects(case: Case, paper: Source, twin: Source) -> None:
    moves.merge(cast.olga(), paper, twin)
    told = json.dumps(reads.public_claims(reads.claims(case)))
    assert "Faro" not in told


def test_undoing_restores_every_row(case: Case, paper: Source, twin: Source) -> None:
    before = rows()
    row = moves.merge(cast.olga(), paper, twin)
    assert rows() != before
    moves.undo(cast.pavel(), row)
    assert rows() == before
    assert (row.state, row.by) == ("apart", "pavel")
    assert likeness.offers(case) == []


def test_what_was_written_since_the_merge_stays(case: Case, paper: Source, twin: Source) -> None:
    row = moves.merge(cast.olga(), paper, twin)
    since = moves.add_assertion(cast.olga(), case.claims.get(number=3), paper, moves.Said())
    moves.change_source(
        cast.olga(),
        paper,
        paper.version,
        paper.name,
        "media",
        variants=[*paper.variants, "Faro"],
        protected=True,
        reliability="C",
        group="Lake agency",
    )
    moves.undo(cast.olga(), row)
    paper.refresh_from_db()
    since.refresh_from_db()
    assert (paper.variants, paper.reliability, paper.group) == (["Faro"], "C", "")
    assert since.source == paper
    assert [one.claim.number for one in twin.assertions.all()] == [2]


def test_merges_are_undone_in_any_order_that_leaves_no_gap(
    case: Case, paper: Source, twin: Source
) -> None:
    third = moves.add_source(cast.olga(), case, "Il Faro del Lago", "media", protected=True)
    before = rows()
    first = moves.merge(cast.olga(), paper, twin)
    second = moves.merge(cast.olga(), paper, third)
    moves.undo(cast.olga(), first)
    paper.refresh_from_db()
    assert (paper.variants, paper.protected) == (["Il Faro del Lago"], True)
    moves.undo(cast.olga(), second)
    paper.refresh_from_db()
    # Protection that the first merge brought stays until somebody takes it away.
    assert (paper.variants, paper.protected) == ([], True)
    Source.objects.filter(pk=paper.pk).update(protected=False)
    assert rows() == before


def test_the_last_of_a_chain_is_undone_first(case: Case, paper: Source, twin: Source) -> None:
    third = moves.add_source(cast.olga(), case, "Il Faro del Lago", "media")
    before = rows()
    first = moves.merge(cast.olga(), paper, twin)
    second = moves.merge(cast.olga(), third, paper)
    sentence = r"“El Faro del Lago” was merged into “Il Faro del Lago” since; undo that first."
    with pytest.raises(Refusal, match=sentence):
        moves.undo(cast.olga(), first)
    moves.undo(cast.olga(), second)
    moves.undo(cast.olga(), first)
    assert rows() == before


def test_a_merge_is_undone_once_and_can_be_made_again(paper: Source, twin: Source) -> None:
    row = moves.merge(cast.olga(), paper, twin)
    moves.undo(cast.olga(), row)
    with pytest.raises(Refusal, match=r"This merge was undone already; nothing was changed."):
        moves.undo(cast.olga(), row)
    again = moves.merge(cast.olga(), paper, twin)
    assert (again.pk, Match.objects.count()) == (row.pk, 1)


def test_they_are_kept_apart_and_not_offered_again(case: Case, paper: Source, twin: Source) -> None:
    moves.keep_apart(cast.olga(), paper, twin)
    assert likeness.offers(case) == []
    moves.merge(cast.olga(), twin, paper)
    assert Match.objects.get().state == "merged"


def test_a_merged_source_says_nothing_more(case: Case, paper: Source, twin: Source) -> None:
    moves.merge(cast.olga(), paper, twin)
    claim = case.claims.get(number=1)
    verbs: list[Callable[[], object]] = [
        lambda: moves.change_source(cast.olga(), twin, twin.version, "Other", "media"),
        lambda: moves.add_assertion(cast.olga(), claim, twin, moves.Said()),
        lambda: moves.merge(cast.olga(), paper, twin),
        lambda: moves.keep_apart(cast.olga(), twin, paper),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"“El Farol del Lago” was merged into “El Faro del"):
            verb()


def test_only_two_of_a_kind_in_one_case_can_be_one(case: Case, paper: Source) -> None:
    person = moves.add_person(cast.olga(), case, moves.Told(names=("El Faro del Lago",)))
    foreign = cast.case().sources.first()
    assert foreign
    for other in (paper, person, foreign):
        with pytest.raises(Refusal, match=r"Choose two sources, or two persons, of one case."):
            moves.merge(cast.olga(), paper, other)


def test_who_edits_while_two_are_merged_is_told(paper: Source, twin: Source) -> None:
    moves.merge(cast.pavel(), Source.objects.get(pk=paper.pk), twin)
    with pytest.raises(Refusal, match=r"Pavel Imre changed this while you were writing"):
        moves.change_source(cast.olga(), paper, 1, "Other", "media")


@pytest.fixture
def rosa(case: Case) -> Person:
    told = moves.Told(names=("Rosa Quispe",), risk="Followed.", role="official")
    person = moves.add_person(cast.olga(), case, told)
    for number in (1, 2):
        claim = case.claims.get(number=number)
        moves.change_claim(cast.olga(), claim, 1, claim.text, persons=[person])
    return person


@pytest.fixture
def rosita(case: Case, rosa: Person) -> Person:
    told = moves.Told(
        names=("Rosa Quispé Mamani",), born=date(2015, 1, 1), shown_as="initials", risk="Hides."
    )
    person = moves.add_person(cast.olga(), case, told)
    for number in (2, 3):
        claim = case.claims.get(number=number)
        both = [*claim.persons.all(), person]
        moves.change_claim(cast.olga(), claim, claim.version, claim.text, persons=both)
    agreed = moves.Agreed("public", "representative", "written", date(2026, 4, 1), None, "Inés")
    moves.give_consent(cast.olga(), person, agreed)
    return person


def test_merged_persons_have_all_names_claims_and_consents(
    case: Case, rosa: Person, rosita: Person
) -> None:
    (offer,) = likeness.offers(case)
    assert (offer.kind, offer.kept, offer.gone) == ("person", rosa, rosita)
    moves.merge(cast.olga(), rosa, rosita)
    rosa.refresh_from_db()
    assert rosa.names == ["Rosa Quispe", "Rosa Quispé Mamani"]
    assert rosa.risk == "Followed.\nHides."
    assert (rosa.role, rosa.shown_as, rosa.born) == ("affected", "initials", date(2015, 1, 1))
    assert {one.number for one in rosa.claims.all()} == {1, 2, 3}
    assert not rosita.claims.exists()
    assert may_be_named(rosa, "public", TODAY)
    assert list(reads.persons(case)) == [rosa]
    assert consent_gaps(case, "network", TODAY) == []


def test_undoing_brings_persons_claims_and_consents_back(rosa: Person, rosita: Person) -> None:
    before = rows()
    row = moves.merge(cast.olga(), rosa, rosita)
    assert rows() != before
    moves.undo(cast.olga(), row)
    assert rows() == before


def test_a_claim_that_no_longer_concerns_them_is_not_brought_back(
    case: Case, rosa: Person, rosita: Person
) -> None:
    row = moves.merge(cast.olga(), rosa, rosita)
    third = case.claims.get(number=3)
    moves.change_claim(cast.olga(), third, third.version, third.text, persons=[])
    moves.undo(cast.olga(), row)
    assert not third.persons.exists()
    assert {one.number for one in rosita.claims.all()} == {2}


def test_a_merged_person_is_neither_changed_nor_asked(rosa: Person, rosita: Person) -> None:
    moves.merge(cast.olga(), rosa, rosita)
    rosita.refresh_from_db()
    agreed = moves.Agreed("public", "representative", "written", TODAY, None, "Inés")
    verbs: list[Callable[[], object]] = [
        lambda: moves.change_person(cast.olga(), rosita, rosita.version, moves.Told(("Other",))),
        lambda: moves.give_consent(cast.olga(), rosita, agreed),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"was merged into “Rosa Quispe” already; use that one."):
            verb()


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_says_who_is_who(
    who: Callable[[], Any], paper: Source, twin: Source
) -> None:
    row = moves.merge(cast.olga(), paper, twin)
    before, entries = rows(), Entry.objects.count()
    verbs: list[Callable[[Any], object]] = [
        lambda actor: moves.merge(actor, paper, twin),
        lambda actor: moves.keep_apart(actor, paper, twin),
        lambda actor: moves.undo(actor, row),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb(who())
    assert (rows(), Entry.objects.count()) == (before, entries)


def test_each_decision_leaves_one_entry_without_a_name(
    case: Case, paper: Source, twin: Source
) -> None:
    entries = Entry.objects.filter(verb__in=["merge", "undo merge", "keep apart"])
    moves.undo(cast.olga(), moves.merge(cast.olga(), paper, twin))
    moves.keep_apart(cast.olga(), paper, twin)
    assert [entry.verb for entry in entries] == ["keep apart", "undo merge", "merge"]
    assert "Faro" not in json.dumps(list(entries.values("subject", "detail")))
    assert reads.history(case)[0].verb == "keep apart"

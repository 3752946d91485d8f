"""What the archive offers to choose by is kept beside its entries, and nothing else is offered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tocsin.appeals.models import Appeal
from tocsin.archive import choosing, reads, work
from tocsin.archive.models import COUNTER, YEAR, ArchiveEntry, Choice, Offered
from tocsin.archive.reads import Question
from tocsin.kernel.storage import counters
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db


def published(document_id: str, **changes: object) -> Revision:
    """An appeal about something, in the archive."""
    revision = cast.published(document_id)
    revision.content = revision.content | changes
    revision.save()
    work.turn()
    return revision


def published_again(revision: Revision, **changes: object) -> None:
    """A second revision, in the archive."""
    Revision.objects.create(
        appeal=revision.appeal,
        number=2,
        content=revision.content | changes,
        sha256="0" * 64,
        published_at=revision.published_at + timedelta(days=1),
        published_by="olga",
        approved_by="amir",
    )
    work.turn()


def test_each_country_issue_type_and_year_is_offered_with_its_number() -> None:
    published("FA-01-2026", countries=["BO", "PE"], issues=["torture"])
    published("FA-34-2003", countries=["PE"], issues=[])
    made = reads.choices()
    assert made.countries == {"BO": 1, "PE": 2}
    assert made.issues == {"torture": 1}
    assert made.codes == {"FA": 2}
    assert made.years == {2026: 1, 2003: 1}


def test_what_a_correction_took_out_is_offered_no_more() -> None:
    revision = published("FA-01-2026", countries=["BO", "PE"])
    published_again(revision, countries=["PE"])
    assert reads.choices().countries == {"PE": 1}
    assert counters.wrong(COUNTER) == []


def test_a_country_that_is_named_twice_counts_once() -> None:
    published("FA-01-2026", countries=["BO", "BO"])
    assert reads.choices().countries == {"BO": 1}


def test_a_withdrawn_appeal_is_neither_offered_nor_found_before_the_worker_comes_by() -> None:
    first = published("FA-01-2026", countries=["BO"])
    published("FA-02-2026", countries=["PE"])
    Appeal.objects.filter(pk=first.appeal_id).update(state="withdrawn")
    assert reads.choices().countries == {"PE": 1}
    for question in (Question(), Question(words="ferry"), Question(year=2026)):
        found = reads.search(question)
        assert [one.document_id for one in found] == ["FA-02-2026"]
        assert found.paginator.count == 1
    assert reads.newest()[0].document_id == "FA-02-2026"
    assert work.turn() == 1
    assert [one.document_id for one in ArchiveEntry.objects.all()] == ["FA-02-2026"]
    assert reads.choices().countries == {"PE": 1}


def test_choices_that_are_not_those_of_the_entries_are_found_and_made_again() -> None:
    published("FA-01-2026")
    published("FA-02-2026")
    assert choosing.doubt() == ""
    for spoilt in (Choice.objects.filter(kind=YEAR), Choice.objects.all()):
        spoilt.delete()
        assert choosing.doubt() == choosing.NOT_THOSE
        choosing.rebuild()
        assert choosing.doubt() == ""
        assert reads.choices().years == {2026: 2}


def test_a_choice_too_many_is_found() -> None:
    entry = ArchiveEntry.objects.get(revision=published("FA-01-2026"))
    Choice.objects.create(entry=entry, kind=YEAR, word="1999")
    assert choosing.doubt() == choosing.NOT_THOSE
    choosing.rebuild()
    assert reads.choices().years == {2026: 1}


def test_a_wrong_number_is_found_and_counted_anew() -> None:
    published("FA-01-2026")
    Offered.objects.filter(kind=YEAR).update(number=5)
    assert counters.wrong(COUNTER) == [(YEAR, "2026", 5, 1)]
    counters.recount(COUNTER)
    assert reads.choices().years == {2026: 1}


def test_the_archive_asks_as_often_and_reads_no_entry_for_what_it_offers() -> None:
    published("FA-01-2026")
    with CaptureQueriesContext(connection) as asked:
        reads.choices()
    assert len(asked) == 2
    assert "archive_archiveentry" not in asked.captured_queries[0]["sql"]


def test_a_worker_that_begins_finds_what_was_published_long_ago(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(work, "LATELY", 0)
    monkeypatch.setitem(work._next, "look", 0.0)
    cast.published("FA-01-2026")
    assert work.turn() == 1
    assert work.turn() == 0  # it has seen all there is, and looks at what comes now
    cast.published("FA-02-2026")
    assert work.turn() == 0
    monkeypatch.setattr(work, "LATELY", 1000)
    assert work.turn() == 1

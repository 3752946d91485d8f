"""Numbers of documents: in order, never twice, never one that is in use."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests import cast
from tocsin.appeals.models import Appeal, Series
from tocsin.appeals.numbers import next_id


@pytest.mark.django_db
def test_numbers_run_per_type_and_year_with_two_digits_at_least() -> None:
    given = [next_id("FA", 2026), next_id("FA", 2026), next_id("UA", 2026), next_id("FA", 2027)]
    assert given == ["FA-01-2026", "FA-02-2026", "UA-01-2026", "FA-01-2027"]
    Series.objects.filter(code="FA", year=2026).update(last=99)
    assert next_id("FA", 2026) == "FA-100-2026"


@pytest.mark.django_db
def test_a_number_that_an_imported_document_holds_is_passed_over() -> None:
    cast.draft("FA-01-2026")
    cast.draft("FA-2-2026")
    cast.draft("FA-004-2026")
    assert [next_id("FA", 2026), next_id("FA", 2026)] == ["FA-03-2026", "FA-05-2026"]


@pytest.mark.django_db
def test_documents_of_other_series_hold_no_number_of_this_one() -> None:
    cast.draft("FA-01-2025")
    cast.draft("FA-X-01-2026")
    cast.draft("FA-01-12026")
    assert next_id("FA", 2026) == "FA-01-2026"


@pytest.mark.django_db
def test_a_failed_draft_leaves_no_gap_but_a_given_number_never_comes_again() -> None:
    with transaction.atomic():
        assert next_id("FA", 2026) == "FA-01-2026"
        transaction.set_rollback(True)
    assert next_id("FA", 2026) == "FA-01-2026"
    appeal = cast.draft("FA-01-2026")
    appeal.claims.clear()
    Appeal.objects.all().delete()
    assert next_id("FA", 2026) == "FA-02-2026"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_a_number_each() -> None:
    def draw(_turn: int) -> str:
        try:
            return next_id("FA", 2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as crowd:
        given = list(crowd.map(draw, range(24)))
    assert sorted(given) == [f"FA-{number:02d}-2026" for number in range(1, 25)]

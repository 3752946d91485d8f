"""What the worker asks again and again reads nothing whole that grows for ever.

How long it takes is no test (`python -m tests.bench grown`): here each engine says how it would go
about each question. PostgreSQL reads a table whole, once that is forbidden, only where it must.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, sign_and_confirm
from tocsin.archive import reads as archive
from tocsin.archive.reads import Question
from tocsin.console.loops import LOOPS
from tocsin.kernel.crypto import fitting
from tocsin.kernel.work import run_until_idle
from tocsin.publishing.models import Revision
from tocsin.signing import holds, informing, leaving, moves, reads, unconfirmed
from tocsin.signing.floods import waiting, waves

pytestmark = pytest.mark.django_db

GROWING = ("signing_signature", "publishing_revision", "appeals_appeal", "kernel_ledgerentry")
# Of the archive's entries only the newest are read, through an index, or what is asked for.
ENTRIES = "archive_archiveentry"


@pytest.fixture(autouse=True)
def revision() -> Revision:
    """An appeal in the archive with voices, one of them not confirmed; nothing is due."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@example.org", choice="public", inform=True)
    moves.sign(made, entry("Bo Lind", "bo@example.net"))
    run_until_idle(LOOPS)
    return made


def plans(do: Callable[[], object]) -> Iterator[str]:
    """How the engine goes about each question that is asked meanwhile, a line for each step."""
    asked: list[tuple[str, Any]] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        do()
    words = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for sql, params in asked:
            cursor.execute(f"{words} {sql}", params)
            yield from (f"{line[-1]}   of   {sql}" for line in cursor.fetchall())


def read_whole(do: Callable[[], object], *tables: str) -> list[str]:
    """The steps that read one of these tables from its beginning to its end."""
    return [
        step
        for step in plans(do)
        for table in tables
        if step.startswith(f"SCAN {table}   ") or f"Seq Scan on {table}" in step.partition("of")[0]
    ]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: str(loop.name))
def test_a_turn_with_nothing_to_do_reads_no_growing_table(loop: Any) -> None:
    waiting.forget()
    assert read_whole(loop.turn, *GROWING, ENTRIES) == []


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: str(loop.name))
def test_a_turn_with_nothing_to_do_keeps_nobody_from_writing(loop: Any) -> None:
    """Not even a transaction is begun, which on SQLite would have all others wait."""
    said: list[str] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        assert loop.turn() == 0
    assert [sql for sql in said if not sql.startswith("SELECT") or "FOR UPDATE" in sql] == []


def test_a_look_for_waves_reads_what_came_lately(revision: Revision) -> None:
    waves.forget()
    now = timezone.now() + timedelta(minutes=1)
    assert read_whole(lambda: waves.look(revision.appeal, now), *GROWING) == []


def test_what_is_old_and_was_never_confirmed_is_found_by_its_hour(revision: Revision) -> None:
    assert read_whole(unconfirmed.forget, *GROWING) == []


def test_who_deletes_everything_is_looked_for_under_appeals_that_were_signed() -> None:
    assert read_whole(lambda: leaving.ask("ada@example.org", "en"), *GROWING) == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/appeals/",
        "/feed.atom",
        "/FA-01-2026/",
        "/fa-01-2026/",
        "/FA-99-2026/",
        "/FA-01-2026.json",
        "/FA-01-2026/names/?page=1",
        "/FA-01-2026/sign/",
        "/log/",
    ],
)
def test_a_page_reads_no_growing_table(client: Client, address: str) -> None:
    assert read_whole(lambda: client.get(address), *GROWING, ENTRIES) == []


def test_what_is_offered_is_read_from_the_numbers_kept() -> None:
    assert read_whole(archive.choices, *GROWING, ENTRIES, "archive_choice") == []


def test_signing_and_confirming_look_up_what_they_need(revision: Revision) -> None:
    def one() -> None:
        sign_and_confirm(revision, "Cy Lind", "cy@unknown.example", choice="public")

    assert read_whole(one, *GROWING) == []


def test_the_desk_counts_voices_in_an_index_and_reads_none_of_them(revision: Revision) -> None:
    """They are a kilobyte each, and may be millions."""

    def look() -> None:
        reads.per_day(revision.appeal, "web")
        reads.by_revision(revision.appeal)
        holds.preview(revision.appeal, holds.Filter())

    steps = [step.partition("   of   ")[0] for step in plans(look)]
    if connection.vendor == "sqlite":
        steps = [step for step in steps if "signing_signature" in step]
        assert len(steps) >= 5
        assert [step for step in steps if "COVERING INDEX" not in step] == []
    assert read_whole(look, *GROWING) == []


def test_walks_through_voices_sort_none_of_them(revision: Revision) -> None:
    """What is sorted lies in memory, all of it; and would be sorted again for each page."""

    def walk() -> None:
        informing.informed(revision.appeal, 0, 200)
        informing.number(revision.appeal)
        list(reads.sealed_records(revision.appeal))

    steps = list(plans(walk))
    assert [step for step in steps if "TEMP B-TREE" in step or step.startswith("Sort")] == []
    if connection.vendor == "sqlite":
        assert sum("INDEX informed_in_turn" in step for step in steps) == 2


def test_which_keys_there_must_be_is_told_by_the_first_voice_of_each_appeal() -> None:
    steps = list(plans(fitting.needed))
    assert [step for step in steps if "TEMP B-TREE" in step or step.startswith("Sort")] == []
    assert read_whole(fitting.needed, "signing_signature") == []
    assert sum("informed_in_turn" in step.partition("   of   ")[0] for step in steps) == 1


def test_a_search_without_words_goes_by_the_index_of_places() -> None:
    assert read_whole(lambda: archive.search(Question(country="BO")), ENTRIES) == []

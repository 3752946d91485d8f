"""The page of benchmarks keeps what was not measured anew, and replaces what was."""

from __future__ import annotations

from tests.bench import __main__ as bench
from tests.bench import frame
from tests.bench.frame import Row


def test_a_row_is_read_as_it_was_written() -> None:
    row = Row("a|b", "1 ms", "", "≤ 2 ms", "python -m tests.bench mail", "2026-11-26")
    assert frame.parsed(row.line()) == Row(
        "a/b", "1 ms", "", "≤ 2 ms", "python -m tests.bench mail", "2026-11-26"
    )


def test_rows_that_were_not_measured_anew_stay_in_their_place_with_their_day() -> None:
    old = [Row("first", "1", day="2026-01-01"), Row("second", "2", day="2026-01-01")]
    new = [Row("third", "3", day="2026-02-02"), Row("first", "4", day="2026-02-02")]
    page = f"# Title\n\n{frame.BEGIN}\nold\n{frame.END}\nafter\n"
    page = frame.written(page, frame.merged(old, new))
    assert [(one.what, one.measured, one.day) for one in frame.kept(page)] == [
        ("first", "4", "2026-02-02"),
        ("second", "2", "2026-01-01"),
        ("third", "3", "2026-02-02"),
    ]
    assert page.startswith("# Title\n")
    assert page.endswith("after\n")


def test_rows_travel_as_json_with_command_and_day() -> None:
    [row] = frame.loaded(frame.dumped([Row("first", "1 ms")], "mail"))
    assert (row.what, row.command) == ("first", "python -m tests.bench mail")
    assert row.day


def test_the_page_can_be_written_again() -> None:
    page = frame.PAGE.read_text()
    assert frame.written(page, frame.kept(page)) == page


def test_every_benchmark_that_is_there_has_its_name() -> None:
    assert {"mail", "grown", "search", "log", "dossier"} <= set(bench.there())

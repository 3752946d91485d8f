"""The checker itself: it finds each kind of fault, and finds none in a history that is right."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.history import (
    COUNT,
    HEAD,
    READ,
    SEEN,
    UNKNOWN,
    WITHDRAW,
    Book,
    Event,
    Rows,
    check,
    check_heads,
    read,
)


def database(*tokens: str, **more: Any) -> Rows:
    """A table that holds these voices, in this order."""
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        places.setdefault(token, []).append(at)
    return Rows("database", places, len(tokens), **more)


def count(token: str, at: float, **more: Any) -> Event:
    return Event(COUNT, token, at, at + 1, **more)


def withdraw(token: str, at: float, **more: Any) -> Event:
    return Event(WITHDRAW, token, at, at + 1, **more)


def told(value: int, at: float, until: float | None = None) -> Event:
    return Event(READ, "", at, until or at + 1, value=value)


TWO = [count("a", 0), count("b", 2)]


def test_what_was_acknowledged_and_is_kept_once_holds() -> None:
    verdict = check(TWO, [database("a", "b")])
    assert verdict.holds
    assert str(verdict) == "acknowledged 2, lost 0, doubled 0, unknown 0, reads 0, misfits 0"


def test_an_acknowledged_voice_that_is_gone_is_lost() -> None:
    verdict = check(TWO, [database("a")])
    assert verdict.lost == ["database: b was acknowledged and is not there"]
    assert not verdict.holds


def test_a_voice_that_is_kept_twice_is_doubled() -> None:
    verdict = check(TWO, [database("a", "b", "a")])
    assert verdict.doubled == ["database: a is counted 2 times, at [0, 2]"]


def test_each_keeper_is_asked() -> None:
    log = database("b", forgets=False)
    log.name = "log"
    assert check(TWO, [database("a", "b"), log]).lost == [
        "log: a was acknowledged and is not there"
    ]


@pytest.mark.parametrize("kept", [(), ("a",)])
def test_an_unknown_request_may_have_been_done_or_not(kept: Sequence[str]) -> None:
    verdict = check([count("a", 0, result=UNKNOWN)], [database(*kept)])
    assert verdict.holds
    assert (verdict.acknowledged, verdict.unknown) == (0, 1)


def test_an_unknown_request_is_done_once_at_most() -> None:
    verdict = check([count("a", 0, result=UNKNOWN)], [database("a", "a")])
    assert len(verdict.doubled) == 1


def test_a_repeated_request_is_one_voice() -> None:
    again = [count("a", at, result=how) for at, how in enumerate(["ok", UNKNOWN, "ok"])]
    verdict = check(again, [database("a")])
    assert verdict.holds
    assert (verdict.acknowledged, verdict.unknown) == (1, 0)


def test_a_voice_that_nobody_asked_for_is_found() -> None:
    verdict = check(TWO, [database("a", "b", "ghost")])
    assert verdict.misfits == ["database: 3 are counted, 2 were asked for"]


def test_a_withdrawn_voice_is_no_loss_and_must_be_gone() -> None:
    events = [*TWO, withdraw("a", 5)]
    assert check(events, [database("b")]).holds
    assert check(events, [database("a", "b")]).misfits == [
        "database: a was withdrawn and is still counted"
    ]


@pytest.mark.parametrize("kept", [("a", "b"), ("b",)])
def test_a_withdrawal_whose_answer_never_came_may_be_done_or_not(kept: Sequence[str]) -> None:
    assert check([*TWO, withdraw("a", 5, result=UNKNOWN)], [database(*kept)]).holds


def test_a_log_keeps_what_was_withdrawn() -> None:
    events = [*TWO, withdraw("a", 5)]
    assert check(events, [database("a", "b", forgets=False)]).holds
    assert check(events, [database("b", forgets=False)]).lost


def test_a_count_may_be_ahead_of_the_answer_and_behind_the_question() -> None:
    events = [Event(COUNT, "a", 0, 10)]
    assert check([*events, told(0, 5), told(1, 6)], [database("a")]).holds


@pytest.mark.parametrize(
    ("value", "at", "sentence"),
    [
        (3, 9, "the count said 3; it was 2 to 2"),
        (1, 9, "the count said 1; it was 2 to 2"),
        (1, -2, "the count said 1; it was 0 to 0"),
    ],
)
def test_a_count_that_cannot_have_been_is_found(value: int, at: float, sentence: str) -> None:
    assert check([*TWO, told(value, at)], [database("a", "b")]).misfits == [sentence]


def test_a_count_that_goes_back_is_found_even_where_both_were_possible() -> None:
    slow = Event(COUNT, "a", 0, 100)
    events = [slow, told(1, 10), told(0, 20)]
    assert check(events, [database("a")]).misfits == ["the count went back to 0"]


def test_two_reads_at_once_may_come_in_any_order() -> None:
    slow = Event(COUNT, "a", 0, 100)
    assert check([slow, told(1, 10, 30), told(0, 20, 21)], [database("a")]).holds


def test_a_count_may_go_back_by_what_is_withdrawn() -> None:
    events = [*TWO, told(2, 4), withdraw("a", 6), told(1, 8)]
    assert check(events, [database("b")]).holds
    assert check([*events, told(2, 9)], [database("b")]).misfits == [
        "the count said 2; it was 1 to 1"
    ]


def test_a_place_that_was_shown_stays() -> None:
    shown = Event(SEEN, "a", 5, 6, value=0)
    assert check([*TWO, shown], [database("a", "b", forgets=False)]).holds
    verdict = check([*TWO, shown], [database("b", "a", forgets=False)])
    assert verdict.misfits == ["database: a was at 0 and is at [1]"]


def root(entries: str, size: int) -> str | None:
    return hashlib.sha256(entries[:size].encode()).hexdigest() if size <= len(entries) else None


def heads(*told_: tuple[str, float]) -> list[Event]:
    return [
        Event(HEAD, "", at, at + 1, value=len(entries), root=root(entries, len(entries)) or "")
        for entries, at in told_
    ]


def test_a_log_that_only_grew_holds() -> None:
    assert check_heads(heads(("", 0), ("ab", 2), ("abcd", 4)), lambda n: root("abcde", n)) == []


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("abcd", "the log went back from 4 to 2"),
        ("abd", "the log had 4 entries and has fewer"),
        ("bacd", "the first 2 entries are not what they were"),
    ],
)
def test_a_log_that_did_not_only_grow_is_found(now: str, sentence: str) -> None:
    shown = heads(("abcd", 0), ("ab", 2))
    assert sentence in check_heads(shown, lambda size: root(now, size))


def test_files_of_clients_are_read_together(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(len(TWO))]
    for path, event in zip(paths, TWO, strict=True):
        book = Book(path)
        book.write(event)
        book.close()
    assert list(read(paths)) == TWO


@given(st.lists(st.sampled_from("abcr"), max_size=40), st.data())
def test_no_history_of_a_right_counter_is_blamed(steps: list[str], data: st.DataObject) -> None:
    """One thing after another is always right, whichever answers were lost."""
    kept: set[str] = set()
    gone: set[str] = set()
    events: list[Event] = []
    for at, step in enumerate(steps):
        if step == "r":
            events.append(Event(READ, "", at, at + 0.5, value=len(kept)))
            continue
        is_withdrawn = step in kept and data.draw(st.booleans())
        if step in gone:
            continue
        result = data.draw(st.sampled_from(["ok", UNKNOWN]))
        if is_withdrawn:
            kept.discard(step)
            gone.add(step)
        else:
            kept.add(step)
        op = WITHDRAW if is_withdrawn else COUNT
        events.append(Event(op, step, at, at + 0.5, result=result))
    verdict = check(events, [database(*sorted(kept))])
    assert verdict.holds, verdict

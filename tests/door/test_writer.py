"""Who is in the same transaction: those who are here, and where many come, those just answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tocsin.door import writer
from tocsin.door.writer import Writer
from tocsin.kernel import minutes

PEOPLE = 5


class Paper:
    """Takes the place of the database, and keeps how many were written together."""

    def __init__(self) -> None:
        self.together: list[int] = []
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.may_end.set()

    def written(self, _kind: str, items: Sequence[Any]) -> list[Any]:
        self.begun.set()
        self.may_end.wait(20)
        self.together.append(len(items))
        return [None] * len(items)


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Paper:
    made = Paper()
    monkeypatch.setattr(writer, "_written", made.written)
    monkeypatch.setattr(minutes, "flush_if_due", lambda: None)
    monkeypatch.setattr(writer, "PAUSE", 0.2)  # the machine of the tests may be slow
    return made


@pytest.fixture
def ours(paper: Paper) -> Iterator[Writer]:
    made = Writer()
    yield made
    made.close()


async def _signs(ours: Writer, times: int) -> None:
    for _again in range(times):
        await ours.sign(object())  # type: ignore[arg-type]


def test_who_comes_meanwhile_is_written_with_those_who_come_again(
    ours: Writer, paper: Paper
) -> None:
    async def all_of_them() -> None:
        paper.may_end.clear()
        many = [asyncio.create_task(_signs(ours, 2)) for _one in range(PEOPLE)]
        while not paper.begun.is_set():
            await asyncio.sleep(0)
        late = asyncio.create_task(_signs(ours, 1))
        await asyncio.sleep(0.01)
        paper.may_end.set()
        await asyncio.gather(*many, late)

    asyncio.run(all_of_them())
    assert paper.together == [PEOPLE, PEOPLE + 1]


def test_one_person_alone_waits_for_nobody(
    ours: Writer, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PAUSE", 3600)
    asyncio.run(asyncio.wait_for(_signs(ours, 3), 20))
    assert paper.together == [1, 1, 1]


def test_nobody_waits_for_long_because_others_go_on_coming(
    ours: Writer, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each turn of the loop somebody comes: no pause finds nobody, and there is no ENOUGH."""
    monkeypatch.setattr(writer, "PAUSE", 0.001)
    for limit in ("ENOUGH", "WAITING"):
        monkeypatch.setattr(writer, limit, 10**9)

    async def all_of_them() -> None:
        await asyncio.gather(*(_signs(ours, 1) for _one in range(PEOPLE)))
        first = asyncio.create_task(_signs(ours, 1))
        late = []
        while not first.done():
            late.append(asyncio.create_task(_signs(ours, 1)))
            await asyncio.sleep(0)
        await asyncio.gather(*late)

    asyncio.run(asyncio.wait_for(all_of_them(), 20))
    assert paper.together[0] == PEOPLE
    assert paper.together[1] > 1


def test_when_enough_wait_nobody_waits_for_more(
    ours: Writer, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PAUSE", 3600)
    monkeypatch.setattr(writer, "ENOUGH", PEOPLE)

    async def all_of_them() -> None:
        people = (_signs(ours, 3) for _one in range(PEOPLE))
        await asyncio.wait_for(asyncio.gather(*people), 20)

    asyncio.run(all_of_them())
    assert paper.together == [PEOPLE] * 3

"""The database is locked, restarted or dies while many sign."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.engine import engine
from tests.faults import databases
from tests.faults.conftest import Template
from tests.faults.crowd import Crowd, request
from tests.faults.rounds import under_load
from tests.faults.world import APPEAL, World, prepared

LOCKED = 10  # seconds; the program waits for twenty
ACKS = 60


@contextmanager
def alone_on(world: World) -> Iterator[None]:
    """Somebody else writes, and lets nobody in."""
    if url := world.settings.get("DATABASE_URL"):
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE signing_signature IN ACCESS EXCLUSIVE MODE")
            yield
        return
    with closing(sqlite3.connect(world.home / "tocsin.sqlite3", timeout=60)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_a_database_locked_for_ten_seconds_is_waited_for(template: Template, place: Path) -> None:
    broken: list[int] = []

    def lock(crowd: Crowd) -> str:
        with alone_on(crowd.world):
            crowd.ended.wait(LOCKED)
        broken.append(crowd.broken)
        return "locked"

    world = template.world(place)
    found = under_load(world, place / "history", ACKS, [lock], people=4)
    assert found.holds, found
    assert broken == [0]


if engine() == "postgresql":

    def died(server: databases.Lasting) -> None:
        server.crash()
        server.launch()

    @pytest.fixture(scope="module")
    def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[databases.Lasting]:
        with databases.Lasting() as server:
            yield server

    @pytest.fixture(autouse=True)
    def last_words(request: pytest.FixtureRequest) -> Iterator[None]:
        """What the server said, shown where the test fails."""
        yield
        if "server" in request.fixturenames:
            print("".join(request.getfixturevalue("server").said))

    @pytest.mark.parametrize("befall", [databases.Lasting.restart, died])
    def test_a_server_that_goes_and_comes_loses_nothing(
        befall: Callable[[databases.Lasting], None], server: databases.Lasting, place: Path
    ) -> None:
        url = databases.create(server.url(), f"one_{befall.__name__}")
        home = prepared(place / "template", DATABASE_URL=url)

        def happen(crowd: Crowd) -> str:
            befall(server)
            crowd.new_clerk()
            return befall.__name__

        world = World(home, "", None, DATABASE_URL=url)
        found = under_load(world, place / "history", ACKS, [happen] * 3)
        assert found.holds, found

    def test_whoever_comes_after_a_restart_notices_nothing(
        server: databases.Lasting, place: Path
    ) -> None:
        url = databases.create(server.url(), "after_a_restart")
        world = World(prepared(place / "template", DATABASE_URL=url), "", None, DATABASE_URL=url)
        with world.start("web"), ThreadPoolExecutor(8) as many:

            def look(_number: int) -> int:
                return request(world, f"/{APPEAL}/")[0]

            assert set(many.map(look, range(32))) == {200}
            server.restart()
            assert set(many.map(look, range(32))) == {200}

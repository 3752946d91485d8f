"""Who connects and says nothing, or half, holds up nobody, and is hung up on."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.bench.idle import Idlers, page, sign
from tests.door.asking import GOOD
from tests.faults.world import World
from tests.unlocked import credentials
from tocsin.console.management.commands import up
from tocsin.door.asked import Asked, Gone
from tocsin.door.behind import PART, Behind

MANY = 300


@pytest.fixture
def world(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """The web, which waits a second for a head and not ten."""
    monkeypatch.setattr(up, "HEADERS", 1)
    place = tmp_path_factory.mktemp("idle")
    made = World(place / "home", "", None, **credentials(place / "credentials"))
    made.ask("tests.faults.started", "setup")
    made.start("web")
    yield made
    made.kill()


def test_idle_connections_hold_up_nobody_and_are_ended(world: World) -> None:
    assert page(world.port) == 200
    with Idlers(world.port, MANY) as idlers:
        assert page(world.port) == 200
        assert sign(world.port, urlencode(GOOD)) == 302
        assert idlers.await_end(60) == MANY
    assert page(world.port) == 200
    assert "Traceback" not in world.log.read_text("utf-8")


def test_who_reads_slowly_takes_at_most_half_of_the_threads() -> None:
    """Four ask for what is long and take nothing of it; who asks for little is answered."""
    import asyncio

    from tests.door.asking import scope_of

    def long_or_short(told: dict[str, str], start: object) -> Iterator[bytes]:
        assert callable(start)
        start("200 OK", [("Content-Type", "text/plain")])
        return iter([b"x" * PART] * 3 if told["PATH_INFO"] == "/long" else [b"short"])

    said: list[tuple[str, int]] = []

    async def ask(behind: Behind, path: str, stuck: asyncio.Event | None) -> None:
        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                said.append((path, int(str(message["status"]))))
            if stuck is not None and message.get("more_body"):
                await stuck.wait()

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b""}

        await behind.answer(Asked(scope_of("GET", path, {}), receive, send))

    async def all_of_them() -> None:
        behind, stuck = Behind(long_or_short), asyncio.Event()
        slow = [asyncio.ensure_future(ask(behind, "/long", stuck)) for _one in range(4)]
        while len(said) < 4:
            await asyncio.sleep(0)
        await ask(behind, "/short", None)
        stuck.set()
        await asyncio.gather(*slow)
        await ask(behind, "/long", None)
        behind.close()

    asyncio.run(all_of_them())
    assert sorted(said[:4]) == [("/long", 200)] * 2 + [("/long", 503)] * 2
    assert said[4:] == [("/short", 200), ("/long", 200)]


def test_who_takes_nothing_for_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    from tests.door.asking import scope_of
    from tocsin.door import behind as door

    monkeypatch.setattr(door, "PATIENCE", 0.01)

    def long(_told: object, start: object) -> Iterator[bytes]:
        assert callable(start)
        start("200 OK", [])
        return iter([b"x" * PART] * 3)

    async def send(_message: dict[str, object]) -> None:
        await asyncio.sleep(60)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    behind = Behind(long)
    with pytest.raises(Gone):
        asyncio.run(behind.answer(Asked(scope_of("GET", "/", {}), receive, send)))
    assert behind.waiting == 0
    assert behind.long.acquire(blocking=False)
    behind.close()

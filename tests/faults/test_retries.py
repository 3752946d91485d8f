"""A storm of retries: double clicks, two tabs, replayed requests. One row, the same answer."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.conftest import Template
from tests.faults.crowd import LINK, TO, request
from tests.faults.world import APPEAL, World

VOICES = 12


def letters(world: World) -> dict[str, set[str]]:
    """All links that each mailbox got."""
    found: dict[str, set[str]] = {}
    for path in (world.home / "outbox").glob("*.eml"):
        mail = path.read_bytes()
        to, link = TO.search(mail), LINK.search(mail)
        if to and link:
            found.setdefault(to.group(1).decode(), set()).add(link.group(1).decode())
    return found


def test_each_request_sent_up_to_five_times_counts_one_voice_with_one_answer(
    template: Template, place: Path
) -> None:
    chance = random.Random(5)  # noqa: S311 - a test's dice
    world = template.world(place)
    mailboxes = [f"storm-{number}@example.org" for number in range(VOICES)]
    with world.start("web"), ThreadPoolExecutor(16) as storm:

        def posted(path: str, form: dict[str, str]) -> list[tuple[int, bytes]]:
            times = chance.randint(1, 5)
            return list(storm.map(lambda _: request(world, path, form), range(times)))

        for address in mailboxes:
            form = {"name": "One Person", "email": address, "country": "SE", "choice": "counted"}
            assert {status for status, _page in posted(f"/{APPEAL}/sign/", form)} == {302}
        world.ask("tests.faults.started", "settle")
        links = letters(world)
        assert set(links) == set(mailboxes)
        assert all(1 <= len(tokens) <= 3 for tokens in links.values())
        for tokens in links.values():
            for token in sorted(tokens):
                answers = posted(f"/{APPEAL}/confirm/{token}/", {})
                assert {status for status, _page in answers} == {200}
                assert len({page for _status, page in answers}) == 1
        world.kill()
    kept, _leaves = world.kept(mailboxes)
    assert [len(kept.positions(address)) for address in mailboxes] == [1] * VOICES
    assert kept.total == VOICES


def test_two_links_at_once_are_one_voice(template: Template, place: Path) -> None:
    world = template.world(place)
    form = {"name": "One Person", "email": "two@example.org", "country": "SE", "choice": "counted"}
    with world.start("web"), ThreadPoolExecutor(8) as storm:
        for _ in range(2):
            assert request(world, f"/{APPEAL}/sign/", form)[0] == 302
        world.ask("tests.faults.started", "settle")
        paths = [f"/{APPEAL}/confirm/{token}/" for token in letters(world)["two@example.org"]]
        assert len(paths) == 2
        answers = list(storm.map(lambda path: request(world, path, {})[0], paths * 4))
        world.kill()
    assert set(answers) == {200}
    assert len(world.kept(["two@example.org"])[0].positions("two@example.org")) == 1

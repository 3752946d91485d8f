"""Pages and files from memory are those that Django gives, and no older than a second."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from django.db import transaction
from django.test import Client

from tests import cast
from tests.door.asking import GOOD, Asker, Told, answered
from tests.signing.people import sign_and_confirm
from tocsin.door import drawing, encodings, known, pages
from tocsin.door.known import Kept
from tocsin.kernel import audit, switches
from tocsin.kernel.transparency import sequencing
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import reads

PAGE = "/FA-01-2026/"
# These the door changes, or adds for the two encodings.
OWN = {"cache-control", "vary", "etag"}


def by_django(path: str, **headers: Any) -> Told:
    """The same of Django alone."""
    said = Client().get(path, headers=headers)
    told = [(name.lower(), value) for name, value in said.items()]
    return Told(said.status_code, told, said.content)


def others(one: Told) -> list[tuple[str, str]]:
    return sorted(pair for pair in one.headers if pair[0] not in {*OWN, "content-length"})


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets everything that is kept for a second be too old."""

    def pass_by() -> None:
        switches.forget()
        monkeypatch.setattr(known, "KEPT", -1.0)

    return pass_by


@pytest.mark.parametrize("path", [PAGE, "/fr/FA-01-2026/"])
def test_a_page_is_the_one_that_django_gives(asker: Asker, revision: Revision, path: str) -> None:
    for name in ("Ada Lind", "Bo & Berg"):
        sign_and_confirm(revision, name, f"{name[:2]}@example.org", choice="public")
    said, other = asker.get(path), by_django(path)
    assert (said.status, said.text) == (200, other.text)
    assert others(said) == others(other)
    assert said.header("etag") == other.header("etag")
    assert "Bo &amp; Berg" in said.text
    assert "set-cookie" not in dict(said.headers)


def test_caches_keep_a_page_for_ten_seconds_in_all_and_readers_ask_again(asker: Asker) -> None:
    said = asker.get(PAGE)
    assert said.header("cache-control") == (
        "public, max-age=0, s-maxage=5, stale-while-revalidate=5"
    )
    assert said.header("vary") == "Accept-Language, Accept-Encoding"
    assert asker.get("/fr/FA-01-2026/").header("vary") == "Accept-Encoding"


def test_who_holds_the_page_is_told_that_it_is_the_same(asker: Asker) -> None:
    tag = asker.get(PAGE).header("etag")
    for held in (tag, f'"other", {tag.removeprefix("W/")}', "*"):
        said = asker.get(PAGE, **{"if-none-match": held})
        assert (said.status, said.body, said.header("etag")) == (304, b"", tag)
        assert said.header("content-length") == ""
    assert asker.get(PAGE, **{"if-none-match": '"other"'}).status == 200


def test_a_page_comes_small_to_who_takes_it_small(asker: Asker) -> None:
    plain = asker.get(PAGE)
    tags = {plain.header("etag")}
    for name, opened in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        small = asker.get(PAGE, **{"accept-encoding": name})
        assert small.header("content-encoding") == name
        assert opened(small.body) == plain.body
        assert len(small.body) * 2 < len(plain.body)
        tags.add(small.header("etag"))
        assert others(small) == sorted([*others(plain), ("content-encoding", name)])
    assert len(tags) == 3
    assert asker.get(PAGE, **{"accept-encoding": "gzip, br"}).header("content-encoding") == "br"
    assert asker.get(PAGE, **{"accept-encoding": "gzip;q=0"}).body == plain.body


def test_each_encoding_is_unchanged_by_its_own_tag_alone(asker: Asker) -> None:
    for takes in ("gzip", "br"):
        small = asker.get(PAGE, **{"accept-encoding": takes})
        tag = small.header("etag")
        assert tag.endswith(f'-{takes}"')
        held = {"accept-encoding": takes, "if-none-match": tag}
        said = asker.get(PAGE, **held)
        assert (said.status, said.header("etag")) == (304, tag)
        assert said.header("vary") == small.header("vary")
        assert said.header("content-encoding") == ""
        assert asker.get(PAGE, **{"if-none-match": tag}).status == 200


def test_a_page_is_made_small_once_for_all_who_ask(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, real = list[bytes](), encodings.shortened

    def noted(body: bytes, encoding: bytes) -> bytes:
        made.append(encoding)
        return real(body, encoding)

    monkeypatch.setattr(pages, "shortened", noted)
    for takes in ("gzip", "br", "", "br", "gzip"):
        assert asker.get(PAGE, **{"accept-encoding": takes}).status == 200
    assert made == [b"br", b"gzip"]


def test_what_is_one_persons_own_is_never_made_small(asker: Asker) -> None:
    takes = {"accept_encoding": "br, gzip"}
    for said in (
        asker.post("/FA-01-2026/sign/", GOOD, **takes),
        asker.post("/FA-01-2026/sign/", GOOD | {"name": ""}, **takes),
        asker.get("/FA-01-2026/sign/", **{"accept-encoding": "br, gzip"}),
        asker.get("/desk/", **{"accept-encoding": "br, gzip"}),
    ):
        assert said.header("content-encoding") == ""


def test_what_a_reader_asks_or_carries_stands_on_no_kept_page(asker: Asker) -> None:
    plain = asker.get(PAGE)
    told = {"cookie": "sessionid=secret", "referer": "https://a.example/?secret", "x-a": "secret"}
    assert asker.get(PAGE, **told).body == plain.body
    assert asker.get(f"{PAGE}?secret", **{"accept-encoding": "br"}).header("content-encoding") == ""


def test_head_gives_the_length_and_no_body(asker: Asker) -> None:
    page = asker.get(PAGE)
    head = asker.all(answered(asker.door, "HEAD", PAGE))[0]
    assert (head.status, head.body) == (200, b"")
    assert head.header("content-length") == str(len(page.body))


def test_a_signature_shows_and_draws_no_page_anew(
    asker: Asker, revision: Revision, monkeypatch: pytest.MonkeyPatch, later: Any
) -> None:
    later()
    before = asker.get(PAGE)
    drawn, real = list[str](), drawing.draw

    def noted(handler: Any, address: str) -> Any:
        drawn.append(address)
        return real(handler, address)

    monkeypatch.setattr(pages, "draw", noted)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="public")
    said = asker.get(PAGE)
    assert drawn == ["/FA-01-2026/who-signed/"]
    assert "Ada Lind" in said.text
    assert said.header("etag") != before.header("etag")
    assert said.text == by_django(PAGE).text


def test_within_a_second_nothing_is_asked_again(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asker.get(PAGE)

    def broken(*_words: Any) -> Any:
        raise AssertionError("drawn again")

    monkeypatch.setattr(pages, "draw", broken)
    assert asker.get(PAGE).body == first.body


def test_what_the_desk_decides_draws_the_page_anew(
    asker: Asker, revision: Revision, later: Any
) -> None:
    later()
    assert "was stopped" not in asker.get(PAGE).text
    stopping.stop(cast.olga(), revision.appeal, "wrong")
    said = asker.get(PAGE)
    assert "was stopped" in said.text
    assert said.text == by_django(PAGE).text


def test_a_number_that_is_hidden_is_hidden_here(
    asker: Asker, revision: Revision, later: Any
) -> None:
    later()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert "confirmed by e-mail" in asker.get(PAGE).text
    switches.turn("olga", switches.NUMBER_HIDDEN, "", on=True, why="A flood.")
    said = asker.get(PAGE)
    assert 'class="tally"' not in said.text
    assert said.text == by_django(PAGE).text


def test_a_closed_appeal_says_so_and_an_unknown_one_is_not_there(
    asker: Asker, revision: Revision, later: Any
) -> None:
    later()
    assert asker.get(PAGE).status == 200
    with transaction.atomic():
        type(revision.appeal).objects.update(state="closed")
        audit.record("olga", "close", "appeal", "FA-01-2026")
    assert "can no longer be signed" in asker.get(PAGE).text
    said = asker.get("/FA-77-2026/")
    assert (said.status, "leave-" in said.text) == (404, False)


def test_other_languages_of_the_text_and_other_spellings_are_djangos(asker: Asker) -> None:
    for path in ("/FA-01-2026/?text=fr", "/fa-01-2026/", "/FA-01-2026", "/FA-01-2026/r1/"):
        said, other = asker.get(path), by_django(path)
        assert (said.status, said.text) == (other.status, other.text)
        assert sorted(said.headers) == sorted(
            (
                *others(other),
                *((n, v) for n, v in other.headers if n in OWN),
                ("content-length", str(len(said.body))),
            )
        )


@pytest.mark.parametrize(
    "named", ["other.example", "", "testserver, other.example", "\xff", "[::1"]
)
def test_a_host_that_is_not_ours_gets_no_page(asker: Asker, named: str) -> None:
    assert asker.get(PAGE).status == 200
    assert asker.get(PAGE, host=named).status == 400


def test_who_names_two_hosts_gets_no_page(asker: Asker) -> None:
    assert asker.get(PAGE).status == 200
    for other in ("other.example", "testserver"):
        assert asker.get(PAGE, host="testserver", Host=other).status == 400
        assert asker.get("/about/", host="testserver", Host=other).status == 400


def test_the_files_of_the_log_are_those_that_django_gives(asker: Asker, revision: Revision) -> None:
    assert asker.get("/log/checkpoint").status == 404
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    in_log()
    for path in ("/log/checkpoint", "/log/policy.txt", "/log/tile/0/000.p/1", "/log/tile/0/000"):
        said, other = asker.get(path), by_django(path)
        assert (said.status, said.body) == (other.status, other.body)
        own = {"content-length"}
        assert sorted(pair for pair in said.headers if pair[0] not in own) == sorted(
            pair for pair in other.headers if pair[0] not in own
        )


def in_log() -> None:
    from datetime import timedelta

    from django.utils import timezone

    assert sequencing.sequence(timezone.now() + timedelta(days=2))
    sequencing.publish()


def test_a_new_checkpoint_is_seen_at_once(asker: Asker, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    in_log()
    before = asker.get("/log/checkpoint").text
    sign_and_confirm(revision, "Bo Berg", "bo@example.org")
    in_log()
    now = asker.get("/log/checkpoint").text
    assert now == sequencing.folder().note() != before


def test_a_place_that_is_none_is_not_read(asker: Asker) -> None:
    for path in ("/log/tile/0/../../keys", "/log/tile/64/000", "/log/%2e%2e/keys/runtime.json"):
        assert asker.get(path).status == 404


def test_the_page_of_an_appeal_that_many_sign_stays_true(
    asker: Asker, revision: Revision, later: Any
) -> None:
    later()
    people = [GOOD | {"email": f"p{number}@example.org"} for number in range(5)]
    asker.all(*(asker.posting("/FA-01-2026/sign/", one) for one in people))
    assert reads.tally(revision.appeal).unconfirmed == 5
    assert asker.get(PAGE).text == by_django(PAGE).text


def test_what_is_kept_is_bounded_by_number_and_by_weight() -> None:
    import asyncio

    async def look(name: str, _before: bytes | None) -> bytes:
        return name.encode() * 10

    async def fill(kept: Kept[bytes]) -> None:
        for number in range(50):
            assert await kept.get(f"{number:02}") == f"{number:02}".encode() * 10

    few = Kept(look, most=7, weight=len)
    light = Kept(look, heaviest=100, weight=len)
    for kept in (few, light):
        asyncio.run(fill(kept))
    assert few.bytes == 7 * 20
    assert light.bytes == 100


def test_many_who_ask_at_once_are_one_question() -> None:
    import asyncio

    asked: list[bytes | None] = []

    async def look(name: str, before: bytes | None) -> bytes:
        asked.append(before)
        await asyncio.sleep(0)
        return name.encode()

    now = [0.0]
    kept = Kept(look, clock=lambda: now[0])

    async def ask() -> list[bytes]:
        return list(await asyncio.gather(*(kept.get("a") for _again in range(20))))

    assert asyncio.run(ask()) == [b"a"] * 20
    now[0] = 1.5
    assert asyncio.run(ask()) == [b"a"] * 20
    assert asked == [None, b"a"]


def test_who_hangs_up_takes_the_answer_from_nobody_else() -> None:
    import asyncio

    async def look(name: str, _before: bytes | None) -> bytes:
        await asyncio.sleep(0.01)
        return name.encode()

    async def ask() -> bytes:
        kept = Kept(look)
        first = asyncio.ensure_future(kept.get("a"))
        second = asyncio.ensure_future(kept.get("a"))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(ask()) == b"a"

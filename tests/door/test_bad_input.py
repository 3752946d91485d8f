"""Whatever is sent: a sentence that says what to do, no fault of the program, nothing kept."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.door.asking import FORM, GOOD, Asker, Told, answered, scope_of
from tocsin.door import reading, signing
from tocsin.door.asked import Asked, Gone, TooSlow
from tocsin.door.behind import Behind
from tocsin.kernel import minutes
from tocsin.kernel.refusal import Refusal
from tocsin.signing.entries import Entry, clean
from tocsin.signing.forms import SignForm
from tocsin.signing.models import Signature

SIGN = "/FA-01-2026/sign/"
HEAVY = signing.LARGEST + 1


def sent(asker: Asker, body: Any, path: str = SIGN, **headers: str) -> Told:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return asker.all(answered(asker.door, "POST", path, body, FORM | told))[0]


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 422, "Write your name."),
        (b"%", 422, "Write your name."),
        (b"name=%00Ada&" + urlencode(GOOD | {"name": ""})[5:].encode(), 422, "cannot be printed"),
        (urlencode(GOOD).encode() + b"&name=%ff%fe", 422, "cannot be printed. Type it again"),
        (urlencode(GOOD | {"name": "x" * 5000}).encode(), 422, "at most 120 characters"),
        (urlencode(GOOD | {"comment": "x" * HEAVY}).encode(), 422, "Write at most 500 characters"),
        (urlencode(GOOD).encode() + b"&name=Zo\xeb", 422, "cannot be printed. Type it again"),
        (urlencode(GOOD).encode() + b"&name=\xc0\xaf", 422, "cannot be printed. Type it again"),
        (b"&" * 60_000, 413, "Shorten it"),
        (urlencode([("a", "b")] * 5000).encode(), 413, "Shorten it"),
    ],
)
def test_a_body_that_is_wrong_is_answered_in_words(
    asker: Asker,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    status: int,
    sentence: str,
) -> None:
    said = sent(asker, body, content_length=str(len(body)))
    assert (said.status, sentence in said.text) == (status, True)
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert not Signature.objects.exists()


def test_what_was_typed_in_a_form_that_is_too_long_is_not_lost(asker: Asker) -> None:
    body = urlencode(GOOD | {"comment": "My own words. " * 9000}).encode()
    said = sent(asker, body, content_length=str(len(body)))
    assert said.status == 422
    assert said.text.count("My own words.") == 9000
    assert 'value="ada@example.org"' in said.text


def test_parts_without_end_are_cut_off(asker: Asker) -> None:
    said = sent(asker, [b"name=" + b"x" * 30_000] * 5)
    assert (said.status, "Shorten it" in said.text) == (413, True)
    said = sent(asker, [b"name=" + b"x" * 30_000] * 5, path=f"/fr{SIGN}")
    assert said.status == 413
    assert said.header("content-language") == "fr"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml; a=b"])
def test_another_kind_of_content_is_told_so(asker: Asker, kind: str) -> None:
    said = sent(asker, b"{}", content_type=kind)
    assert (said.status, "not sent by our form" in said.text) == (415, True)


def test_a_form_in_parts_is_taken_as_ever(asker: Asker) -> None:
    lines = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in GOOD.items()
    ]
    body = "".join([*lines, "--x--\r\n"]).encode()
    said = sent(asker, body, content_type="multipart/form-data; boundary=x")
    assert said.status == 302
    assert Signature.objects.count() == 1


def refusals() -> dict[tuple[str, str], int]:
    """By appeal and reason, as the page of the storm reads them."""
    minutes.flush()
    rows = minutes.Minute.objects.filter(what=minutes.REFUSED)
    return {(row.subject, row.reason): row.number for row in rows}


def late_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no body comes in time."""

    async def late(_asked: Asked, _most: int, _seconds: float = 0) -> bytes:
        raise TooSlow

    monkeypatch.setattr(Asked, "read", late)


def test_a_form_that_is_not_read_is_counted_under_its_appeal(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (SIGN, f"/fr{SIGN}", f"/FA-01-2026/confirm/{'x' * 30}/"):
        sent(asker, b"&" * 60_000, path=place)
    sent(asker, b"{}", content_type="application/json")
    sent(asker, b"x", content_encoding="gzip")
    late_readers(monkeypatch)
    sent(asker, b"")
    sent(asker, b"", content_type="multipart/form-data; boundary=x")  # read for Django
    told = {reason: number for (_subject, reason), number in refusals().items()}
    assert told == {"large": 3, "kind": 2, "slow": 2}
    assert {subject for subject, _reason in refusals()} == {"FA-01-2026"}


def test_under_whatever_id_strangers_make_up_it_fills_no_table(asker: Asker) -> None:
    for number in range(100, 120):
        sent(asker, b"{}", path=f"/FA-{number}-2026/sign/", content_type="application/json")
        sent(asker, b"x", path=f"/FA-{number}-2026/sign/", content_encoding="gzip")
    assert minutes.Minute.objects.filter(what=minutes.REFUSED).count() <= 1
    assert set(refusals()) == {("", "kind")}


def test_what_is_no_form_of_signatories_is_not_counted(asker: Asker) -> None:
    sent(asker, b"x", path="/join/", content_encoding="gzip")
    sent(asker, b"x", content_length="5", transfer_encoding="chunked")
    assert refusals() == {}


def test_a_form_that_is_not_read_is_told_while_the_database_is_away(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_name: str, _before: object) -> None:
        raise OperationalError

    monkeypatch.setattr(asker.door.signing.known, "_look", away)
    sent(asker, b"x", content_encoding="gzip")
    monkeypatch.undo()
    assert refusals() == {("", "kind"): 1}


async def never() -> dict[str, Any]:
    """A sender that sends nothing more."""
    await asyncio.sleep(60)
    raise AssertionError


async def nowhere(_message: dict[str, Any]) -> None:
    """An answer that nobody hears."""


def test_a_body_that_does_not_come_is_given_up() -> None:
    asked = Asked(scope_of("POST", SIGN, FORM), never, nowhere)
    with pytest.raises(TooSlow):
        asyncio.run(asked.read(1000, seconds=0.01))


def test_a_form_that_does_not_come_is_answered_in_words(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_readers(monkeypatch)
    said = sent(asker, b"")
    assert (said.status, "did not arrive in time" in said.text) == (408, True)


def test_who_hangs_up_costs_nothing(asker: Asker) -> None:
    async def gone() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    asked = Asked(scope_of("POST", SIGN, FORM), gone, nowhere)
    with pytest.raises(Gone):
        asyncio.run(asked.read(1000))
    for path in (SIGN, "/join/"):
        asyncio.run(asker.door(scope_of("POST", path, FORM), gone, nowhere))
    assert asker.door.behind.waiting == asker.door.behind.bytes == 0


def test_more_than_memory_may_hold_is_refused_before_it_is_read() -> None:
    behind = Behind(lambda _environ, _start: [b""])
    told: list[Any] = []

    async def note(message: dict[str, Any]) -> None:
        told.append(message)

    scope = scope_of("POST", "/join/", {"content-length": str(200 * 1024 * 1024)})
    asyncio.run(behind.answer(Asked(scope, never, note)))
    assert told[0]["status"] == 413
    behind.close()


class Kept(list[Any]):
    """A list that can be watched."""


def test_large_bodies_are_not_kept_until_memory_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[weakref.ref[Kept]] = []

    def ringed(told: dict[str, Any], start: Any) -> list[bytes]:
        ring = Kept([told["wsgi.input"]])
        ring.append(ring)  # as a request, its form and an error's frames hold each other
        left.append(weakref.ref(ring))
        start("400 Bad Request", [])
        return [b""]

    async def whole() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 600}

    monkeypatch.setattr("tocsin.door.behind.PASSED", 1000)
    behind = Behind(ringed)
    gc.collect()
    gc.disable()
    try:
        for _post in range(2):
            assert all(one() is not None for one in left)
            asyncio.run(behind.answer(Asked(scope_of("POST", "/join/", FORM), whole, nowhere)))
        behind.close()
        assert [one() for one in left] == [None, None]
    finally:
        gc.enable()


def test_a_header_with_an_underscore_is_nobodys(asker: Asker) -> None:
    said = sent(asker, urlencode(GOOD).encode(), **{"sec-fetch-site": "cross-site"})
    assert said.status == 403
    from tocsin.door.behind import environ

    scope = scope_of("GET", "/", {"remote_user": "root", "x-a": "1"})
    scope["headers"] += [(b"x-a", b"2"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    told = environ(Asked(scope, never, nowhere), b"")
    assert "HTTP_REMOTE_USER" not in told
    assert (told["HTTP_X_A"], told["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")


QUICK = settings(
    max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
WORDS = st.text(max_size=12) | st.sampled_from(["\0", "\ud800", "\u202e", "=1", " ", "é", "false"])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": WORDS | st.just("Ada Lind"),
        "email": WORDS | st.sampled_from(["ada@example.org", " ada@example.org ", "a@b"]),
        "country": WORDS | st.sampled_from(["SE", "se", "XX"]),
        "choice": WORDS | st.sampled_from(["public", "counted"]),
        "comment": WORDS | st.just("one\r\ntwo"),
        "inform": st.sampled_from(["", "on", "false", "False", "0", " "]),
    },
)


@QUICK
@given(VALUES)
@example(GOOD | {"comment": " a\r\nb "})
def test_the_door_takes_what_the_form_takes_and_gives_what_it_gives(fields: dict[str, str]) -> None:
    """What the door takes the form takes as well, with the same words in the same fields."""
    body = urlencode(fields, errors="surrogatepass").encode()
    told = reading.fields(body)
    found = reading.entry(told, "en") if told else None
    try:
        mine = clean(found) if found else None
    except Refusal:
        mine = None
    if mine is not None:
        from django.http import QueryDict

        form = SignForm(QueryDict(body))
        assert form.is_valid()
        assert clean(Entry(**form.cleaned_data, language="en")) == mine
    elif set(GOOD) <= set(fields) and "\ud800" not in "".join(fields.values()):
        assert not SignForm(fields).is_valid()


PIECES = st.sampled_from(
    ["/", "fr", "en", "FA-01-2026", "sign", "confirm", "x" * 30, "log", "checkpoint", "tile", "0"]
) | st.text(max_size=6)
PATHS = st.lists(PIECES, max_size=6).map(lambda parts: "/" + "/".join(parts))
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("content-type", "content-length", "host", "origin", "sec-fetch-site"),
            *("if-none-match", "accept-encoding", "accept-language", "cookie"),
            "x-forwarded-for",
        ]
    ),
    st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20)
    | st.sampled_from(["testserver", "same-origin", "gzip", "*", "application/json"]),
    max_size=4,
)


@settings(QUICK, max_examples=80)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "BREW"]),
    path=PATHS | st.sampled_from([SIGN, "/FA-01-2026/", f"/FA-01-2026/confirm/{'y' * 43}/"]),
    headers=HEADERS,
    body=st.binary(max_size=200) | VALUES.map(lambda f: urlencode(f, errors="ignore").encode()),
)
def test_nothing_that_is_sent_makes_the_program_fail(
    asker: Asker, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    from urllib.parse import quote

    told = {n: v.encode("latin-1").decode("latin-1") for n, v in headers.items()}
    told.setdefault("content-type", FORM["content-type"])
    said = asker.all(answered(asker.door, method, quote(path), body, told))[0]
    assert 200 <= said.status < 500, (method, path, headers, body)

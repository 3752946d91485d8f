"""Log lines: everything that helps, and nothing that names a person."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import secrets
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.signing.people import entry, newest_token
from tocsin.kernel import logs, switches
from tocsin.kernel.logs import Line
from tocsin.kernel.web import answered
from tocsin.publishing.models import Revision
from tocsin.signing import moves

CANARIES = {
    "name": "Canary Quillfeather",
    "email": "canary.q@example.org",
    "country": "SE",
    "comment": "My brother Canarius is among them",
    "choice": "public",
}
ADDRESS = "192.0.2.77"
WORDS = ["canary", "quillfeather", "canarius", "example.org", ADDRESS, "brother"]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that any logger says, from the lowest level on, as the program would write it."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Line("json"))
    root, ours = logging.getLogger(), logging.getLogger("tocsin")
    levels = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def told(said: io.StringIO) -> list[dict[str, Any]]:
    """The lines, read as a program reads them."""
    return [json.loads(line) for line in said.getvalue().splitlines()]


def record(name: str, message: str, *words: object, **extra: object) -> logging.LogRecord:
    """A record as a logger makes it."""
    made = logging.LogRecord(name, logging.WARNING, "file.py", 1, message, words, None)
    vars(made).update(extra)
    return made


def names_nobody(text: str) -> bool:
    """Whether no canary sings in it."""
    return not [word for word in WORDS if word in text.lower()]


@pytest.mark.django_db
def test_a_whole_signature_leaves_no_trace_in_the_lines(lines: io.StringIO) -> None:
    cast.signing_key()
    made: Revision = cast.published()
    client = Client(REMOTE_ADDR=ADDRESS, raise_request_exception=False)
    client.get("/FA-01-2026/?ref=Canarius")
    client.post("/FA-01-2026/sign/", CANARIES | {"email": "canary.q at example.org"})
    assert client.post("/FA-01-2026/sign/", CANARIES).status_code == 302
    token = newest_token()
    client.get(f"/FA-01-2026/confirm/{token}/?from=Quillfeather")
    client.post(f"/FA-01-2026/confirm/{token}/")
    client.get(f"/FA-01-2026/receipt/{token}/")
    client.get("/canary-quillfeather/")
    client.get("/CANARY-77-2026.json")
    client.post(f"/FA-01-2026/not-me/{token}/")
    client.get("/FA-01-2026/", headers={"host": "canary.example.org"})
    text = lines.getvalue()
    assert made.appeal.document_id in text
    pages = {(one.get("page"), one.get("status")) for one in told(lines)}
    assert ("site:sign", 302) in pages
    assert ("site:sign", 422) in pages
    assert ("site:confirm", 200) in pages
    assert token not in text
    assert names_nobody(text)


@pytest.mark.django_db
def test_an_answer_is_told_with_page_appeal_and_duration(lines: io.StringIO) -> None:
    cast.signing_key()
    cast.published()
    Client().get("/FA-01-2026/")
    line = next(one for one in told(lines) if one["event"] == "answered")
    assert line["from"] == "tocsin.web"
    assert line["method"] == "GET"
    assert line["page"] == "site:appeal"
    assert line["appeal"] == "FA-01-2026"
    assert line["status"] == 200
    assert line["ms"] >= 0
    assert line["time"].endswith("+00:00")


def broken(_request: object) -> Any:
    """A page that fails with what somebody typed."""
    raise IntegrityError("Key (email)=(canary.q@example.org) already exists. Canary Quillfeather")


def test_an_error_tells_its_kind_and_place_and_no_message(lines: io.StringIO) -> None:
    from django.core.handlers.exception import response_for_exception

    request = RequestFactory().post("/sign/?name=canary", CANARIES)
    try:
        broken(request)
    except IntegrityError as error:
        response_for_exception(request, error)
    line = next(one for one in told(lines) if one.get("error"))
    assert (line["error"], line["status"]) == ("IntegrityError", 500)
    assert line["places"][-1].startswith("tests.kernel.test_logs:")
    assert line["places"][-1].endswith(" broken")
    assert names_nobody(lines.getvalue())


def test_words_of_other_peoples_code_are_not_taken_over() -> None:
    line = Line("json").format(record("django.db", "SELECT %s", "canary.q@example.org"))
    assert json.loads(line)["event"] == "said something"
    assert names_nobody(line)


def test_facts_that_are_not_allowed_are_not_told() -> None:
    line = Line("json").format(record("tocsin.web", "answered", email="canary.q@example.org", ms=3))
    assert json.loads(line)["ms"] == 3
    assert names_nobody(line)


@pytest.mark.parametrize(
    "word",
    [
        "canary.q@example.org",
        "/sign/?name=Canary",
        ADDRESS,
        "2001:db8::7:canary",
        "canaryquillfeathercanaryquillfeather",
    ],
)
def test_our_own_words_are_looked_through_too(word: str) -> None:
    line = Line("json").format(record("tocsin.work", "it was %s that failed", word))
    event = json.loads(line)["event"]
    assert event.startswith("it was ")
    assert event.endswith(" that failed")
    assert word not in line


@given(st.sampled_from([16, 32]), st.sampled_from(["/", "", "?a=1", " ", "."]))
def test_no_token_of_any_length_we_use_is_told(size: int, after: str) -> None:
    for token in (secrets.token_urlsafe(size), f"12-{secrets.token_hex(16)}"):
        made = record("tocsin.work", "this failed: %s", f"/stop/{token}{after}")
        assert token not in Line("json").format(made)
        assert token not in Line("text").format(made)


@pytest.mark.django_db
def test_the_web_logs_no_refused_link(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    cast.signing_key()
    moves.sign(cast.published(), entry("Ada Lind", "ada@example.org"))
    token = newest_token()
    moves.not_me(token)
    logging.config.dictConfig(settings.LOGGING)
    assert client.post(f"/FA-01-2026/confirm/{token}/").status_code == 410
    logging.getLogger("django.tasks").error("Gone: %s", f"/FA-01-2026/confirm/{token}/")
    said = capsys.readouterr().err
    assert said == "ERROR django.tasks: said something\n"


def test_text_is_for_people() -> None:
    line = Line("text").format(record("tocsin.work", "turned", loop="post", rows=3, ms=12))
    assert line == "WARNING tocsin.work: turned loop=post rows=3 ms=12"


def test_text_shows_the_places_of_an_error_below_each_other() -> None:
    made = record("tocsin.work", "a mail was put off")
    try:
        broken(None)
    except IntegrityError:
        made.exc_info = sys.exc_info()
    said = Line("text").format(made).splitlines()
    assert said[0] == "WARNING tocsin.work: a mail was put off error=IntegrityError"
    assert said[-1].startswith("  tests.kernel.test_logs:")


def test_what_nobody_caught_is_a_line_too(lines: io.StringIO) -> None:
    try:
        broken(None)
    except IntegrityError as error:
        logs.caught(type(error), error, error.__traceback__)
    line = told(lines)[-1]
    assert (line["level"], line["event"]) == ("CRITICAL", "ended by an error")
    assert names_nobody(lines.getvalue())


def test_a_method_that_nobody_knows_is_not_repeated(lines: io.StringIO) -> None:
    from django.http import HttpResponse

    request = RequestFactory().generic("CANARY", "/canary/")
    answered.RequestMiddleware(lambda _request: HttpResponse())(request)
    assert told(lines)[-1]["method"] == "other"
    assert names_nobody(lines.getvalue())


def test_django_itself_writes_and_mails_nothing() -> None:
    for name in ("django", "django.request", "django.server"):
        assert logging.getLogger(name).handlers == []


@pytest.mark.parametrize("key", ["time", "level", "from", "event", "error", "places", *logs.FACTS])
def test_every_key_is_in_the_reference(key: str) -> None:
    from tests.paths import ROOT

    assert f"`{key}`" in (ROOT / "docs/reference/logs.md").read_text("utf-8")


def test_what_comes_from_outside_is_said_once_a_minute_and_names_no_place() -> None:
    from django.core.exceptions import DisallowedHost

    def record(name: str, created: float) -> logging.LogRecord:
        try:
            raise DisallowedHost("canary.example")
        except DisallowedHost:
            made = logging.LogRecord(name, logging.ERROR, "", 0, "canary", (), sys.exc_info())
        made.created = created
        return made

    seldom = logs.Seldom()
    hosts = [record("django.security.DisallowedHost", 1000.0 + at) for at in (0, 1, 59, 60, 61)]
    assert [seldom.filter(one) for one in hosts] == [True, False, False, True, False]
    assert seldom.filter(record("django.security.TooManyFieldsSent", 1061.0))
    assert all(seldom.filter(record("django.request", 1061.0)) for _again in range(3))
    line = Line().format(hosts[0])
    assert line == "ERROR django.security.DisallowedHost: said something error=DisallowedHost"
    assert "places" in logs.facts(record("django.request", 1061.0))


def test_an_answer_that_was_given_on_purpose_is_no_error() -> None:
    said = logging.LogRecord("django.request", logging.ERROR, "", 0, "503: /sign/", (), None)
    assert not logs.Seldom().filter(said)
    said.name = "django.db"
    assert logs.Seldom().filter(said)


@pytest.mark.django_db
def test_signing_that_is_closed_writes_no_error(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.signing_key()
    cast.published()
    switches.turn("olga", switches.SIGN_CLOSED, "", True, "A flood")
    logging.config.dictConfig(settings.LOGGING)  # its lines go to what is captured
    assert client.post("/FA-01-2026/sign/", {"name": "Ada Lind"}).status_code == 503
    assert capsys.readouterr().err == ""

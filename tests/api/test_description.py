"""`/openapi.json`: programs find the description on the server itself, as it is installed."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.house.survey import PACKAGE
from tests.paths import ROOT
from tocsin.api import description

pytestmark = pytest.mark.django_db


def test_the_server_gives_the_file_that_is_installed_with_it(client: Client) -> None:
    answer = client.get("/openapi.json")
    assert answer["Content-Type"] == "application/json"
    assert answer.content == description.FILE.read_bytes()
    assert PACKAGE in description.FILE.parents
    assert json.loads(answer.content)["openapi"] == "3.1.0"


def test_there_is_no_second_description_that_could_differ() -> None:
    parts = ("tocsin", "docs", "tests")
    found = [one for part in parts for one in (ROOT / part).rglob("openapi*.json")]
    assert found == [description.FILE]
    link = "(../../tocsin/api/openapi.json)"
    assert link in (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")


def test_caches_may_keep_it_and_ask_whether_it_changed(client: Client) -> None:
    first = client.get("/openapi.json")
    assert first["Cache-Control"] == "public, max-age=0, s-maxage=60"
    again = client.get("/openapi.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/openapi.json", headers={"if-none-match": '"another"'})
    assert other.status_code == 200


def test_nothing_can_be_sent_there_and_no_cookie_comes(client: Client) -> None:
    assert client.post("/openapi.json").status_code == 405
    answer = client.head("/openapi.json")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Set-Cookie" not in answer


def test_it_stands_under_no_language(client: Client) -> None:
    assert client.get("/fr/openapi.json").status_code == 404

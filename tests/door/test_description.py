"""/openapi.json tells every public address, and what comes from there is so."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.door.asking import Asker, Told, answered
from tests.signing.people import newest_token
from tocsin.api.description import FILE
from tocsin.door import entrance

DESCRIPTION = json.loads(FILE.read_text("utf-8"))
FEW = settings(
    max_examples=6,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


def addresses(patterns: list[Any], before: str = "/") -> Iterator[str]:
    """All addresses of Django's table, as the description writes them."""
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            yield re.sub(r"<\w+:(\w+)>", r"{\1}", here)


def public() -> set[str]:
    """Those that need no sign-in; a link of the network is a token, like others."""
    found = {one for one in addresses(get_resolver().url_patterns) if not one.startswith("/desk")}
    return {one.replace("{leave}", "{token}") for one in found}


def operations() -> list[tuple[str, str]]:
    """Each address with each of its methods."""
    return [
        (path, method.upper())
        for path, methods in DESCRIPTION["paths"].items()
        for method in methods
        if method != "parameters"
    ]


def test_every_public_address_is_described_and_no_other() -> None:
    assert set(DESCRIPTION["paths"]) == public()


def test_what_the_door_answers_itself_is_described() -> None:
    described = set(DESCRIPTION["paths"])
    assert entrance.FORMS.startswith("(?:sign|confirm/")
    assert {"/{document_id}/sign/", "/{document_id}/confirm/{token}/"} <= described
    assert {"/{document_id}/", "/log/checkpoint", "/log/policy.txt", "/log/{place}"} <= described


def body_of(case: Any) -> tuple[bytes, str]:
    """What a client would send, and its content type."""
    if not isinstance(case.body, dict):
        return b"", case.media_type or ""
    fields = {name: str(value) for name, value in case.body.items()}
    if case.media_type == "multipart/form-data":
        part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        text = "".join(part.format(name, value) for name, value in fields.items()) + "--x--\r\n"
        return text.encode("utf-8", "replace"), "multipart/form-data; boundary=x"
    return urlencode(fields, errors="replace").encode(), case.media_type


def asked(asker: Asker, path: str, method: str, case: Any) -> Told:
    """Its answer."""
    query = {name: str(value) for name, value in (case.query or {}).items()}
    address = path + (f"?{urlencode(query, errors='replace')}" if query else "")
    body, kind = body_of(case)
    told = {name.lower(): str(value) for name, value in dict(case.headers or {}).items()}
    told = {name: re.sub(r"[^\x20-\x7e]", "?", value) for name, value in told.items()}
    if kind:
        told["content-type"] = kind
    return asker.all(answered(asker.door, method, address, body, told))[0]


def described(path: str, method: str, status: int) -> dict[str, Any] | None:
    """The content that may come with a status; None where none does."""
    responses = DESCRIPTION["paths"][path][method.lower()]["responses"]
    found = responses.get(str(status)) or responses["default"]
    if "$ref" in found:
        found = DESCRIPTION["components"]["responses"][found["$ref"].rpartition("/")[2]]
    content = found.get("content")
    return dict(content) if content is not None else None


@pytest.fixture
def values(asker: Asker) -> dict[str, list[str]]:
    """What is there for each part of an address, so that not only 404 is asked for."""
    good = {"name": "Ada Lind", "email": "ada@example.org", "country": "SE", "choice": "counted"}
    assert asker.post("/FA-01-2026/sign/", good).status == 302
    return {
        "document_id": ["FA-01-2026", "fa-01-2026"],
        "token": [newest_token(), "x" * 43],
        "number": ["1"],
        "name": ["receipt.txt", "promise.txt", f"{'0' * 64}.pdf"],
        "place": ["tile/0/000", "tile/0/000.p/1", "tile/entries/000", "checkpoint"],
    }


def hold(asker: Asker, path: str, method: str, case: Any, known: dict[str, str] | None) -> None:
    """One request, and whether its answer is as described."""
    address = path
    for name, value in (known if known is not None else case.path_parameters or {}).items():
        address = address.replace(f"{{{name}}}", quote(str(value), errors="replace"))
    said = asked(asker, address, method, case)
    assert said.status < 500 or said.status == 503, (method, address)
    content = described(path, method, said.status)
    kind = said.header("content-type").partition(";")[0]
    if said.body:
        assert content is not None, (method, address, said.status)
        assert kind in content, (method, address, said.status, kind)
        if kind == "application/json":
            json.loads(said.body)
    assert "set-cookie" not in dict(said.headers)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whatever_is_sent_to_an_address_comes_back_as_described(
    asker: Asker,
    values: dict[str, list[str]],
    method: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    schema = schemathesis.openapi.from_dict(DESCRIPTION)

    def tried(path: str) -> None:
        parts = re.findall(r"{(\w+)}", path)
        known = st.fixed_dictionaries({one: st.sampled_from(values[one]) for one in parts})

        @FEW
        @given(case=schema[path][method].as_strategy(), known=st.one_of(known, known, st.none()))
        def ask(case: Any, known: dict[str, str] | None) -> None:
            hold(asker, path, method, case, known)

        ask()

    for path in (path for path, its in operations() if its == method):
        tried(path)
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]

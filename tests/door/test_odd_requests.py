"""Requests that no browser sends: each is refused in words, and the log stays as it was."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.door.asking import FORM, GOOD, Asker, Told, answered
from tocsin.door import reading
from tocsin.kernel.logs import facts
from tocsin.signing.models import Signature

SIGN = "/FA-01-2026/sign/"


def sent(asker: Asker, body: bytes, path: str = SIGN, **headers: str) -> Told:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return asker.all(answered(asker.door, "POST", path, body, FORM | told))[0]


@pytest.mark.parametrize("path", [SIGN, "/join/", "/nothing/"])
@pytest.mark.parametrize(
    ("told", "status", "sentence"),
    [
        ({"content_encoding": "gzip"}, 415, "was sent compressed, and nothing was saved"),
        ({"content_encoding": "br, gzip"}, 415, "send it as it is"),
        ({"transfer_encoding": "chunked", "content_length": "3"}, 400, "told in two ways"),
    ],
)
def test_a_body_that_could_be_read_otherwise_is_not_read(
    asker: Asker, path: str, told: dict[str, str], status: int, sentence: str
) -> None:
    said = sent(asker, gzip.compress(b"a" * 1_000_000), path=path, **told)
    assert (said.status, sentence in said.text) == (status, True)
    assert said.header("content-type") == "text/plain; charset=utf-8"
    assert not Signature.objects.exists()


def test_a_body_that_is_packed_in_nothing_is_read(asker: Asker) -> None:
    assert sent(asker, urlencode(GOOD).encode(), content_encoding="identity").status == 302


@pytest.mark.parametrize("origin", ["http://[::1", "http://[v1.x]", "null", "\x80", "//", "x" * 90])
@pytest.mark.parametrize("path", [SIGN, "/join/"])
def test_an_origin_that_is_no_address_is_another_site(asker: Asker, path: str, origin: str) -> None:
    said = sent(asker, urlencode(GOOD).encode(), path=path, origin=origin)
    assert (said.status, "another site" in said.text) == (403, True)


LONG = "x" * 60_000


@pytest.mark.parametrize(
    "path",
    [
        *(f"/{LONG}/", f"/fr/{LONG}/", f"/{LONG}.json", f"/{LONG}", f"/{LONG}/sign/"),
        *(f"/{LONG}/r1/", f"/FA-01-2026/r{'9' * 60_000}/", "/FA-01-2026/r99999999999999999999/"),
        *(f"/{LONG}/names/", f"/{LONG}/receipt/", f"/{LONG}/withdraw/", f"/{LONG}/files/a.pdf"),
        *(f"/fa-01-2026/?text={LONG}", f"/FA-01-2026?{LONG}"),
        *(f"/log/{LONG}", f"/log/tile/0/{LONG}", f"/FA-01-2026/files/{LONG}"),
    ],
)
def test_an_address_of_any_length_is_of_nothing(asker: Asker, path: str) -> None:
    assert asker.get(path).status == 404


def test_many_marks_over_one_letter_hold_up_nobody(asker: Asker) -> None:
    heap = "A" + "\u0315\u0300" * 2_500
    said = sent(asker, urlencode(GOOD | {"name": heap}).encode())
    assert (said.status, "at most 120 characters" in said.text) == (422, True)
    # A hundred times as many, by a way that takes more; without end if each were sorted.
    parts = f'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n{heap * 100}\r\n--x--\r\n'
    said = sent(asker, parts.encode(), content_type="multipart/form-data; boundary=x")
    assert (said.status, "at most 120 characters" in said.text) == (422, True)


def test_a_fault_of_the_door_is_a_line_and_a_sentence(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_words: Any) -> Any:
        raise ZeroDivisionError("Ada Lind")

    monkeypatch.setattr(reading, "is_form", broken)
    said = sent(asker, urlencode(GOOD).encode())
    assert (said.status, "please try again in a few minutes" in said.text) == (500, True)
    [line] = [facts(one) for one in caplog.records if one.name == "tocsin.door"]
    assert (line["event"], line["error"]) == ("the door failed", "ZeroDivisionError")
    assert line["places"][-1].endswith(" broken")
    assert "Ada" not in str(line)

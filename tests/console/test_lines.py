"""The real program's own lines while somebody signs: JSON each, and nothing that names anybody."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.program import Program

TYPED = {
    "name": "Canary Quillfeather",
    "email": "canary.q@example.org",
    "country": "SE",
    "comment": "My brother Canarius is among them",
    "choice": "public",
}


def ask(address: str, typed: dict[str, str] | None = None) -> int:
    """The status of an answer, redirects followed."""
    data = urlencode(typed).encode() if typed is not None else None
    try:
        with urlopen(Request(address, data), timeout=30) as answer:  # noqa: S310 - our own loopback
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_the_lines_of_the_running_program_name_nobody(tmp_path: Path) -> None:
    with Program(tmp_path / "data", "--demonstration", TOCSIN_LOG="json") as program:
        feed = f"{program.address}/feed.atom"
        with urlopen(feed, timeout=30) as answer:  # noqa: S310 - our own loopback address
            page = answer.read().decode()
        document_id = page.partition("<entry>")[2].partition('href="')[2].split("/")[3]
        where = f"{program.address}/{document_id}/"
        assert ask(f"{where}?ref=Canarius") == 200
        assert ask(f"{where}sign/", TYPED | {"email": "canary.q at example.org"}) == 422
        assert ask(f"{where}sign/", TYPED) == 200
        assert ask(f"{where}confirm/canary-quillfeather-token/", {}) == 410
        assert ask(f"{program.address}/Canary-Quillfeather/") == 404
        assert ask(f"{program.address}/metrics") == 200
        program.stop()
    said = [line for line in program.said if line.startswith("{")]
    told = [json.loads(line) for line in said]
    assert {"page": "site:sign", "status": 302, "appeal": document_id}.items() <= next(
        one for one in told if one.get("status") == 302
    ).items()
    assert [one for one in told if one["event"] == "turned" and one["loop"] == "post"]
    everything = "".join(program.said).lower()
    assert not [word for word in ("canar", "quillf", "brother") if word in everything]

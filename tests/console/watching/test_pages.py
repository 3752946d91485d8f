"""What a watcher reads of pages that strangers wrote: a key file, numbers, a form."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.console.watch_pages import Numbers, Served, numbers, on_form, served_key
from tocsin.kernel.crypto import keypair
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.verify import Invalid

APPEAL = "FA-01-2026"
PAIRS = [keypair.create_keypair("Desk", suite) for suite in (1, 2)]
MARK = keypair.fingerprint(PAIRS[0].public)
FORM = '<form method="post" action="/FA-01-2026/sign/">{}</form>'


class Quiet(SimpleHTTPRequestHandler):
    """A plain web server with a folder, as any is."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silence."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site of plain files."""
    (tmp_path / "log").mkdir()
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        with Site(f"http://127.0.0.1:{server.server_address[1]}") as found:
            yield found
        server.shutdown()
        thread.join()


def told(pair: keypair.KeyPair, **changes: Any) -> dict[str, Any]:
    """The file of a key."""
    return {
        "format": 1,
        "state": "open",
        "organisation": pair.organisation,
        "key_id": pair.key_id,
        "public": pair.public.hex(),
        "fingerprint": keypair.fingerprint(pair.public),
    } | changes


@pytest.mark.parametrize("pair", PAIRS)
def test_a_key_of_either_suite_is_read(site: Site, tmp_path: Path, pair: keypair.KeyPair) -> None:
    (tmp_path / "log" / "key.json").write_text(json.dumps(told(pair)))
    key = served_key(site)
    assert key == Served("Desk", pair.public)
    assert key.fingerprint == keypair.fingerprint(pair.public)


def test_a_closed_desk_has_no_key(site: Site, tmp_path: Path) -> None:
    (tmp_path / "log" / "key.json").write_text('{"state": "closed"}')
    assert served_key(site) is None


def test_no_file_is_not_the_same_as_no_key(site: Site) -> None:
    with pytest.raises(FileNotFoundError):
        served_key(site)


@pytest.mark.parametrize("public", ["", "zz", "00", "00" * 31, None, 7, ["00"]])
def test_what_is_no_key_cannot_be_told(site: Site, tmp_path: Path, public: Any) -> None:
    (tmp_path / "log" / "key.json").write_text(json.dumps(told(PAIRS[0], public=public)))
    with pytest.raises(Invalid) as refused:
        served_key(site)
    assert refused.value.sentence == (f"{site.url}/log/key.json holds no key. Ask its owner why.")
    assert refused.value.unsure


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"7", b"\xff", b"[" * 100_000])
def test_what_is_no_json_cannot_be_told(site: Site, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "log" / "key.json").write_bytes(data)
    with pytest.raises(Invalid) as refused:
        served_key(site)
    assert refused.value.sentence == f"{site.url}/log/key.json cannot be read. Try later."
    assert refused.value.unsure


def test_a_fingerprint_that_is_not_the_keys_is_refuted(site: Site, tmp_path: Path) -> None:
    """People are shown the old fingerprint, and programs are given another key."""
    (tmp_path / "log" / "key.json").write_text(json.dumps(told(PAIRS[1], fingerprint=MARK)))
    with pytest.raises(Invalid) as refused:
        served_key(site)
    assert refused.value.sentence == (
        f"{site.url}/log/key.json names the fingerprint {MARK}, but its key has "
        f"{keypair.fingerprint(PAIRS[1].public)}. Do not sign there; ask its owner by telephone."
    )
    assert not refused.value.unsure


def test_numbers_are_read(site: Site, tmp_path: Path) -> None:
    said = {"tally": {"confirmed": 5, "paper": 2}, "log": {"confirmed": 4, "paper": 1}}
    said["log"]["subject"] = "ab"  # type: ignore[assignment]
    (tmp_path / f"{APPEAL}.json").write_text(json.dumps(said))
    assert numbers(site, APPEAL, 9) == Numbers("ab", (5, 2), (4, 1))


def test_where_signing_is_dangerous_the_page_counts_what_the_log_holds(
    site: Site, tmp_path: Path
) -> None:
    said = {"tally": None, "log": {"subject": "ab", "confirmed": 4, "paper": 1}}
    (tmp_path / f"{APPEAL}.json").write_text(json.dumps(said))
    assert numbers(site, APPEAL, 9) == Numbers("ab", (4, 1), (4, 1))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"tally": {"confirmed": 5, "paper": 2}},
        {"tally": [], "log": {"confirmed": 4, "paper": 1}},
        {"tally": {"confirmed": "many", "paper": 2}, "log": {"confirmed": 4, "paper": 1}},
    ],
)
def test_numbers_that_are_none_cannot_be_told(
    site: Site, tmp_path: Path, said: dict[str, Any]
) -> None:
    (tmp_path / f"{APPEAL}.json").write_text(json.dumps(said))
    with pytest.raises(Invalid) as refused:
        numbers(site, APPEAL, 9)
    assert refused.value.sentence == f"{site.url}/{APPEAL}.json?log=9 cannot be read. Try later."
    assert refused.value.unsure


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>closed</p>", None),
        (f"<p>{MARK}</p>", None),
        (f'<form action="/search/">{MARK}</form>', None),
        (f'<form action="/FA-02-2026/sign/">{MARK}</form>', None),
        (FORM.format(""), set()),
        (FORM.format(f"<code>{MARK}</code>"), {MARK}),
        (FORM.format(f"<b>{MARK[:20]}</b>{MARK[20:]}"), {MARK}),
        (FORM.format(MARK.replace(" ", "\n")), {MARK}),
        (f'<form action="/fr/FA-01-2026/sign/">{MARK}</form>', {MARK}),
        (FORM.format(f"<!-- {MARK} -->"), set()),
        (FORM.format(f"<script>'{MARK}'</script>"), set()),
        (FORM.format(MARK) + FORM.format("0000 " * 10), {MARK, "0000 " * 9 + "0000"}),
        (FORM.format("") + f"<p>{MARK}</p>", set()),
    ],
    ids=[str(number) for number in range(13)],  # the key in them is another each time
)
def test_only_what_people_read_in_the_form_counts(page: str, found: set[str] | None) -> None:
    assert on_form(page.encode(), APPEAL) == found


@given(st.one_of(st.binary(), st.text(alphabet='<>![]-/"=form ad09CDATA').map(str.encode)))
def test_any_page_at_all_is_read(page: bytes) -> None:
    assert not on_form(page, APPEAL)


def test_what_stands_in_a_declaration_is_not_shown() -> None:
    page = FORM.format(f"<![x[{MARK}") + "<![zz["
    assert on_form(page.encode(), APPEAL) == set()


def test_a_page_without_end_keeps_no_watcher_busy() -> None:
    """Twenty megabytes of this would take Python's reader days."""
    page = FORM.format(MARK) + "<!--" * 200_000
    assert on_form(page.encode(), APPEAL) == {MARK}

"""That the ground on which the stories stand holds: the browser sees what it should see."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.browser import DESKTOP, PHONE, axe, sideways, tab_to, visit

GOOD = """<!doctype html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>A page</h1>
<p id="said">No script ran.</p><script>said.innerText = 'A script ran.'</script>
<p><a href="/">Back</a></p><form><label>Name <input name="name"></label>
<button>Send</button></form></main></body></html>"""
BAD = GOOD.replace("<label>Name ", "").replace("</label>", "") + "<p style='width:900px'>Wide</p>"
GREEDY = GOOD.replace("</main>", '<img alt="" src="http://127.0.0.2:1/x.png"></main>')


class Pages(BaseHTTPRequestHandler):
    """Three small pages."""

    def do_GET(self) -> None:
        body = {"/bad": BAD, "/greedy": GREEDY}.get(self.path, GOOD).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; img-src *")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_scripts_are_off_unless_asked_for(browser: Browser, address: str) -> None:
    for script, words in ((False, "No script ran."), (True, "A script ran.")):
        page = visit(browser, script=script).context.new_page()
        page.goto(address)
        assert page.inner_text("#said") == words
        page.context.close()


def test_axe_finds_what_is_wrong_although_scripts_are_off(browser: Browser, address: str) -> None:
    page = visit(browser).context.new_page()
    page.goto(address)
    assert axe(page) == []
    page.goto(f"{address}/bad")
    assert any(line.startswith("label:") for line in axe(page))
    page.context.close()


def test_a_page_that_is_too_wide_is_noticed(browser: Browser, address: str) -> None:
    for width, surplus in ((PHONE, True), (DESKTOP, False)):
        page = visit(browser, width).context.new_page()
        page.goto(f"{address}/bad")
        assert (sideways(page) > 0) == surplus
        page.goto(address)
        assert sideways(page) == 0
        page.context.close()


def test_a_request_to_another_server_is_noticed(browser: Browser, address: str) -> None:
    guest = visit(browser)
    page = guest.context.new_page()
    page.goto(address)
    assert guest.elsewhere(address) == []
    page.goto(f"{address}/greedy")
    assert guest.elsewhere(address) == ["http://127.0.0.2:1/x.png"]
    guest.context.close()


def test_the_keyboard_reaches_what_it_should(browser: Browser, address: str) -> None:
    page = visit(browser).context.new_page()
    page.goto(address)
    tab_to(page, "Name")
    tab_to(page, "Send")
    with pytest.raises(AssertionError, match="never came to “Delete”"):
        tab_to(page, "Delete", presses=5)
    page.context.close()

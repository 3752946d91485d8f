"""Debian's Chromium as a reader has it: scripts off, nothing fetched from elsewhere."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESKTOP = 320, 1280
HEIGHTS = {PHONE: 640, DESKTOP: 900}
PATIENCE = 15_000  # milliseconds; Playwright waits for what it is asked for, and no longer
SILENT = {"about", "data", "blob", "chrome-error"}


def launch(playwright: Playwright) -> Browser:
    """Starts Chromium. Raises RuntimeError where there is none."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("Chromium is missing: apt-get install chromium.")
    return playwright.chromium.launch(executable_path=program, args=ARGUMENTS)


@dataclass
class Visit:
    """One visitor: a context of the browser, and every request that it made."""

    context: BrowserContext
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE)
        self.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.requests.append(request.url)

    def elsewhere(self, address: str) -> list[str]:
        """The requests that left for another origin than the program's own."""
        return [url for url in self.requests if origin(url) not in {origin(address), None}]


def origin(url: str) -> tuple[str, str] | None:
    """Scheme and host with port; None for what never leaves the browser."""
    parts = urlsplit(url)
    return None if parts.scheme in SILENT else (parts.scheme, parts.netloc)


def visit(browser: Browser, width: int = DESKTOP, *, script: bool = False, **more: Any) -> Visit:
    """A new visitor without cookies; scripts are off unless asked for, and then axe is there."""
    size = {"width": width, "height": HEIGHTS.get(width, 900)}
    context = browser.new_context(viewport=size, java_script_enabled=script, **more)  # type: ignore[arg-type]
    if script:
        context.add_init_script(axe_source())
    return Visit(context)


@cache
def axe_source() -> str:
    """axe-core, from the wheel that carries it."""
    found = find_spec("axe_playwright_python")
    assert found is not None
    assert found.submodule_search_locations
    return (Path(next(iter(found.submodule_search_locations))) / "axe.min.js").read_text("utf-8")


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, a line each: rule, what, where.

    The page is shown as it stands (with the errors of a form, say) to a second visitor
    with scripts on, since axe is one; nothing is asked of the server twice.
    """
    browser = page.context.browser
    assert browser is not None
    url, shown = page.url.partition("#")[0], page.content()
    context = browser.new_context(
        viewport=page.viewport_size,
        storage_state=page.context.storage_state(),
        color_scheme="dark" if is_dark(page) else "light",
    )
    try:
        context.add_init_script(axe_source())
        context.route(url, lambda route: route.fulfill(body=shown, content_type="text/html"))
        double = context.new_page()
        double.goto(url)
        return violations(double)
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """The same of a page in a visit with scripts on."""
    # All that is right as well would come through the line to the browser otherwise.
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
    return [f"{one['id']}: {one['help']}: {node['html']}" for one in found for node in one["nodes"]]


def is_dark(page: Page) -> bool:
    """Whether the visitor prefers dark pages."""
    return bool(page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen; 0 when it fits."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size is not None
    return max(0, int(wide) - page.viewport_size["width"])


def focused(page: Page) -> str:
    """The words of what has the focus, as a screen reader would say them."""
    return str(
        page.evaluate(
            """() => { const e = document.activeElement;
            return (e.getAttribute('aria-label') || (e.labels && e.labels[0]?.innerText)
                || e.innerText || e.value || e.name || '').trim() }"""
        )
    )


def tab_to(page: Page, words: str, presses: int = 80) -> None:
    """Presses Tab until what has the focus carries these words. Raises AssertionError."""
    passed = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        passed.append(focused(page))
        if words.casefold() in passed[-1].casefold():
            return
    raise AssertionError(f"Tab never came to “{words}”; it passed {passed}")

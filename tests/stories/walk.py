"""A walk over all pages of the program, by the links that stand on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Page

from tests.browser import sideways

LINKS = "[...document.links].map(link => link.href)"


def pages_from(page: Page, start: str, within: Callable[[str], bool]) -> list[str]:
    """The addresses of all pages that links lead to from `start`, each once.

    `within` says of a path whether the walk goes there. Raises AssertionError for a link
    that leads nowhere.
    """
    home = start[: start.index("/", len("https://"))]
    found: list[str] = []
    waiting = [(start, "the start")]
    seen = {start}
    while waiting:
        url, origin = waiting.pop(0)
        answer = page.context.request.get(url)
        assert answer.ok, f"{url} on {origin} gave {answer.status}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page.goto(url)
        found.append(url)
        links = dict.fromkeys(urldefrag(link).url for link in page.evaluate(LINKS))
        new = [one for one in links if one.startswith(home) and within(urlsplit(one).path)]
        waiting += [(one, url) for one in new if one not in seen]
        seen |= set(new)
    return found


def wrong(page: Page, urls: list[str], look: Callable[[Page], list[str]]) -> list[str]:
    """What `look` finds on each of these pages, a line each with the path before it."""
    lines: list[str] = []
    for url in urls:
        page.goto(url)
        lines += [f"{urlsplit(url).path} {line}" for line in look(page)]
    return lines


def too_wide(page: Page) -> list[str]:
    """Whether a reader would have to scroll sideways."""
    surplus = sideways(page)
    return [f"is {surplus} pixels too wide"] if surplus else []


def without_a_name(page: Page) -> list[str]:
    """What a screen reader asks first: a heading, a title, a language, a main part."""
    needed = ("h1", "head title", "html[lang][dir]", "main")
    return [f"has no {part}" for part in needed if page.locator(part).count() == 0]


def one_of_each(urls: list[str]) -> list[str]:
    """One page of each kind: addresses that differ only in numbers are of one kind."""
    kinds = {re.sub(r"[A-Z]{2}-\d+-\d+|\d+", "*", urlsplit(url).path): url for url in urls}
    return list(kinds.values())

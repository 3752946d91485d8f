"""A walk over all pages of the program, by the links that stand on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import Page as Visitor

from tests.browser import sideways


@dataclass(frozen=True)
class Page:
    """A page as the server sent it."""

    size: int
    names: list[str]  # of its elements, each as often as it stands there
    links: list[str]


Walk = dict[str, Page]


class Reading(HTMLParser):
    """Gathers the names of elements, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes one element."""
        self.names.append(tag)
        if tag in {"a", "area"} and (address := dict(attrs).get("href")) is not None:
            self.links.append(address)


def read(url: str, body: bytes) -> Page:
    """The page at an address, with whole addresses of links."""
    reading = Reading()
    reading.feed(body.decode("utf-8"))
    return Page(len(body), reading.names, [urljoin(url, one) for one in reading.links])


def pages_from(visitor: Visitor, start: str, within: Callable[[str], bool]) -> Walk:
    """All pages that links lead to from `start`, by their addresses, each fetched once.

    `within` says of a path whether the walk goes there. The visitor's cookies are sent, and what
    is set is kept. Raises AssertionError for a link that leads nowhere.
    """
    home = start[: start.index("/", len("https://"))]
    found: Walk = {}
    waiting = [(start, "the start")]
    seen = {start}
    while waiting:
        url, origin = waiting.pop(0)
        answer = visitor.context.request.get(url)
        assert answer.ok, f"{url} on {origin} gave {answer.status}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        found[url] = read(url, answer.body())
        links = dict.fromkeys(urldefrag(link).url for link in found[url].links)
        new = [one for one in links if one.startswith(home) and within(urlsplit(one).path)]
        waiting += [(one, url) for one in new if one not in seen]
        seen |= set(new)
    return found


def wrong(page: Visitor, urls: Iterable[str], look: Callable[[Visitor], list[str]]) -> list[str]:
    """What `look` finds on each of these pages, a line each with the path before it."""
    lines: list[str] = []
    for url in urls:
        page.goto(url)
        lines += [f"{urlsplit(url).path} {line}" for line in look(page)]
    return lines


def too_wide(page: Visitor) -> list[str]:
    """Whether a reader would have to scroll sideways."""
    surplus = sideways(page)
    return [f"is {surplus} pixels too wide"] if surplus else []


def without_a_name(page: Visitor) -> list[str]:
    """What a screen reader asks first: a heading, a title, a language, a main part."""
    needed = ["h1", "head title", "html[lang][dir]", "main"]
    lacks = page.evaluate("all => all.filter(one => !document.querySelector(one))", needed)
    return [f"has no {part}" for part in lacks]


def one_of_each(urls: Iterable[str]) -> list[str]:
    """One page of each kind: addresses that differ only in numbers are of one kind."""
    kinds = {re.sub(r"[A-Z]{2}-\d+-\d+|\d+", "*", urlsplit(url).path): url for url in urls}
    return list(kinds.values())

"""Reads a page as a screen reader does: in which language and direction some words are told."""

from __future__ import annotations

from html.parser import HTMLParser

# It ends in a full stop, which jumps to the wrong end of a line in which nothing isolates it.
ARABIC = "قال المحامي إن الخبر رقم 12 (Harbour News) غير صحيح."
UNKNOWN = ("", True)
ALONE = {"br", "img", "input", "link", "meta", "hr", "wbr"}
UNMARKED = {"textarea", "title", "option"}  # they hold text and nothing else


class _Reader(HTMLParser):
    def __init__(self, words: str) -> None:
        super().__init__()
        self.words, self.found = words, list[tuple[str, bool]]()
        self._open: list[tuple[str, str | None, bool | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        own = named["dir"] != "ltr" if "dir" in named else True if tag == "bdi" else None
        if tag not in ALONE:
            self._open.append((tag, named.get("lang"), own))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.words in data and not {one[0] for one in self._open} & UNMARKED:
            spoken = [one[1] for one in self._open if one[1] is not None]
            own = [one[2] for one in self._open if one[2] is not None]
            self.found.append((spoken[-1], own[-1]))


def told(page: str, words: str = ARABIC) -> list[tuple[str, bool]]:
    """Wherever words stand on a page: in which language, and whether with their own direction."""
    reader = _Reader(words)
    reader.feed(page)
    return reader.found

"""Markdown that people wrote, as safe HTML for pages and as plain text for mails.

CommonMark without HTML and without pictures (a picture would be fetched from another site),
rendered by markdown-it-py, then cleaned once more by nh3 against an allow-list. The marks that
cite claims are taken out here, for every reader; on a page they stay as empty elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tocsin.appeals import marks

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "h6"}
TAGS |= {"code", "pre", "hr"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
# The page has its headline (h1) and its sections (h2) already.
LOWER = 2

_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


# Stands for a mark while Markdown is rendered; taken out of what people send, and no markup.
BEGIN, END = "\ue000", "\ue001"
HOLE = re.compile(rf"{BEGIN}([^{BEGIN}{END}]*){END}")
IN_ADDRESS = re.compile("(?:\ue000|%EE%80%80)[c0-9,]*(?:\ue001|%EE%80%81)", re.IGNORECASE)


class Anchors:
    """Where a page first tells each claim: an empty element, `says-c3`, once on the page."""

    def __init__(self) -> None:
        self._placed: set[str] = set()

    def filled(self, rendered: str) -> SafeString:
        """HTML in which every hole is an anchor, or nothing where the claim has one."""
        made = HOLE.sub(lambda hole: self._anchors(hole[1].split(",")), rendered)
        return mark_safe(made)  # noqa: S308 - what is put in holds digits alone

    def _anchors(self, refs: Sequence[str]) -> str:
        fresh = [ref for ref in refs if ref not in self._placed]
        self._placed.update(fresh)
        return "".join(f'<span id="says-{ref}"></span>' for ref in fresh)


def unmarked(texts: Mapping[str, str]) -> dict[str, str]:
    """The parts of an appeal in one language as readers get them, without marks."""
    return {part: marks.bare(text) for part, text in texts.items()}


def line(text: str, anchors: Anchors) -> SafeString:
    """Plain text as HTML, its marks as anchors."""
    return anchors.filled(str(escape(_with_holes(text).strip())))


def html(text: str, anchors: Anchors | None = None) -> SafeString:
    """The text as HTML that may stand in a page; links tell the other site nothing of us.

    With `anchors`, which go through all parts of a page in their order, marks become anchors.
    """
    tokens = _markdown.parse(_with_holes(text) if anchors else marks.bare(_solid(text)))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + LOWER, 6)}"
        for child in token.children or ():
            child.attrs = {name: _whole(value) for name, value in child.attrs.items()}
    rendered = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noreferrer noopener",
    )
    return (anchors or Anchors()).filled(clean)


def _solid(text: str) -> str:
    """The text without holes that somebody made: what stood in one would be read by nobody."""
    return text.replace(BEGIN, "").replace(END, "")


def _with_holes(text: str) -> str:
    return marks.written(_solid(text), lambda refs: f"{BEGIN}{','.join(refs)}{END}")


def _whole(value: str | float) -> str | float:
    """An address or a title, in which no hole may be."""
    return IN_ADDRESS.sub("", value) if isinstance(value, str) else value


def plain(text: str) -> str:
    """The text without marks, for mails: addresses of links behind their words, lists as lines."""
    return flat(marks.bare(text))


def flat(text: str) -> str:
    """The same with the marks that cite claims, for those who check what it says."""
    blocks: list[str] = []
    lists: list[int | None] = []  # the next number of each list around, None where it has dots
    begins = False
    for token in _markdown.parse(text):
        if token.type.endswith("_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            begins = True
        elif token.type == "inline":
            blocks.append(_mark(lists, begins=begins) + _inline(token.children or ()))
            begins = False
        elif token.content:
            blocks.append(token.content.rstrip("\n"))
    return "\n\n".join(block for block in blocks if block.strip())


def _mark(lists: list[int | None], *, begins: bool) -> str:
    """What stands before a paragraph; where an item begins, the number counts on."""
    if not lists:
        return ""
    indent = "  " * (len(lists) - 1)
    number = lists[-1]
    if not begins:
        return indent + "  "
    if number is None:
        return indent + "- "
    lists[-1] = number + 1
    return f"{indent}{number}. "


def _inline(tokens: Iterable[Token]) -> str:
    words: list[str] = []
    targets: list[tuple[str, int]] = []
    for token in tokens:
        if token.type == "link_open":
            targets.append((str(token.attrs.get("href", "")), len(words)))
        elif token.type == "link_close":
            href, start = targets.pop()
            if href not in {(said := "".join(words[start:])), f"mailto:{said}"}:
                words.append(f" <{href}>")
        elif token.type in {"softbreak", "hardbreak"}:
            words.append("\n" if token.type == "hardbreak" else " ")
        else:
            words.append(token.content)
    return "".join(words)

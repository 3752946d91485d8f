"""Markdown that people wrote, as safe HTML for pages and as plain text for mails.

CommonMark without HTML and without pictures (a picture would be fetched from another site),
rendered by markdown-it-py, then cleaned once more by nh3 against an allow-list.
"""

from __future__ import annotations

from collections.abc import Iterable

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "h6"}
TAGS |= {"code", "pre", "hr"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
# The page has its headline (h1) and its sections (h2) already.
LOWER = 2

_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


def html(text: str) -> SafeString:
    """The text as HTML that may stand in a page; links tell the other site nothing of us."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + LOWER, 6)}"
    rendered = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noreferrer noopener",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned against an allow-list one line above


def plain(text: str) -> str:
    """The text without marks, for mails: addresses of links behind their words, lists as lines."""
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

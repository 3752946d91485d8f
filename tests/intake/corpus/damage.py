"""Oddities of bytes and lines: mojibake, lost letters, wrapped lines, other ends of lines."""

from __future__ import annotations

import re
import textwrap
from html import escape

from tests.intake.corpus.oddities import TEXT, oddity
from tests.intake.corpus.page import Page

UNICODE = ("utf-8", "utf-8-sig")
SIGNS = "‘’“”…—"
# Prose that may lose letters without changing an answer.
PROSE = ("body", "letter", "action")


def _misread(page: Page, encoding: str, read_as: str, times: int = 1) -> bool:
    """Signs whose bytes in one encoding were read in another; most of them, or one alone."""
    if page.encoding not in UNICODE or page.answers.repairs or not set(SIGNS) & set(page.text):
        return False
    places = [match.start() for match in re.finditer(f"[{SIGNS}]", page.text)]
    if page.rng.random() < 0.3:
        places = places[:1]
    signs = list(page.text)
    for place in places:
        for _ in range(times):
            signs[place] = _wrong(signs[place].encode(encoding), read_as)
    page.text = "".join(signs)
    page.answers.repairs = True
    return True


def _wrong(raw: bytes, read_as: str) -> str:
    """Bytes that a code page leaves open are read as Latin-1, as browsers do."""
    out = ""
    for byte in raw:
        one = bytes([byte])
        try:
            out += one.decode(read_as)
        except UnicodeDecodeError:
            out += one.decode("latin-1")
    return out


@oddity(TEXT, 0.1)
def big5_read_as_latin1(page: Page) -> bool:
    """us¡K Sonin¡¦s"""
    return _misread(page, "big5", "latin-1")


@oddity(TEXT, 0.06)
def gbk_read_as_latin1(page: Page) -> bool:
    """don¡¯t ¡°word¡±"""
    return _misread(page, "gbk", "latin-1")


@oddity(TEXT, 0.08)
def utf8_read_as_cp1252(page: Page) -> bool:
    """donâ€™t"""
    return _misread(page, "utf-8", "cp1252")


@oddity(TEXT, 0.04)
def utf8_misread_twice(page: Page) -> bool:
    """donÃ¢â‚¬â„¢t"""
    return _misread(page, "utf-8", "cp1252", times=2)


@oddity(TEXT, 0.04)
def cp1252_read_as_latin1(page: Page) -> bool:
    """Quotation marks became control characters."""
    return _misread(page, "cp1252", "latin-1")


@oddity(TEXT, 0.1)
def stripped_address(page: Page) -> bool:
    """To join us, please write to We will convey…"""
    page.text, count = re.subn(r"\S+@example\.org ?", "", page.text)
    return bool(count)


def _prose(page: Page) -> list[str]:
    lines = [line for block in page.all(*PROSE) for line in block.lines if len(line) > 60]
    return [line for line in lines if page.case.headline not in line]


def _in_prose(page: Page, pattern: str, into: str, most: int) -> bool:
    """Changes some places of the prose and of nothing else."""
    changed = 0
    for line in _prose(page):
        new, count = re.subn(pattern, into, line, count=most)
        if count and line in page.text:
            page.text = page.text.replace(line, new)
            changed += count
    if changed:
        page.answers.unsure.add("repairs")
    return bool(changed)


@oddity(TEXT, 0.06)
def dropped_apostrophes(page: Page) -> bool:
    """districts own clerk"""
    return _in_prose(page, r"(?<=[a-z])[’'](?=[a-z])", "", 5)


@oddity(TEXT, 0.06)
def first_letters_lost(page: Page) -> bool:
    """he family asked: the first letter of a word is gone."""
    return _in_prose(page, r"(?<= )[a-z](?=[a-z]{4})", "", 1)


@oddity(TEXT, 0.06)
def glued_words(page: Page) -> bool:
    """familyasked"""
    return _in_prose(page, r"(?<=[a-z]{4}) (?=[a-z]{4})", "", 2)


@oddity(TEXT, 0.2)
def wrapped_lines(page: Page) -> bool:
    """An old mail program broke the lines."""
    width = page.rng.choice([60, 65, 70, 72, 76, 78])
    lines = []
    for line in page.text.split("\n"):
        lines += textwrap.wrap(line, width, break_long_words=False) or [""]
    page.text = "\n".join(lines)
    return True


@oddity(TEXT, 0.06)
def quoted_mail(page: Page) -> bool:
    """Each line begins with “> ”."""
    page.text = "\n".join(f"> {line}".rstrip() for line in page.text.split("\n"))
    return True


@oddity(TEXT, 0.12)
def empty_lines_lost(page: Page) -> bool:
    """Paragraphs follow each other without an empty line."""
    if "wrapped_lines" in page.oddities:
        return False
    page.text = re.sub(r"\n{2,}", "\n", page.text)
    return True


@oddity(TEXT, 0.1)
def empty_lines_doubled(page: Page) -> bool:
    """Every line stands alone."""
    if "wrapped_lines" in page.oddities or "empty_lines_lost" in page.oddities:
        return False
    page.text = re.sub(r"\n+", "\n\n", page.text)
    return True


@oddity(TEXT, 0.08)
def spaces(page: Page) -> bool:
    """Indented lines, double and unbreakable spaces, spaces at the ends."""
    lines = []
    for line in page.text.split("\n"):
        shape = page.rng.choice(["{}", "{}  ", "    {}", "\t{}", "{}"])
        lines.append(shape.format(line) if line else line)
    page.text = "\n".join(lines)
    if page.encoding in (*UNICODE, "cp1252"):
        page.text = re.sub(r"(?<=\d) (?=[A-Z])", "\u00a0", page.text)
    return True


@oddity(TEXT, 0.05)
def unseen_signs(page: Page) -> bool:
    """Soft hyphens and spaces of no width from a word processor."""
    if page.encoding not in UNICODE:
        return False
    page.text = page.text.replace("\n\n", "\n\u200b\n", 3)
    return _in_prose(page, r"(?<=[a-z]{5})(?=[a-z]{5})", "\u00ad", 2)


@oddity(TEXT, 0.3)
def ends_of_windows(page: Page) -> bool:
    """CR LF."""
    page.text = page.text.replace("\n", "\r\n")
    return True


@oddity(TEXT, 0.03)
def ends_of_old_macs(page: Page) -> bool:
    """CR alone."""
    page.text = page.text.replace("\r\n", "\r").replace("\n", "\r")
    return True


@oddity(TEXT, 0.05)
def saved_as_page(page: Page) -> bool:
    """The page was saved with its tags."""
    if set(page.oddities) & {"wrapped_lines", "quoted_mail"}:
        return False
    lines = [line.strip() for line in re.split(r"[\r\n]+", page.text)]
    told = "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
    page.text = f"<html><head><title>Archive</title></head>\n<body>\n{told}\n</body></html>\n"
    return True

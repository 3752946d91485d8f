"""Bytes become text, and damaged text is mended; every repair is told."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser

import ftfy
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

LARGEST = 2 * 1024 * 1024
MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
)
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Big5 punctuation whose two bytes were read as Latin-1, e.g. A1 4B (…) as “¡K”.
PAIR = re.compile(r"[\xa1-\xa3][\x40-\x7e\xa1-\xfe]")
ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
FTFY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


@dataclass(frozen=True)
class Decoded:
    """Text with the encoding it was read in, and what a person should know of that."""

    text: str
    encoding: str
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Repair:
    """One mended word; `start` is where it stood in the damaged text."""

    found: str
    replaced: str
    start: int


@dataclass(frozen=True)
class Repaired:
    """Mended text and what was mended."""

    text: str
    repairs: list[Repair] = field(default_factory=list)


def decode(raw: bytes) -> Decoded:
    """Text from bytes; Refusal for what is no text, with what to do about it."""
    _refuse(raw)
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _text(raw, encoding)
    if b"\0" in raw:
        return _wide(raw)
    try:
        return Decoded(_lines(raw.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _western(raw)


def _refuse(raw: bytes) -> None:
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Refusal(_("The file is empty. Choose the file that holds the alert."), "file")
    if len(raw) > LARGEST:
        raise Refusal(
            _("The file is larger than 2 MB, and an alert is a few pages. Send the text alone."),
            "file",
        )
    if raw.startswith(MAGIC):
        raise Refusal(_binary(), "file")


def _binary() -> str:
    return str(
        _("This is no plain text (perhaps a PDF, a picture or a Word file). Save it as text first.")
    )


def _text(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(_lines(raw.decode(encoding)), encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        raise Refusal(
            _("The file is damaged: its encoding breaks off. Ask for it again, saved as UTF-8."),
            "file",
        ) from error


def _wide(raw: bytes) -> Decoded:
    """UTF-16 without its mark shows as a zero in every other byte of Latin text."""
    for encoding, zeros in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
        if len(raw) % 2 == 0 and zeros.count(0) > len(zeros) * 0.6:
            return _text(raw, encoding)
    raise Refusal(_binary(), "file")


def _western(raw: bytes) -> Decoded:
    """Windows-1252 is the last guess; control characters say that it is no text at all."""
    strange = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in raw)
    if strange > len(raw) / 100:
        raise Refusal(_binary(), "file")
    text = _lines(raw.decode("cp1252", errors="replace"))
    warning = _(
        "The file is not UTF-8; it was read as Windows-1252. Look at accents and quotation marks."
    )
    return Decoded(text, "windows-1252", [str(warning)])


def _lines(text: str) -> str:
    return ENDS.sub("\n", text).replace("\0", "").lstrip("\ufeff")


class _Page(HTMLParser):
    """Keeps the text of a page; ends a line where a block ends."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table", "ul", "ol"})
    HIDDEN = frozenset({"script", "style", "head", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self.HIDDEN))
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


HTML = re.compile(r"<(!doctype html|html|body|head|p|div|br|table|span)\b[^>]*>", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Whether the text is a web page rather than plain text."""
    return len(HTML.findall(text[:20_000])) >= 2


def without_tags(text: str) -> str:
    """The words of a web page, a line for each block."""
    page = _Page()
    page.feed(text)
    page.close()
    lines = [" ".join(line.split()) for line in "".join(page.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def repair(text: str) -> Repaired:
    """Mends mojibake word by word, until nothing more is found."""
    repairs: list[Repair] = []
    for _round in range(3):
        mended, found = _once(text)
        repairs += found
        if mended == text:
            break
        text = mended
    return Repaired(text, repairs)


def _once(text: str) -> tuple[str, list[Repair]]:
    parts: list[str] = []
    repairs: list[Repair] = []
    at = 0
    for match in re.finditer(r"\S+", text):
        word = match.group()
        mended = word if word.isascii() else ftfy.fix_encoding(_asian(word), FTFY)
        if mended != word:
            repairs.append(Repair(word, mended, match.start()))
        parts += [text[at : match.start()], mended]
        at = match.end()
    return "".join([*parts, text[at:]]), repairs


def _asian(word: str) -> str:
    return PAIR.sub(lambda match: _punctuation(match, word), word)


def _punctuation(match: re.Match[str], word: str) -> str:
    """The punctuation mark that the two bytes are in Big5; Spanish “¡Kilo” stays."""
    pair = match.group()
    before = word[match.start() - 1 : match.start()]
    if pair[1].isascii() and pair[1].isalpha() and not before.isalnum():
        return pair
    try:
        mark = pair.encode("latin-1").decode("big5")
    except UnicodeDecodeError:
        return pair
    return mark if unicodedata.category(mark).startswith("P") and ord(mark) < 0x3000 else pair


def plain(text: str) -> str:
    """Text made alike for comparison: NFKC, lower case, one kind of quote, single spaces."""
    same = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(same.translate(QUOTES).split())


QUOTES = {ord(mark): "'" for mark in "‘’‚‛`´"} | {ord(mark): '"' for mark in "“”„«»"}

"""Bytes become text, pages lose their tags, and texts are made alike for comparison."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts import encodings, markup
from tocsin.kernel.texts.mojibake import Repair, Repaired, repair
from tocsin.kernel.texts.normal_forms import nfkc

__all__ = ["Decoded", "Repair", "Repaired", "decode", "is_html", "plain", "repair", "without_tags"]

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
ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


@dataclass(frozen=True)
class Decoded:
    """Text with the encoding it was read in, and what a person should know of that."""

    text: str
    encoding: str
    warnings: list[str] = field(default_factory=list)


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
        return _legacy(raw)


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
    """UTF-16 without its mark: blanks and line ends have a zero, always on the same side."""
    for encoding, zeros, others in (
        ("utf-16-le", raw[1::2], raw[::2]),
        ("utf-16-be", raw[::2], raw[1::2]),
    ):
        one_sided = others.count(0) <= len(others) * 0.02 < zeros.count(0)
        if len(raw) % 2 == 0 and zeros.count(0) > len(zeros) * 0.1 and one_sided:
            decoded = _text(raw, encoding)
            controls = sum(one < " " and one not in "\t\n\f" for one in decoded.text)
            if controls <= len(decoded.text) / 100:
                return decoded
    raise Refusal(_binary(), "file")


def _legacy(raw: bytes) -> Decoded:
    """A guess at the code page; control characters say that it is no text at all."""
    strange = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in raw)
    if strange > len(raw) / 100:
        raise Refusal(_binary(), "file")
    taken = encodings.guess(raw)
    text = _lines(encodings.decode(raw, taken.encoding))
    warning = _(
        "The file is not UTF-8; it was read as %(name)s. Look at accents and quotation marks."
    ) % {"name": taken.name}
    others = [encodings.NAMES[one] for one in taken.rivals]
    if others:
        warning += " " + _("It could also be %(others)s.") % {"others": ", ".join(others)}
    return Decoded(text, taken.name.lower(), [warning])


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
    page.feed(markup.ended(text))
    page.close()
    lines = [" ".join(line.split()) for line in "".join(page.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def plain(text: str) -> str:
    """Text made alike for comparison: NFKC, lower case, one kind of quote, single spaces."""
    same = nfkc(text).casefold()
    return " ".join(same.translate(QUOTES).split())


QUOTES = {ord(mark): "'" for mark in "‘’‚‛`´"} | {ord(mark): '"' for mark in "“”„«»"}

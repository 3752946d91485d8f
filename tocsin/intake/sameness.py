"""Which texts are one alert, however they travelled; and what exactly a partner signed."""

from __future__ import annotations

import hashlib
import re

from tocsin.kernel.texts.normal_forms import nfc
from tocsin.kernel.texts.text import plain

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
QUOTED = re.compile(r"^[ \t]*(?:>[ \t]*)+", re.MULTILINE)
HEADER = re.compile(
    r"^\s*\*?(?P<name>from|to|cc|bcc|sent|date|subject|reply-to|message-id|received|return-path|"
    r"de|à|envoyé|objet)\*?\s*:\*?\s",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^\s*-{3,}\s*(?:forwarded message|original message|message transféré|begin forwarded message)"
    r".*$|^\s*begin forwarded message:\s*$",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"^--\s?$")
FOOTER = re.compile(
    r"^\s*(?:sent from my \w[\w ]{0,30}|get outlook for \w+|envoyé de mon \w[\w ]{0,30})\.?\s*$",
    re.IGNORECASE,
)
SENDER = {"from", "de", "received", "return-path", "subject", "objet", "message-id"}
LONGEST_SIGNATURE = 12  # lines below “-- ”; more is text that happens to begin so
SHORTEST = 20  # characters; what is shorter says too little to leave anything aside


def mark(text: str) -> str:
    """The same 64 hex digits for the same words: spaces, quotation marks of mail, headers aside."""
    lines = QUOTED.sub("", text).split("\n")
    told = _squeezed("\n".join(_without_signature(_without_headers(lines))))
    return _hash(told if len(told) >= SHORTEST else _squeezed(text))


def comparable(text: str) -> str:
    """The words alone, for measuring how alike two texts are."""
    lines = QUOTED.sub("", text).split("\n")
    return plain("\n".join(_without_signature(_without_headers(lines))).translate(INVISIBLE))


def signed_bytes(text: str) -> bytes:
    """What a partner signs: every visible letter and sign of the text, in its order.

    Programs on the way wrap lines, quote and change spaces; nothing else is left aside.
    """
    bare = nfc(QUOTED.sub("", text).translate(INVISIBLE))
    return b"tocsin alert 1\n" + "".join(bare.split()).encode("utf-8", "surrogatepass")


def _squeezed(text: str) -> str:
    return "".join(plain(text.translate(INVISIBLE)).split())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_headers(lines: list[str]) -> list[str]:
    """Without headers that a mail program writes into a text; a lone “Date:” is a letterhead."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if FORWARDED.match(lines[at]):
            at += 1
            continue
        end = at
        names: list[str] = []
        while end < len(lines) and (match := HEADER.match(lines[end])):
            names.append(match["name"].lower())
            end += 1
        if len(names) >= 2 and SENDER & set(names):
            at = end
            continue
        kept += lines[at : max(end, at + 1)]
        at = max(end, at + 1)
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    """Without what a mail program adds below."""
    for at in range(len(lines) - 1, max(-1, len(lines) - LONGEST_SIGNATURE - 2), -1):
        if SIGNATURE.match(lines[at]):
            lines = lines[:at]
            break
    return [line for line in lines if not FOOTER.match(line)]

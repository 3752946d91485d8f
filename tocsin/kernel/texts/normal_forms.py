"""Unicode's normal forms (UAX #15), in a time that grows with the text and with nothing else.

Python sorts the marks above one letter by insertion: forty thousand of them take two seconds, a
million as long as a meal. So after each thirty a joiner is put that parts them and is not seen,
as the Stream-Safe Text Process says (UAX #15 §13). No word of any language has so many.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MOST = 30  # marks in a row
JOINER = "\u034f"
BEYOND = 0x1F000  # no character from here on is a mark that is sorted


def nfc(text: str) -> str:
    """Composed, as it is usually written."""
    return unicodedata.normalize("NFC", _parted(text))


def nfkc(text: str) -> str:
    """Composed, and letters of other styles made plain."""
    return unicodedata.normalize("NFKC", _parted(text))


def nfkd(text: str) -> str:
    """Taken apart, and letters of other styles made plain."""
    return unicodedata.normalize("NFKD", _parted(text))


def _parted(text: str) -> str:
    if len(text) <= MOST or text.isascii():
        return text
    return _marks().sub(rf"\g<0>{JOINER}", text)


@cache
def _marks() -> re.Pattern[str]:
    """So many marks in a row; also characters that become one, as half-width ones of kana do."""
    found = [
        chr(code)
        for code in range(0x300, BEYOND)
        if unicodedata.combining(unicodedata.normalize("NFKD", chr(code))[0])
    ]
    return re.compile(f"[{''.join(found)}]{{{MOST}}}")

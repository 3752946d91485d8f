"""Which code page bytes without a mark were written in, told by the letters they would make.

Measured is how usual the letters are, not whether the bytes fit: nearly any bytes fit nearly any
code page. Where two code pages tell it equally well, both are named, and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# The commonest characters of running text; a few dozen make up a third to a half of it.
USUAL = {
    "big5": "的一是不在有人我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於自之年"
    "發後作里月日民政府行警察家被學員法權向方市",
    "gb18030": "的一是不在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于自"
    "之年发后作里月日民政府行警察家被学员法权向方市",
    "euc-kr": "이다는을의에가고지하로서한기를은사대정인도나자리해일어부시그수",
    "shift_jis": "のはをにがとでたしていなるれあかこらもすさりくきまうん、。",
}
NAMES = {
    "big5": "Big5",
    "gb18030": "GBK",
    "euc-kr": "EUC-KR",
    "shift_jis": "Shift-JIS",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
    "cp1254": "Windows-1254",
}
ENOUGH = 4  # characters of a script before a double-byte code page is believed
SHARE = 0.12  # of them must be usual ones; in a wrong code page it is a few in a hundred
NEAR = 0.1  # scores as near as this tell nothing
# Letters beyond ASCII of the languages of a code page: those of one document are mostly of one.
ALPHABETS = {
    "cp1252": (
        "àâæçèéêëîïôœùûüÿ",
        "äöüß",
        "áéíóúüñ",
        "àáâãçéêíóôõú",
        "àèéìòù",
        "åäöæøé",
        "àèéíïòóúüç",
    ),
    "cp1250": (
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž",
        "áéíóöőúüű",
        "čćđšž",
        "ăâîşţ",
        "äöüß",
    ),
    "cp1254": ("çğıöşü", "çğıöşüâîû"),
}
# Icelandic has the letters that Turkish ones become in Windows-1252; it comes more seldom.
SELDOM = 0.7, "áéíóúýþæöð"
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[Ѐ-ӿ]+")
# High signs between letters that are no letter: “Wa³êsa” is no word.
INSIDE = re.compile(r"(?<=[^\W\d_])[¡-¿×÷€†‡ˆ‰‹›˜™˘˛˝˙ˇ¨¸](?=[^\W\d_])|[\x80-\x9f]")
# How Slavic endings look in Windows-1252: “Nikoliæ”, “Kovaèeviæ”.
SLAVIC = re.compile(r"[aiou]æ\b|[aeiou]è|ê\b", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """The code page taken, by Python's name, and others that fit as well."""

    encoding: str
    rivals: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As people call it."""
        return NAMES[self.encoding]


def guess(raw: bytes) -> Guess:
    """The likeliest code page of bytes that are no UTF-8; Windows-1252 where nothing speaks."""
    for encoding in ("shift_jis", "euc-kr", "big5", "gb18030"):
        if _is_east_asian(raw, encoding):
            return Guess(encoding)
    if _is_cyrillic(raw):
        return Guess("cp1251")
    texts = {encoding: decode(raw, encoding) for encoding in ALPHABETS}
    scores = {encoding: _score(text, encoding) for encoding, text in texts.items()}
    best = max(scores, key=lambda encoding: scores[encoding])
    near = [one for one in scores if one != best and scores[best] - scores[one] < NEAR]
    return Guess(best, tuple(one for one in near if texts[one] != texts[best]))


def decode(raw: bytes, encoding: str) -> str:
    """Text; bytes that the code page leaves open become control characters, to be seen later."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        if encoding in USUAL:
            return raw.decode(encoding, errors="replace")
    table = {byte: bytes([byte]).decode(encoding, errors="ignore") for byte in range(256)}
    return raw.decode("latin-1").translate({byte: table[byte] or chr(byte) for byte in table})


def _is_east_asian(raw: bytes, encoding: str) -> bool:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    letters = [one for one in text if one > "\x7f" and unicodedata.category(one)[0] in "LN"]
    usual = [one for one in letters if one in USUAL[encoding]]
    return len(usual) >= ENOUGH and len(usual) >= len(letters) * SHARE


def _is_cyrillic(raw: bytes) -> bool:
    """Whole words of high bytes that make small Cyrillic letters, with usual vowels."""
    text = raw.decode("cp1251", errors="replace")
    words = [word for word in WORD.findall(text) if CYRILLIC.search(word)]
    whole = [word for word in words if CYRILLIC.fullmatch(word) and len(word) > 1]
    letters = "".join(whole)
    if len(whole) < 2 or len(whole) < len(words) * 0.6:
        return False
    small = sum(one.islower() for one in letters[1:]) >= len(letters) * 0.5
    shouted = letters.isupper()
    vowels = sum(one in "аеёиоуыэюяіїє" for one in letters.lower())
    return (small or shouted) and 0.25 <= vowels / len(letters) <= 0.65


def _score(text: str, encoding: str) -> float:
    """The share of letters that one language of the code page has, less what breaks words."""
    # Of two cases only: “ˇ” and “ª” count as letters elsewhere.
    letters = [one for one in text.lower() if one > "\x7f" and one.islower()]
    broken = len(INSIDE.findall(text))
    broken += len(SLAVIC.findall(text)) if encoding == "cp1252" else 0
    share = max(_share(letters, alphabet) for alphabet in ALPHABETS[encoding])
    if encoding == "cp1252":
        share = max(share, SELDOM[0] * _share(letters, SELDOM[1]))
    prior = NEAR / 2 if encoding == "cp1252" else 0.0
    return prior + share - broken / max(1, len(letters) + broken)


def _share(letters: list[str], alphabet: str) -> float:
    return sum(one in alphabet for one in letters) / max(1, len(letters))

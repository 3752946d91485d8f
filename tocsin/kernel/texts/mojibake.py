"""Text that was read in the wrong code page is mended word by word, and every repair is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

# Double-byte punctuation whose two bytes were read as Latin-1, e.g. A1 4B (… in Big5) as “¡K”.
PAIR = re.compile(r"[\xa1-\xa3][\x40-\x7e\xa1-\xfe]|\x81[\x40-\x7e\x80-\xac]")
# In these GBK and EUC-KR agree, and Big5 has signs that no letter needs.
SHARED = dict(zip("\xaa\xad\xae\xaf\xb0\xb1", "—…‘’“”", strict=True))
# Words all of high letters: Windows-1251 read as Latin-1. No language of the West has them.
HIGH = re.compile(r"[\xa8\xb8\xc0-\xff]+(?:-[\xa8\xb8\xc0-\xff]+)*")
WORD = re.compile(r"[^\W\d_]+")
VOWELS = frozenset("аеёиоуыэюяіїє")
LONG = 4  # letters of a word that speaks for Cyrillic; shorter ones only follow the others


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
    shortest = _shortest(text)
    for match in re.finditer(r"\S+", text):
        word = match.group()
        mended = word if word.isascii() else _word(word, shortest)
        if mended != word:
            repairs.append(Repair(word, mended, match.start()))
        parts += [text[at : match.start()], mended]
        at = match.end()
    return "".join([*parts, text[at:]]), repairs


def _word(word: str, shortest: int) -> str:
    core = word.strip("“”‘’«»…–—.,;:!?()[]\"'")
    if len(core) >= shortest and HIGH.fullmatch(core) and (cyrillic := _cyrillic(core)):
        return word.replace(core, cyrillic)
    return _fixer()(_asian(word))


@cache
def _fixer() -> Callable[[str], str]:
    """What mends one word; brought in with the first that needs it, since it takes 2 MB."""
    import ftfy

    told = ftfy.TextFixerConfig(
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
    return lambda word: ftfy.fix_encoding(word, told)


def _shortest(text: str) -> int:
    """From how many letters a word of high letters is taken for Cyrillic in this text.

    Short ones (“à”, “è”) are words of the West too, so others around them must speak for it.
    """
    words = [word for word in WORD.findall(text) if not word.isascii()]
    whole = [word for word in words if HIGH.fullmatch(word)]
    long = [word for word in whole if len(word) >= LONG and _cyrillic(word)]
    return 1 if len(long) >= 2 and len(whole) >= len(words) * 0.7 else LONG + 1


def _cyrillic(word: str) -> str:
    """The word in Windows-1251, empty where that makes no word: vowels, and capitals in front."""
    made = word.encode("latin-1").decode("cp1251")
    vowels = sum(one in VOWELS for one in made.lower())
    cased = all(part[1:].islower() or part.isupper() for part in made.split("-") if part[1:])
    return made if cased and (len(made) < LONG or 0.2 <= vowels / len(made) <= 0.7) else ""


def _asian(word: str) -> str:
    return PAIR.sub(lambda match: _punctuation(match, word), word)


def _punctuation(match: re.Match[str], word: str) -> str:
    """The punctuation mark that the two bytes are; Spanish “¡Kilo” stays."""
    pair = match.group()
    before = word[match.start() - 1 : match.start()]
    if pair[0] == "\xa1" and pair[1] in SHARED:
        return SHARED[pair[1]]
    if pair[1].isascii() and pair[1].isalpha() and not before.isalnum() and pair[0] != "\x81":
        return pair
    try:
        mark = pair.encode("latin-1").decode("shift_jis" if pair[0] == "\x81" else "big5")
    except UnicodeDecodeError:
        return pair
    return mark if unicodedata.category(mark).startswith("P") and ord(mark) < 0x3000 else pair

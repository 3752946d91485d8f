"""A sentence made ready for the rules, without losing the place of any letter.

Names keep their capital, every other word becomes small; quotation marks, apostrophes, dashes and
spaces have one form. So rules need no second spelling, and a capital means “perhaps a name”.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tocsin.kernel.texts.normal_forms import nfc

ALIKE = str.maketrans(
    {
        "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": '"', "›": '"',
        "\u2010": "-", "\u2011": "-", "\u00ad": "-", "—": "–", "―": "–", "‒": "–", "−": "–",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u200b": " ",
        "\n": " ", "\t": " ", "\r": " ", "ё": "е", "Ё": "Е",
    }
)  # fmt: skip
CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")
WORD = re.compile(r"[^\W\d_]+")
MARKDOWN = "*_"
SHOUTED = 0.7  # from this share of capitals on, capitals say nothing


@dataclass(frozen=True)
class Folded:
    """`text` for the rules; `places[i]` is where its letter i begins and ends in the original.

    `plain` keeps every capital, `small` keeps none; all three have the same length.
    """

    original: str
    text: str
    plain: str
    small: str
    places: list[tuple[int, int]]

    def letters(self, kind: str) -> str:
        """One of the three forms: “names” (capitals of names), “plain” or “small”."""
        return {"names": self.text, "plain": self.plain, "small": self.small}[kind]

    def cut(self, start: int, end: int) -> str:
        """The words of the original that stand there."""
        return self.original[self.begin(start) : self.places[end - 1][1]]

    def begin(self, at: int) -> int:
        """Where a letter begins in the original."""
        return self.places[at][0]


def fold(sentence: str, is_word: Callable[[str], bool]) -> Folded:
    """Folds a sentence; what `is_word` is no name even when it begins with a capital."""
    letters, places = _composed(sentence)
    plain = letters.translate(ALIKE)
    shouted = _is_shouted(plain)
    out: list[str] = []
    done = 0
    for word in WORD.finditer(plain):
        out += [plain[done : word.start()], _word(word, plain, is_word, shouted=shouted)]
        done = word.end()
    out.append(plain[done:])
    return Folded(sentence, "".join(out), plain, _lower(plain), places)


def _composed(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """Letters with their marks as one, spaces once, and no marks of Markdown."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for cluster in CLUSTER.finditer(sentence):
        made = nfc(cluster.group())
        if made in MARKDOWN or (made.isspace() and letters and letters[-1].isspace()):
            continue
        letters.append(made)
        places += [cluster.span()] * len(made)
    return "".join(letters), places


def _is_shouted(text: str) -> bool:
    capitals = sum(letter.isupper() for letter in text)
    return capitals > SHOUTED * max(1, sum(letter.isalpha() for letter in text))


def _lower(text: str) -> str:
    """In small letters, each in its place: a few letters would become two."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _word(found: re.Match[str], text: str, is_word: Callable[[str], bool], *, shouted: bool) -> str:
    word = found.group()
    lower = _lower(word)
    if not word[0].isupper() or len(word) == 1 or is_word(lower):
        return lower
    if not shouted and word.isupper() and not _beside_a_name(found, text):
        return lower
    return word[0] + lower[1:]


def _beside_a_name(found: re.Match[str], text: str) -> bool:
    """Whether capitals are a surname as it is written on forms: “Amina DIALLO”."""
    if len(found.group()) < 3:
        return False
    before, after = text[: found.start()], text[found.end() : found.end() + 3]
    last = re.search(r"(\w+)[ -]$", before)
    beside = bool(last and last.group(1)[:1].isupper())
    return beside or bool(re.match(r"[ -][^\W\d_]", after) and after[1].isupper())

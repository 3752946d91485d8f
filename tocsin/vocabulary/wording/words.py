"""Words of a sentence: their forms, their stems, their families."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.kernel.texts.normal_forms import nfc

TOKEN = re.compile(
    r"\b\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
    r"|[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*[’'ʼ]?"
    r"|[,;:()?!]|[–—―]|(?<=\s)--?(?=\s)|[“”«»„\"]"
)
PUNCTUATION = {"—": "–", "―": "–", "-": "–", "--": "–"} | dict.fromkeys("“”«»„", '"')


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or mark of punctuation; `low` is what rules are written in."""

    text: str
    low: str
    kind: str  # "word", "number" or "mark"

    @property
    def is_capital(self) -> bool:
        """Whether it is written like a name."""
        return self.kind == "word" and self.text[:1].isupper()


@dataclass(frozen=True)
class Splitting:
    """How a language joins small words to others: l’arrestation, Omar's, hasn't."""

    elided: frozenset[str] = frozenset()
    attached: frozenset[str] = frozenset()
    contracted: Mapping[str, str] | None = None
    replaced: Mapping[str, str] | None = None
    letters: Mapping[str, str] | None = None

    def words(self, text: str) -> list[Word]:
        """The words of a text, in order; full stops are left out."""
        found: list[Word] = []
        for match in TOKEN.finditer(nfc(text)):
            token = match.group()
            if token[0].isdigit():
                found.append(Word(token, re.sub(r"[.,\s](?=\d{3}(\D|$))", "", token), "number"))
            elif token[0].isalpha():
                found += self._apart(token.replace("’", "'").replace("ʼ", "'"))
            else:
                found.append(Word(token, PUNCTUATION.get(token, token), "mark"))
        return found

    def _apart(self, token: str) -> list[Word]:
        bare = token.strip("'")
        if not bare:
            return []
        low = self._spelt(bare)
        for tail, word in (self.contracted or {}).items():
            if low.endswith(tail) and len(low) > len(tail):
                cut = len(bare) - len(tail)
                return [*self._apart(bare[:cut]), Word(bare[cut:], word, "word")]
        head, apostrophe, tail = bare.partition("'")
        if apostrophe and head.casefold() in self.elided:
            return [self._word(head + "'", head.casefold() + "'"), *self._apart(tail)]
        if apostrophe and tail.casefold() in self.attached:
            return [self._word(head, head.casefold()), Word("'" + tail, "'" + tail.lower(), "word")]
        own = [self._word(bare, low)]
        if token.endswith("'") and low.endswith("s"):
            own.append(Word("'", "'s", "word"))
        return own

    def _spelt(self, text: str) -> str:
        low = text.casefold()
        for letter, one in (self.letters or {}).items():
            low = low.replace(letter, one)
        return low

    def _word(self, text: str, low: str) -> Word:
        return Word(text, (self.replaced or {}).get(low, low), "word")


@dataclass(frozen=True)
class Stems:
    """Cuts the endings of a language so that forms of one word meet."""

    endings: Sequence[str]
    irregular: Mapping[str, str]
    kept: int = 3
    alike: int = 6

    def of(self, low: str) -> str:
        """The stem of a word."""
        low = self.irregular.get(low, low)
        for ending in self.endings:
            if low.endswith(ending) and len(low) - len(ending) >= self.kept:
                low = low[: len(low) - len(ending)]
                break
        if len(low) > self.kept and low[-1] == low[-2]:
            low = low[:-1]
        return low

    def meet(self, one: str, other: str) -> bool:
        """Whether two stems may belong to one word."""
        if one == other:
            return True
        shorter = min(len(one), len(other))
        return shorter >= self.alike and one[: self.alike] == other[: self.alike]

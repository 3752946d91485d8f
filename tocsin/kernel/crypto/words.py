"""Numbers as words that survive paper and telephone: the list and the checksum of SLIP-0039.

Each word is 10 bits; no two begin with the same four letters. The last three are a Reed–Solomon
code over GF(1024), which finds any three wrong words and says which one it is where one is wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

from tocsin.kernel.refusal import Refusal

RADIX = 10  # bits a word
CHECKSUM = 3  # words
ENOUGH = 4  # letters that tell a word
GENERATOR = (
    0x00E0E040,
    0x01C1C080,
    0x03838100,
    0x07070200,
    0x0E0E0009,
    0x1C0C2412,
    0x38086C24,
    0x3090FC48,
    0x21B1F890,
    0x03F3F120,
)
_BEGINNINGS: dict[str, int] = {word[:ENOUGH]: at for word, at in WORD_INDEX_MAP.items()}


def spoken(numbers: Iterable[int]) -> list[str]:
    """The words of numbers below 1,024."""
    return [WORDLIST[number] for number in numbers]


def numbers(text: str) -> list[int]:
    """The numbers of words, written whole or by four letters; refuses one that is not known."""
    return [_number(place, word) for place, word in enumerate(text.split(), start=1)]


def _number(place: int, word: str) -> int:
    small = word.lower()
    if small in WORD_INDEX_MAP or (len(small) == ENOUGH and small in _BEGINNINGS):
        return _BEGINNINGS[small[:ENOUGH]]
    near = difflib.get_close_matches(small, WORDLIST, 1)
    hint = f" Did you read “{near[0]}”?" if near else " Look at how it is written."
    raise Refusal(f"Word {place}, “{word[:20]}”, is not in the list of words.{hint}")


def checksum(data: Sequence[int], label: bytes) -> list[int]:
    """The three numbers that follow the data."""
    value = _polymod([*label, *data, 0, 0, 0]) ^ 1
    return [value >> RADIX * at & 1023 for at in (2, 1, 0)]


def is_whole(data: Sequence[int], label: bytes) -> bool:
    """Whether the last three numbers are the checksum of those before."""
    return _polymod([*label, *data]) == 1


def mended(data: Sequence[int], label: bytes) -> tuple[int, int] | None:
    """The place and the right number of the one that is wrong; None where more than one is."""
    wrong = _polymod([*label, *data]) ^ 1
    effects = [1 << bit for bit in range(RADIX)]  # of each bit of the last number
    for place in reversed(range(len(data))):
        known = {0: 0}
        for bit, effect in enumerate(effects):
            known |= {seen ^ effect: error | 1 << bit for seen, error in known.items()}
        if wrong in known:
            return place, data[place] ^ known[wrong]
        effects = [_step(effect, 0) for effect in effects]
    return None


def _polymod(values: Iterable[int]) -> int:
    value = 1
    for one in values:
        value = _step(value, one)
    return value


def _step(value: int, one: int) -> int:
    top = value >> 20
    value = (value & 0xFFFFF) << RADIX ^ one
    for bit, generator in enumerate(GENERATOR):
        if top >> bit & 1:
            value ^= generator
    return value

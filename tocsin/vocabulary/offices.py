"""Names of offices, made alike across languages and spellings, for comparing alone."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from tocsin.kernel.texts.alike import bare

FILE = Path(__file__).with_name("offices.toml")


@cache
def _words() -> tuple[dict[str, str], frozenset[str]]:
    told = tomllib.loads(FILE.read_text("utf-8"))
    same = {one: words[0] for words in told["words"] for one in words}
    return same, frozenset(told["joints"])


def alike(name: str) -> str:
    """The words that tell which office it is, in one language and in order of the alphabet.

    Of a name made of nothing but joints all words are kept.
    """
    same, joints = _words()
    said = bare(name).split()
    telling = [same.get(one, one) for one in said if one not in joints]
    return " ".join(sorted(telling or said))

"""Files with a word planted in each place where a file can tell what nobody sees in it.

Each module makes files of one family: `files()` yields (where the word is, name, bytes). The word
is `word(where)`, another one for each place. Nobody and nothing in them is real.
"""

from __future__ import annotations

import hashlib


def word(where: str) -> str:
    """The word planted in that place: 24 letters that stand nowhere else."""
    return "CANARY" + hashlib.sha256(where.encode()).hexdigest()[:18].upper()

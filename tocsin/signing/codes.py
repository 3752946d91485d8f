"""A receipt's 32 bytes as a code that a person writes down: thirteen groups of five letters.

Crockford's base 32 (no I, L, O, U): four letters of a group carry 20 bits, the fifth checks them
and the group's place, so that a slip of the pen is named by its group.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
SIZE, GROUPS, LONG = 32, 13, 4
PAD = GROUPS * LONG * 5 - SIZE * 8  # bits that are nothing
# From and to RFC 4648, whose letters are others; a hyphen is none.
VALUES = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bytes(range(32)))
WRITTEN = bytes.maketrans(bytes(range(32)), LETTERS.encode())
FIELD = 0b100101  # x⁵ + x² + 1: arithmetic in which one wrong or two swapped letters always show


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ FIELD if value & 32 else value


def _doublings() -> Iterator[tuple[int, ...]]:
    """Of each of 32 values what comes of doubling it once, twice, and so on."""
    values = tuple(range(32))
    for _letter in range(LONG):
        values = tuple(map(_doubled, values))
        yield values


FOURTH, THIRD, SECOND, FIRST = _doublings()  # what each letter of a group adds to the fifth


def _check(values: Sequence[int], group: int) -> int:
    """The fifth letter's value for the four before it and the group's place."""
    one, two, three, four = values
    return group ^ FIRST[one] ^ SECOND[two] ^ THIRD[three] ^ FOURTH[four]


def write(r: bytes) -> str:
    """The code, its groups parted by hyphens."""
    values = base64.b32encode(r + bytes(3)).translate(VALUES)
    groups = (values[at * LONG : (at + 1) * LONG] for at in range(GROUPS))
    whole = (group + bytes([_check(group, at)]) for at, group in enumerate(groups))
    return b"-".join(whole).translate(WRITTEN).decode()


def read(text: str) -> bytes:
    """The 32 bytes; a Refusal names the group that was mistyped, or says what is missing."""
    kept = [one for one in text.upper().translate(READ_AS) if not one.isspace() and one not in "-–"]
    if len(kept) != GROUPS * (LONG + 1):
        raise Refusal(
            _("A code has 13 groups of 5 letters and digits; this one has %(number)d of 65.")
            % {"number": len(kept)},
            "code",
        )
    number = 0
    for at in range(GROUPS):
        *group, check = (LETTERS.find(one) for one in kept[at * (LONG + 1) : (at + 1) * (LONG + 1)])
        if min(*group, check) < 0 or _check(group, at) != check:
            raise Refusal(
                _("Group %(group)d of the code is mistyped. Compare it with what you wrote down.")
                % {"group": at + 1},
                "code",
            )
        for value in group:
            number = number << 5 | value
    if number & ((1 << PAD) - 1):
        raise Refusal(_("This is no code of a receipt. Compare it with what you wrote."), "code")
    return (number >> PAD).to_bytes(SIZE, "big")

"""A secret in n shares of which k give it back and k − 1 tell nothing: SLIP-0039.

Shamir's scheme over GF(256), each share as words with a checksum; of the secret a digest is shared
with it, so that shares which do not belong together are noticed. Written here, because the
reference implementation asks not to be used for secrets; both read each other's shares. What others
split into groups is read; what is split here is one group.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tocsin.kernel.crypto import words
from tocsin.kernel.refusal import Refusal

MOST = 16
SECRET, DIGEST = 255, 254  # the places of both on the polynomial
DIGEST_SIZE = 4
ROUNDS, ITERATIONS = 4, 2500
# Each step doubles the work of joining. We write 0; published vectors go to 2; 15 takes minutes.
EXPONENT, MOST_EXPONENT = 0, 2
HEADER, SHORTEST = 4, 20  # words
LABELS = (b"shamir", b"shamir_extendable")


class Unfit(Refusal):
    """Shares that do not belong together; `which` are their places among those given."""

    def __init__(self, sentence: str, which: Sequence[int] = ()) -> None:
        super().__init__(sentence)
        self.which = tuple(which)


@dataclass(frozen=True)
class Share:
    """One share: of set `identifier` the number `index` (from 0), of which `need` are enough."""

    identifier: int
    extendable: bool
    exponent: int
    group: int
    groups_needed: int
    groups: int
    index: int
    need: int
    value: bytes

    @property
    def common(self) -> tuple[int, ...]:
        """What all shares of one set have in common."""
        mine = (self.identifier, self.extendable, self.exponent)
        return (*mine, self.groups_needed, self.groups, len(self.value))

    def text(self) -> str:
        """Its words: 33 for a secret of 32 bytes."""
        fields = (
            (self.identifier, 15),
            (int(self.extendable), 1),
            (self.exponent, 4),
            (self.group, 4),
            (self.groups_needed - 1, 4),
            (self.groups - 1, 4),
            (self.index, 4),
            (self.need - 1, 4),
        )
        head = 0
        for value, width in fields:
            head = head << width | value
        size = -(-len(self.value) * 8 // words.RADIX)
        whole = head << size * words.RADIX | int.from_bytes(self.value, "big")
        count = HEADER + size
        data = [whole >> words.RADIX * at & 1023 for at in reversed(range(count))]
        return " ".join(words.spoken(data + words.checksum(data, LABELS[self.extendable])))


def parse(text: str) -> Share:
    """The share that words tell; a Refusal names the word that is wrong, where it is one."""
    data = words.numbers(text)
    if len(data) < SHORTEST:
        raise Refusal(f"These are {len(data)} words, and a share of a key has 33.")
    padding = (len(data) - HEADER - words.CHECKSUM) * words.RADIX % 16
    if padding > 8:
        raise Refusal(f"These are {len(data)} words; one is missing or too many.")
    if not words.is_whole(data, _label(data)):
        raise Refusal(_told(data))
    return _read(data, padding)


def _label(data: Sequence[int]) -> bytes:
    return LABELS[data[1] >> 4 & 1]


def _told(data: list[int]) -> str:
    for label in LABELS:
        found = words.mended(data, label)
        if found is None:
            continue
        place, right = found
        if _label([*data[:place], right, *data[place + 1 :]]) == label:
            wrong, better = words.spoken([data[place], right])
            return f"Word {place + 1}, “{wrong}”, is wrong; it should be “{better}”. Look again."
    return "Several of these words are wrong, or two changed places. Compare each with the paper."


def _read(data: Sequence[int], padding: int) -> Share:
    head = 0
    for number in data[:HEADER]:
        head = head << words.RADIX | number
    found = []
    for width in (4, 4, 4, 4, 4, 4, 1, 15):
        found.append(head & (1 << width) - 1)
        head >>= width
    need, index, groups, needed, group, exponent, extendable, identifier = found
    value, bits = 0, (len(data) - HEADER - words.CHECKSUM) * words.RADIX - padding
    for number in data[HEADER : -words.CHECKSUM]:
        value = value << words.RADIX | number
    if value >> bits or needed > groups:
        raise Refusal("These words are of no share. Take the words as they were printed.")
    mine = (identifier, bool(extendable), exponent, group, needed + 1, groups + 1)
    return Share(*mine, index, need + 1, value.to_bytes(bits // 8, "big"))


def split(secret: bytes, need: int, of: int) -> list[Share]:
    """Shares of a secret of 16 bytes or more, an even number."""
    if not 1 <= need <= of <= MOST or (need == 1 and of > 1):
        raise Refusal(
            f"{need} of {of} cannot be: at least 2 are needed, at most {MOST} are made, and no "
            "more are needed than are made."
        )
    identifier = secrets.randbelow(1 << 15)
    hidden = _cipher(secret, b"", range(ROUNDS), EXPONENT, b"")
    values = _split(hidden, need, of)
    mine = (identifier, True, EXPONENT, 0, 1, 1)
    return [Share(*mine, at, need, value) for at, value in enumerate(values)]


def join(shares: Sequence[Share], passphrase: bytes = b"") -> bytes:
    """The secret. Raises Unfit with the shares that are too few, foreign or altered.

    And, before anything is derived, where they ask for more work than MOST_EXPONENT.
    """
    if not shares:
        raise Unfit("No share was given.")
    _same_set(shares)
    _little_work(shares[0].exponent)
    first, groups = shares[0], defaultdict[int, list[Share]](list)
    for share in shares:
        groups[share.group].append(share)
    if len(groups) != first.groups_needed:
        raise Unfit(
            f"Shares of {first.groups_needed} groups are needed, and these are of {len(groups)}."
        )
    points = {group: _join_group(shares, members) for group, members in groups.items()}
    hidden = _recover(points, first.groups_needed)
    salt = b"" if first.extendable else b"shamir" + first.identifier.to_bytes(2, "big")
    return _cipher(hidden, passphrase, reversed(range(ROUNDS)), first.exponent, salt)


def _same_set(shares: Sequence[Share]) -> None:
    kinds = [share.common for share in shares]
    most = max(kinds, key=kinds.count)
    foreign = [at for at, kind in enumerate(kinds) if kind != most]
    if foreign:
        if kinds.count(most) * 2 <= len(kinds):
            foreign = list(range(len(kinds)))
        raise Unfit("belongs to another set than the others. Leave it out.", foreign)


def _little_work(exponent: int) -> None:
    if exponent > MOST_EXPONENT:
        asked, most = (ROUNDS * ITERATIONS << one for one in (exponent, MOST_EXPONENT))
        raise Unfit(
            f"These shares ask for {asked:,} steps before they open, and Tocsin takes at most "
            f"{most:,}. They were not made by it: take those that were, or join these with the "
            "program that made them."
        )


def _join_group(given: Sequence[Share], members: Sequence[Share]) -> bytes:
    need = members[0].need
    places = [at for at, share in enumerate(given) if share in members]
    if any(share.need != need for share in members):
        raise Unfit("does not agree with the others on how many are needed.", places)
    points: dict[int, bytes] = {}
    for share in members:
        if points.setdefault(share.index, share.value) != share.value:
            twice = [at for at in places if given[at].index == share.index]
            raise Unfit("has the same number as another one and other words.", twice)
    if len(points) < need:
        raise Unfit(f"{need} different shares are needed, and these are {len(points)}.")
    secret, wrong = _tried(points, need)
    if wrong:
        where = [at for at in places if given[at].index in wrong]
        raise Unfit("was altered, or belongs to another set. Leave it out.", where)
    return secret


def _tried(points: Mapping[int, bytes], need: int) -> tuple[bytes, set[int]]:
    """The secret, and the numbers of shares that do not lie on its polynomial."""
    for some in combinations(sorted(points), need):
        chosen = {index: points[index] for index in some}
        try:
            secret = _recover(chosen, need)
        except Unfit:
            continue
        wrong = {index for index in points if _at(chosen, index) != points[index]}
        return secret, wrong
    more = "" if len(points) > need else " Add one more, and the wrong one is found."
    raise Unfit(f"These shares do not fit together: one was altered or is of another set.{more}")


def _split(secret: bytes, need: int, of: int) -> list[bytes]:
    if need == 1:
        return [secret] * of
    values = [secrets.token_bytes(len(secret)) for _at_random in range(need - 2)]
    rest = secrets.token_bytes(len(secret) - DIGEST_SIZE)
    points = dict(enumerate(values))
    points |= {DIGEST: _digest(rest, secret) + rest, SECRET: secret}
    return values + [_at(points, place) for place in range(need - 2, of)]


def _recover(points: Mapping[int, bytes], need: int) -> bytes:
    if need == 1:
        return next(iter(points.values()))
    secret, told = _at(points, SECRET), _at(points, DIGEST)
    if not hmac.compare_digest(told[:DIGEST_SIZE], _digest(told[DIGEST_SIZE:], secret)):
        raise Unfit("These shares do not fit together.")
    return secret


def _digest(rest: bytes, secret: bytes) -> bytes:
    return hmac.digest(rest, secret, hashlib.sha256)[:DIGEST_SIZE]


def _cipher(
    data: bytes, passphrase: bytes, rounds: Iterable[int], exponent: int, salt: bytes
) -> bytes:
    """Four rounds of Feistel, as SLIP-0039 asks; with an empty passphrase it hides nothing."""
    half = len(data) // 2
    left, right = data[:half], data[half:]
    for number in rounds:
        key = bytes([number]) + passphrase
        mask = hashlib.pbkdf2_hmac("sha256", key, salt + right, ITERATIONS << exponent, half)
        left, right = right, bytes(a ^ b for a, b in zip(left, mask, strict=True))
    return right + left


def _tables() -> tuple[list[int], list[int]]:
    """Powers of x + 1 in GF(256) modulo x⁸ + x⁴ + x³ + x + 1, and their logarithms."""
    powers, logs, value = [], [0] * 256, 1
    for at in range(255):
        powers.append(value)
        logs[value] = at
        value ^= value << 1
        if value & 0x100:
            value ^= 0x11B
    return powers, logs


_POWERS, _LOGS = _tables()


def _at(points: Mapping[int, bytes], place: int) -> bytes:
    """The polynomial through the points, at another place (Lagrange)."""
    if place in points:
        return points[place]
    result = bytes(len(next(iter(points.values()))))
    whole = sum(_LOGS[one ^ place] for one in points)
    for one, value in points.items():
        others = sum(_LOGS[one ^ other] for other in points if other != one)
        weight = (whole - _LOGS[one ^ place] - others) % 255
        result = bytes(
            seen ^ (_POWERS[(_LOGS[byte] + weight) % 255] if byte else 0)
            for seen, byte in zip(result, value, strict=True)
        )
    return result

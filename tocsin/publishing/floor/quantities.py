"""Numbers in words and digits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.words import Word

NEAR = 3  # words before a number, among which “nearly” may stand
MOST = 6  # numbers of claims that are added up
LONGEST = 3  # words of one number: “vingt et un”


def placed(words: Sequence[Word], rules: Rules) -> list[tuple[int, int]]:
    """Each number with the place of its first word; “twenty-six” is one number."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        end, number = _number(words, at, rules)
        # “one” alone is hardly ever a number.
        if number is not None and (number != 1 or words[at].kind == "number"):
            found.append((at, number))
        at = max(end, at + 1)
    return found


def numbers(words: Sequence[Word], rules: Rules) -> set[int]:
    """The numbers of a text."""
    return {number for _at, number in placed(words, rules)}


def is_near(words: Sequence[Word], at: int, rules: Rules) -> bool:
    """Whether the number at this place is only about right: “nearly 300”, “300 or so”."""
    before = {word.low for word in words[max(0, at - NEAR) : at + 1]}
    return bool(rules.lists["approximate"] & before)


def bounds(words: Sequence[Word], rules: Rules) -> set[int]:
    """The two ends of “between 250 and 300”: neither is a number that is known."""
    found = placed(words, rules)
    starts = [at for at, word in enumerate(words) if word.low in rules.lists["between"]]
    inside = [
        [number for at, number in found if start < at <= start + NEAR + 2] for start in starts
    ]
    return {number for pair in inside if len(pair) > 1 for number in pair}


def vague(words: Sequence[Word], rules: Rules) -> list[tuple[int, int]]:
    """“Dozens”, “hundreds”: each with its place and the least that it means."""
    lows = enumerate(word.low for word in words)
    return [(at, rules.vague[low]) for at, low in lows if low in rules.vague]


def sums(given: set[int]) -> set[int]:
    """What two or three of the numbers make together."""
    few = sorted(given)[:MOST]
    return {sum(some) for size in (2, 3) for some in combinations(few, size)}


def _number(words: Sequence[Word], at: int, rules: Rules) -> tuple[int, int | None]:
    """Where a number ends that begins at `at`, and which it is."""
    total = last = 0
    start = at
    while at < len(words):
        at += at > start and _is_and(words, at, last, rules)
        value, end = _value(words, at, rules)
        if value is None:
            break
        if at > start and not _joins(last, value):
            break
        if value in {100, 1000, 1_000_000} and at > start:
            total = total * value if total < value else total + value
        else:
            total += value
        last = value
        at = end
    return (at, total) if at > start else (at, None)


def _is_and(words: Sequence[Word], at: int, last: int, rules: Rules) -> bool:
    """Whether “and” joins what follows to a number: “a hundred and twenty”."""
    if last not in {100, 1000} or words[at].low not in rules.lists["conjunctions"]:
        return False
    behind = rules.numbers.get(words[at + 1].low) if at + 1 < len(words) else None
    return behind is not None and behind < 100


def _joins(last: int, value: int) -> bool:
    """Twenty six, two hundred, 3 million; not “two three”."""
    return value in {100, 1000, 1_000_000} or (last >= 20 and value < last and last % 10 == 0)


def _value(words: Sequence[Word], at: int, rules: Rules) -> tuple[int | None, int]:
    """The number that words at this place are (“quatre vingt”, “twelve”), and where they end."""
    word = words[at]
    if word.kind == "number":
        return (int(word.low) if word.low.isdecimal() else None), at + 1
    for size in range(LONGEST, 0, -1):
        joined = " ".join(one.low for one in words[at : at + size])
        if joined in rules.numbers:
            return rules.numbers[joined], at + size
    return None, at + 1

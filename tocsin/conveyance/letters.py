"""Names and comments as they are printed, where no font has one of their letters.

Pictures stand by their names and what Unicode has not given out by its number. Letters that no font
of this machine has stand by their numbers where a person chose it; `names.csv` has the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

from tocsin.kernel.printing import paper
from tocsin.kernel.printing.clusters import clusters, is_jamo, is_mark
from tocsin.kernel.refusal import Refusal

TEMPLATE = Path(__file__).with_name("dossier.typ")
# What people write beside their names; a test prints all of it.
PICTURES = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
ASCII = frozenset(map(chr, range(128)))
NONE: Set[str] = frozenset()
AT_ONCE = 10_000  # letters that typst is asked for in one run
MOST = 50_000  # letters with marks that are kept in memory
PARTS = ("name", "comment")
Person = Mapping[str, str]
Printing = Callable[[list[dict[str, str]]], bytes]


def printed(text: str, lacking: Set[str] = NONE) -> str:
    """The text for paper; what is `lacking` (letters, or letters with their marks) by number.

    No font can have a number that is not given out, and ours have few pictures; one of them would
    keep all voices from being printed.
    """
    if text.isascii():
        return text
    told = PICTURES.sub(_name, text)
    if not lacking:
        return told if told.isprintable() else "".join(map(_sign, told))
    return "".join(_shown(one, lacking) for one in clusters(told))


def _sign(one: str) -> str:
    return _numbers(one) if unicodedata.category(one) == "Cn" else one


def _numbers(text: str) -> str:
    return "".join(f"[{paper.code(one)}]" for one in text)


def _name(found: re.Match[str]) -> str:
    return f"[{name.lower()}]" if (name := unicodedata.name(found[0], "")) else found[0]


def _shown(cluster: str, lacking: Set[str]) -> str:
    """A letter that is lacking takes its marks along; marks alone leave the letter as it is."""
    letter, marks = cluster[0], cluster[1:]
    if letter in lacking or (cluster in lacking and is_jamo(letter)):
        return _numbers(cluster)
    by_number = cluster in lacking or not lacking.isdisjoint(marks)
    return _sign(letter) + (_numbers(marks) if by_number else marks)


def without_font(people: Iterable[Person]) -> set[str]:
    """What of their names and comments no font has; few runs of typst, however many they are."""
    found: set[str] = set()
    seen, asked = set(ASCII), set[str]()
    for one in people:
        for part in PARTS:
            if not seen.issuperset(text := printed(one[part])):
                new = {each for each in _parts(text) if each not in seen}
                asked |= new
                seen.update(each for each in new if not is_mark(each[0]))
        if len(asked) >= AT_ONCE:
            _ask(asked, found)
            asked = set()
            seen = seen if len(seen) < MOST else set(ASCII)
    return _ask(asked, found)


def _parts(text: str) -> Iterator[str]:
    """What is asked for: letters with their marks, and of these the letter alone too."""
    for one in clusters(text):
        yield one
        if len(one) > 1 and not is_jamo(one[0]):
            yield one[0]


def _ask(asked: set[str], found: set[str]) -> set[str]:
    """Adds to what is found; past what memory has room for, marks without their letters."""
    for one in paper.without_font(asked) if asked else ():
        if len(one) == 1 or len(found) < MOST:
            found.add(one)
        elif one[0] not in found:
            found.update(one[1:])
    return found


def refusal(people: Iterable[Person], lacking: Set[str]) -> Refusal:
    """Names the letter, how many there are, on how many lines, and both remedies."""
    letters = sorted(
        (one for one in lacking if len(one) == 1 or one[0] not in lacking),
        key=lambda one: (len(one), one),
    )
    lines = sum(any(_lacks(one[part], lacking) for part in PARTS) for one in people)
    others = len(letters) - 1
    more = f", nor {others:,} other{'s' if others > 1 else ''}" if others else ""
    have = f"{lines:,} of those named {'has' if lines == 1 else 'have'}"
    said = (
        f"No font on this machine has the letter “{letters[0]}” ({paper.code(letters[0])}){more}; "
        f"{have} such in their name or comment."
    )
    if all(len(one) > 1 and not is_jamo(one[0]) for one in letters):
        return Refusal(
            f"{said} There is one for the letter without its mark: repeat the command with "
            f"--print-by-number, which prints such marks as {_numbers(letters[0][1])} and all "
            "letters as they are."
        )
    return Refusal(
        f"{said} Install a font, e.g. Debian’s package fonts-noto-cjk or fonts-noto-extra, or "
        f"repeat the command with --print-by-number, which prints such letters as "
        f"{_numbers(letters[0])} and all others as they are."
    )


def _lacks(text: str, lacking: Set[str]) -> bool:
    return printed(text, lacking) != printed(text)


class Letters:
    """What no font has of the names and comments of all, and whether it is printed by number."""

    def __init__(self, people: Iterable[Person], *, by_number: bool) -> None:
        """Raises Refusal where something is lacking that is not to be printed by number."""
        self.lacking, self._by_number = without_font(people), by_number
        if self.lacking and not by_number:
            raise refusal(people, self.lacking)

    def put(self, people: Sequence[Person], printing: Printing) -> tuple[bytes, int]:
        """What is printed of some people, and how many of their lines have letters by number.

        Beside other letters one may lack the font that it has alone: then it is lacking in the
        text where it stands so, and where that cannot be told, in all.
        """
        odd: dict[str, Set[str]] = {}
        while True:
            lines = [self._line(one, odd) for one in people]
            try:
                return printing(lines), sum(bool(one["by_number"]) for one in lines)
            except paper.NoFont as error:
                letters = _named_by(error)
                found = self._odd(people, letters - self.lacking, odd)
                if found is None:
                    raise
                if not self._by_number:
                    some = [one for one in people if not found.keys().isdisjoint(_texts(one))]
                    raise refusal(some or people, letters) from error
                if not found:
                    self.lacking |= letters
                odd |= found

    def _line(self, one: Person, odd: Mapping[str, Set[str]]) -> dict[str, str]:
        """A person as printed; `by_number` is not empty where letters stand by their numbers."""
        told = {part: self._told(one[part], odd) for part in PARTS}
        numbered = any(told[part].count("[U+") > one[part].count("[U+") for part in PARTS)
        return {**one, **told, "by_number": "yes" if numbered else ""}

    def _told(self, text: str, odd: Mapping[str, Set[str]]) -> str:
        return printed(text, self.lacking | odd[text] if text in odd else self.lacking)

    def _odd(
        self, people: Sequence[Person], letters: Set[str], odd: Mapping[str, Set[str]]
    ) -> dict[str, Set[str]] | None:
        """The texts that cannot be shown for these letters; None where no text has any of them."""
        each = {text for one in people for text in _texts(one)}
        texts = {text for text in each if any(one in text for one in letters)}
        if not texts:
            return None
        told = {text: self._told(text, odd) for text in texts}
        failing = paper.without_font(set(told.values()))
        known = {text: odd.get(text, NONE) for text in texts if told[text] in failing}
        return {text: had | letters for text, had in known.items() if not letters <= had}


def _named_by(error: paper.NoFont) -> set[str]:
    """With their marks where these are lost; where a mark has no font, its letter is named too."""
    if isinstance(error, paper.Lost):
        return set(error.letters)
    return {one for one in "".join(error.letters) if not one.isascii()}


def _texts(one: Person) -> list[str]:
    return [one[part] for part in PARTS]

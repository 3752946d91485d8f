"""What governs each word of a sentence: who says it, what is doubted, feared, disputed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.publishing.floor.clauses import Clause, clauses, is_open
from tocsin.publishing.floor.reaches import Reach
from tocsin.publishing.floor.sentences import sentences
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found
from tocsin.vocabulary.wording.words import Word

OPENERS = frozenset('":;?!–(')  # behind which any word may have a capital


@dataclass
class Sentence:
    """A sentence taken apart. `covers[i]` tells for word i the kinds that govern it, each with
    the place of the mark (a larger one is nearer to the word)."""

    text: str
    words: list[Word]
    marks: list[Found]
    clauses: list[Clause]
    covers: list[dict[str, int]] = field(default_factory=list)
    marked: dict[int, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    named: frozenset[int] = frozenset()  # words in a name or an idiom, whatever they mean

    def clause_of(self, at: int) -> int:
        """The number of the clause that holds a word."""
        return next(n for n, one in enumerate(self.clauses) if one.start <= at < one.end)

    def begs(self, rules: Rules) -> bool:
        """“Could you order …, beaten by …?” asks for something and presupposes the rest."""
        polite = rules.lists["first_person"]
        requests = (mark for mark in self.marks if mark.kind == "request")
        return any(
            polite.intersection(self.words[at].low for at in range(one.start, one.end))
            for one in requests
        )

    def circumstance_of(self, at: int, rules: Rules) -> int | None:
        """The place of what alone is doubted of the event at `at`: “its part in the killing”."""
        lists = rules.lists
        for i in range(at - 1, self.clauses[self.clause_of(at)].start, -1):
            low = self.words[i].low
            if low in lists["auxiliary"] or i in self.marked:
                return None
            if low in lists["prepositions"] and self.words[i - 1].low in lists["circumstances"]:
                return i - 1
        return None

    def holders(self, rules: Rules) -> set[int]:
        """The words that name who says it: before a verb of saying, behind “according to”."""
        found: set[int] = set()
        for mark in self.marks:
            home = self.clauses[self.clause_of(mark.start)]
            speaks = mark.kind in {"attribution", "view"} and mark.reach in {"speech", "holder"}
            if speaks:
                if mark.reach == "holder":
                    found.update(self._described(mark))
                found.update(self._told_whom(mark, home, rules))
                ahead = range(mark.end, home.end)
                named = mark.reach == "holder" and home.end < len(self.words)
                named = named or (mark.start == home.start and home.opening == "comma")
                if named or not self._has_event(ahead, rules):
                    found.update(ahead)
            before = range(home.start, mark.start)
            if (speaks or mark.kind == "dispute") and not self._has_event(before, rules):
                found.update(before)
        return found

    def _described(self, mark: Found) -> range:
        """“According to X, who defends two of them, …”: what is told of X."""
        following = self.clauses[self.clause_of(mark.start) + 1 :][:1]
        relative = following and following[0].opening == "relative"
        return range(following[0].start, following[0].end) if relative else range(0)

    def _has_event(self, places: range, rules: Rules) -> bool:
        return any(rules.is_event(self.words[at].low) for at in places)

    def _told_whom(self, mark: Found, home: Clause, rules: Rules) -> range:
        """“told the Refuge Desk that …”: whom it was told is no part of what was told."""
        for at in range(mark.end, home.end):
            if self.words[at].low in rules.lists["complement"]:
                return range(mark.end, at)
        return range(0)


def taken_apart(text: str, rules: Rules) -> Sentence:
    """The sentence with its marks, its clauses and what governs each word."""
    words = _joined(text, rules)
    named = _named(words)
    found = rules.marks.find([word.low for word in words])
    marks = [
        mark for mark in found if mark.kind != "none" and not _is_name(words, mark, named, rules)
    ]
    sentence = Sentence(text, words, marks, clauses(words, marks, rules) if words else [])
    idle = (one for one in found if one.kind == "none" and one.reach == "noun")
    sentence.named = named.union(*(range(one.start, one.end) for one in idle))
    sentence.covers = [{} for _word in words]
    for mark in marks:
        for at in range(mark.start, mark.end):
            sentence.marked[at] = mark.kind
    for mark in marks:
        Reach(sentence, mark, rules).spread()
    _leave_open(sentence, rules)
    return sentence


def _joined(text: str, rules: Rules) -> list[Word]:
    """The words; where the text holds further sentences, a semicolon stands between them."""
    found: list[Word] = []
    for one in sentences(text, rules.language):
        if found and found[-1].low not in {"?", "!", ";"}:
            found.append(Word(";", ";", "mark"))
        found += rules.words(one)
    return found


def _named(words: Sequence[Word]) -> frozenset[int]:
    """Capitals that open nothing: “Block C”, “9 March”, “Lawyers Against the Gallows”."""
    capital = [at for at, word in enumerate(words) if word.is_capital]
    if 2 * len(capital) > len(words):
        return frozenset()  # a headline in capitals
    return frozenset(
        at
        for at in capital
        if at and words[at - 1].low not in OPENERS and not words[at].text.isupper()
    )


def _is_name(words: list[Word], mark: Found, named: frozenset[int], rules: Rules) -> bool:
    """“Against the Gallows”; in a short sentence “Ли” is a name too."""
    word, before = words[mark.start], words[max(0, mark.start - 1)]
    if mark.start in named:
        return True
    if mark.end - mark.start > 1 or mark.start == 0 or before.kind == "mark":
        return False
    return rules.is_strict and word.is_capital and not word.text.isupper()


def _leave_open(sentence: Sentence, rules: Rules) -> None:
    """A question that yes or no would answer leaves open what it asks."""
    start = 0
    for at, word in enumerate(sentence.words):
        if word.low in {"?", "!", ";"} or word.low == ":":
            asked = [one.low for one in sentence.words[start:at]]
            begged = sentence.begs(rules)
            if word.low == "?" and asked and not begged and is_open(asked, rules):
                for place in range(start, at):
                    sentence.covers[place]["open"] = start
            start = at + 1

"""A sentence is taken apart: who says each word of it, what is doubted, feared, disputed."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.publishing.floor.clauses import clauses, is_open
from tocsin.publishing.floor.governed import Sentence
from tocsin.publishing.floor.reaches import Reach
from tocsin.publishing.floor.sentences import sentences
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.phrases import Found
from tocsin.vocabulary.wording.words import Word

OPENERS = frozenset('":;?!–(')  # behind which any word may have a capital


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

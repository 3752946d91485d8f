"""Which words of a sentence tell which claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.publishing.floor.cited import PLAIN, Cited
from tocsin.publishing.floor.clauses import clauses
from tocsin.publishing.floor.governed import Sentence
from tocsin.vocabulary.wording import Rules
from tocsin.vocabulary.wording.words import Word

SAME, KIN, LESS = 3, 2, 1
LONGEST = 2_000  # characters of a claim that are looked at
ASIDE = frozenset({"relative", "restrictive", "escaping"})
UNTOLD = frozenset({"doubt", "attribution", "may", "open", "dispute"})


@dataclass
class Known:
    """The words of a claim (or of a source), by stem and by family."""

    stems: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    less: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)  # stems told only in passing: “who fled”

    def add(self, words: Sequence[Word], rules: Rules) -> None:
        """Takes in the words that carry a meaning."""
        for word in words:
            if carries(word, rules):
                self.stems.add(rules.stem(word.low))
                for name in rules.families_of(word.low):
                    self.families.add(name)
                    self.less |= rules.families[name].below | rules.families[name].above

    def score(self, word: Word, rules: Rules) -> int:
        """How well a word fits: 3 the same word, 2 one of its family, 1 one that says less."""
        stem = rules.stem(word.low)
        if stem in self.stems or any(rules.stems.meet(stem, one) for one in self.stems):
            return SAME
        families = rules.families_of(word.low)
        if self.families & families:
            return KIN
        return LESS if self.less & families else 0


def carries(word: Word, rules: Rules) -> bool:
    """Whether a word carries a meaning of its own."""
    return word.kind != "mark" and word.low not in rules.lists["function"]


def known(text: str, rules: Rules) -> Known:
    """What a text holds."""
    found = Known()
    words = rules.words(text[:LONGEST])
    found.add(words, rules)
    main: set[str] = set()
    for clause in clauses(words, (), rules) if words else ():
        stems = {rules.stem(word.low) for word in words[clause.start : clause.end]}
        (found.beside if clause.opening in ASIDE else main).update(stems)
    found.beside -= main
    return found


@dataclass
class Told:
    """For each claim the places in the sentence that tell it; `matched` are all that fit any."""

    core: dict[int, list[int]]
    matched: set[int]
    scores: list[dict[int, int]]
    loose: set[int] = field(default_factory=set)  # claims of which no event was found
    shared: set[int] = field(default_factory=set)  # claims of which a plain one tells all words

    def surest(self, number: int) -> list[int]:
        """The places that hold the very words of a claim, else all that tell it."""
        core = self.core[number]
        return [at for at in core if self.scores[number].get(at) == SAME] or core

    def instead(self, sentence: Sentence, rules: Rules) -> set[int]:
        """Words that stand for a claim of which no verb is found: “led away” for “arrested”."""
        found: set[int] = set()
        for number, score in enumerate(self.scores):
            lows = {at: sentence.words[at].low for at in score}
            if number in self.loose and not any(map(rules.is_verb, lows.values())):
                found.update(self.core[number])
            elif not any(rules.is_past(low) for low in lows.values()):
                own = [at for at, word in enumerate(sentence.words) if rules.is_past(word.low)]
                found.update([at for at in own if _is_light(sentence, at, self, rules)][:1])
        return found


def _is_light(sentence: Sentence, at: int, told: Told, rules: Rules) -> bool:
    """A verb that by itself tells nothing grave: “were pasted on the doors”."""
    return at not in told.matched and not rules.is_event(sentence.words[at].low)


def told(sentence: Sentence, claims: Sequence[Cited], rules: Rules) -> Told:
    """Aligns the sentence with its claims."""
    texts = [known(claim.text, rules) for claim in claims]
    scores = [_scores(sentence, text, rules) for text in texts]
    owned = [_owned(sentence, number, scores) for number in range(len(claims))]
    matched = {at for score in scores for at in score}
    core = {
        number: _core(
            sentence,
            _nearest(
                sentence, _main(sentence, places, texts[number], rules), scores[number], rules
            ),
            scores[number],
            rules,
        )
        for number, places in enumerate(owned)
    }
    found = Told(core, matched, scores)
    _leave_plain(found, sentence, claims, rules)
    for number, places in core.items():
        told_of = (at for at in places if at not in sentence.named)
        if any(rules.is_event(sentence.words[at].low) for at in told_of):
            continue
        if not places or _tells_event(claims[number], rules):
            found.loose.add(number)
            rest = _left_over(sentence, matched, len(claims), rules)
            found.core[number] = [*places, *rest] if places else rest
    return found


def _leave_plain(found: Told, sentence: Sentence, claims: Sequence[Cited], rules: Rules) -> None:
    """A word that a confirmed claim tells as well need not tell the weak one beside it; where
    “who” did it is asked, it does not.
    """
    plain = [found.scores[n] for n, claim in enumerate(claims) if claim.status in PLAIN]
    for number, claim in enumerate(claims):
        if claim.status in PLAIN or not found.core[number]:
            continue
        own = [at for at in found.core[number] if not any(at in score for score in plain)]
        if claim.status == "opinion":
            own = own or _left_over(sentence, found.matched, len(claims), rules)
        if not own:
            found.shared.add(number)
        found.core[number] = own or ([] if _asks_who(sentence, rules) else found.core[number])


def _asks_who(sentence: Sentence, rules: Rules) -> bool:
    """“It is not known who …”: not “the man who …”."""
    lows = [word.low for word in sentence.words]
    asking = [at for at, low in enumerate(lows) if low in rules.lists["who"]]
    apart = [at - 1 - (lows[at - 1] == ",") for at in asking if at > 1]
    return any(sentence.marked.get(at) in {"doubt", "certain", "open"} for at in asking + apart)


def _tells_event(claim: Cited, rules: Rules) -> bool:
    words = rules.words(claim.text[:LONGEST])
    return any(rules.is_event(word.low) or rules.is_past(word.low) for word in words)


def _scores(sentence: Sentence, text: Known, rules: Rules) -> dict[int, int]:
    found = {}
    for at, word in enumerate(sentence.words):
        if carries(word, rules) and sentence.marked.get(at) not in UNTOLD:
            score = text.score(word, rules)
            if score:
                found[at] = score
    return found


def _owned(sentence: Sentence, number: int, scores: Sequence[dict[int, int]]) -> list[int]:
    """The places where this claim fits as well as any other, by word, then by clause."""
    mine = scores[number]
    if len(scores) == 1:
        return sorted(mine)
    return [
        at
        for at in sorted(mine)
        if _weight(sentence, at, mine)
        >= max(_weight(sentence, at, other) for other in scores if at in other)
    ]


def _weight(sentence: Sentence, at: int, score: dict[int, int]) -> tuple[int, int]:
    clause = sentence.clauses[sentence.clause_of(at)]
    return score[at], sum(score.get(i, 0) for i in range(clause.start, clause.end))


def _main(sentence: Sentence, places: Sequence[int], text: Known, rules: Rules) -> Sequence[int]:
    """Without what the claim tells in passing, where the sentence tells more of it."""
    stems = [rules.stem(sentence.words[at].low) for at in places]
    main = [at for at, stem in zip(places, stems, strict=True) if stem not in text.beside]
    told = any(rules.is_event(sentence.words[at].low) for at in main)
    return main if told else places


def _nearest(
    sentence: Sentence, places: Sequence[int], score: dict[int, int], rules: Rules
) -> list[int]:
    """Without words that are only kin, in clauses that hold none of the claim's own verbs."""
    words = sentence.words
    same = [at for at in places if score[at] == SAME and rules.is_event(words[at].low)]
    if not same:
        return [*places]
    own = {sentence.clause_of(at) for at in same}
    return [at for at in places if score[at] == SAME or sentence.clause_of(at) in own]


def _core(
    sentence: Sentence, places: Sequence[int], score: dict[int, int], rules: Rules
) -> list[int]:
    """Events first, then verbs, then other words that are no names, then names."""
    words = sentence.words
    events = [at for at in places if rules.is_event(words[at].low) and at not in sentence.named]
    events = [at for at in events if score[at] > LESS] or events
    verbs = [at for at in places if rules.is_finite(words[at].low)]
    nouns = [at for at in places if not words[at].is_capital and words[at].kind == "word"]
    return events or verbs or nouns or list(places)


def _left_over(sentence: Sentence, matched: set[int], claims: int, rules: Rules) -> list[int]:
    """Where nothing fits: the sentence's own events and verbs tell the only claim."""
    words = sentence.words
    taken = {*sentence.marked, *sentence.named, *matched}
    free = [at for at in range(len(words)) if at not in taken]
    events = [at for at in free if rules.is_event(words[at].low)]
    verbs = [at for at in free if rules.is_finite(words[at].low)]
    if claims > 1:
        return events
    return events or verbs[:1] or [at for at in free if carries(words[at], rules)][:1]

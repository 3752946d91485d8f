"""Wordings that are offered in place of one that says too much."""

from __future__ import annotations

from tocsin.publishing.floor.cited import Cited
from tocsin.vocabulary.wording import Rules


def offer(claim: Cited, rules: Rules) -> str:
    """The claim as a sentence that carries what its status asks for."""
    pattern = rules.offers[claim.status]
    text = claim.text.strip().rstrip(".!… ")
    if not text:
        return ""
    if not pattern.startswith("{claim}"):
        text = _inside(text, rules)
    source = next((one.name for one in claim.sources if one.name), rules.offers["unnamed"])
    made = pattern.format(claim=text, source=source)
    return f"{made[:1].upper()}{made[1:]}."


def _inside(text: str, rules: Rules) -> str:
    """A small first letter, where the first word is no name."""
    first, *rest = [*rules.words(text)[:2], None, None][:2]
    if first is None or (len(first.text) > 1 and first.text.isupper()):
        return text
    small = first.low in rules.lists["function"] or first.low in {*rules.numbers, *rules.vague}
    named = rest[0] is not None and rest[0].is_capital
    if small or (rules.families_of(first.low) and not named):
        return text[:1].lower() + text[1:]
    return text

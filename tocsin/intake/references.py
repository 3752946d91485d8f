"""Other documents that a document names: those it answers, those of other organisations."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from tocsin.intake import identifiers, networks
from tocsin.intake.identifiers import Identifier

ALL_BEFORE = re.compile(
    r"\ball\s+(?:the\s+)?(?:previous|earlier|past|former|related)\b", re.IGNORECASE
)
# Words before an index number that make it a document referred to, and not the one at hand.
POINTS = re.compile(
    r"\b(?:see|refer\w*|further information on|follow-?up (?:to|on)|update (?:to|on)|cf|also"
    r"|quot\w+|issued|previous\w*|earlier|cited|re)\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
BEFORE = 80  # characters that are looked at for such words
OLD_SITE = re.compile(
    r"\bhttps?://[^\s:]{1,200}?(?:mainfile\.php|\?p=|news\.php\?id=)[^\s:]{0,100}", re.IGNORECASE
)


@dataclass
class References:
    """IDs as they are kept, and what could not be told."""

    related: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)  # numbers of documents inside this one
    cut: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    is_all: bool = False


def find(
    text: str,
    lists: list[str],
    own: Identifier | None,
    others: list[str],
    known: Collection[str] = (),
) -> References:
    """What a text refers to. `lists` are its “RE:” lines, where every number is a reference.

    Titles of other documents may hold anything, so only IDs part the list. `others` are IDs
    that the document gives itself beside its own, `known` the numbers of other networks that are
    its own there.
    """
    made = References(is_all=any(ALL_BEFORE.search(one) for one in lists))
    keys = {own.key} if own else set()
    keys |= {one.key for other in others for one in identifiers.find_all(other)}
    found = [one for part in lists for one in identifiers.find_all(part)]
    for one in [*found, *identifiers.find_all(text)]:
        if one.key not in keys:
            keys.add(one.key)
            made.related.append(str(one))
    _foreign(text, lists, made, known)
    made.cut = identifiers.cut(text)
    made.addresses = list(dict.fromkeys(OLD_SITE.findall(text)))
    return made


def _foreign(text: str, lists: list[str], made: References, known: Collection[str]) -> None:
    related = {number: None for part in lists for number in networks.numbers(part)}
    inner: dict[str, None] = {}
    for one in networks.NUMBER.finditer(text):
        before = text[max(0, one.start() - BEFORE) : one.start()].rsplit("\n", 1)[-1]
        (related if POINTS.search(before) else inner)[networks.plain(one)] = None
    made.related += [one for one in related if one not in known]
    made.inner = [one for one in inner if one not in related and one not in known]

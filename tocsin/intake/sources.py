"""Sources as a text names them, and which spellings are one source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from tocsin.kernel.texts.text import plain

# The first kind whose words are found is taken, so the more telling ones come first.
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b({words})\b", re.IGNORECASE))
    for kind, words in (
        (
            "family",
            "famil(y|ies)|relatives?|mother|father|parents?|wife|husband|sister|brother|son|daughter",
        ),
        ("witness", "(eye-?)?witness(es)?|bystanders?|neighbou?rs?|colleagues?"),
        ("victim", "victims?|survivors?|detainees?"),
        (
            "media",
            "newspapers?|dail(y|ies)|journalists?|reporters?|radio|television|TV|press|"
            "agenc(y|ies)|website|magazines?|media|broadcasters?|weekly|articles?|newsrooms?",
        ),
        (
            "official",
            "officials?|authorit(y|ies)|ministr(y|ies)|ministers?|police|spokes(man|woman|person)|"
            "officers?|government|guards?|governor|prosecutors?|army|embassy",
        ),
        ("document", "reports?|documents?|court order|decisions?|judge?ments?|letters?|verdicts?"),
    )
)
ANONYMOUS = re.compile(
    r"\b(anonymous|unnamed|unidentified|not (to be )?named|on condition of anonymity|"
    r"did not (give|want to give) (his|her|their|a) names?)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"[“\"]([^”\"]{2,60})[”\"]")
ALIKE = 85  # rapidfuzz ratio from which two spellings are offered as one


@dataclass(frozen=True)
class Source:
    """Who says it; `variants` are other spellings found in the same document."""

    name: str
    kind: str
    variants: tuple[str, ...] = field(default=())


def kind_of(words: str, default: str = "open source") -> str:
    """What kind of source some words speak of; anonymous officials are a kind of their own."""
    found = next((kind for kind, pattern in KINDS if pattern.search(words)), default)
    return "anonymous official" if found == "official" and ANONYMOUS.search(words) else found


def named(words: str) -> list[Source]:
    """The sources that a phrase such as “X”, “Y” and several other newspapers names."""
    kind = kind_of(words)
    names = [name for name in NAME.findall(words) if plain(name)]
    rest = NAME.sub("", words)
    others = re.search(r"\b(?:several|many|some|two|three|four|five|other)\b[\w ]*", rest)
    if names:
        found = [Source(" ".join(name.split()), kind) for name in names]
        if others:
            found.append(Source(" ".join(others.group().split()), kind))
        return found
    return [Source(_tidy(words), kind)] if _tidy(words) else []


def _tidy(words: str) -> str:
    words = re.sub(r"^\s*(the|an?|some|our)\s+", "", words.strip(" ,.;:"), flags=re.IGNORECASE)
    return " ".join(words.split())[:120]


def unite(sources: list[Source]) -> tuple[dict[str, Source], list[tuple[str, str]]]:
    """Each name's source, near spellings of one kind as one; and the pairs that were joined."""
    chosen: list[Source] = []
    table: dict[str, Source] = {}
    pairs: list[tuple[str, str]] = []
    for source in sources:
        if source.name in table:
            continue
        twin = next((one for one in chosen if _alike(one, source)), None)
        if twin is None:
            chosen.append(source)
            table[source.name] = source
            continue
        joined = twin
        if plain(twin.name) != plain(source.name):
            if not any(plain(name) == plain(source.name) for name in twin.variants):
                pairs.append((twin.name, source.name))
            joined = Source(twin.name, twin.kind, (*twin.variants, source.name))
            chosen[chosen.index(twin)] = joined
        for name, one in list(table.items()):
            if one.name == joined.name:
                table[name] = joined
        table[source.name] = joined
    return table, pairs


def _alike(one: Source, other: Source) -> bool:
    same_kind = one.kind == other.kind
    return same_kind and fuzz.ratio(plain(one.name), plain(other.name)) >= ALIKE

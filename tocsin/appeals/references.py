"""Other appeals that a text names: found in every spelling, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from tocsin.appeals.models import Appeal, FormerName
from tocsin.intake import identifiers
from tocsin.intake.identifiers import Identifier
from tocsin.vocabulary import document_types

# Capitals only: “up 12 05” in a sentence is no ID. Letters stand where digits were mistyped.
LOOSE = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?P<org>[A-Z]{{2,6}})[ ./_-])?(?P<code>{identifiers.CODES})"
    r"[ ./_–-]{0,2}"
    r"(?P<number>[0-9OIl]{1,4})(?P<suffix>[A-HJ-NP-Z])?[ ./_–-]{1,2}"
    r"(?P<year>[12][0-9OIl]{3}|[0-9]{2})(?![0-9A-Za-z])"
)
ADDRESS = re.compile(r"https?://[^\s<>\"”)\]]+", re.IGNORECASE)
MISTYPED = str.maketrans({"O": "0", "I": "1", "l": "1"})
NEAR = 78  # of 100: one letter or two digits exchanged
OFFERED = 3
MOST = 100  # appeals that one document may name
SHORT_YEAR = 60  # “14-97” is 1997, “14-04” is 2004

Key = tuple[str, int, str, int]


@dataclass(frozen=True)
class Reference:
    """One name of another appeal: `found` as it stood; `appeal` where it is known for sure."""

    found: str
    appeal: Appeal | None = None
    near: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What a person is asked where the name is not known."""
        if not self.near:
            return _("“%(found)s” is not known here.") % {"found": self.found}
        words = {"found": self.found, "near": " / ".join(self.near)}
        return _("“%(found)s” is not known here. Did you mean %(near)s?") % words


class Index:
    """All appeals by what they are called; read once for a document."""

    def __init__(self) -> None:
        self.ids = dict(sorted(Appeal.objects.values_list("document_id", "pk")))
        self.keys: dict[Key, list[str]] = {}
        for document_id in self.ids:
            if one := identifiers.parse(document_id):
                self.keys.setdefault(key_of(one), []).append(document_id)
        self.former: dict[str, int] = dict(FormerName.objects.values_list("name", "appeal_id"))

    def of(self, one: Identifier) -> int | None:
        """The appeal of an ID; the organisation's letters decide only between two."""
        held = self.keys.get(key_of(one), [])
        exact = [document_id for document_id in held if document_id == str(one)]
        if len(exact) == 1 or len(held) == 1:
            return self.ids[(exact or held)[0]]
        of_org = [name for name in held if name.startswith(f"{one.org}-")] if one.org else []
        return self.ids[of_org[0]] if len(of_org) == 1 else None

    def near(self, text: str) -> tuple[str, ...]:
        """IDs that look like a text."""
        told = text.upper().translate(MISTYPED)
        found = process.extract(
            told, list(self.ids), scorer=fuzz.ratio, limit=OFFERED, score_cutoff=NEAR
        )
        one = identifiers.parse(text)
        same = self.keys.get(key_of(one), []) if one else []
        names = dict.fromkeys([*same, *(name for name, _score, _at in found)])
        return tuple(names)[:OFFERED]


def key_of(one: Identifier) -> Key:
    """What makes two spellings one ID: type, number, letter and year."""
    return one.code, one.number, one.suffix, one.year


def is_update(code: str) -> bool:
    """Whether a document type tells how earlier appeals went on."""
    kind = document_types.by_code(code)
    return kind is not None and kind.family == "update"


def resolve(text: str, told: Iterable[str] = (), own: str = "") -> list[Reference]:
    """Every other appeal that a text names, in order, each once. `told` are IDs read before."""
    index = Index()
    found: dict[str, tuple[int | None, bool]] = {}
    for raw, pk, certain in _names(text, told, index):
        found.setdefault(raw, (pk, certain))
    pks = {pk for pk, _certain in found.values() if pk}
    appeals = Appeal.objects.in_bulk(pks)
    mine = identifiers.parse(own)
    references: list[Reference] = []
    seen: set[object] = set()
    for raw, (pk, certain) in list(found.items())[: MOST * 2]:
        appeal = appeals.get(pk) if pk else None
        if _is_own(raw, appeal, own, mine) or (appeal is None and not certain):
            continue
        mark = appeal.pk if appeal else _canonical(raw)
        if mark not in seen:
            seen.add(mark)
            references.append(Reference(raw, appeal, () if appeal else index.near(raw)))
    return references[:MOST]


def _canonical(raw: str) -> str:
    one = identifiers.parse(raw)
    return str(key_of(one)) if one else raw.upper()


def _is_own(raw: str, appeal: Appeal | None, own: str, mine: Identifier | None) -> bool:
    if appeal is not None:
        return appeal.document_id == own
    one = identifiers.parse(raw)
    return bool(one and mine and key_of(one) == key_of(mine))


def _names(text: str, told: Iterable[str], index: Index) -> Iterable[tuple[str, int | None, bool]]:
    """Names with the appeal they mean, and whether what is unknown is worth a question."""
    for raw in told:
        one = identifiers.parse(raw)
        yield raw, index.of(one) if one else None, True
    for match in ADDRESS.finditer(text):
        if pk := index.former.get(former(match.group())):
            yield match.group(), pk, True
    for one in identifiers.find_all(text):
        yield one.raw, index.of(one), True
    for match in LOOSE.finditer(text):
        raw = match.group()
        known = None if _is_mistyped(match) else index.of(_loose(match))
        yield raw, known, len(match["year"]) == 4


def _is_mistyped(match: re.Match[str]) -> bool:
    """Letters stand for digits: that is a question, not an answer."""
    return not (match["number"].isdecimal() and match["year"].isdecimal())


def _loose(match: re.Match[str]) -> Identifier:
    year = int(match["year"].translate(MISTYPED))
    if year < 100:
        year += 1900 if year >= SHORT_YEAR else 2000
    number = int(match["number"].translate(MISTYPED))
    suffix = (match["suffix"] or "").upper()
    return Identifier(match["org"] or "", match["code"], number, suffix, year, match.group())


def former(name: str) -> str:
    """An old address or name as it is compared: without scheme, `www.`, closing marks."""
    plain = re.sub(r"^https?://(?:www\.)?", "", name.strip().casefold())
    return plain.rstrip("/.,;:)")[:300]

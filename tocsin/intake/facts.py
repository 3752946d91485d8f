"""What head, footer and text say of a document: ID, type, date, countries, issues, references."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tocsin.intake import dates, identifiers, marks, references
from tocsin.intake.identifiers import Identifier
from tocsin.intake.references import References
from tocsin.intake.structure import Parts
from tocsin.vocabulary import countries, document_types, issues
from tocsin.vocabulary.document_types import Kind
from tocsin.vocabulary.names import Split

BY_BYLINE = {
    "statement": "STM",
    "open letter": "OL",
    "press release": "PRL",
    "forwarded press release": "FPR",
    "forwarded statement": "FPR",
    "forwarded open letter": "FPR",
    "written statement": "CWS",
    "written submission": "CWS",
    "oral statement": "COS",
    "oral submission": "COS",
}
Day = date  # a field below has the name of its type
# What the words of a series in front of a title say, where no ID has a code.
BY_SERIES = {
    "forwarded appeal": "FA",
    "forwarded urgent appeal": "FA",
    "update": "UP",
    "urgent appeal update": "UP",
    "hunger alert": "HA",
    "hunger alert update": "HU",
}


@dataclass(frozen=True)
class Facts:
    """What was told, with what was not known or told twice."""

    document_type: dict[str, str] | None
    identifier: Identifier | None
    date: Day | None
    countries: Split
    issues: Split
    references: References
    other_ids: list[str] = field(default_factory=list)
    page_date: Day | None = None
    other_type: str = ""
    unclear_date: str = ""  # in numbers that could be two days

    @property
    def document_id(self) -> str | None:
        """As it is kept."""
        return str(self.identifier) if self.identifier else None


def gather(parts: Parts, text: str) -> Facts:
    """The facts of a document; what cannot be told stays empty."""
    own, others = _own(parts)
    kind, other_type = _kind(parts, own)
    told, page = _dates(parts)
    return Facts(
        document_type=kind,
        identifier=own,
        date=told or page,
        countries=_countries(parts),
        issues=_issues(parts),
        references=references.find(text, parts.head.references, own, others, parts.numbers),
        other_ids=others,
        page_date=page,
        other_type=other_type,
        unclear_date=_unclear(parts),
    )


def _own(parts: Parts) -> tuple[Identifier | None, list[str]]:
    """The footer's ID, else that of the head; and IDs that are told as its own beside it."""
    told = [parts.footer.get("document id", ""), parts.fields.get("document id", "")]
    given = [one for value in told if (one := identifiers.parse(value.strip(" .,;:")))]
    given += parts.head.ids
    if not given:
        return None, []
    others = [str(one) for one in given[1:] if one.key != given[0].key]
    return given[0], list(dict.fromkeys(others))


def _kind(parts: Parts, own: Identifier | None) -> tuple[dict[str, str] | None, str]:
    """The type by the footer's words or the ID's code; and what the code says otherwise."""
    label = parts.footer.get("document type") or parts.fields.get("document type", "")
    named = document_types.by_name(label.strip(" ,;."))
    code = own.code if own else _code(parts)
    coded = document_types.by_code(code)
    if coded and (named is None or document_types.is_called(coded, label)):
        return {"code": coded.code, "name": document_types.spelling(coded, label)}, ""
    if named:
        other = coded.names["en"] if coded else ""
        return {"code": named.code, "name": document_types.spelling(named, label)}, other
    return _of_series(parts), ""


def _code(parts: Parts) -> str:
    """The letters of an ID that is not whole still tell what kind of document it is of."""
    lost = [*identifiers.cut(parts.footer.get("document id", "")), *parts.head.cut]
    codes = {identifiers.code(one) for one in lost}
    return codes.pop() if len(codes) == 1 else ""


def _of_series(parts: Parts) -> dict[str, str] | None:
    """The type by the words in front of the title, or by those of a line on who writes."""
    head = parts.head
    byline = f"forwarded {head.kind}" if head.forwarder else head.kind
    code = BY_SERIES.get(head.series) or BY_BYLINE.get(byline, "")
    kind: Kind | None = document_types.by_code(code)
    return {"code": kind.code, "name": kind.names["en"]} if kind else None


def _dates(parts: Parts) -> tuple[Day | None, Day | None]:
    """The document's own date, and the one of the page it stood on."""
    head = parts.head
    page, told = _day(head.page_date), _day(parts.date_line) or _day(head.dated)
    if told or page or head.dated:
        return told, page
    # A date that stands alone dates the document; several are a chronology of the case.
    alone = [line for line in (*parts.cover, *parts.body) if dates.is_alone(line)]
    dated = [line for line in alone if marks.label(line) is None]
    high = dated[:1] == [line for line in parts.body[:4] if dates.is_alone(line)][:1]
    taken = dated and not parts.is_cut and (len(dated) == 1 or high)
    return (dates.find(dated[0]) if taken else None), page


def _unclear(parts: Parts) -> str:
    lines = (parts.date_line, parts.head.dated, parts.head.page_date)
    return next((one for one in lines if dates.is_numeric(one) and dates.numeric(one) is None), "")


def _day(line: str) -> Day | None:
    return dates.find(line) or dates.numeric(line)


def _countries(parts: Parts) -> Split:
    """The footer’s; where it has none, the ones in front of the title or in its brackets."""
    told = parts.footer.get("countries") or parts.fields.get("countries", "")
    lands = countries.split_names(told)
    if lands.known:
        return lands
    front = marks.country_in_front(parts.title)
    for place in (front[0] if front else "", parts.head.country):
        if (found := countries.split_place(place)).known:
            return Split(found.known, [*lands.unknown, *found.unknown], lands.near | found.near)
    return lands


def _issues(parts: Parts) -> Split:
    """The footer’s; where it has none, those of the line in the head. Unknown ones of both."""
    told = [parts.footer.get("issues", ""), parts.fields.get("issues", ""), parts.head.issues]
    found = [issues.split_names(line) for line in told if line]
    known = next((one.known for one in found if one.known), [])
    unknown = dict.fromkeys(name for one in found for name in one.unknown)
    near = {name: meant for one in found for name, meant in one.near.items()}
    return Split(known, list(unknown), near)

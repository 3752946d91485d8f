"""Reads a plain-text alert: what is understood, what was mended, and what is not understood."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tocsin.intake import abroad, addressees, certainty, claims, doubts, proposed
from tocsin.intake.addressees import Block
from tocsin.intake.claims import Claim
from tocsin.intake.facts import gather
from tocsin.intake.sentences import sentences
from tocsin.intake.sources import Source, unite
from tocsin.intake.structure import Parts, take_apart
from tocsin.kernel.texts import text as texts
from tocsin.kernel.texts.text import Decoded, Repair
from tocsin.vocabulary import countries, issues

WRITE = ("please", "send", "write", "address", "fax")


@dataclass(frozen=True)
class Reading:
    """What a document says, as far as it was understood. Nothing here is written anywhere."""

    raw_sha256: str
    encoding: str
    text: str
    title: str = ""
    document_type: dict[str, str] | None = None
    document_id: str | None = None
    date: date | None = None
    countries: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    partner: str | None = None
    language: str = "en"
    claims: list[Claim] = field(default_factory=list)
    addressees: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)
    draft: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    raw_id: str = ""
    foreign_ids: list[str] = field(default_factory=list)  # numbers that another network gave it

    def to_json(self) -> dict[str, Any]:
        """The keys of docs/reference/json.md."""
        return {
            "document_type": self.document_type,
            "document_id": self.document_id,
            "title": self.title,
            "date": self.date.isoformat() if self.date else None,
            "countries": [{"code": c, "name": countries.name(c)} for c in self.countries],
            "issues": [issues.name(slug) for slug in self.issues],
            "partner": self.partner,
            "language": self.language,
            "claims": [
                {
                    "text": claim.text,
                    "status": claim.status,
                    "sources": [{"name": s.name, "kind": s.kind} for s in claim.sources],
                }
                for claim in self.claims
            ],
            "addressees": self.addressees,
            "related": self.related,
            "repairs": [{"found": r.found, "replaced": r.replaced} for r in self.repairs],
            "warnings": self.warnings,
        }

    def to_row(self) -> dict[str, Any]:
        """What the alert keeps: codes instead of names, all spellings, and the draft's text."""
        kept = self.to_json() | self.draft
        kept["countries"] = self.countries
        kept["issues"] = self.issues
        kept["claims"] = [asdict(claim) for claim in self.claims]
        kept["open_questions"] = self.open_questions
        kept["encoding"] = self.encoding
        kept["blocks"] = [asdict(block) for block in self.blocks]
        kept["letters"] = self.letters
        kept["labels"] = [list(one) for one in self.labels]
        kept["raw_id"] = self.raw_id
        kept["foreign_ids"] = self.foreign_ids
        return kept


def read(raw: bytes, filename: str = "") -> Reading:
    """Reads a document; Refusal where the bytes are no text that can be read."""
    decoded = texts.decode(raw)
    plain, warnings = _plain(decoded, filename)
    repaired = texts.repair(plain)
    parts = abroad.take_apart(repaired.text) or take_apart(repaired.text)
    found = _claims(parts)
    table, pairs = unite([source for claim in found.claims for source in claim.sources])
    told = [_united(claim, table) for claim in found.claims]
    facts = gather(parts, repaired.text)
    listed = _listed(parts)
    said = doubts.tell(parts, facts, pairs, told, repaired.text)
    language = _language(repaired.text)
    return Reading(
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        encoding=decoded.encoding,
        text=repaired.text,
        title=parts.title[:300],
        partner=parts.partner or None,
        language=language,
        claims=told,
        addressees=_offices(parts, listed),
        blocks=listed,
        letters=parts.letters,
        labels=parts.labels,
        raw_id=facts.identifier.raw if facts.identifier else "",
        repairs=repaired.repairs,
        foreign_ids=parts.numbers,
        warnings=[*warnings, *doubts.cut(found), *said, *proposed.tell(parts, facts)],
        open_questions=found.open_questions,
        draft=_draft(parts, told, language),
        document_type=facts.document_type,
        document_id=facts.document_id,
        date=facts.date,
        countries=facts.countries.known,
        issues=facts.issues.known,
        related=facts.references.related,
    )


def _plain(decoded: Decoded, filename: str) -> tuple[str, list[str]]:
    """The words of what was decoded, and what is to be said of that."""
    plain, warnings = decoded.text, list(decoded.warnings)
    if texts.is_html(plain) or filename.lower().endswith((".html", ".htm")):
        plain = texts.without_tags(plain)
        warnings.append(_("This is a web page; its words were taken and its layout was dropped."))
    return plain, warnings


def _claims(parts: Parts) -> claims.Found:
    """Claims of the text, and after them those of releases that lie inside it."""
    found = claims.extract(parts.told, parts.partner)
    for name, paragraphs in parts.inside:
        more = claims.extract(paragraphs, name, "document")
        room = claims.MOST - len(found.claims)
        found.is_cut = found.is_cut or more.is_cut or len(more.claims) > room
        found.claims += more.claims[:room]
        found.open_questions += more.open_questions
    return found


def _listed(parts: Parts) -> list[Block]:
    """Addressees that stand with their addresses, in a list or in a sentence."""
    if parts.is_abroad:
        return parts.blocks
    lines = [line for line in (*parts.asks, *parts.body) if line.lower().startswith(WRITE)]
    inline = [block for line in lines for block in addressees.inline(line)]
    return [*addressees.blocks(parts.addresses), *inline]


def _offices(parts: Parts, listed: list[Block]) -> list[str]:
    """All who are written to, each once: of the list, of sentences, of an open letter."""
    told = addressees.find([*parts.cover, *parts.body, *parts.asks])
    names = [*(block.office for block in listed), *told, parts.head.recipient]
    return [name for name in dict.fromkeys(names) if name]


def _united(claim: Claim, table: dict[str, Source]) -> Claim:
    chain = dict.fromkeys(table[source.name] for source in claim.sources)
    return Claim(claim.text, claim.status, claim.kind, tuple(chain))


def _language(text: str) -> str:
    """A hint, since a document may quote others."""
    import py3langid

    language, _score = py3langid.classify(text)
    return str(language)


def _draft(parts: Parts, told: list[Claim], language: str) -> dict[str, str]:
    """The first text of the appeal. Its summary is made of claims, each with its doubt.

    The summary takes nothing of the cover note, which may be more certain than the partner's
    own words; the note itself is kept apart.
    """
    # Without a headline the first sentence stands in until the desk writes one.
    first = sentences(parts.told[0])[0] if parts.told else ""
    return {
        "headline": (parts.title or first)[:200],
        "summary": certainty.in_words(told, language)[:2000],
        "cover": "\n\n".join(parts.cover),
        "body": "\n\n".join(parts.body),
        "ask": certainty.ask(parts.cover) or "\n\n".join(parts.asks)[:3000],
        "letter": parts.letters[0][:8000] if parts.letters else "",
    }

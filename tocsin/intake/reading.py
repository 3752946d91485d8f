"""Reads a plain-text alert: what is understood, what was mended, and what is not understood."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tocsin.intake import addressees, certainty, claims, dates, identifiers
from tocsin.intake.claims import Claim
from tocsin.intake.sources import Source, unite
from tocsin.intake.structure import Parts, take_apart
from tocsin.kernel import text as texts
from tocsin.kernel.text import Repair
from tocsin.vocabulary import countries, document_types, issues
from tocsin.vocabulary.names import Split


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
        return kept


def read(raw: bytes, filename: str = "") -> Reading:
    """Reads a document; Refusal where the bytes are no text that can be read."""
    decoded = texts.decode(raw)
    plain, warnings = decoded.text, list(decoded.warnings)
    if texts.is_html(plain) or filename.lower().endswith((".html", ".htm")):
        plain = texts.without_tags(plain)
        warnings.append(_("This is a web page; its words were taken and its layout was dropped."))
    repaired = texts.repair(plain)
    parts = take_apart(repaired.text)
    found = claims.extract(parts.body, parts.partner)
    table, pairs = unite([source for claim in found.claims for source in claim.sources])
    told = [_united(claim, table) for claim in found.claims]
    facts = _facts(parts, repaired.text)
    return Reading(
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        encoding=decoded.encoding,
        text=repaired.text,
        title=parts.title[:300],
        partner=parts.partner or None,
        language=_language(repaired.text),
        claims=told,
        addressees=addressees.find([*parts.cover, *parts.body]),
        repairs=repaired.repairs,
        warnings=[*warnings, *_cut(found), *_warnings(parts, facts, pairs, told, repaired.text)],
        open_questions=found.open_questions,
        draft=_draft(parts, told),
        document_type=facts.document_type,
        document_id=facts.document_id,
        date=facts.date,
        countries=facts.countries.known,
        issues=facts.issues.known,
        related=facts.related,
    )


@dataclass(frozen=True)
class Facts:
    """What the footer and the letterhead say, with what was not known."""

    document_type: dict[str, str] | None
    document_id: str | None
    date: date | None
    countries: Split
    issues: Split
    related: list[str]


def _facts(parts: Parts, text: str) -> Facts:
    identifier = identifiers.parse(parts.footer.get("document id", ""))
    kind = document_types.by_code(identifier.code) if identifier else None
    kind = document_types.by_name(parts.footer.get("document type", "")) or kind
    own = str(identifier) if identifier else None
    lands = countries.split_names(parts.footer.get("countries", ""))
    return Facts(
        document_type={"code": kind.code, "name": kind.names["en"]} if kind else None,
        document_id=own,
        date=dates.find(parts.date_line) or dates.alone([*parts.cover, *parts.body]),
        countries=lands if lands.known else _from_title(parts.title, lands),
        issues=issues.split_names(parts.footer.get("issues", "")),
        related=[str(one) for one in identifiers.find_all(text) if str(one) != own],
    )


def _from_title(title: str, lands: Split) -> Split:
    """“MONGOLIA: …” names the country where the footer does not."""
    match = re.match(r"^([A-Z][A-Z /()-]{2,40}):", title)
    code = countries.by_name(match.group(1)) if match else None
    return Split([code], lands.unknown, lands.near) if code else lands


def _united(claim: Claim, table: dict[str, Source]) -> Claim:
    chain = dict.fromkeys(table[source.name] for source in claim.sources)
    return Claim(claim.text, claim.status, claim.kind, tuple(chain))


def _language(text: str) -> str:
    """A hint, since a document may quote others."""
    import py3langid

    language, _score = py3langid.classify(text)
    return str(language)


def _draft(parts: Parts, told: list[Claim]) -> dict[str, str]:
    """The first text of the appeal. Its summary is made of claims, each with its doubt.

    The cover note is not taken: it may be more certain than the partner's own words.
    """
    return {
        "headline": parts.title[:200],
        "summary": certainty.in_words(told)[:2000],
        "body": "\n\n".join(parts.body),
        "ask": certainty.ask(parts.cover),
        "letter": "",
    }


def _warnings(
    parts: Parts, facts: Facts, pairs: list[tuple[str, str]], told: list[Claim], text: str
) -> list[str]:
    return [
        *_missing(parts, facts),
        *_unknown(facts.countries, _("The country “%(name)s” is not known.")),
        *_unknown(facts.issues, _("The issue “%(name)s” is not in the list.")),
        *(
            _("“%(one)s” and “%(other)s” look like one source; they were taken as one.")
            % {"one": one, "other": other}
            for one, other in pairs
        ),
        *(
            _(
                "The cover note is more certain than the partner’s own text: “%(cover)s” stands "
                "as a fact, but the partner’s text says “%(claim)s” is not confirmed."
            )
            % {"cover": cover, "claim": claim.text}
            for cover, claim in certainty.overstated(parts.cover, told)
        ),
        *([_STRIPPED()] if addressees.is_stripped(text) else []),
    ]


def _cut(found: claims.Found) -> list[str]:
    if not found.is_cut:
        return []
    sentence = _("Only the first %(most)d claims were taken; read the rest of the text yourself.")
    return [sentence % {"most": claims.MOST}]


def _STRIPPED() -> str:  # noqa: N802 - a sentence, not a verb
    return _("An address to write to is missing from the text; it was lost where it was copied.")


def _missing(parts: Parts, facts: Facts) -> list[str]:
    lacks = [
        (facts.document_id, _("No document ID was found; the system gives a number.")),
        (facts.document_type, _("The document type was not found; choose one.")),
        (facts.date, _("No date was found.")),
        (facts.countries.known, _("No country was found; choose one.")),
        (facts.issues.known, _("No issue was found; choose at least one.")),
        (parts.partner, _("The partner was not found; choose one.")),
    ]
    return [sentence for there, sentence in lacks if not there]


def _unknown(split: Split, sentence: str) -> list[str]:
    told = []
    for name in split.unknown:
        near = split.near.get(name)
        meant = _("Perhaps “%(near)s” is meant.") % {"near": near} if near else _("Choose one.")
        told.append(f"{sentence % {'name': name}} {meant}")
    return told

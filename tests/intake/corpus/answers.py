"""What a careful archivist would say of a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

# Fields that are compared.
SINGLE = ("document_id", "document_type", "title", "date", "countries", "partner", "encoding")
LISTS = ("issues", "addressees", "related")
FIELDS = (*SINGLE, *LISTS, "repairs")


@dataclass
class Answers:
    """The right answers; None or an empty list where the document says nothing.

    `titles`, `partners` and `offices` hold further forms that are right too. `unsure` names
    fields for which the document is ambiguous or damaged: there an empty answer with a warning
    is right as well.
    """

    document_id: str | None = None
    document_type: dict[str, str] | None = None
    title: str = ""
    date: date | None = None
    countries: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    partner: str | None = None
    addressees: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    repairs: bool = False
    encoding: str = "utf-8"
    unsure: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    offices: dict[str, list[str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Keys of docs/reference/json.md, with `encoding` and `unsure`."""
        return {
            "document_id": self.document_id,
            "document_type": self.document_type,
            "title": self.title,
            "date": self.date.isoformat() if self.date else None,
            "countries": self.countries,
            "issues": self.issues,
            "partner": self.partner,
            "addressees": self.addressees,
            "related": self.related,
            "repairs": self.repairs,
            "encoding": self.encoding,
            "unsure": sorted(self.unsure),
        }

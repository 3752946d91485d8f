"""A sheet on paper: its words in a language, and the PDF."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.kernel.printing.paper import print_pdf, qr_svg

TEMPLATE = Path(__file__).with_name("sheet.typ")


@dataclass(frozen=True)
class SheetData:
    """What stands on a sheet. `direction` is ltr or rtl, `url` leads to the appeal."""

    organisation: str
    document_id: str
    headline: str
    ask: str
    addressees: list[str]
    number: int
    url: str
    language: str
    printed: date
    direction: str = "ltr"
    lines: int = 10
    place: str = ""


def labels(language: str) -> dict[str, str]:
    """The sheet's own words."""
    with translation.override(language):
        return {
            "sheet": _("Sheet"),
            "to": _("To:"),
            "intro": _(
                "By signing I support what is asked above. I write my own name and sign myself."
            ),
            "number": _("No."),
            "name": _("Name"),
            "country": _("Place, country"),
            "signature": _("Signature"),
            "email": _("E-mail (if you like)"),
            "shown": _("to the addressees"),
            "counted": _("only counted"),
            "foot": _(
                "Tick who may read your name: only those we write to, or nobody. The sheet goes to "
                "the desk, is entered line by line under seal, and is then kept under lock. "
                "Lines that cannot be read are not counted."
            ),
        }


def sheet_pdf(data: SheetData) -> bytes:
    """The sheet as PDF/A, A4; Refusal where a letter has no font."""
    told = asdict(data) | {"labels": labels(data.language), "printed": data.printed.isoformat()}
    return print_pdf(TEMPLATE, told, {"qr.svg": qr_svg(data.url)})

"""The dossier: the letter, the tally by class and country, the names, the checksums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.conveyance.lands import ENOUGH, Lands
from tocsin.conveyance.letters import TEMPLATE
from tocsin.kernel.printing.paper import print_pdf
from tocsin.kernel.speaking import speak
from tocsin.signing.reasons import TOLD
from tocsin.vocabulary import countries, languages


def labels(manifest: Mapping[str, Any], named: int) -> dict[str, str]:
    """The dossier's own words, in the addressee's language."""
    tally = manifest["tally"]
    with translation.override(manifest["language"]):
        return {
            "to": _("To:"),
            "appeal": _("Appeal"),
            "prepared": _("Prepared on"),
            "enclosed": _("Enclosed:"),
            "enclosure": _(
                "The signatures by class and country, and the names of %(named)s people."
            )
            % {"named": named},
            "signatures": _("The signatures"),
            "confirmed": _("confirmed by e-mail"),
            "paper": _("on paper"),
            "class_note": _class_note(tally.get("unconfirmed", 0)),
            "by_country": _("By country"),
            "country": _("Country"),
            "number": _("Signatures"),
            "names_given": _names_given(manifest),
            "names": _("The names"),
            "names_note": _(
                "These are the people who let you read their names. The others are counted above "
                "and chose not to be named."
            ),
            "comments": _("What they wrote"),
            "check": _("How this can be checked"),
            "check_note": _(
                "The appeal stands, with all its revisions, at the address below. The number after "
                "“revision” is the SHA-256 of the text that was signed; the number after “records” "
                "is that of the sealed records from which this dossier was made."
            ),
            "revision": _("revision"),
            "records": _("records"),
        }


def became_of(manifest: Mapping[str, Any]) -> str:
    """What became of all that came, in the addressee's language; empty in an older bundle."""
    numbers = manifest.get("numbers")
    if not numbers:
        return ""
    with translation.override(manifest["language"]):
        words = {code: str(word) for code, word in TOLD.items()}
        whole = _(
            "Received: %(received)d. Held back: %(held)d. Voided: %(voided)d. "
            "Withdrawn: %(withdrawn)d. None of the last three is counted."
        )
        reasons = [f"{words[one['reason']]}{_(': ')}{one['number']}" for one in numbers["reasons"]]
        why = [_("Why they were voided:") + f" {'; '.join(reasons)}."] if reasons else []
    return " ".join([whole % numbers, *why])


def _class_note(unconfirmed: int) -> str:
    """How many more people there are who are not counted."""
    return ngettext(
        "%(number)s more person has not confirmed by e-mail and is not counted.",
        "%(number)s more people have not confirmed by e-mail and are not counted.",
        unconfirmed,
    ) % {"number": unconfirmed}


def _names_given(manifest: Mapping[str, Any]) -> str:
    """That the addressee reads more names than those who signed did; empty where it does not."""
    if not manifest.get("names_given"):
        return ""
    given = _(
        "Names are given to you here that are withheld in public. What was signed is the public "
        "text, revision %(number)s, SHA-256 %(sha256)s."
    )
    return given % {"number": manifest["revision"], "sha256": manifest["revision_sha256"]}


def dossier_pdf(
    manifest: Mapping[str, Any],
    people: Sequence[Mapping[str, str]],
    lands: Lands,
    within: Path | None = None,
) -> bytes:
    """The dossier of `people`, as `letters.Letters` gives them, as PDF/A; the same bytes each time.

    Names in clear lie `within` a folder meanwhile. Refusal: a letter has no font.
    """
    page = told(manifest, len(people), lands) | listed(manifest, people)
    return print_pdf(TEMPLATE, page, within=within)


def told(manifest: Mapping[str, Any], named: int, lands: Lands) -> dict[str, Any]:
    """What the template asks for, without the names themselves."""
    speak()
    language = str(manifest["language"])
    by_country = [(_country(code, language), number) for code, number in lands.told()]
    by_country += [(_untold(language), lands.untold)] if lands.untold else []
    return {
        **{name: manifest[name] for name in ("document_id", "headline", "addressee", "url")},
        "organisation": manifest.get("organisation", ""),
        "created": manifest["created"],
        "language": language,
        "direction": languages.direction(language),
        "letter": [part for part in str(manifest["letter"]).split("\n\n") if part.strip()],
        "ask": manifest.get("ask", ""),
        "confirmed": manifest["tally"].get("confirmed", 0),
        "paper": manifest["tally"].get("paper", 0),
        "countries": by_country,
        "most": max((number for _name, number in by_country), default=1),
        "names": [],
        "comments": [],
        "by_number": "",
        "revision_sha256": manifest.get("revision_sha256", ""),
        "records_sha256": manifest["sha256"]["records.bin"],
        "labels": labels(manifest, named)
        | {"numbers": became_of(manifest), "few": _few(language) if lands.untold else ""},
    }


def listed(manifest: Mapping[str, Any], people: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The names and comments, as the template asks for them."""
    language = str(manifest["language"])
    return {
        "names": [[one["name"], _country(one["country"], language)] for one in people],
        "comments": [[one["comment"], one["name"]] for one in people if one["comment"]],
        "by_number": numbered(manifest, sum(bool(one["by_number"]) for one in people)),
    }


def numbered(manifest: Mapping[str, Any], lines: int) -> str:
    """That letters stand by their numbers, in the addressee's language; empty where none do."""
    if not lines:
        return ""
    with translation.override(manifest["language"]):
        return ngettext(
            "On %(number)d line, letters that no font had are printed by their numbers in Unicode, "
            "like %(example)s. The file names.csv has the letters themselves.",
            "On %(number)d lines, letters that no font had are printed by their numbers in "
            "Unicode, like %(example)s. The file names.csv has the letters themselves.",
            lines,
        ) % {"number": lines, "example": "[U+12000]"}


def _untold(language: str) -> str:
    """What stands in the place of a country."""
    with translation.override(language):
        return _("Country not told")


def _few(language: str) -> str:
    """Why the country of some voices is not told."""
    with translation.override(language):
        return _(
            "Of the people who chose not to be named, a country is told where %(number)d or more "
            "signed from it."
        ) % {"number": ENOUGH}


def _country(code: str, language: str) -> str:
    return countries.name(code, language) if code else "–"

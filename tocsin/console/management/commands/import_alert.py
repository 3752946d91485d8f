"""`tocsin import FILE`: a document becomes an alert, a case and a draft appeal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from tocsin.appeals import taking_up
from tocsin.intake.reading import Reading, read
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Staff
from tocsin.people.roles import Actor, System
from tocsin.vocabulary import countries, issues

# What programs may rely on (docs/reference): these keys, whatever else a reading holds.
KEYS = (
    "document_type",
    "document_id",
    "title",
    "date",
    "countries",
    "issues",
    "partner",
    "language",
    "claims",
    "addressees",
    "related",
    "repairs",
    "warnings",
)
# More is never read: an alert is a few pages, and the reader says so in its own words.
MOST = 16 * 1024 * 1024


class Command(BaseCommand):
    """Exits 0 when the document is there afterwards (or was before), 1 when it is refused."""

    help = "Read an alert from a file and make a case and a draft appeal of it."
    requires_system_checks: list[str] = []  # a dry run needs no data folder

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the command."""
        parser.add_argument("file", type=Path, help="a plain-text document")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what was understood and write nothing"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
        parser.add_argument("--actor", help="user name of the officer who imports")

    def handle(self, *_words: Any, **options: Any) -> None:
        """Reads the file; without --dry-run brings it in as well."""
        raw = _bytes(options["file"])
        if options["dry_run"]:
            return self._say(read(raw, options["file"].name), options, {})
        name = options["file"].name
        actor = _actor(options["actor"])
        alert, appeal = taking_up.bring_in(actor, raw, name, "command")
        kept = appeal or taking_up.appeal_of(alert)
        done = {"new": appeal is not None, "appeal": kept.document_id if kept else None}
        return self._say(read(raw, name), options, done)

    def _say(self, reading: Reading, options: dict[str, Any], done: dict[str, Any]) -> None:
        if options["json"]:
            told = {key: reading.to_json()[key] for key in KEYS}
            self.stdout.write(json.dumps(told | done, ensure_ascii=False, indent=2))
            return
        self.stdout.write("\n".join([*lines(reading.to_row()), "", _end(done)]))


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            return handle.read(MOST)
    except FileNotFoundError as error:
        raise Refusal(
            _("There is no file “%(file)s”. Look at its name.") % {"file": file}
        ) from error
    except OSError as error:
        raise Refusal(
            _("The file “%(file)s” cannot be read (%(why)s).")
            % {"file": file, "why": error.strerror}
        ) from error


def _actor(name: str | None) -> Actor:
    if name is None:
        return System()
    person = Staff.objects.filter(username__iexact=name).first()
    if person is None:
        raise Refusal(_("There is no member of staff “%(name)s”.") % {"name": name})
    return person


def lines(told: dict[str, Any]) -> list[str]:
    """What was understood, for a person at a terminal."""
    kind = told["document_type"] or {}
    facts = {
        _("Type"): " ".join(str(kind[key]) for key in ("code", "name") if kind.get(key)),
        _("ID"): told["document_id"],
        _("Title"): told["title"],
        _("Date"): told["date"],
        _("Countries"): ", ".join(f"{countries.name(c)} ({c})" for c in told["countries"]),
        _("Issues"): " · ".join(issues.name(slug) for slug in told["issues"]),
        _("Partner"): told["partner"],
        _("Addressees"): "; ".join(told["addressees"]),
        _("Related"): ", ".join(told["related"]) or "—",
    }
    page = [f"{name + ':':<12} {value or _('not found')}" for name, value in facts.items()]
    page += ["", _("Claims:")]
    for number, claim in enumerate(told["claims"], start=1):
        said = "; ".join(f"{one['name']} ({one['kind']})" for one in claim["sources"])
        page += [f"  c{number} [{claim['status']}] {claim['text']}", f"     {said or '—'}"]
    page += [] if told["claims"] else [f"  {_('none found')}"]
    repairs = [f"  {one['found']} → {one['replaced']}" for one in told["repairs"]]
    warnings = [f"  {one}" for one in told["warnings"]]
    page += ["", _("Repairs:"), *(repairs or [f"  {_('none')}"])]
    return [*page, "", _("Please look at:"), *(warnings or [f"  {_('nothing')}"])]


def _end(done: dict[str, Any]) -> str:
    if not done:
        return _("This was a dry run; nothing was written.")
    if done["new"]:
        return _("The draft %(id)s and its case are made.") % {"id": done["appeal"]}
    return _("This document was here already; nothing was changed.")

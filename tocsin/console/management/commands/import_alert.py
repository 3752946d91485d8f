"""`tocsin import FILE`: a document becomes an alert, a case and a draft appeal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from tocsin.appeals import taking_up
from tocsin.intake.models import SIGNED
from tocsin.intake.reception import Understood, understand
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

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the command."""
        parser.add_argument("file", type=Path, help="a plain-text document, or a saved mail (.eml)")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what was understood and write nothing"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
        parser.add_argument("--actor", help="user name of the officer who imports")

    def handle(self, *_words: Any, **options: Any) -> None:
        """Reads the file; without --dry-run brings it in as well."""
        raw = _bytes(options["file"])
        beside = _beside(options["file"])
        if options["dry_run"]:
            told = understand(raw, options["file"].name, beside)
            return self._say(told, options, {})
        name = options["file"].name
        actor = _actor(options["actor"])
        alert, appeal = taking_up.bring_in(actor, raw, name, "command", beside=beside)
        kept = appeal or taking_up.appeal_of(alert)
        done = {"new": appeal is not None, "appeal": kept.document_id if kept else None}
        return self._say(understand(raw, name, beside), options, done)

    def _say(self, known: Understood, options: dict[str, Any], done: dict[str, Any]) -> None:
        reading = known.reading
        if options["json"]:
            told = {key: reading.to_json()[key] for key in KEYS} | mail_facts(known)
            self.stdout.write(json.dumps(told | done, ensure_ascii=False, indent=2))
            return
        page = [*_signed(known), *lines(reading.to_row()), "", _end(done)]
        self.stdout.write("\n".join(page))


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


def _beside(file: Path) -> str:
    """A signature that `tocsin alert sign` wrote beside the file."""
    companion = file.with_name(f"{file.name}.sig")
    return companion.read_text("utf-8", "replace") if companion.is_file() else ""


def mail_facts(known: Understood) -> dict[str, Any]:
    """Who sent a mail and when, and whether a signature fits; nothing where there is neither."""
    post, checked = known.post, known.signed
    if not (post.sender or post.message_id or checked.signed != "unsigned"):
        return {}
    return {
        "sender": post.sender,
        "message_id": post.message_id,
        "sent_at": post.sent_at.isoformat() if post.sent_at else None,
        "attachments": [file.filename for file in post.attached],
        "signed": checked.signed,
        "signed_by": checked.partner.name if checked.partner else None,
    }


def _signed(known: Understood) -> list[str]:
    checked = known.signed
    if checked.signed == "unsigned" and not known.post.sender:
        return []
    word = str(dict(SIGNED)[checked.signed])
    if checked.signed == "verified" and checked.partner:
        word = _("verified: partner %(name)s") % {"name": checked.partner.name}
    facts = [f"{_('Signature') + ':':<12} {word}"]
    if known.post.sender:
        facts.append(f"{_('Sender') + ':':<12} {known.post.sender}")
    return facts


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
    return _("This document was here already; no second alert was made.")

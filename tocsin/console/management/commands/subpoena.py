"""`tocsin subpoena APPEAL`: exactly what could be handed over, if somebody had the power to ask."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

import tocsin.conveyance.moves
import tocsin.replies.moves  # noqa: F401 - each tells how its entries of the log are called
from tocsin.appeals.models import Appeal
from tocsin.kernel.refusal import Refusal
from tocsin.signing.yields import report


class Command(BaseCommand):
    """Changes nothing, and asks nobody."""

    help = "What this organisation could hand over of an appeal's signatories, and what it cannot."

    def add_arguments(self, parser: CommandParser) -> None:
        """The appeal's ID."""
        parser.add_argument("appeal", help="its ID, like FA-34-2003")
        parser.add_argument("--json", action="store_true", help="for a program")

    def handle(self, *args: Any, appeal: str, **options: Any) -> None:  # noqa: ARG002
        """All of it."""
        found = Appeal.objects.filter(document_id__iexact=appeal).first()
        if found is None:
            raise Refusal(f"No appeal is called {appeal}. See the list at the desk under Appeals.")
        told = report(found)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(lines(told)))


def lines(told: dict[str, Any]) -> list[str]:
    """The report for people."""
    unconfirmed = told["numbers"]["unconfirmed"]
    return [
        f"What can be handed over about the signatories of {told['appeal']}",
        "",
        *_numbers(told),
        "",
        "Names that their owners show on the public page:",
        _of(told["shown"]),
        "",
        "Under this server's own keys, and readable for whoever has them and the database:",
        _of(told["informed"], "addresses of those who asked to be told what comes of it"),
        _of(told["receipts_waiting"], "addresses of receipts that wait for the log"),
        _of(told["mails_waiting"], "mails with a link that have not gone"),
        *_tags(told),
        "",
        "What is noted of those who withdrew:",
        _of(told["withdrawals_noted"], "entries in the audit trail, with the moment and no more"),
        _of(told["to_tell"], "leaves of the public log, to tell those who were handed the voice"),
        "",
        "Locked with the link in somebody's mailbox, and readable for nobody else:",
        _of(unconfirmed, "addresses of those who have not confirmed"),
        _of(told["leaving"], "addresses of those who asked to delete theirs"),
        "",
        "What cannot be handed over, since it is not here:",
        *(f"  - {one}" for one in told["cannot"]),
    ]


def _of(number: int, what: str = "") -> str:
    return f"  {number:>9,}  {what}".rstrip()


def _numbers(told: dict[str, Any]) -> list[str]:
    number = told["numbers"]
    words = ["received", "confirmed", "paper", "unconfirmed", "held", "voided", "withdrawn"]
    return [
        "Numbers, as on the public page:",
        *(_of(number[word], word) for word in words),
        *(_of(one["number"], f"voided: {one['words']}") for one in number["reasons"]),
        "",
        "Hours, as in the public log (UTC):",
        *(f"  {one['hour']}  {one['number']:>6,}  {one['kind']}" for one in told["hours"]),
        "",
        "Sealed records, which open with a key that is not on this server:",
        *(
            _of(one["records"], f"of {one['bytes']:,} bytes, key {one['fingerprint']}")
            for one in told["sealed"]
        ),
        "",
        "With each of them:",
        *(f"  - {one}" for one in told["beside"]),
    ]


def _tags(told: dict[str, Any]) -> list[str]:
    if told["tags_destroyed"]:
        return [
            f"  {0:>9,}  tags of mailboxes: their key was destroyed on {told['tags_destroyed']}"
        ]
    return [
        f"  {told['tags']:>9,}  tags of mailboxes, by which a known address can be tried,",
        "             with two bytes of such a tag of the name and three of the domain",
    ]

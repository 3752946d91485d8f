"""`tocsin alert list`; `tocsin alert sign` and `open` need no server (console/apart.py)."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tocsin.intake.clock import Clock, waiting


def as_dict(one: Clock) -> dict[str, Any]:
    """One waiting alert for programs."""
    return {
        "alert": one.alert.pk,
        "title": str(one.alert),
        "by": one.by.isoformat(),
        "overdue": one.is_overdue,
        "confirmed": not one.is_proposed,
        "severity": one.severity,
    }


class Command(BaseCommand):
    """The most pressing first."""

    help = "List the alerts that wait, the most pressing first; sign one (apart)."

    def add_arguments(self, parser: CommandParser) -> None:
        """list · sign, open (see tocsin alert sign --help)."""
        parser.add_argument("verb", choices=["list", "sign", "open"])
        parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """One line for each alert that nobody has decided about."""
        clocks = waiting()
        if options["json"]:
            told = [as_dict(one) for one in clocks]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for one in clocks:
            late = "overdue" if one.is_overdue else "by"
            self.stdout.write(f"{late} {one.by}  {one.severity:<8}{one.alert.pk:>6}  {one.alert}")
        if not clocks:
            self.stdout.write("No alert waits.")

"""`tocsin rebuild`: count and index anew what the database keeps beside its rows."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from tocsin.archive import choosing, finding
from tocsin.kernel import counters


class Command(BaseCommand):
    """Says what was wrong; the rows themselves are only read."""

    help = "Count and index anew what the database keeps, and say what of it was wrong."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's shape
        """One after the other; whoever signs or publishes meanwhile waits."""
        wrong = choosing.doubt()
        choosing.rebuild()
        self.stdout.write(f"choices of the archive: {'were wrong; ' if wrong else ''}made anew.")
        for one in counters.COUNTERS:
            numbers = counters.wrong(one)
            if not counters.keep(one):
                counters.recount(one)
            self.stdout.write(f"{one.into}: {len(numbers)} numbers were wrong; counted anew.")
        before = finding.doubt()
        finding.rebuild()
        self.stdout.write(f"index of words: {'was wrong; ' if before else ''}made anew.")
        if after := finding.doubt():
            self.stdout.write(after)
            sys.exit(1)

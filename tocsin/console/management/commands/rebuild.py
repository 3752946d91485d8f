"""`tocsin rebuild`: count and index anew what the database keeps beside its rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tocsin.kernel import counters


class Command(BaseCommand):
    """Says what was wrong; the rows themselves are only read."""

    help = "Count anew the numbers that the database keeps, and say which of them were wrong."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's shape
        """One counter after the other; whoever signs meanwhile waits a moment."""
        for one in counters.COUNTERS:
            wrong = counters.wrong(one)
            if not counters.keep(one):
                counters.recount(one)
            self.stdout.write(f"{one.into}: {len(wrong)} numbers were wrong; counted anew.")

"""`tocsin rebuild`: count and index anew what the database keeps beside its rows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand

from tocsin.archive import choosing, finding
from tocsin.kernel import progress
from tocsin.kernel.storage import counters
from tocsin.kernel.storage.counters import Counter


class Command(BaseCommand):
    """Says what was wrong; the rows themselves are only read."""

    help = "Count and index anew what the database keeps, and say what of it was wrong."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's shape
        """One after the other; whoever signs or publishes meanwhile waits."""
        numbers = (partial(_counted, one) for one in counters.COUNTERS)
        parts: list[Callable[[], str]] = [_choices, *numbers, _index]
        for said in [part() for part in progress.steps(parts, "Made anew")]:
            self.stdout.write(said)
        if after := finding.doubt():
            self.stdout.write(after)
            sys.exit(1)


def _choices() -> str:
    wrong = choosing.doubt()
    choosing.rebuild()
    return f"choices of the archive: {'were wrong; ' if wrong else ''}made anew."


def _counted(one: Counter) -> str:
    numbers = counters.wrong(one)
    if not counters.keep(one):
        counters.recount(one)
    return f"{one.into}: {len(numbers)} numbers were wrong; counted anew."


def _index() -> str:
    before = finding.doubt()
    finding.rebuild()
    return f"index of words: {'was wrong; ' if before else ''}made anew."

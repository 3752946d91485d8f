"""`tocsin manage migrate`: Django's own command, wholly or not at all."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from tocsin.kernel.storage import migrating


class Command(migrate.Command):
    """As Django's, but for a database that stands half-way (`kernel.storage.migrating`)."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises Refusal."""
        with migrating.whole():
            super().handle(*args, **options)

"""`tocsin lock`: take the server's master key out of memory."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tocsin.kernel.crypto import unlocking


class Command(BaseCommand):
    """Signing closes and mail waits from the next request on; nothing is lost."""

    help = "Lock this server's own keys: signing closes and mail waits until “tocsin unlock”."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's shape
        """Says whether there was anything to lock."""
        if unlocking.lock():
            self.stdout.write("Locked. Signing is closed and mail waits until: tocsin unlock")
        else:
            self.stdout.write("It was locked already.")

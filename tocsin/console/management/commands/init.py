"""`tocsin init`: make the data folder, the database and the keys of this server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tocsin.console.setting_up import set_up
from tocsin.kernel import keys
from tocsin.kernel.home import home
from tocsin.people.models import Staff


class Command(BaseCommand):
    """May be run again at any time, and after each new version."""

    help = "Make the data folder, the database and the keys of this server."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's shape
        """Makes what is missing and says what comes next."""
        set_up()
        self.stdout.write(f"The data folder is {home()}.")
        if not Staff.objects.filter(is_administrator=True).exists():
            self.stdout.write("Next: tocsin staff add NAME --administrator")
        if keys.active() is None:
            self.stdout.write("Next: tocsin keys create, on a machine that you can keep apart.")

"""Django's name for the room."""

from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Nothing happens at start-up."""

    name = "tocsin.archive"

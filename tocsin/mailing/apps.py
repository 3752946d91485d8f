"""Django's name for the room."""

from __future__ import annotations

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """Nothing happens at start-up."""

    name = "tocsin.mailing"

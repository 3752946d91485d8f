"""Django's name for the kernel."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """No start-up work: a room that needs some has the wrong shape."""

    name = "tocsin.kernel"

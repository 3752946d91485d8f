"""Coming in: allauth's sign-in pages, and the demonstration's one-time link."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urls: list[URLPattern | URLResolver] = []

"""Pages of the desk: signatures."""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []

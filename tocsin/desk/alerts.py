"""Pages of the desk: alerts."""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []

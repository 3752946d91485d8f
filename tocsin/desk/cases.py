"""Pages of the desk: cases."""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []

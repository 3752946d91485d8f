"""Planted faults that change nothing anybody could see, each with the reason."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {}

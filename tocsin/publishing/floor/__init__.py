"""The floor: claims and a sentence come in, a verdict goes out; nothing is read or kept.

`judge` for one sentence; `appeals` for a whole text with its marks; `documents` for an alert.
"""

from __future__ import annotations

from tocsin.publishing.floor.cited import STATUSES, Cited, Source, Verdict
from tocsin.publishing.floor.judging import judge

__all__ = ["STATUSES", "Cited", "Source", "Verdict", "judge"]

"""What stands in the log of the program: never the secret part of a link.

Whoever holds a link may confirm, withdraw or ask for a receipt, so an address that was refused or
failed is logged without its long parts.
"""

from __future__ import annotations

import logging
import re

# A part of an address as long as a token; words of ours are shorter.
SECRET = re.compile(r"(?<=/)[\w=-]{20,}(?=[/?\s.,:;'\"]|$)")


class Discreet(logging.Formatter):
    """Takes tokens out of the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line with “…” in place of each token."""
        return SECRET.sub("…", super().format(record))

"""Mail from outside, taken apart within bounds: its writer may want it to take for ever."""

from __future__ import annotations

import email
from collections.abc import Iterable
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

LONGEST = 8000  # characters of a header; Python's readers need the square of that
LINES = 500_000  # twelve MB have 160,000, as programs write them
LABOUR = 10_000_000  # each line is held against each boundary that is open


class _Short(Compat32):
    """Headers are cut where nobody reads on."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value of one."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST]


SHORT = _Short()


def parse(raw: bytes) -> Message:
    """The mail's tree.

    Raises ValueError for one that would take too long, else what Python raises (RecursionError,
    MessageError, ValueError, LookupError).
    """
    lines = raw.count(b"\n")
    if lines > LINES or lines * (1 + raw.lower().count(b"multipart/")) > LABOUR:
        raise ValueError("it would take too long")
    return email.message_from_bytes(raw, policy=SHORT)


def addresses(told: Iterable[str]) -> list[str]:
    """The addresses in headers; none where they are nested beyond all sense."""
    try:
        return [address for _name, address in getaddresses(list(told))]
    except RecursionError:
        return []


def address(told: str) -> str:
    """The first of them."""
    return next(iter(addresses([told])), "")

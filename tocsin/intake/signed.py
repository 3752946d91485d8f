"""Alerts that a partner signed: the block, the frame around a text, and whether it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.intake.sameness import signed_bytes
from tocsin.intake.sealing import FRAME
from tocsin.kernel.crypto import signature
from tocsin.people.models import Partner
from tocsin.people.reads import by_key

FRAMED = re.compile(rf"(?<![> \t])[> \t]*{FRAME}[ \t]*\n?")


@dataclass(frozen=True)
class Checked:
    """What is to be read as the alert, how it is signed, and by whom."""

    text: str
    signed: str = "unsigned"
    partner: Partner | None = None


def check(text: str, beside: str = "") -> Checked:
    """Takes the signature off a text and says whether it fits.

    What stands in a frame that fits is the alert, and nothing around it: words that somebody
    added outside are not the partner's. `beside` is a signature that came in a file of its own.
    """
    block = signature.find(text)
    if block is None:
        found = signature.find(beside)
        return _judged(text, text, found) if found else Checked(text)
    before = text[: block.start]
    if opening := _last(FRAMED, before):
        return _judged(text, before[opening.end() :], block)
    return _judged(text, before, block)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[-1] if found else None


def _judged(text: str, covered: str, block: signature.Block) -> Checked:
    partner = by_key(block.key_id)
    if partner is None or not partner.key:
        return Checked(bare(text), "unknown")
    if signature.fits(bytes(partner.key), block, signed_bytes(covered)):
        return Checked(covered, "verified", partner)
    return Checked(bare(text), "unfit", partner)


def bare(text: str) -> str:
    """The text without frames and blocks."""
    return FRAMED.sub("", signature.BLOCK.sub("", text))

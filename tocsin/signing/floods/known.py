"""Domains of large mail providers: for them no budget is kept, and many voices are no wave."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tocsin.appeals.models import Appeal
from tocsin.signing.addresses import providers
from tocsin.signing.mailboxes import domain_marker

LIST = Path(__file__).resolve().parent / "known.txt"


@cache
def domains() -> frozenset[str]:
    """All of them, in canonical form."""
    lines = LIST.read_text("utf-8").splitlines()
    listed = [one for line in lines if not line.startswith("#") for one in line.split()]
    return frozenset([*listed, *providers()])


def is_known(plain: str) -> bool:
    """Whether an address in canonical form lies with a large provider."""
    return plain.rpartition("@")[2] in domains()


def marks(appeal: Appeal) -> set[bytes]:
    """Their marks under an appeal."""
    mark = domain_marker(appeal)
    return {mark(one) for one in domains()}

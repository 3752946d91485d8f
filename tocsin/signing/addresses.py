"""One mailbox, one text: the canonical form of an e-mail address, for tags only.

Mail is always sent to the address as it was typed.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from tocsin.appeals.models import Appeal
from tocsin.kernel.home import vault

HERE = Path(__file__).resolve().parent


@cache
def _providers() -> dict[str, dict[str, Any]]:
    text = (HERE / "providers.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["domains"])


def _folded(text: str) -> str:
    """One spelling of look-alike forms (full-width letters, ligatures), in lower case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def _domain(domain: str) -> str:
    """In the letters of the domain name system (IDNA, RFC 3490) where it can be."""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def canonical(address: str) -> str:
    """The address as it would be if its owner wrote it plainly; doing it twice changes nothing."""
    local, _at, domain = _folded(address).strip().rpartition("@")
    domain = _domain(domain).strip()  # a soft hyphen after a space goes, and the space ends it
    domain = _providers().get(domain, {}).get("alias", domain)
    local = local.split("+", 1)[0] or local
    if _providers().get(domain, {}).get("dots"):
        local = local.replace(".", "") or local
    return f"{local}@{domain}"


def tag(appeal: Appeal, address: str) -> bytes:
    """32 bytes that are equal for one mailbox under one appeal, and tell nothing else."""
    return vault().tag(f"signatories/{appeal.document_id}", canonical(address))

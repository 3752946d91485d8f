"""One mailbox, one text: the canonical form of an e-mail address, for tags only.

Mail is always sent to the address as it was typed. A spelling that is taken for another mailbox
counts somebody twice; two mailboxes that are taken for one silence a person: where it is unsure
which is which, they stay two.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# UTS #46 in its non-transitional form (which browsers and the name system follow since 2023):
# these four stay what they are, since straße.example and strasse.example are two domains.
KEPT = {"ß", "ς", "\u200c", "\u200d"}
SHARP = {"ẞ": "ß"}
# Characters that UTS #46 takes for nothing at all.
IGNORED = {"\u00ad", "\u034f", "\u200b", "\u2060", "\u2064", "\ufeff"}
IGNORED |= {chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10))}
DOTS = str.maketrans({"。": ".", "．": ".", "｡": "."})


@cache
def providers() -> dict[str, dict[str, Any]]:
    """How providers read an address, by their domains (providers.toml)."""
    text = (HERE / "providers.toml").read_text("utf-8")
    return dict(tomllib.loads(text)["domains"])


def _folded(text: str) -> str:
    """One spelling of look-alike forms (full-width letters, ligatures), in lower case."""
    if text.isascii():  # has none
        return text.lower()
    before = unicodedata.normalize("NFKC", text)
    while (after := unicodedata.normalize("NFKC", before.lower())) != before:
        before = after
    return after


def _small(character: str) -> str:
    return character if character in KEPT else SHARP.get(character) or character.casefold()


def domain_of(domain: str) -> str:
    """In the letters of the domain name system: mapped as UTS #46 says, then Punycode."""
    if domain.isascii():  # is in them already
        return domain.lower().strip(". ")
    wide = "".join(one for one in domain.translate(DOTS) if one not in IGNORED)
    before = unicodedata.normalize("NFKC", wide)
    while (small := _small_and_composed(before)) != before:
        before = small
    return ".".join(_label(part) for part in small.translate(DOTS).strip(". ").split("."))


def _small_and_composed(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(map(_small, text)))


def _label(label: str) -> str:
    """Punycode (RFC 3492) where a label needs it; it takes every character, half a pair too."""
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def canonical(address: str) -> str:
    """The address as it would be if its owner wrote it plainly; doing it twice changes nothing."""
    typed, _at, host = unicodedata.normalize("NFKC", address).strip().rpartition("@")
    local, domain = _folded(typed), domain_of(host)
    local = local.split("+", 1)[0] or local
    local, domain = _own_name(local, domain)
    domain = providers().get(domain, {}).get("alias", domain)
    rule = providers().get(domain, {})
    local = _without(local, rule.get("nothing", ""))
    for other in rule.get("same", "")[1:]:
        local = local.replace(other, rule["same"][0])
    return f"{local}@{domain}"


def _own_name(local: str, domain: str) -> tuple[str, str]:
    """any@ada.example.org is ada@example.org where the provider reads it so."""
    name, _dot, parent = domain.partition(".")
    return (name, parent) if providers().get(parent, {}).get("subdomains") else (local, domain)


def _without(local: str, nothing: str) -> str:
    left = local
    for one in nothing:
        left = left.replace(one, "")
    return left or local

"""What is kept of a mailbox: keyed tags, each under its own appeal, which tell nothing else.

A mailbox counts for two people whose names differ (as with the petitions of the British
parliament: many couples share one), each with a tag of its own. All keys of an appeal are one key
of the vault; when it is destroyed (`retention`) every tag is a riddle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tocsin.appeals.models import Appeal
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.texts import alike
from tocsin.signing.addresses import canonical
from tocsin.signing.keyed import MAILBOXES

# Two bytes tell two people of one mailbox apart, and leave whoever has the key, the database and
# the address with fifteen people of each million that may be meant.
LIKENESS = 2
# Three bytes gather a domain for the desk, and leave twenty domains of the world's that may be it.
DOMAIN = 3


@dataclass(frozen=True)
class Mailbox:
    """What signing computes of an address and a name, before anything is decided.

    `plain` is the address in canonical form, which is never kept.
    """

    plain: str
    first: bytes
    second: bytes
    likeness: bytes
    domain: bytes

    @property
    def places(self) -> tuple[bytes, bytes]:
        """The tags of the two people that it may count for."""
        return self.first, self.second


def key_of(appeal: Appeal) -> str:
    """The name of the appeal's key in the vault."""
    return MAILBOXES.format(appeal.document_id)


def _tag(appeal: Appeal, text: str) -> bytes:
    return vault().tag(key_of(appeal), text)


def tag(appeal: Appeal, address: str) -> bytes:
    """32 bytes that are equal for one mailbox under one appeal."""
    return _tag(appeal, canonical(address))


def mailbox(appeal: Appeal, address: str, name: str = "") -> Mailbox:
    """All of it. No address holds a space, so none of these is another mailbox's tag."""
    plain, tagged = canonical(address), vault().tagger(key_of(appeal))
    return Mailbox(
        plain=plain,
        first=tagged(plain),
        second=tagged(f"{plain} #2"),
        likeness=tagged(f"{plain} name {folded(name)}")[:LIKENESS],
        domain=tagged(_domain(plain.rpartition("@")[2]))[:DOMAIN],
    )


def domain_mark(appeal: Appeal, domain: str) -> bytes:
    """Three bytes that gather the mailboxes of one domain (`domain` in canonical form)."""
    return domain_marker(appeal)(domain)


def domain_marker(appeal: Appeal) -> Callable[[str], bytes]:
    """`domain_mark` for a few hundred at once."""
    tag = vault().tagger(key_of(appeal))
    return lambda domain: tag(_domain(domain))[:DOMAIN]


def _domain(domain: str) -> str:
    return f" domain {domain}"


def folded(name: str) -> str:
    """A name so that one person's spellings are one: no accents, no case, words in any order."""
    return " ".join(sorted(alike.bare(name).split()))

"""Sealing what was typed: for the organisation for ever, for the holder of the link until then."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from tocsin.appeals.models import Appeal
from tocsin.kernel import keys
from tocsin.kernel.crypto import links, seal
from tocsin.kernel.keys import SealingKey
from tocsin.signing import commitments
from tocsin.signing.entries import Entry
from tocsin.signing.mailboxes import Mailbox
from tocsin.signing.models import Signature
from tocsin.signing.openness import without_key

HELD, DIGEST = "tocsin held 1", "tocsin digest 1"


@dataclass(frozen=True)
class Held:
    """What this server must know at confirmation: the name to be shown, whom to write to.

    `likeness` (hex) and `second` (hex) are the mailbox's, see `mailboxes`; `at` (seconds since
    1970) is when it was signed, which the row tells to the hour alone; `by_program` is 1 where the
    form was filled as programs do it.
    """

    name: str
    inform: str
    email: str = ""
    likeness: str = ""
    second: str = ""
    at: int = 0
    by_program: int = 0


@dataclass(frozen=True)
class Packed:
    """A record as it is sealed, with r in it; its digest, and what binds both to the public log."""

    plain: bytes
    digest: bytes
    commitment: bytes


def record(entry: Entry, channel: str) -> dict[str, str]:
    """What is sealed: all of it text, in the fields that conveyance opens."""
    return {
        "name": entry.name,
        "email": entry.email,
        "country": entry.country,
        "comment": entry.comment,
        "choice": entry.choice,
        "channel": channel,
        "language": entry.language,
    }


def packed(entry: Entry, channel: str, r: bytes) -> Packed:
    """What was typed, ready to be sealed. Raises Refusal with the field that is too long."""
    told = record(entry, channel)
    digest = commitments.digest(told)
    plain = seal.pad(told | {"r": r.hex()})
    return Packed(plain, digest, commitments.commitment(r, digest))


def key_in_use() -> SealingKey:
    """The key to seal to, for who hands none in; raises SigningClosed where there is none."""
    key = keys.active()
    if key is None:
        raise without_key()
    return key


def sealed(appeal: Appeal, told: Packed, key: SealingKey) -> bytes:
    """The record, sealed to the key and bound to its appeal."""
    return seal.seal_padded(bytes(key.public), told.plain, appeal.document_id)


def sealed_many(asked: Sequence[tuple[Appeal, Packed, SealingKey]]) -> list[bytes]:
    """The same for records that come together.

    Where signing is dangerous each is sealed alone, so that nothing says which came together.
    """
    number = Counter(key.key_id for appeal, _told, key in asked if not appeal.at_risk)
    shared: dict[str, seal.Together] = {}
    blobs = []
    for appeal, told, key in asked:
        if appeal.at_risk or number[key.key_id] == 1:
            blobs.append(sealed(appeal, told, key))
            continue
        if key.key_id not in shared:
            shared[key.key_id] = seal.Together(bytes(key.public))
        blobs.append(shared[key.key_id].seal_padded(told.plain, appeal.document_id))
    return blobs


def hold(entry: Entry, box: Mailbox, r: bytes, *, by_program: bool = False) -> bytes:
    """What confirmation needs, locked with r: until the link is used nobody can open it."""
    held = Held(
        name=entry.name if entry.choice == "public" else "",
        inform=entry.email if entry.inform else "",
        email=entry.email,
        likeness=box.likeness.hex(),
        second=box.second.hex(),
        at=int(timezone.now().timestamp()),
        by_program=int(by_program),
    )
    return links.lock(r, HELD, json.dumps(vars(held)).encode())


def open_held(signature: Signature, r: bytes) -> Held:
    """What was held, by the r of the link; nothing when there was nothing."""
    if signature.held is None:
        return Held("", "")
    return Held(**json.loads(links.unlock(r, HELD, bytes(signature.held))))


def hold_digest(digest: bytes, r: bytes) -> bytes:
    """The record's digest, locked with r: alone it would let a guessed record be tried."""
    return links.lock(r, DIGEST, digest)


def open_digest(signature: Signature, r: bytes) -> bytes:
    """The digest again, for the receipt."""
    return links.unlock(r, DIGEST, bytes(signature.digest or b""))

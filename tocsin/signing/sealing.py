"""Sealing what was typed: for the organisation for ever, for this server until confirmation."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tocsin.appeals.models import Appeal
from tocsin.kernel import keys, seal
from tocsin.kernel.home import vault
from tocsin.signing.entries import Entry
from tocsin.signing.models import Signature
from tocsin.signing.openness import without_key


@dataclass(frozen=True)
class Held:
    """What this server must know at confirmation: the name to be shown, whom to inform."""

    name: str
    inform: str


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


def sealed(appeal: Appeal, entry: Entry, channel: str) -> tuple[bytes, str]:
    """The sealed record and the ID of its key; raises SigningClosed where there is no key."""
    key = keys.active()
    if key is None:
        raise without_key()
    blob = seal.seal(bytes(key.public), record(entry, channel), appeal.document_id)
    return blob, key.key_id


def hold(appeal: Appeal, entry: Entry, token_hash: bytes) -> bytes | None:
    """Encrypted with a runtime key of the appeal; None when there is nothing to keep."""
    name = entry.name if entry.choice == "public" else ""
    inform = entry.email if entry.inform else ""
    if not name and not inform:
        return None
    plain = json.dumps({"name": name, "inform": inform}).encode()
    return vault().encrypt(f"held/{appeal.document_id}", plain, token_hash)


def open_held(appeal: Appeal, signature: Signature) -> Held:
    """What was held; nothing when there was nothing."""
    if signature.held is None:
        return Held("", "")
    blob, context = bytes(signature.held), bytes(signature.token_hash or b"")
    plain = vault().decrypt(f"held/{appeal.document_id}", blob, context)
    return Held(**json.loads(plain))

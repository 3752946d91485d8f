"""The runtime keys as they lie on the disk: each encrypted with the master, bound to its name."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.refusal import Refusal

NONCE = 12
AGAIN = 5  # readings of a file that is replaced meanwhile
CONTEXT = b"tocsin runtime key 2\n"
UNFIT = _(
    "An encrypted entry does not open with this server's keys. Bring back keys/runtime.json and "
    "keys/master.json from the backup that belongs to this database."
)


def read(path: Path) -> dict[str, str]:
    """The file, of whichever format; empty where there is none. A Refusal where it is damaged."""
    for _again in range(AGAIN):
        try:
            held = json.loads(path.read_bytes())
            if isinstance(held, dict):
                return held
            break
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            continue  # its successor has the name already, and it was being overwritten
    raise Refusal(UNFIT)


def wrap(master: bytes, name: str, key: bytes) -> str:
    """The key of that name, as it is kept."""
    nonce = secrets.token_bytes(NONCE)
    sealed = ChaCha20Poly1305(master).encrypt(nonce, key, CONTEXT + name.encode())
    return (nonce + sealed).hex()


def unwrap(master: bytes, name: str, held: Mapping[str, str]) -> bytes | None:
    """The key of that name; None where there is none. A Refusal where it is of another master."""
    if name not in held:
        return None
    try:
        blob = bytes.fromhex(held[name])
        return ChaCha20Poly1305(master).decrypt(blob[:NONCE], blob[NONCE:], CONTEXT + name.encode())
    except (InvalidTag, ValueError, TypeError) as error:
        raise Refusal(UNFIT) from error

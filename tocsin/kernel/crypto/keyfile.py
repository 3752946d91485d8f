"""The organisation's key pair as two files; the private one is under a passphrase.

Both are JSON. `private` is the seed in hex, or `protected` has it under a passphrase
(`passphrase`); files that older versions wrote hold it in clear, and are read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tocsin.kernel import files
from tocsin.kernel.crypto import passphrase
from tocsin.kernel.crypto.keypair import (
    CLASSIC,
    KeyPair,
    PublicKey,
    key_id,
    pair_of,
    sealer,
    suite_of,
)
from tocsin.kernel.crypto.passphrase import USUAL, Cost
from tocsin.kernel.refusal import Refusal

FORMAT = "tocsin-key"
CONTEXT = b"tocsin private key 1\n"
# What fields raise that hold something else than they should.
MISFIT = (KeyError, TypeError, ValueError, OverflowError, AttributeError)
DAMAGED = "The key file is damaged. Take the copy that you keep elsewhere, or its recovery words."


def public_file(key: PublicKey) -> bytes:
    """The bytes of the public file."""
    return _file(key, "public")


def _file(key: PublicKey, half: str, **more: Any) -> bytes:
    told = {
        "format": f"{FORMAT} 1",
        "half": half,
        "suite": key.suite,
        "organisation": key.organisation,
        "key_id": key.key_id,
        "public": key.public.hex(),
    }
    return (json.dumps(told | more, ensure_ascii=False, indent=1) + "\n").encode()


def refuse_existing(*paths: Path) -> None:
    """Refuses before anything is asked or made."""
    for path in paths:
        if path.exists():
            raise Refusal(f"{path} exists already. Name another file with --out.")


def write_pair(
    pair: KeyPair, private: Path, public: Path, words: str = "", cost: Cost = USUAL
) -> None:
    """Writes both halves as files; what exists is never overwritten.

    Without `words` the private half lies there in clear.
    """
    refuse_existing(private, public)
    write_private(pair, private, words, cost)  # first: nobody opens what is sealed to half a pair
    files.write(public, public_file(pair), mode=0o644)


def write_private(pair: KeyPair, path: Path, words: str = "", cost: Cost = USUAL) -> None:
    """Writes the private half."""
    refuse_existing(path)
    if words:
        secret: dict[str, Any] = {
            "protected": passphrase.wrap(pair.private, words, _context(pair.key_id), cost)
        }
    else:
        secret = {"private": pair.private.hex()}
    files.write(path, _file(pair, "private", created=pair.created, **secret))


def _context(name: str) -> bytes:
    return CONTEXT + name.encode()


def read_public(data: bytes) -> PublicKey:
    """The public half from a file's bytes."""
    held = _read(data, "public")
    try:
        key = PublicKey(_owner(held), held["key_id"], _hex(held["public"]))
        sealer(key.public)
        if key.key_id != key_id(key.public):
            raise ValueError
    except MISFIT as error:
        raise Refusal(DAMAGED) from error
    return key


def load_public(path: Path) -> PublicKey:
    """The public half from a file."""
    return read_public(_bytes(path))


def load_private(path: Path, passphrase_file: Path | None = None) -> KeyPair:
    """Both halves from the private file; asks for its passphrase unless a file holds it."""
    held = _read(_bytes(path), "private")
    try:
        public = _hex(held["public"])
        private = _private(held, path, passphrase_file)
        suite = int(held.get("suite", CLASSIC))
        pair = pair_of(private, suite, _owner(held), str(held.get("created")))
        if pair.public != public or pair.key_id != held["key_id"] or suite != suite_of(public):
            raise ValueError
    except MISFIT as error:
        raise Refusal(DAMAGED) from error
    return pair


def _private(held: dict[str, Any], path: Path, passphrase_file: Path | None) -> bytes:
    if "protected" not in held:
        return _hex(held["private"])
    words = passphrase.ask(str(path), passphrase_file)
    return passphrase.unwrap(held["protected"], words, _context(held["key_id"]))


def _owner(held: dict[str, Any]) -> str:
    """Whose it is; a file comes from others, so nothing that steers a terminal goes through."""
    name = str(held.get("organisation", ""))
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _hex(text: object) -> bytes:
    return bytes.fromhex(str(text))


def _read(data: bytes, half: str) -> dict[str, Any]:
    try:
        held = json.loads(data)
        known = str(held["format"]).startswith(FORMAT)
    except (ValueError, KeyError, TypeError, RecursionError):
        held, known = {}, False
    if not known:
        raise Refusal("This is no key file of Tocsin. Take a file that “tocsin keys create” made.")
    if held.get("half") != half:
        wanted = "private" if half == "private" else "public"
        raise Refusal(f"This is the other half of a key pair. Take the file ending in .{wanted}.")
    return dict(held)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"The key file {path} cannot be read: {error.strerror}.") from error

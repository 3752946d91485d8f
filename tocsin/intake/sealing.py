"""What is done with alerts on a machine apart: no database, no data folder, no network."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.intake.sameness import signed_bytes
from tocsin.kernel import files
from tocsin.kernel.crypto import seal, signature
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts import text as texts

FORMAT = "tocsin-contact 1"
FRAME = "-----BEGIN TOCSIN SIGNED ALERT-----"


def sign_file(file: Path, key: Path, *, inside: bool) -> Path:
    """Writes `FILE.sig`, or with `inside` the framed text as `FILE.signed.txt`; the path of it."""
    text = texts.decode(_bytes(file)).text
    pair = signature.load_private(key)
    out = file.with_name(file.name + (".signed.txt" if inside else ".sig"))
    if out.exists():
        raise Refusal(f"{out} exists already. Move it away first.")
    made = framed(text, pair) if inside else apart(text, pair)
    files.write(out, made.encode(), mode=0o644)
    return out


def framed(text: str, pair: signature.Pair) -> str:
    """The text in a frame with its signature, for a mail, the form or a file."""
    return f"{FRAME}\n{text.rstrip()}\n{apart(text, pair)}"


def apart(text: str, pair: signature.Pair) -> str:
    """The signature alone, for a file beside the text."""
    if FRAME in text or signature.BEGIN in text:
        raise Refusal(_("This text is signed already. Sign the text itself."))
    return signature.sign(pair, signed_bytes(text))


def sealed_file(context: str, blob: bytes) -> bytes:
    """A sealed contact as a file for the machine that has the key."""
    sealed = base64.b64encode(blob).decode()
    told = {"format": FORMAT, "context": context, "sealed": sealed}
    return (json.dumps(told, indent=1) + "\n").encode()


def open_contact(file: Path, key: seal.KeyPair | bytes) -> dict[str, str]:
    """`name` and `contact` from such a file; each way to fail is a Refusal."""
    try:
        held = json.loads(_bytes(file))
        blob = base64.b64decode(held["sealed"], validate=True)
        if held["format"] != FORMAT:
            raise ValueError
        bound = str(held["context"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal("This is no sealed contact. Download it again from the alert.") from error
    return seal.open_sealed(key, blob, bound)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(f"The file {file} cannot be read: {error.strerror}.") from error

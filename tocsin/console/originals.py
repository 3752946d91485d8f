"""Opens the sealed original of an attachment, without server or database."""

from __future__ import annotations

import re
from pathlib import Path

from tocsin.kernel import files
from tocsin.kernel.crypto import envelope, seal
from tocsin.kernel.refusal import Refusal

# The desk and `tocsin attachments export` name a file so: FA-34-2003-7.sealed
NAMED = re.compile(r"(?P<appeal>.+)-\d+\.sealed")
UNNAMED = "original"
TRAIL = "audit-trail"  # as kernel.audit_log, which needs a database, binds its copies


def file_name(document_id: str, number: int) -> str:
    """What a sealed original is called when it leaves the server."""
    return f"{document_id}-{number}.sealed"


def open_original(
    file: Path, key: Path, appeal: str, out: Path | None, *, passphrase_file: Path | None = None
) -> Path:
    """Writes the original and gives back where; what exists is never overwritten.

    Raises Refusal for another organisation's key, a damaged file and another appeal's ID.
    """
    pair = seal.load_private(key, passphrase_file)
    named = NAMED.fullmatch(file.name)
    if not appeal and named is None:
        raise Refusal("Name the appeal that it belongs to: --appeal ID")
    try:
        blob = file.read_bytes()
    except OSError as error:
        raise Refusal(f"The file {file} cannot be read: {error.strerror}.") from error
    name, data = envelope.open_sealed(pair, blob, appeal or named["appeal"])  # type: ignore[index]
    out = out or file.with_name(_safe(name))
    if out.exists():
        raise Refusal(f"{out} exists already. Name another file with --out.")
    files.write(out, data)
    return out


def _safe(name: str) -> str:
    """The name without a folder: whoever handed the file in chose it."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).lstrip(".")
    return kept or UNNAMED

"""A form's bytes as an entry, where all is plain; None where Django's own form is to say more.

It takes nothing that the form would not take, and gives what the form would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from tocsin.signing.entries import Entry
from tocsin.signing.floods import proofs, tokens
from tocsin.signing.floods.signals import TRAP, Signals

FORM, PARTS = b"application/x-www-form-urlencoded", b"multipart/form-data"
FIELDS = ("name", "email", "country", "choice", "comment")
MOST_FIELDS = 40
OFF = {"", "false", "False"}  # what a box that is not ticked may say


def is_form(content_type: bytes) -> bool:
    """Whether a body is an ordinary form in UTF-8."""
    kind, _semicolon, more = content_type.partition(b";")
    said = more.strip().lower()
    return kind.strip().lower() == FORM and said in {b"", b"charset=utf-8"}


def fields(body: bytes) -> dict[str, str] | None:
    """The fields, of one that comes twice the last; None for what is no UTF-8."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        return None
    return dict(pairs)


def entry(told: Mapping[str, str], language: str) -> Entry | None:
    """What was typed on the page of a language."""
    if "\0" in "".join(told.values()):
        return None
    typed = {name: told.get(name, "").strip() for name in FIELDS}
    return Entry(**typed, inform=told.get("inform", "") not in OFF, language=language)


def signals(told: Mapping[str, str], document_id: str, connection: str) -> Signals:
    """How it was sent, from which address."""
    token, trap, proof = (told.get(name, "") for name in (tokens.FIELD, TRAP, proofs.FIELD))
    return Signals(document_id, token, trap, connection, proof)

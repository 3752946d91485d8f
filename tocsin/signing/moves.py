"""Signing on the web: sign, confirm by e-mail, withdraw.

These moves are the public's own: there is no actor to ask for a role. The rows are their own
record; an audit trail of who signed when would outlive what a signatory deletes. Signing and
confirming are batches of one (`batches`).
"""

from __future__ import annotations

from tocsin.publishing.models import Revision
from tocsin.signing import batches
from tocsin.signing.entries import Entry
from tocsin.signing.erasing import not_me
from tocsin.signing.floods.signals import Signals
from tocsin.signing.links import is_expired, unknown_link
from tocsin.signing.models import Signature
from tocsin.signing.openness import closed

__all__ = ["Entry", "confirm", "is_expired", "not_me", "sign", "unknown_link"]


def sign(revision: Revision, entry: Entry, signals: Signals | None = None) -> None:
    """Seals the entry and sends the link; says nothing of whether this mailbox signed before.

    `signals` tell how the form was sent. Raises SigningClosed, or Refusal with the wrong field.
    """
    if reason := closed(revision):
        raise reason
    [refused] = batches.sign_forms([batches.Form(revision, entry, signals)])
    if refused is not None:
        raise refused


def confirm(token: str, *, receipt: bool = False) -> Signature:
    """Counts the signature, or notes that this mailbox is counted already; may be repeated.

    With `receipt` one is mailed once the public log holds the voice that is counted. Raises
    Refusal where the link is altered or too old, or the appeal is stopped.
    """
    [settled] = batches.confirm_many([batches.Asked(token, receipt)])
    if isinstance(settled, Exception):
        raise settled
    return settled.signature

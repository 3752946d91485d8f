"""A promise: the log's signed word that an entry will stand in it by an hour.

A note whose text is `tocsin promise`, the log's origin, base64 of the entry's leaf hash and the
last hour (hours since 1970), a line each.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from tocsin.kernel.tlog.note import Signer, sign_note
from tocsin.kernel.tlog.verify import Invalid, Policy, number, open_note, unbase64

TITLE = "tocsin promise"


@dataclass(frozen=True)
class Promise:
    """`leaf` is a leaf hash (32 bytes), `deadline` an hour since 1970."""

    origin: str
    leaf: bytes
    deadline: int

    def text(self) -> str:
        """The text to sign."""
        leaf = base64.b64encode(self.leaf).decode()
        return f"{TITLE}\n{self.origin}\n{leaf}\n{self.deadline}\n"

    def signed(self, signer: Signer) -> str:
        """The note by the log's key."""
        return sign_note(self.text(), [signer])

    @classmethod
    def check(cls, note: bytes | str, policy: Policy) -> Promise:
        """What a log that the policy trusts has promised; else Invalid."""
        signed = open_note(note, policy.logs)
        lines = signed.text.split("\n")
        if len(lines) != 5 or lines[0] != TITLE or lines[4]:
            raise Invalid("This is no promise of a log. Take the file as it was given.")
        made = cls(lines[1], unbase64(lines[2], 32), number(lines[3]))
        if made.origin not in {one.name for one in signed.by}:
            raise Invalid(f"The promise is not signed by “{made.origin}” itself.")
        return made

"""How a form was sent, and what follows: at once, or some minutes later. Nothing of it is kept.

Needs no database. Whoever sends it gets the same answer in the same time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tocsin.kernel import minutes
from tocsin.kernel.mail.outbox import SINGLE, Mail
from tocsin.kernel.web import throttle
from tocsin.kernel.web.prefixes import Prefixes
from tocsin.signing.floods import proofs, tokens

TRAP = "website"  # the field that people leave empty
PREFIXES = Prefixes()


@dataclass(frozen=True)
class Signals:
    """What came with a form; `connection` is an address, which is only counted by its network."""

    document_id: str
    token: str = ""
    trap: str = ""
    connection: str = ""
    proof: str = ""


@dataclass(frozen=True)
class Verdict:
    """The lane of a confirmation, and why it is the slow one.

    `reason` is "trap", "token", "early", "late" or "crowded"; empty in the normal lane. `proof` is
    one of those of `proofs.used`, and matters while the appeal is under attack (`budgets`), as does
    `hidden`: a proxy of ours names nobody, so that it came by an onion service. `mark` tells a good
    proof from any other.
    """

    reason: str = ""
    proof: str = proofs.GOOD
    hidden: bool = False
    mark: bytes = b""

    @property
    def slow(self) -> bool:
        """Whether the mail leaves some minutes later, behind everybody's who waits for a link."""
        return bool(self.reason)

    @property
    def by_program(self) -> bool:
        """Whether the form was filled as programs do it, however crowded its network is."""
        return self.reason in ("trap", "token", "early")

    def put(self, mail: Mail) -> Verdict:
        """Puts a mail into the lane; the row is not saved."""
        mail.due_at = timezone.now()
        if self.slow:
            slow_down(mail)
        return self


ORDINARY = Verdict()  # of what came in another way than by the form


def slow_down(mail: Mail) -> None:
    """Some minutes from now, and behind everybody else's; the row is not saved."""
    mail.rank = SINGLE
    mail.due_at = timezone.now() + timedelta(minutes=settings.TOCSIN_SLOW_MINUTES)


def judge(signals: Signals | None) -> Verdict:
    """The lane for a form; what came in another way (None) is as good as its way.

    The network is counted whatever else is wrong, so that a flood finds it crowded.
    """
    if signals is None:
        return ORDINARY
    somebody = throttle.stranger(signals.connection)
    crowded = PREFIXES.crowded(somebody)
    reason = "trap" if signals.trap else tokens.wrong(signals.document_id, signals.token)
    reason = reason or ("crowded" if crowded else "")
    if reason:
        minutes.note(minutes.SLOWED, signals.document_id, reason)
    proof = proofs.used(signals.document_id, signals.proof)
    mark = proofs.mark(signals.proof) if proof == proofs.GOOD else b""
    return Verdict(reason, proof, bool(signals.connection) and not somebody, mark)

"""What the public log is told of an appeal; the appeal itself stands there as a hash alone."""

from __future__ import annotations

from tocsin.appeals.models import Appeal
from tocsin.kernel.tlog.entry import subject_of
from tocsin.kernel.transparency import ledger
from tocsin.kernel.transparency.ledger import Kind, LedgerEntry
from tocsin.publishing.models import Revision

REVISION = ledger.declare(3, "revision published")


def subject(document_id: str) -> bytes:
    """The 32 bytes by which the log knows an appeal; whoever knows its ID can compute them."""
    return subject_of(document_id)


def enter(
    kind: Kind,
    appeal: Appeal,
    commitment: bytes,
    after: LedgerEntry | None = None,
    into: list[LedgerEntry] | None = None,
) -> LedgerEntry:
    """Enters it once; of an appeal at risk late, with others, and without the hour.

    With `into` it is only put there, for `ledger.enter_many`.
    """
    about = subject(appeal.document_id)
    return ledger.enter(kind, about, commitment, slow=appeal.at_risk, after=after, into=into)


def note(kind: Kind, appeal: Appeal, digest: bytes) -> None:
    """Enters the hash of something public, unless it stands there: the same text is the same."""
    ledger.note(kind, subject(appeal.document_id), digest, slow=appeal.at_risk)


def revision(made: Revision) -> None:
    """The revision's own hash."""
    note(REVISION, made.appeal, bytes.fromhex(made.sha256))

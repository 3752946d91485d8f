"""What is told in public of an appeal's signatures: all that came, and what became of each.

`confirmed`, `paper`, `voided` and `withdrawn` can be recomputed from the public log by anybody, as
the log counts those held back with those that count; `received`, `unconfirmed` and `held` are told
by this server.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Sum
from django.utils.translation import override

from tocsin.appeals.models import Appeal
from tocsin.kernel.transparency import ledger
from tocsin.publishing.logged import subject
from tocsin.signing import logged, reads
from tocsin.signing.models import Hold
from tocsin.signing.reasons import TOLD

TAKEN_BACK = (logged.WEB_WITHDRAWN, logged.PAPER_WITHDRAWN)


@dataclass(frozen=True)
class Numbers:
    """Signatures by what became of them; `reasons` are those of the voided ones, by number.

    `withdrawn` are those taken back by their signatories, and lines of paper whose signatories
    confirmed a mailbox later.
    """

    confirmed: int = 0
    paper: int = 0
    unconfirmed: int = 0
    held: int = 0
    withdrawn: int = 0
    reasons: dict[int, int] = field(default_factory=dict)

    @property
    def voided(self) -> int:
        """Altogether, whatever the reason."""
        return sum(self.reasons.values())

    @property
    def received(self) -> int:
        """All that came; what one person did twice is one."""
        told = (self.confirmed, self.paper, self.unconfirmed, self.held, self.withdrawn)
        return sum(told) + self.voided

    @property
    def in_words(self) -> list[tuple[str, int]]:
        """The reasons in the active language, with how many were voided for each."""
        return [
            (str(word), self.reasons[code]) for code, word in TOLD.items() if code in self.reasons
        ]

    def public(self) -> dict[str, Any]:
        """For JSON; reasons by their number in the log, and in English words."""
        with override("en"):
            words = {code: str(word) for code, word in TOLD.items()}
        reasons = [
            {"reason": code, "words": words.get(code, ""), "number": number}
            for code, number in sorted(self.reasons.items())
        ]
        whole = {"received": self.received, "voided": self.voided, "reasons": reasons}
        return asdict(self) | whole


def numbers(appeal: Appeal, tally: reads.Tally | None = None) -> Numbers:
    """In three queries: the rows, the batches that were voided, the entries that take back.

    Whoever counted the rows already hands the tally in.
    """
    tally = tally or reads.tally(appeal)
    entered = ledger.counts(subject(appeal.document_id), sequenced=False)
    voided = Hold.objects.filter(appeal=appeal, state="voided", done__gt=0).order_by()
    return Numbers(
        confirmed=tally.confirmed,
        paper=tally.paper,
        unconfirmed=tally.unconfirmed,
        held=tally.held,
        withdrawn=sum(entered.get(kind.number, 0) for kind in TAKEN_BACK),
        reasons=dict(voided.values_list("reason").annotate(number=Sum("done"))),
    )

"""Who is in the network, whom an appeal concerns, and how far a mail-out is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet

from tocsin.kernel.mail.outbox import Mail, open_mail, progress
from tocsin.kernel.refusal import Refusal
from tocsin.mailing import network
from tocsin.mailing.models import Dispatch, Subscriber
from tocsin.publishing.models import Revision
from tocsin.publishing.reads import newest

NEEDS_A_PERSON = ("uncertain", "failed")


@dataclass
class Audience:
    """How many people a mail-out concerns, by the language of the mail and by the reason."""

    languages: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Everybody once."""
        return self.reasons.total()


def subscribed(at: datetime | None = None) -> QuerySet[Subscriber]:
    """Those who get appeals; with `at`, those who did at that moment."""
    rows = Subscriber.objects.filter(state="subscribed", address__isnull=False)
    return rows.filter(agreed_at__lte=at) if at else rows


def audience(revision: Revision) -> Audience:
    """Whom a mail-out of this revision would reach now."""
    found = Audience()
    rows = subscribed().values_list("language", "countries", "issues")
    for language, countries, issues in rows.iterator(chunk_size=2000):
        if why := network.reason(revision, countries, issues):
            found.languages[network.spoken(revision, language)] += 1
            found.reasons[why] += 1
    return found


def not_mailed() -> list[Revision]:
    """The newest revisions of open appeals that were not mailed out."""
    return list(newest().filter(appeal__state="published", dispatch=None))


def dispatches() -> QuerySet[Dispatch]:
    """All mail-outs, newest first."""
    return Dispatch.objects.select_related("revision__appeal")


@dataclass(frozen=True)
class Progress:
    """How far a mail-out is: `whole` are those it concerns, less those who left meanwhile."""

    sent: int
    under_way: int
    uncertain: int
    failed: int
    whole: int
    preparing: bool

    @property
    def handled(self) -> int:
        """Those with whom the worker is done."""
        return self.sent + self.uncertain + self.failed


def state_of(dispatch: Dispatch) -> Progress:
    """Counted from the mails themselves."""
    counts = progress(dispatch.batch)
    queued = sum(counts.values())
    preparing = dispatch.state == "preparing"
    return Progress(
        sent=counts["sent"],
        under_way=counts["waiting"] + counts["sending"],
        uncertain=counts["uncertain"],
        failed=counts["failed"],
        whole=max(dispatch.audience, queued) if preparing else queued,
        preparing=preparing,
    )


def troubled(batch: str = "") -> QuerySet[Mail]:
    """Mails about which a person must decide: of a batch, or all."""
    rows = Mail.objects.filter(state__in=NEEDS_A_PERSON).order_by("state", "pk")
    return rows.filter(batch=batch) if batch else rows


def masked(mail: Mail) -> str:
    """Whom a troubled mail is for, as far as needed to find it in the mail server's log."""
    try:
        to, _bytes = open_mail(mail)
    except Refusal:
        return "?"
    local, _at, domain = to.rpartition("@")
    return f"{local[:2]}…@{domain}"


def counts() -> dict[str, int]:
    """How many people are in each state."""
    rows = Subscriber.objects.order_by().values("state").annotate(n=Count("pk"))
    return {"asked": 0, "subscribed": 0, "left": 0} | {row["state"]: row["n"] for row in rows}


def by_language() -> list[tuple[str, int]]:
    """How many subscribers read which language, most first."""
    rows = subscribed().order_by().values("language").annotate(n=Count("pk"))
    return sorted(((row["language"], row["n"]) for row in rows), key=lambda one: -one[1])

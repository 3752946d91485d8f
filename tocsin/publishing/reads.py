"""What is shown of proposals and revisions."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from tocsin.appeals import reads as appeals
from tocsin.appeals.content import Content, content
from tocsin.appeals.models import Appeal
from tocsin.kernel import files
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto.home import home
from tocsin.people.roles import Actor, Role, has
from tocsin.publishing import audiences, checks, differences
from tocsin.publishing.models import Proposal, Revision

MOST = 2**31 - 1  # what a database takes for a number of a revision


def latest(appeal: Appeal) -> Revision | None:
    """The newest revision, which the public reads; None before the first."""
    return Revision.objects.filter(appeal=appeal).order_by("-number").first()


def by_document_id(text: str) -> Revision | None:
    """The newest revision of the appeal with that ID, in upper or lower case."""
    return _of(text).select_related("appeal__case").order_by("-number").first()


def revision(document_id: str, number: int) -> Revision | None:
    """One particular revision."""
    return _of(document_id).filter(number=number).first() if number <= MOST else None


def _of(text: str) -> QuerySet[Revision]:
    """Its revisions. IDs are upper case; asked without regard to case, all would be read."""
    plain = text.strip()
    rows = Revision.objects.select_related("appeal")
    return rows.filter(appeal__document_id__in={plain, plain.upper()})


def attachment(document_id: str, sha256: str) -> dict[str, Any] | None:
    """An attachment as a published revision of the appeal holds it, the newest first."""
    for row in Revision.objects.filter(appeal__document_id=document_id).order_by("-number"):
        for one in row.content.get("attachments", []):
            if one["sha256"] == sha256:
                found: dict[str, Any] = one
                return found
    return None


def attachment_bytes(sha256: str) -> bytes:
    """The file of such an attachment; raises Refusal where it is gone or damaged."""
    return files.read(home() / "files", sha256)


def before(revision: Revision) -> Revision | None:
    """The revision before it; None for the first."""
    rows = Revision.objects.filter(appeal=revision.appeal_id, number__lt=revision.number)
    return rows.order_by("-number").first()


def history(appeal: Appeal) -> QuerySet[Revision]:
    """All revisions, the newest first, with the note on what changed."""
    return Revision.objects.filter(appeal=appeal).order_by("-number")


def newest() -> QuerySet[Revision]:
    """The newest revision of every published appeal, what was published last on top."""
    last = Revision.objects.filter(appeal=OuterRef("appeal")).order_by("-number")
    return (
        Revision.objects.filter(pk=Subquery(last.values("pk")[:1]))
        .select_related("appeal")
        .order_by("-published_at", "-pk")
    )


def corrections() -> QuerySet[Revision]:
    """All revisions that correct something, those of an appeal in their order.

    That is also the order of their index: in another one SQLite would read all revisions.
    """
    rows = Revision.objects.filter(correction__isnull=False, appeal__gt=0)
    return rows.order_by("appeal_id", "pk")


def open_proposal(appeal: Appeal) -> Proposal | None:
    """The proposal that waits or is approved, if there is one (there is never a second)."""
    return appeal.proposals.filter(state__in=["waiting", "approved"]).first()


def returned(appeal: Appeal) -> Proposal | None:
    """The last proposal, if it was handed back and nothing was proposed since."""
    last = appeal.proposals.first()
    return last if last and last.state == "returned" else None


def proposals() -> QuerySet[Proposal]:
    """All proposals, newest first."""
    return Proposal.objects.select_related("appeal")


def waiting() -> QuerySet[Proposal]:
    """Proposals that nobody has decided about, the oldest first."""
    return proposals().filter(state="waiting").order_by("proposed_at", "pk")


def approved() -> QuerySet[Proposal]:
    """Approved and not yet published, the oldest first."""
    return proposals().filter(state="approved").order_by("decided_at", "pk")


def edited_since(proposal: Proposal) -> list[str]:
    """The parts that were edited after proposing; empty when it is still the same."""
    made = content(proposal.appeal)
    found = differences.changes(audiences.written(proposal), made)
    if not found and not audiences.is_now(proposal, proposal.appeal):
        return [_("who may be named")]
    return found


def new_since_last(proposal: Proposal) -> list[str]:
    """The parts that differ from what the public reads now; empty for a first revision."""
    last = latest(proposal.appeal)
    return differences.changes(last.content, proposal.content) if last else []


def gaps(appeal: Appeal, made: Content) -> list[str]:
    """What stands in the way of publishing, as sentences."""
    return list(checks.gaps(appeal, made, latest(appeal)))


def is_own(actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor proposed it or wrote what was changed since the last revision."""
    last = latest(proposal.appeal)
    since = last.published_at if last else None
    hands = appeals.writers(proposal.appeal, since)
    return actor.username in {proposal.proposed_by, *hands}


def may_decide(actor: Actor, proposal: Proposal) -> bool:
    """Whether the actor could approve it."""
    return has(actor, Role.APPROVER) and not is_own(actor, proposal)


def trail(appeal: Appeal) -> list[Entry]:
    """What was done to the appeal, its proposals among it, newest first."""
    return list(appeals.history(appeal)[:100])

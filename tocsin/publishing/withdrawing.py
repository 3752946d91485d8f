"""A published appeal is withdrawn: its content goes for good, and a tombstone stays.

One person proposes it and another one does it. What is left of each revision is its number, its
day and the hash of what it said.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import attachments, guard
from tocsin.appeals.content import emptied
from tocsin.appeals.models import APPEAL, Addressee, Appeal
from tocsin.cases import typed
from tocsin.kernel import audit
from tocsin.kernel.mail import holding
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.speaking import in_words
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing.models import (
    PROPOSAL,
    WHY_WITHDRAWN,
    WITHDRAWAL,
    Override,
    Proposal,
    Revision,
    Stop,
    Withdrawal,
)


def propose(actor: Actor, appeal: Appeal, why: str, note: str) -> Withdrawal:
    """Asks that the appeal be withdrawn. `why` is one of WHY_WITHDRAWN, `note` for the record.

    Raises Refusal (field "why" or "note").
    """
    require(actor, Role.OFFICER)
    note = typed.needed(note, "note", typed.NOTE, _("Write why, so that others can follow."))
    if why not in dict(WHY_WITHDRAWN):
        raise Refusal(_("Choose why it is withdrawn."), "why")
    with transaction.atomic():
        held = guard.hold(appeal)
        APPEAL.check(held.state, "withdrawn", _("Only a published appeal can be withdrawn."))
        if standing(held) is not None:
            raise Refusal(_("It is proposed already that this appeal be withdrawn."))
        made = Withdrawal.objects.create(
            appeal=held, why=why, note=note, proposed_by=actor.username
        )
        audit.record(actor, "propose withdrawal", "appeal", held.document_id, why=why)
    return made


def confirm(actor: Actor, withdrawal: Withdrawal) -> None:
    """A second person's yes: the content is gone when this returns."""
    require(actor, Role.APPROVER)
    with transaction.atomic():
        held = _hold(withdrawal)
        WITHDRAWAL.check(held.state, "done", _decided())
        if held.proposed_by == actor.username:
            raise Refusal(_("You proposed this yourself. Ask another approver to confirm it."))
        appeal = held.appeal
        after = APPEAL.check(appeal.state, "withdrawn", _decided())
        _decide(actor, held, "done")
        _empty(appeal)
        Appeal.objects.filter(pk=appeal.pk).update(
            state=after, countries=[], issues=[], partner=None, deadline=None, document_date=None
        )
        holding.hold(appeal.document_id)
        holding.destroy(appeal.document_id)
        audit.record(actor, "withdraw appeal", "appeal", appeal.document_id, why=held.why)
    withdrawal.refresh_from_db()
    withdrawal.appeal.refresh_from_db()


def decline(actor: Actor, withdrawal: Withdrawal) -> None:
    """A second person's no, or the proposer thinks better of it: the appeal stays as it is."""
    if withdrawal.proposed_by != actor.username:
        require(actor, Role.APPROVER)
    with transaction.atomic():
        held = _hold(withdrawal)
        WITHDRAWAL.check(held.state, "declined", _decided())
        _decide(actor, held, "declined")
        audit.record(actor, "decline withdrawal", "appeal", held.appeal.document_id)
    withdrawal.refresh_from_db()


def standing(appeal: Appeal) -> Withdrawal | None:
    """The proposal to withdraw that waits for a second person."""
    return Withdrawal.objects.filter(appeal=appeal, state="proposed").first()


def waiting() -> list[Withdrawal]:
    """All that wait, the oldest first."""
    rows = Withdrawal.objects.filter(state="proposed").select_related("appeal")
    return list(rows.order_by("pk"))


def done(limit: int = 30) -> list[Withdrawal]:
    """The appeals that were withdrawn, the last first."""
    rows = Withdrawal.objects.filter(state="done").select_related("appeal")
    return list(rows.order_by("-decided_at", "-pk")[:limit])


def of(appeal: Appeal) -> Withdrawal:
    """How a withdrawn appeal was withdrawn."""
    return Withdrawal.objects.get(appeal=appeal, state="done")


def sentence(withdrawal: Withdrawal) -> str:
    """All that stays to be read, in the active language."""
    day = in_words(timezone.localtime(withdrawal.decided_at))
    return {
        "asked": _("This appeal was withdrawn on %(day)s, as people whom it concerned wished."),
        "harm": _("This appeal was withdrawn on %(day)s, because it could have harmed people."),
        "wrong": _("This appeal was withdrawn on %(day)s, because it proved to be wrong."),
        "other": _("This appeal was withdrawn on %(day)s."),
    }[withdrawal.why] % {"day": day}


def _hold(withdrawal: Withdrawal) -> Withdrawal:
    appeal = guard.hold(withdrawal.appeal)
    held = Withdrawal.objects.select_for_update().get(pk=withdrawal.pk)
    held.appeal = appeal
    return held


def _decided() -> str:
    return _("This was decided already; nothing was changed.")


def _decide(actor: Actor, withdrawal: Withdrawal, after: str) -> None:
    Withdrawal.objects.filter(pk=withdrawal.pk).update(
        state=after, decided_by=actor.username, decided_at=timezone.now()
    )


def _empty(appeal: Appeal) -> None:
    for revision in Revision.objects.filter(appeal=appeal):
        revision.content, revision.note = emptied(revision.content), ""
        revision.correction, revision.overrides, revision.written = None, [], None
        revision.save(update_fields=["content", "written", "note", "correction", "overrides"])
    for proposal in Proposal.objects.filter(appeal=appeal):
        if PROPOSAL.may(proposal.state, "returned"):
            proposal.state = "returned"
        proposal.content, proposal.correction = emptied(proposal.content), None
        proposal.written, proposal.note, proposal.reason = None, "", ""
        proposal.save(update_fields=["state", "content", "written", "note", "correction", "reason"])
    Override.objects.filter(appeal=appeal).delete()
    Stop.objects.filter(appeal=appeal).update(words="")
    attachments.forget_all(appeal)
    appeal.texts.all().delete()
    appeal.claims.clear()
    Addressee.objects.filter(appeal=appeal).delete()

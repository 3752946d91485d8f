"""Proposed by one, approved by another, published: what is frozen is what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import guard
from tocsin.appeals.content import content, digest
from tocsin.appeals.models import APPEAL, Appeal
from tocsin.cases import typed
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.guard import name_of
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing import audiences, correcting, gate, logged, reads
from tocsin.publishing.checks import refuse_gaps
from tocsin.publishing.models import PROPOSAL, Proposal, Revision

NOTE = 300


def propose(
    actor: Actor,
    appeal: Appeal,
    note: str = "",
    *,
    corrected: Sequence[str] = (),
    wrong: str = "",
) -> Proposal:
    """Asks that the appeal be approved exactly as it stands now.

    A proposal that was overtaken by an edit gives way to this one. After the first revision
    `note` must tell readers what changed. It is a correction when `corrected` names claims of
    the last revision, or `wrong` says which fact was not so.
    """
    require(actor, Role.OFFICER)
    note = typed.optional(note, "note", NOTE)
    with transaction.atomic():
        held = guard.hold_open(appeal)
        made, last = content(held), reads.latest(held)
        refuse_gaps(held, made, last)
        gate.refuse(held, made, actor.username)
        correction = correcting.checked(last, corrected, wrong)
        audiences.refuse_names(held, note, "note")
        audiences.refuse_names(held, wrong, "wrong")
        _needs_a_change(held, last, note)
        _give_way(actor, held, correction)
        public = audiences.for_all(held, made)
        proposal = Proposal.objects.create(
            appeal=held,
            content=public,
            written=audiences.beside(made, public),
            digest=digest(public),
            note=note if last else "",
            correction=correction,
            proposed_by=actor.username,
        )
        _record(actor, "propose", proposal, note=note)
    return proposal


def approve(actor: Actor, proposal: Proposal) -> None:
    """A second person's yes; never the proposer's or the writer's own.

    Where there are no rules for a language, it says that this person has read it.
    """
    require(actor, Role.APPROVER)
    with transaction.atomic():
        held = _hold(proposal)
        PROPOSAL.check(held.state, "approved", _why_decided(held))
        if reads.is_own(actor, held):
            raise Refusal(
                _("You wrote or proposed this yourself. Ask another approver to read it.")
            )
        _refuse_edited(held)
        _decide(actor, held, "approved")
        _record(actor, "approve", held, read=gate.unchecked(held.content))
    proposal.refresh_from_db()


def hand_back(actor: Actor, proposal: Proposal, reason: str) -> None:
    """Not like this: the officer reads the reason, changes the text and proposes again."""
    require(actor, Role.APPROVER)
    reason = typed.reason(reason)
    with transaction.atomic():
        held = _hold(proposal)
        PROPOSAL.check(held.state, "returned", _why_decided(held))
        _decide(actor, held, "returned", reason=reason)
        _record(actor, "hand back", held, reason=reason)
    proposal.refresh_from_db()


def publish(actor: Actor, proposal: Proposal) -> Revision:
    """Freezes what was approved as the next revision; from now on the public reads it."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = _hold(proposal)
        appeal, last = held.appeal, reads.latest(held.appeal)
        PROPOSAL.check(held.state, "published", _why_not_approved(held))
        _refuse_edited(held)
        refuse_gaps(appeal, audiences.written(held), last)
        gate.refuse(appeal, audiences.written(held), held.proposed_by)
        revision = _freeze(actor, held, number=last.number + 1 if last else 1)
        logged.revision(revision)
        Proposal.objects.filter(pk=held.pk).update(state="published")
        if appeal.state == APPEAL.first:
            after = APPEAL.check(appeal.state, "published", _("This appeal cannot be published."))
            Appeal.objects.filter(pk=appeal.pk).update(state=after)
        _record(actor, "publish", held, number=revision.number, sha256=revision.sha256)
    proposal.refresh_from_db()
    proposal.appeal.refresh_from_db()
    return revision


def _freeze(actor: Actor, proposal: Proposal, number: int) -> Revision:
    return Revision.objects.create(
        appeal=proposal.appeal,
        number=number,
        content=proposal.content,
        written=proposal.written,
        sha256=digest(proposal.content),
        note=proposal.note,
        correction=proposal.correction,
        overrides=gate.published_overrides(proposal.appeal, audiences.written(proposal)),
        published_at=timezone.now(),
        published_by=actor.username,
        approved_by=proposal.decided_by,
    )


def _hold(proposal: Proposal) -> Proposal:
    """The appeal first, then the proposal: whoever comes second sees what the first one did."""
    appeal = guard.hold_open(proposal.appeal)
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    held.appeal = appeal
    return held


def _needs_a_change(appeal: Appeal, last: Revision | None, note: str) -> None:
    if last is None:
        return
    if audiences.is_now(last, appeal):
        raise Refusal(_("Nothing was changed since the last revision; change the text first."))
    if not note:
        raise Refusal(_("Write what changed, so that readers can follow."), "note")


def _give_way(actor: Actor, appeal: Appeal, correction: dict[str, Any] | None) -> None:
    before = reads.open_proposal(appeal)
    if before is None:
        return
    if before.correction == correction and audiences.is_now(before, appeal):
        raise Refusal(_proposed_already(before))
    PROPOSAL.check(before.state, "returned", _proposed_already(before))
    _decide(actor, before, "returned", reason=_("Edited and proposed anew."))


def _proposed_already(proposal: Proposal) -> str:
    if proposal.state == "approved":
        return _("This text is approved already; publish it.")
    return _("This text is proposed already and waits for a second person.")


def _decide(actor: Actor, proposal: Proposal, after: str, reason: str = "") -> None:
    proposal.state, proposal.reason = after, reason
    proposal.decided_by, proposal.decided_at = actor.username, timezone.now()
    proposal.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _refuse_edited(proposal: Proposal) -> None:
    if audiences.is_now(proposal, proposal.appeal):
        return
    what = ", ".join(reads.edited_since(proposal))
    raise Refusal(
        _(
            "This was edited after it was proposed (%(what)s), so the approval does not "
            "hold for it. Propose it anew and have it approved again."
        )
        % {"what": what}
    )


def _why_decided(proposal: Proposal) -> str:
    """Why nothing can be decided any more; names who decided."""
    words = {"name": name_of(proposal.decided_by)}
    sentences = {
        "approved": _("%(name)s approved this already. It only has to be published now."),
        "returned": _("%(name)s handed this back already. Wait until it is proposed anew."),
        "published": _("%(name)s approved this already, and it is published."),
    }
    return sentences.get(proposal.state, "") % words


def _why_not_approved(proposal: Proposal) -> str:
    sentences = {
        "waiting": _("Nobody has approved this yet. Ask an approver to read it."),
        "returned": _("This was handed back. Change the text and propose it anew."),
        "published": _("This is published already; nothing was done a second time."),
    }
    return sentences.get(proposal.state, "")


def _record(actor: Actor, verb: str, proposal: Proposal, **detail: Any) -> None:
    appeal = proposal.appeal.document_id
    audit.record(actor, verb, "appeal", appeal, proposal=proposal.pk, **detail)

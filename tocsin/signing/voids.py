"""A second person decides: voices count again, or are voided, each with its entry in the log."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require
from tocsin.signing import logged
from tocsin.signing.holds import lock, proposal
from tocsin.signing.models import HOLD, SIGNATURE, Hold, Signature

AT_ONCE = 500  # voices of one transaction; the worker goes on with the rest

DECIDED = {"void": "voided", "release": "released"}


def decide(actor: Actor, batch: Hold, seen: str | None = None) -> None:
    """The second person's yes to what the first one proposed.

    `seen` is the `holds.proposal` that the person read. Raises Refusal where both are one person,
    where nothing is proposed, or something else by now.
    """
    require(actor, Role.APPROVER)
    with transaction.atomic():
        held = lock(batch)
        after = HOLD.check(held.state, DECIDED.get(held.verdict, "released"), _not_proposed())
        if held.proposed_by == actor.username:
            raise Refusal(_("You proposed this yourself. Ask another approver to decide it."))
        if seen not in (None, proposal(held)):
            raise Refusal(
                _("Something else was proposed while you were reading. Read it, then decide.")
            )
        Hold.objects.filter(pk=held.pk).update(
            state=after, decided_by=actor.username, decided_at=timezone.now(), catches=None
        )
        verb = {"voided": "void", "released": "count again"}[after]
        audit.record(
            actor,
            verb,
            "appeal",
            held.appeal.document_id,
            hold=held.pk,
            number=held.number,
            reason=held.reason,
        )
        carry_out(Hold.objects.select_related("appeal").get(pk=held.pk))
    batch.refresh_from_db()


def _not_proposed() -> str:
    return _("Nothing is proposed here, or it was decided already. Nothing was changed.")


def carry_out(batch: Hold) -> int:
    """The next voices of a decided batch, in the open transaction; how many."""
    rows = _waiting(batch).select_for_update(of=["self"]).select_related("appeal")
    some = list(rows.order_by("pk")[:AT_ONCE])
    state = SIGNATURE.check("held", "voided" if batch.state == "voided" else "counted", "")
    for one in some if state == "voided" else []:
        logged.taken_back(one, logged.VOIDED[one.channel], batch.reason)
    values = {"public_name": "", "inform": None} if state == "voided" else {}
    _waiting(batch).filter(pk__in=[one.pk for one in some]).update(state=state, **values)
    Hold.objects.filter(pk=batch.pk).update(done=F("done") + len(some))
    return len(some)


def _waiting(batch: Hold) -> QuerySet[Signature]:
    return Signature.objects.filter(hold=batch, state="held")


def turn() -> int:
    """Goes on with decided batches that are larger than one transaction; how many voices."""
    done = 0
    left = Exists(Signature.objects.filter(hold=OuterRef("pk"), state="held"))
    for batch in Hold.objects.filter(left, state__in=DECIDED.values()):
        with transaction.atomic():
            done += carry_out(lock(batch))
    return done

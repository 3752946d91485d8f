"""Mail-outs that are over before their time: corrected, closed after a stop, or withdrawn."""

from __future__ import annotations

from django.db import transaction

from tocsin.appeals import guard
from tocsin.appeals.models import Appeal
from tocsin.kernel.mail import holding
from tocsin.kernel.mail.holding import Held
from tocsin.kernel.mail.outbox import Mail
from tocsin.mailing.models import DISPATCH, Dispatch

STILL_HERE = ("waiting", "failed")


def end(dispatch: Dispatch) -> None:
    """Nothing more of it leaves; what has not gone is destroyed. Done again it is harmless."""
    held = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if DISPATCH.may(held.state, "ended"):
        Dispatch.objects.filter(pk=held.pk).update(state="ended", due_at=None)
    Mail.objects.filter(batch=held.batch, state__in=STILL_HERE).delete()


def settle() -> int:
    """Looks for appeals whose mail is held back and that are stopped no more; gives how many.

    One that was closed keeps its news and corrections, and they may leave now; of a withdrawn
    one nothing may ever leave.
    """
    over = Appeal.objects.filter(document_id__in=Held.objects.values("about"))
    return sum(_settle(one) for one in over.filter(state__in=["closed", "withdrawn"]))


def _settle(appeal: Appeal) -> int:
    with transaction.atomic():
        held = guard.hold(appeal)
        if held.state == "stopped":
            return 0
        dispatches = Dispatch.objects.filter(revision__appeal=held)
        running = list(dispatches.filter(state__in=["preparing", "sending"]))
        for one in running:
            end(one)
        if held.state == "withdrawn":
            return len(running) + holding.destroy(held.document_id)
        holding.release(held.document_id)
        return 1

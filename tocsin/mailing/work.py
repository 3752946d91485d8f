"""Turns mail-outs: walks the subscribers in pages and queues one mail for each."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tocsin.appeals import guard
from tocsin.kernel.mail import holding, walk
from tocsin.kernel.mail.outbox import Filled, queue
from tocsin.kernel.work import Loop, lease
from tocsin.mailing import bounced, corrections, ending, network, reads
from tocsin.mailing.letters import ByLanguage, letter
from tocsin.mailing.models import DISPATCH, Dispatch, Subscriber
from tocsin.mailing.moves import forget_unconfirmed

PAGE = 200


def prepare_page(dispatch: Dispatch) -> int:
    """Queues the mails of the next page; gives how many subscribers were looked at."""
    rows = reads.subscribed(dispatch.started_at).filter(
        pk__gt=dispatch.cursor, pk__lte=dispatch.last
    )
    page = list(rows.order_by("pk")[:PAGE])
    with transaction.atomic():
        if not _still(dispatch):
            return 0
        # Who leaves at this moment waits for the lock, and then finds the mail to destroy.
        held = Subscriber.objects.select_for_update().filter(
            pk__in=[one.pk for one in page], state="subscribed"
        )
        queue(_mails(dispatch, list(held.order_by("pk"))))
        walk.go_on(dispatch, DISPATCH, page[-1].pk if page else None)
    return len(page)


def _still(dispatch: Dispatch) -> bool:
    """Whether it is to go on; what ends it at this moment waits for this page, or is seen here."""
    appeal = guard.hold(dispatch.revision.appeal)
    held = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    return held.state == "preparing" and not holding.is_held(appeal.document_id)


def _mails(dispatch: Dispatch, people: list[Subscriber]) -> list[Filled]:
    revision = dispatch.revision
    letters = ByLanguage(lambda language: letter(revision, language))
    made = []
    for one in people:
        if not network.reason(revision, one.countries, one.issues):
            continue
        language = network.spoken(revision, one.language)
        key = f"{dispatch.batch}-{one.pk}"
        made.append(letters[language].to(key, dispatch.batch, network.address_of(one), one.leave))
    return made


def turn() -> int:
    """One page of each mail-out and each correction; what is done is marked done."""
    settled = ending.settle()
    rows = Dispatch.objects.filter(state="preparing")
    taken = lease(rows.exclude(revision__appeal__state="stopped"), 10)
    for dispatch in taken:
        prepare_page(dispatch)
    done = walk.finish(Dispatch, DISPATCH, done_at=timezone.now())
    done += corrections.turn() + bounced.forget()
    return settled + len(taken) + done + forget_unconfirmed()


LOOP = Loop("mailing", turn)

"""Turns mail-outs: walks the subscribers in pages and queues one mail for each."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tocsin.appeals import guard
from tocsin.kernel import holding
from tocsin.kernel.mail import Message, progress, queue
from tocsin.kernel.work import Loop, lease
from tocsin.mailing import corrections, ending, network, reads
from tocsin.mailing.letters import Letter, leave_url, letter
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
        if page:
            dispatch.cursor = page[-1].pk
        else:
            dispatch.state = DISPATCH.check(dispatch.state, "sending", "")
        dispatch.leased_until = None
        dispatch.save(update_fields=["cursor", "state", "leased_until"])
    return len(page)


def _still(dispatch: Dispatch) -> bool:
    """Whether it is to go on; what ends it at this moment waits for this page, or is seen here."""
    appeal = guard.hold(dispatch.revision.appeal)
    held = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    return held.state == "preparing" and not holding.is_held(appeal.document_id)


def _mails(dispatch: Dispatch, people: list[Subscriber]) -> list[Message]:
    revision = dispatch.revision
    letters: dict[str, Letter] = {}
    made = []
    for one in people:
        if not network.reason(revision, one.countries, one.issues):
            continue
        language = network.spoken(revision, one.language)
        if language not in letters:
            letters[language] = letter(revision, language)
        key = f"{dispatch.batch}-{one.pk}"
        url = leave_url(one.leave, language)
        made.append(letters[language].to(key, dispatch.batch, network.address_of(one), url))
    return made


def finish() -> int:
    """Mail-outs of which nothing waits any more are done; gives how many."""
    number = 0
    for dispatch in Dispatch.objects.filter(state="sending"):
        counts = progress(dispatch.batch)
        if not counts["waiting"] and not counts["sending"]:
            after = DISPATCH.check(dispatch.state, "done", "")
            rows = Dispatch.objects.filter(pk=dispatch.pk, state="sending")
            number += rows.update(state=after, done_at=timezone.now(), due_at=None)
    return number


def turn() -> int:
    """One page of each mail-out and each correction; what is done is marked done."""
    settled = ending.settle()
    rows = Dispatch.objects.filter(state="preparing")
    taken = lease(rows.exclude(revision__appeal__state="stopped"), 10)
    for dispatch in taken:
        prepare_page(dispatch)
    return settled + len(taken) + finish() + corrections.turn() + forget_unconfirmed()


LOOP = Loop("mailing", turn)

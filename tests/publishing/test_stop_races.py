"""A stop and a running mail-out at the same moment: nothing leaves behind the stop's back."""

from __future__ import annotations

import pytest

from tests import cast
from tests.mailing.people import subscriber
from tests.publishing.test_races import together
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves, work
from tocsin.mailing.models import Dispatch
from tocsin.publishing import stopping
from tocsin.publishing.models import Stop

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_that_is_queued_while_somebody_stops_stays_here() -> None:
    revision = cast.published()
    for number in range(20):
        subscriber(f"n{number}@example.org")
    made = moves.dispatch(cast.olga(), revision)
    olga = cast.olga()
    told = together(
        lambda: stopping.stop(olga, revision.appeal, "harm"),
        lambda: work.prepare_page(Dispatch.objects.get(pk=made.pk)),
    )
    assert told == ["", ""]
    run_until_idle([work.LOOP, post.LOOP])
    assert not Mail.objects.filter(state="sent").exists()


def test_what_had_not_begun_when_the_stop_came_does_not_leave() -> None:
    revision = cast.published()
    for number in range(30):
        subscriber(f"n{number}@example.org")
    moves.dispatch(cast.olga(), revision)
    run_until_idle([work.LOOP])
    olga, begun = cast.olga(), []

    def stop() -> None:
        stopping.stop(olga, revision.appeal, "harm")
        begun.append(Mail.objects.filter(state__in=["sending", "sent"]).count())

    assert together(stop, post.turn, post.turn) == ["", "", ""]
    assert Mail.objects.filter(state="sent").count() <= begun[0] + 2, "at most one a sender"
    before = Mail.objects.filter(state="sent").count()
    run_until_idle([work.LOOP, post.LOOP])
    assert Mail.objects.filter(state="sent").count() == before


def test_two_officers_stopping_at_once_make_one_stop() -> None:
    olga, pavel = cast.olga(), cast.pavel()
    appeal = cast.published().appeal
    told = together(
        lambda: stopping.stop(olga, appeal, "harm"), lambda: stopping.stop(pavel, appeal, "wrong")
    )
    assert told == ["", "This appeal is stopped already; nothing was changed."]
    assert Stop.objects.count() == 1

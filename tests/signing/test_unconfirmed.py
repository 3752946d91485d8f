"""Whoever is confirming while old rows are deleted stays: a voice that was counted is not lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, newest_token
from tocsin.appeals.models import Appeal
from tocsin.kernel.mail.bounces import Bounced
from tocsin.publishing.models import Revision
from tocsin.signing import bounced, moves, reads, retention, unconfirmed
from tocsin.signing.commitments import mark_of_link
from tocsin.signing.floods import waiting
from tocsin.signing.models import BY_APPEAL, Settled, Signature
from tocsin.signing.reads import Tally

LONG_AGO = timezone.now() - timedelta(days=300)
DAYS_AGO = timezone.now() - timedelta(days=5)
MOMENT = 0.3  # seconds in which whoever deletes comes to the lock


def came_back(token: str) -> None:
    Bounced.objects.create(mark=mark_of_link(token))


def grew_old(token: str) -> None:
    Signature.objects.filter(mark=mark_of_link(token)).update(signed_at=DAYS_AGO)


def waited_long(token: str) -> None:
    rows = Signature.objects.filter(mark=mark_of_link(token))
    rows.update(signed_at=DAYS_AGO, withheld=BY_APPEAL)


def appeal_is_over(_token: str) -> None:
    appeal = Appeal.objects.get()
    Settled.objects.create(appeal=appeal, closed_on=LONG_AGO.date())


def forget_after_a_day() -> None:
    with override_settings(TOCSIN_CONFIRM_DAYS=1):
        unconfirmed.forget()


def forget_the_appeal() -> None:
    retention.forget(Settled.objects.get())


WAYS: list[tuple[Callable[[str], None], Callable[[], object]]] = [
    (grew_old, forget_after_a_day),
    (came_back, bounced.forget),
    (waited_long, waiting._forget),
    (appeal_is_over, forget_the_appeal),
]


def signed() -> str:
    cast.signing_key()
    revision: Revision = cast.published()
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    return newest_token()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("before", "delete"), WAYS)
def test_who_is_confirming_while_it_is_deleted_counts(
    before: Callable[[str], None], delete: Callable[[], object]
) -> None:
    token = signed()
    before(token)
    confirmed, deleting = threading.Event(), threading.Event()

    def confirm() -> None:
        with closing(connection), transaction.atomic():
            assert moves.confirm(token).state == "counted"
            confirmed.set()
            deleting.wait(5)
            time.sleep(MOMENT)

    def clear() -> None:
        with closing(connection):
            confirmed.wait(5)
            deleting.set()
            delete()

    with ThreadPoolExecutor(2) as both:
        for done in (both.submit(confirm), both.submit(clear)):
            done.result()
    assert reads.tally(Appeal.objects.get()) == Tally(confirmed=1)
    assert Signature.objects.get().state == "counted"


@pytest.mark.django_db
def test_only_what_is_unconfirmed_is_deleted_and_told() -> None:
    moves.confirm(signed())
    moves.sign(Revision.objects.get(), entry("Bo Lind", "bo@example.org"))
    assert unconfirmed.delete(Signature.objects.all()) == 1
    assert [row.state for row in Signature.objects.all()] == ["counted"]
    assert unconfirmed.delete(Signature.objects.all()) == 0

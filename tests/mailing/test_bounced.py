"""Nobody is mailed for ever where nobody is; nobody leaves because a provider refused a mail."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tests.mailing.people import newest_token, subscriber
from tests.returned import MAILBOX, came_back
from tocsin.kernel.audit import Entry
from tocsin.kernel.mail.bounces import Bounced
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import bounced, moves, work
from tocsin.mailing.models import Subscriber
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def paths(settings: Any) -> None:
    """Each mail has a return path of its own."""
    settings.TOCSIN_BOUNCE_MAIL = MAILBOX


@pytest.fixture
def revision() -> Revision:
    """A published appeal."""
    return cast.published()


def mailed(revision: Revision) -> Mail:
    """The mail to the only subscriber, which went."""
    moves.dispatch(cast.olga(), revision)
    run_until_idle([work.LOOP])
    Mail.objects.update(state="sent", payload=None, stencil=None)
    return Mail.objects.get()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("gone/postfix-user-unknown", "left"),
        ("gone/yandex-no-such-user", "left"),
        ("gone/yahoo-in-words", "left"),
        ("refused/gmail-unauthenticated", "subscribed"),
        ("refused/postfix-mailbox-full", "subscribed"),
        ("nothing/sendmail-gave-up", "subscribed"),
        ("nothing/vacation-outlook", "subscribed"),
    ],
)
def test_who_is_not_there_leaves_and_who_refused_a_mail_does_not(
    revision: Revision, name: str, state: str
) -> None:
    subscriber("ada@example.org")
    came_back(mailed(revision), name)
    run_until_idle([work.LOOP])
    row = Subscriber.objects.get()
    assert row.state == state
    assert (row.address is None) is (state == "left")
    assert not Bounced.objects.exists()


def test_leaving_so_is_in_the_trail_and_destroys_mails_that_wait(revision: Revision) -> None:
    one = subscriber("ada@example.org")
    row = mailed(revision)
    Mail.objects.update(state="waiting")
    came_back(row)
    assert bounced.forget() == 1
    assert Entry.objects.filter(verb="leave", subject=str(one.pk)).count() == 1
    assert not Mail.objects.exists()


def test_a_report_twice_changes_nothing_more(revision: Revision) -> None:
    subscriber("ada@example.org")
    row = mailed(revision)
    for _again in range(2):
        came_back(row)
        bounced.forget()
    assert Entry.objects.filter(verb="leave").count() == 1


@pytest.mark.parametrize("name", ["gone/gmail-dns-error", "refused/exim-spam-verdict"])
def test_a_wish_to_join_that_came_back_leaves_nothing(name: str) -> None:
    moves.ask("ada@example.org", "en", [], [])
    came_back(Mail.objects.get(), name)
    bounced.forget()
    assert not Subscriber.objects.exists()


def test_who_joined_in_spite_of_it_stays() -> None:
    moves.ask("ada@example.org", "en", [], [])
    row = Mail.objects.get()
    moves.confirm(newest_token())
    came_back(row)
    assert bounced.forget() == 1
    assert Subscriber.objects.get().state == "subscribed"


def test_an_older_invitation_does_not_end_a_newer_one() -> None:
    moves.ask("ada@example.org", "en", [], [])
    row = Mail.objects.get()
    Subscriber.objects.update(wish=None)
    moves.ask("ada@example.org", "en", [], [])
    came_back(row)
    assert bounced.forget() == 1
    assert Subscriber.objects.get().state == "asked"


def test_a_subscriber_who_is_gone_by_now_is_no_matter() -> None:
    Bounced.objects.create(key="correction-1-99", gone=True)
    Bounced.objects.create(key=f"join-99-{'ab' * 16}", gone=True)
    assert bounced.forget() == 2

"""Times are cut down, never up, and keep their zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel import coarse
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail
from tocsin.signing import holds, moves
from tocsin.signing.models import Signature

MOMENTS = st.datetimes(datetime(1999, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_an_hour_begins_before_its_minutes(moment: datetime) -> None:
    assert coarse.hour(moment) <= coarse.minute(moment) <= moment
    assert coarse.hour(moment).timestamp() % 3600 == 0
    assert coarse.minute(moment).timestamp() % 60 == 0


@pytest.mark.django_db
def test_no_row_of_a_signatory_tells_its_second() -> None:
    """Nor does the mail that went to the mailbox, whose key names the same link."""
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada", "ada@example.org")
    moves.sign(revision, entry("Bo", "bo@example.org"))
    assert newest_token()
    post.turn()
    for row in Signature.objects.all():
        assert row.signed_at == coarse.hour(row.signed_at)
        assert row.counted_at is None or row.counted_at == coarse.minute(row.counted_at)
    mails = Mail.objects.filter(state="sent")
    assert mails.count() == 2
    for mail in mails:
        assert mail.created_at == coarse.hour(mail.created_at)
        assert mail.sent_at is not None
        assert mail.sent_at == coarse.hour(mail.sent_at)
        assert (mail.due_at, mail.leased_until) == (None, None)


@pytest.mark.django_db
def test_a_window_holds_the_minute_in_which_it_begins() -> None:
    cast.signing_key()
    revision = cast.published()
    row = sign_and_confirm(revision, "Ada", "ada@example.org")
    assert row.counted_at is not None
    wanted = holds.Filter(since=row.counted_at.replace(second=59))
    assert holds.preview(revision.appeal, wanted).number == 1

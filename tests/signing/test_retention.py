"""An appeal that is over loses the keys that tell its mailboxes apart, on the day that was told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.models import Revision
from tocsin.signing import holds, keyed, leaving, mailboxes, moves, reads, retention, sheets, work
from tocsin.signing.models import Leaving, Receipt, Settled, Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal, signed by one who asked for news and by one who did not confirm."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@example.org", inform=True, choice="public")
    return made


def close(revision: Revision, days_ago: int = 0) -> Settled:
    """Closed, and noted by the worker."""
    Appeal.objects.filter(pk=revision.appeal_id).update(state="closed")
    revision.appeal.refresh_from_db()
    retention.note_closed()
    row = Settled.objects.get(appeal=revision.appeal)
    row.closed_on = timezone.localdate() - timedelta(days=days_ago)
    row.save()
    return row


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 26), 12, date(2027, 11, 26)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_later_is_the_same_day_or_the_last(day: date, months: int, then: date) -> None:
    assert keyed.later(day, months) == then


def test_an_open_appeal_keeps_its_keys(revision: Revision) -> None:
    work.LOOP.turn()
    assert not Settled.objects.exists()
    assert retention.planned(revision.appeal) is None


def test_closing_sets_the_day_and_opening_again_takes_it_back(revision: Revision) -> None:
    close(revision)
    day = retention.planned(revision.appeal)
    assert day == keyed.later(timezone.localdate(), 12)
    Appeal.objects.update(state="published")
    retention.note_closed()
    assert retention.planned(revision.appeal) is None


def test_a_deadline_that_passed_closes_too(revision: Revision) -> None:
    day = timezone.localdate() - timedelta(days=3)
    revision.content["deadline"] = day.isoformat()
    revision.save()
    Appeal.objects.update(deadline=day)
    retention.note_closed()
    retention.note_closed()
    assert Settled.objects.get().closed_on == day


def test_before_the_day_nothing_is_forgotten(revision: Revision) -> None:
    close(revision, days_ago=360)
    assert retention.forget_due() == 0
    assert reads.informed(revision.appeal, 0, 5)


def test_on_the_day_tags_keys_and_addresses_go(revision: Revision) -> None:
    moves.sign(revision, entry("Bo", "bo@example.org"))
    moves.confirm(newest_token(), receipt=True)
    moves.sign(revision, entry("Cy", "cy@example.org"))
    late = newest_token()
    leaving.ask("ada@example.org", "en", revision.appeal)
    before = mailboxes.tag(revision.appeal, "ada@example.org")
    close(revision, days_ago=367)
    assert retention.forget_due() == 1
    names = {"signatories/FA-01-2026", "informed/FA-01-2026"}
    assert not names & set(vault()._read())
    kept = Signature.objects.values_list("tag", "likeness", "domain", "inform")
    assert set(kept) == {(None, None, None, None)}
    assert not Receipt.objects.exists()
    assert not Leaving.objects.exists()
    assert not Mail.objects.filter(batch="leaving").exists()
    with pytest.raises(Refusal, match="This link does not work"):
        moves.confirm(late)
    assert mailboxes.tag(revision.appeal, "ada@example.org") != before
    assert reads.tally(revision.appeal) == Tally(confirmed=2)
    assert reads.public_names(revision.appeal, 5) == ["Ada Lind"]
    told = Entry.objects.get(verb="forget mailboxes")
    assert (told.actor, told.detail) == ("system", {"kept": 2, "unconfirmed": 1})


def test_afterwards_nothing_can_be_signed_even_where_it_is_opened_again(
    revision: Revision,
) -> None:
    retention.forget(close(revision))
    Appeal.objects.update(state="published")
    revision.appeal.refresh_from_db()
    with pytest.raises(Refusal, match="mailboxes apart is destroyed"):
        moves.sign(revision, entry("Bo", "bo@example.org"))
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "")
    told = {"name": "Bo", "country": "SE", "choice": "counted"}
    with pytest.raises(Refusal, match="mailboxes apart is destroyed"):
        sheets.enter_line(cast.olga(), sheet, 1, **told)
    with pytest.raises(Refusal, match="domains can no longer be told apart"):
        holds.chosen(revision.appeal, None, None, "example.org")
    retention.note_closed()
    assert retention.forgotten(revision.appeal) == timezone.localdate()


def test_afterwards_a_link_still_withdraws_its_own_signature_alone(revision: Revision) -> None:
    sign_and_confirm(revision, "Bo", "bo@example.org")
    token = newest_token()
    retention.forget(close(revision))
    assert moves.not_me(token) == 1
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_afterwards_a_proved_mailbox_finds_nothing_and_makes_no_key(revision: Revision) -> None:
    retention.forget(close(revision))
    assert list(retention.with_keys()) == []


def test_forgetting_twice_is_harmless(revision: Revision) -> None:
    row = close(revision)
    retention.forget(row)
    retention.forget(row)
    assert retention.forget_due() == 0


def test_a_large_appeal_is_emptied_in_parts(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who signs another appeal meanwhile waits for all of it."""
    for number in range(4):
        sign_and_confirm(revision, f"Bo {number}", f"bo{number}@example.org", inform=True)
    Signature.objects.filter(pk__in=[Signature.objects.latest("pk").pk]).update(tag=None)
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    with monkeypatch.context() as hurried:
        hurried.setattr(retention, "TURN", -1)
        retention.forget(close(revision, days_ago=367))
    row = Settled.objects.get()
    assert (row.forgotten_on, row.emptying) == (timezone.localdate(), True)
    assert Signature.objects.exclude(tag=None).count() == 4
    with pytest.raises(Refusal, match="It can no longer be signed"):
        retention.refuse(revision.appeal)
    work.turn()
    kept = Signature.objects.values_list("tag", "likeness", "domain", "inform")
    assert set(kept) == {(None, None, None, None)}
    assert not Settled.objects.get().emptying
    assert retention.empty_begun() == 0


def test_how_many_months_is_a_setting(revision: Revision, settings: Any) -> None:
    settings.TOCSIN_RETENTION_MONTHS = 1
    close(revision, days_ago=40)
    assert retention.forget_due() == 1


def test_what_goes_by_days_is_looked_at_once_an_hour(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(work._next, "look", 0.0)
    work.turn()
    Appeal.objects.update(state="closed")
    work.turn()
    assert not Settled.objects.exists()
    monkeypatch.setitem(work._next, "look", 0.0)
    work.turn()
    assert Settled.objects.get().appeal == revision.appeal


def test_many_that_are_over_at_once_are_noted_in_parts(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2, 5):
        cast.published(f"FA-{number:02}-2026")
    Appeal.objects.update(state="closed")
    monkeypatch.setattr(retention, "MOST", 3)
    monkeypatch.setitem(work._next, "look", 0.0)
    work.turn()
    assert Settled.objects.count() == 3
    work.turn()  # at once, and not an hour later
    assert Settled.objects.count() == 4


def test_one_that_is_open_again_is_not_forgotten_whatever_its_draft_says(
    revision: Revision,
) -> None:
    row = close(revision, days_ago=4000)
    yesterday = timezone.localdate() - timedelta(days=1)
    Appeal.objects.update(state="published", deadline=yesterday)  # which nobody published
    assert retention.forget_due() == 0
    assert not Settled.objects.filter(pk=row.pk).exists()
    assert Signature.objects.get().tag is not None

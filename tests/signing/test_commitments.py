"""Links tell their hour, so that what is kept of them lies together; older ones go on working."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, newest_token
from tocsin.publishing.models import Revision
from tocsin.signing import commitments, erasing, moves, receipts
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 18, 0, 0, tzinfo=UTC)
LAST = timedelta(minutes=59, seconds=59)


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are made as they were before they told their hour."""
    monkeypatch.setattr(commitments, "new_link", lambda **_how: secrets.token_urlsafe(32))


def made(monkeypatch: pytest.MonkeyPatch, at: datetime) -> str:
    """A link of that moment."""
    monkeypatch.setattr(timezone, "now", lambda: at)
    return commitments.new_link()


def spots(token: str) -> set[bytes]:
    """With what a link begins, its r and its mark."""
    return {
        one[: commitments.SPOT]
        for one in (token.encode(), commitments.of_link(token), commitments.mark_of_link(token))
    }


def test_links_of_an_hour_and_their_marks_begin_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [AT, AT + LAST, AT + timedelta(hours=1)]
    first, last, next_hour = (spots(made(monkeypatch, at)) for at in moments)
    assert first == last
    assert len(first) == 1
    assert first != next_hour


def test_a_link_tells_nothing_finer_than_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [base64.urlsafe_b64decode(made(monkeypatch, AT + LAST)) for _link in range(2)]
    assert whole[0][:3] == whole[1][:3] == (int(AT.timestamp()) // 3600).to_bytes(3, "big")
    assert whole[0][3:] != whole[1][3:]


def test_where_signing_is_dangerous_a_link_tells_its_day_alone(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision.appeal.at_risk = True
    revision.appeal.save()
    monkeypatch.setattr(timezone, "now", lambda: AT + LAST)
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    told = base64.urlsafe_b64decode(newest_token())[:3]
    assert int.from_bytes(told, "big") * 3600 == AT.replace(hour=0).timestamp()
    assert bytes(Signature.objects.get().mark or b"")[:4] == base64.urlsafe_b64encode(told)


def test_one_letter_more_or_other_leads_to_another_mark() -> None:
    token = commitments.new_link()
    swapped = token[:9] + ("a" if token[9] != "a" else "b") + token[10:]
    for wrong in (token[:-1], f"{token}a", swapped, token.swapcase(), "", "ж" * 44):
        assert commitments.opened(wrong) != commitments.opened(token)
        assert commitments.mark_of_link(wrong) != commitments.mark_of_link(token)


@pytest.mark.usefixtures("older")
def test_a_link_from_before_still_counts_shows_its_receipt_and_withdraws(
    revision: Revision,
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    token = newest_token()
    assert len(token) == 43
    signature = moves.confirm(token)
    r = commitments.of_link(token)
    assert receipts.by_secret(revision.appeal.document_id, r) == signature
    assert erasing.by_receipt(signature) == 1
    assert not Signature.objects.exists()


@pytest.mark.usefixtures("older")
def test_a_link_from_before_still_says_that_it_was_not_me(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    assert moves.not_me(newest_token()) == 1
    assert not Signature.objects.exists()

"""What a backup brings back, and the log or a rule has taken away since, goes again."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.kernel.growing import sequence_all
from tests.signing.people import entry, newest_token, sign_and_confirm
from tests.signing.test_holds import voided
from tocsin.appeals.models import Appeal
from tocsin.kernel import audit
from tocsin.kernel.crypto.home import home, vault
from tocsin.publishing.models import Revision
from tocsin.signing import keyed, moves, reads, retention, returned
from tocsin.signing.mailboxes import key_of
from tocsin.signing.models import Settled, Signature
from tocsin.signing.returned import TakenBack, catch_up, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    cast.signing_key()
    made = cast.published()
    for name in ("Ada", "Bo", "Cy"):
        sign_and_confirm(made, name, f"{name.lower()}@example.org", choice="public", inform=True)
    return made


def rows() -> list[dict[str, Any]]:
    return [dict(one) for one in Signature.objects.order_by("pk").values()]


def bring_back(before: list[dict[str, Any]]) -> None:
    """The rows as a backup had them; the log stays as it is."""
    Signature.objects.all().delete()
    Signature.objects.bulk_create(Signature(**one) for one in before)


def test_whoever_withdrew_since_is_erased_again(revision: Revision) -> None:
    before = rows()
    moves.not_me(newest_token())
    sequence_all()
    bring_back(before)
    assert take_back() == TakenBack(erased=1, voided=0)
    assert [one["public_name"] for one in rows()] == ["Ada", "Bo"]
    assert reads.standing(revision.appeal) == reads.in_log(revision.appeal)
    entry = audit.trail("appeal", "FA-01-2026").filter(verb="withdraw").first()
    assert entry is not None
    assert entry.detail == {"signatures": 1, "again": True}
    assert take_back() == TakenBack(0, 0)


def test_what_was_voided_since_is_voided_again(revision: Revision) -> None:
    before = rows()
    voided(revision, 17)
    sequence_all()
    held = [one | {"hold_id": None} for one in before]
    bring_back(held)
    assert take_back() == TakenBack(erased=0, voided=3)
    assert {one["state"] for one in rows()} == {"voided"}
    assert not [one for one in rows() if one["public_name"] or one["inform"]]
    assert reads.standing(revision.appeal) == reads.in_log(revision.appeal)


def test_more_than_one_transaction_is_done(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returned, "AT_ONCE", 2)
    before = rows()
    voided(revision)
    bring_back(before)
    assert take_back().voided == 3


def test_who_stands_in_the_log_and_was_not_taken_back_stays(revision: Revision) -> None:
    before = rows()
    sequence_all()
    assert take_back() == TakenBack(0, 0)
    assert rows() == before


def test_a_voice_without_an_entry_is_left_alone(revision: Revision) -> None:
    moves.not_me(newest_token())
    Signature.objects.update(commitment=None)
    assert take_back() == TakenBack(0, 0)


def test_a_key_that_retention_destroyed_is_destroyed_again(revision: Revision) -> None:
    runtime = home() / "keys" / "runtime.json"
    name = key_of(revision.appeal)
    Appeal.objects.filter(pk=revision.appeal_id).update(state="closed")
    retention.note_closed()
    Settled.objects.update(closed_on=keyed.later(timezone.localdate(), -13))
    before, tags, held = runtime.read_bytes(), rows(), vault().get(name)
    assert retention.forget_due() == 1
    assert name not in vault()._read()
    runtime.write_bytes(before)  # the backup, whose row says since when the appeal is closed
    bring_back(tags)
    Settled.objects.update(forgotten_on=None)
    assert vault().get(name) == held
    assert retention.forget_due() == 1
    assert name not in vault()._read()
    assert {one["tag"] for one in rows()} == {None}


def test_whoever_signed_before_and_confirmed_since_counts_again(revision: Revision) -> None:
    moves.sign(revision, entry("Di", "di@example.org", choice="public", inform=True))
    token, before = newest_token(), rows()
    moves.confirm(token)
    sequence_all()
    bring_back(before)
    assert catch_up() == (1, TakenBack(0, 0))
    di = Signature.objects.latest("pk")
    assert (di.state, di.public_name, di.inform, di.held) == ("counted", "", None, None)
    assert reads.standing(revision.appeal) == reads.in_log(revision.appeal)
    again = moves.confirm(token)
    assert again.pk == di.pk, "the link works as before"
    assert catch_up() == (0, TakenBack(0, 0))
    moves.not_me(token)
    assert reads.tally(revision.appeal).confirmed == 3


def test_whoever_confirmed_and_withdrew_since_is_erased(revision: Revision) -> None:
    moves.sign(revision, entry("Di", "di@example.org"))
    token, before = newest_token(), rows()
    moves.confirm(token)
    moves.not_me(token)
    sequence_all()
    bring_back(before)
    assert catch_up() == (1, TakenBack(erased=1, voided=0))
    assert reads.standing(revision.appeal) == reads.in_log(revision.appeal)
    assert Signature.objects.count() == 3


def test_who_waits_and_is_not_in_the_log_goes_on_waiting(revision: Revision) -> None:
    moves.sign(revision, entry("Di", "di@example.org"))
    token = newest_token()
    assert catch_up() == (0, TakenBack(0, 0))
    assert moves.confirm(token).state == "counted"


def test_a_second_person_of_a_mailbox_counts_again_beside_the_first(revision: Revision) -> None:
    moves.sign(revision, entry("Ida Berg", "ada@example.org"))
    token, before = newest_token(), rows()
    assert moves.confirm(token).state == "counted"
    sequence_all()
    bring_back(before)
    assert catch_up() == (1, TakenBack(0, 0))
    assert reads.tally(revision.appeal).confirmed == 4
    moves.not_me(token)
    assert reads.tally(revision.appeal).confirmed == 3

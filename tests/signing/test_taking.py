"""Many voices are held back in parts, so that whoever signs meanwhile need not wait for all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.models import Revision
from tocsin.signing import holds, reads, taking, voids, work
from tocsin.signing.models import Hold, Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal with five voices."""
    cast.signing_key()
    made = cast.published()
    for number in range(5):
        sign_and_confirm(made, f"Ada {number}", f"ada{number}@flood.example")
    return made


@pytest.fixture
def begun(revision: Revision, monkeypatch: pytest.MonkeyPatch) -> Hold:
    """A batch of which whoever made it had no time to wait for a voice."""
    monkeypatch.setattr(taking, "AT_ONCE", 2)
    with monkeypatch.context() as hurried:
        hurried.setattr(taking, "PATIENCE", -1)
        return held(revision)


def held(revision: Revision) -> Hold:
    return taking.hold_back(cast.olga(), revision.appeal, holds.Filter(), "A flood.")


def test_few_are_held_back_at_once(revision: Revision) -> None:
    batch = held(revision)
    assert (batch.number, batch.taking) == (5, False)


def test_the_worker_goes_on_with_what_a_person_cannot_wait_for(
    begun: Hold, revision: Revision
) -> None:
    assert (begun.number, begun.taking) == (0, True)
    assert reads.tally(revision.appeal) == Tally(confirmed=5)
    work.turn()
    begun.refresh_from_db()
    assert (begun.number, begun.taking) == (5, False)
    assert reads.tally(revision.appeal) == Tally(held=5)


def test_a_worker_that_dies_in_between_leaves_what_the_next_one_goes_on_with(
    begun: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, taken = taking._take, list[int | None]()

    def once(batch: Hold, keys: list[int]) -> int | None:
        if taken:
            raise OSError("the disk is away")
        taken.append(take(batch, keys))
        return taken[0]

    monkeypatch.setattr(taking, "_take", once)
    with pytest.raises(OSError, match="the disk is away"):
        taking.turn()
    monkeypatch.setattr(taking, "_take", take)
    begun.refresh_from_db()
    assert (begun.number, begun.taking) == (2, True)
    taking.turn()
    begun.refresh_from_db()
    assert (begun.number, begun.taking) == (5, False)


def test_what_is_counted_later_is_not_held_back_with_them(begun: Hold, revision: Revision) -> None:
    sign_and_confirm(revision, "Bo", "bo@example.org")
    later = timezone.now() + timedelta(minutes=2)
    Signature.objects.filter(pk=Signature.objects.latest("pk").pk).update(counted_at=later)
    taking.turn()
    assert reads.tally(revision.appeal) == Tally(confirmed=1, held=5)


def test_nothing_is_proposed_for_a_batch_that_still_grows(begun: Hold) -> None:
    with pytest.raises(Refusal, match="still being held back") as refused:
        holds.propose(cast.olga(), begun, "void", 16)
    assert refused.value.field == "verdict"
    taking.turn()
    holds.propose(cast.olga(), begun, "void", 16)
    voids.decide(cast.amir(), begun)
    while work.turn():
        pass
    assert set(Signature.objects.values_list("state", flat=True)) == {"voided"}


def test_the_audit_trail_tells_how_many_were_chosen(begun: Hold) -> None:
    told = Entry.objects.get(verb="hold back")
    assert (told.detail["number"], told.detail["hold"]) == (5, begun.pk)

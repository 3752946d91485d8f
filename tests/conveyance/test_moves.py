"""Voices are conveyed; nothing is called delivered without evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.authorities.models import Authority
from tocsin.conveyance import moves, reads
from tocsin.conveyance.bundle import read_bundle
from tocsin.conveyance.models import Attempt, Conveyance
from tocsin.kernel import audit, files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db

SLIP = ("slip.pdf", b"a return slip")


@pytest.fixture
def revision() -> Revision:
    """A published appeal that two people have signed."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@example.org")
    sign_and_confirm(made, "Bo Berg", "bo@example.org")
    return made


@pytest.fixture
def prepared(revision: Revision) -> Conveyance:
    """A bundle for the first addressee."""
    return moves.export(cast.olga(), revision.appeal, first(revision))


def first(revision: Revision) -> Authority:
    found = revision.appeal.addressees.first()
    assert found is not None
    return found


def attempt(conveyance: Conveyance, result: str, **changes: Any) -> Attempt:
    told: dict[str, Any] = {
        "channel": "post",
        "result": result,
        "on": timezone.localdate(),
    } | changes
    return moves.record_attempt(cast.olga(), conveyance, **told)


def test_a_bundle_holds_every_counted_signature_still_sealed(prepared: Conveyance) -> None:
    bundle = read_bundle(moves.bundle_path(prepared))
    assert len(list(bundle.records())) == len(bundle) == 2
    assert b"Ada Lind" not in moves.bundle_path(prepared).read_bytes()
    assert bundle.manifest["addressee"] == "Ministry of the Interior"


def test_the_tally_of_the_day_is_kept_by_class(prepared: Conveyance) -> None:
    assert prepared.tally == {"confirmed": 2, "paper": 0, "unconfirmed": 0, "held": 0}


def test_a_second_bundle_for_the_same_office_has_the_next_number(
    prepared: Conveyance, revision: Revision
) -> None:
    again = moves.export(cast.olga(), revision.appeal, first(revision))
    assert (prepared.number, again.number) == (1, 2)


def test_an_appeal_that_nobody_signed_is_not_conveyed() -> None:
    cast.signing_key()
    made = cast.published()
    with pytest.raises(Refusal, match="Nobody has signed yet"):
        moves.export(cast.olga(), made.appeal, first(made))
    assert not Conveyance.objects.exists()


def test_a_draft_is_not_conveyed() -> None:
    appeal = cast.draft()
    with pytest.raises(Refusal, match="Only a published appeal"):
        moves.export(cast.olga(), appeal, cast.authority())


def test_an_office_that_is_not_addressed_gets_nothing(revision: Revision) -> None:
    with pytest.raises(Refusal, match="not addressed to this office"):
        moves.export(cast.olga(), revision.appeal, cast.authority("Ministry of Weather"))


def test_nothing_is_delivered_without_evidence(prepared: Conveyance) -> None:
    with pytest.raises(Refusal, match="“Delivered” needs evidence") as refused:
        attempt(prepared, "delivered")
    assert refused.value.field == "evidence"
    prepared.refresh_from_db()
    assert prepared.state == "prepared"
    assert not Attempt.objects.exists()


def test_an_empty_file_is_no_evidence(prepared: Conveyance) -> None:
    with pytest.raises(Refusal, match="evidence file is empty"):
        attempt(prepared, "delivered", evidence=("slip.pdf", b""))


def test_the_database_itself_holds_no_delivery_without_evidence(prepared: Conveyance) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            conveyance=prepared, channel="post", result="delivered", on=timezone.localdate()
        )


def test_evidence_is_kept_under_its_hash(prepared: Conveyance) -> None:
    made = attempt(prepared, "delivered", evidence=SLIP)
    assert files.read(home() / "files", made.evidence_sha256) == SLIP[1]
    assert prepared.state == "delivered"


@pytest.mark.parametrize("result", ["sent", "refused", "returned"])
def test_what_was_not_delivered_may_be_tried_again(prepared: Conveyance, result: str) -> None:
    attempt(prepared, result)
    attempt(prepared, "delivered", evidence=SLIP)
    assert [one.result for one in prepared.attempts.all()] == [result, "delivered"]


def test_what_is_delivered_stays_delivered(prepared: Conveyance) -> None:
    attempt(prepared, "delivered", evidence=SLIP)
    with pytest.raises(Refusal, match="proved delivered already"):
        attempt(prepared, "returned")
    assert prepared.attempts.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"channel": "pigeon"}, "Choose a way", "channel"),
        ({"result": "vanished"}, "Choose what came of it", "result"),
        ({"on": date(2999, 1, 1)}, "lies in the future", "on"),
    ],
)
def test_an_attempt_that_cannot_be_is_refused_beside_its_field(
    prepared: Conveyance, changes: dict[str, Any], sentence: str, field: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        attempt(prepared, **({"result": "sent"} | changes))
    assert refused.value.field == field


def test_nothing_was_handed_over_before_it_was_prepared(prepared: Conveyance) -> None:
    made = datetime(2026, 3, 4, 12, tzinfo=UTC)
    Conveyance.objects.filter(pk=prepared.pk).update(prepared_at=made)
    prepared.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        attempt(prepared, "sent", on=date(2026, 3, 2))
    assert (refused.value.field, refused.value.sentence) == (
        "on",
        "The bundle was prepared on 4 March 2026; it cannot have been handed over before.",
    )
    assert prepared.attempts.count() == 0
    # The day of whoever records it may be the one before that of the server.
    attempt(prepared, "sent", on=date(2026, 3, 3))


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_conveys(revision: Revision, prepared: Conveyance, who: Any) -> None:
    with pytest.raises(Refusal, match="officer"):
        moves.export(who(), revision.appeal, first(revision))
    with pytest.raises(Refusal, match="officer"):
        moves.record_attempt(
            who(), prepared, channel="post", result="sent", on=timezone.localdate()
        )


def test_each_move_is_in_the_trail(prepared: Conveyance) -> None:
    attempt(prepared, "sent")
    verbs = [entry.verb for entry in audit.trail("conveyance", prepared.pk)]
    assert verbs == ["record attempt", "prepare conveyance"]


def test_what_everybody_may_know_names_no_person(prepared: Conveyance) -> None:
    attempt(prepared, "delivered", evidence=SLIP, note="Ms Holm took it")
    (told,) = reads.public(prepared.appeal)
    assert told["state"] == "delivered"
    assert told["authority"] == "Ministry of the Interior"
    assert told["attempts"][0]["evidence_sha256"]
    assert "Holm" not in str(told)


def test_of_an_appeal_that_nobody_signed_nothing_is_due(prepared: Conveyance) -> None:
    other = cast.published("FA-02-2026")
    assert other.appeal not in [appeal for appeal, _office in reads.never_conveyed()]
    moved = sign_and_confirm(other, "Ada Lind", "ada@example.org")
    assert other.appeal in [appeal for appeal, _office in reads.never_conveyed()]
    moved.appeal.tallied.update(state="held")
    assert other.appeal not in [appeal for appeal, _office in reads.never_conveyed()]


def test_addressees_to_whom_nothing_went_are_due(prepared: Conveyance) -> None:
    offices = [office.name for _appeal, office in reads.never_conveyed()]
    assert offices == ["Office of the Ombudsman"]

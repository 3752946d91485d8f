"""Conveyances at the desk: a sealed bundle, attempts, and nothing delivered without evidence."""

from __future__ import annotations

import hashlib
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.conveyance.models import Attempt, Conveyance
from tocsin.publishing import withdrawing
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db

SLIP = b"a stamped copy"


@pytest.fixture
def revision() -> Revision:
    """A published appeal that one person has signed."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@example.org")
    return made


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Olga, an officer."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def address(desk: Client, revision: Revision) -> str:
    """The page of a bundle that Olga prepared."""
    return str(desk.post(prepare(revision))["Location"])


def prepare(revision: Revision) -> str:
    """The button that makes the bundle for the first addressee."""
    office = revision.appeal.addressees.get(name="Ministry of the Interior")
    return f"/desk/conveyances/prepare/FA-01-2026/{office.pk}/"


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def tried(result: str = "sent", **more: Any) -> dict[str, Any]:
    """The form of one attempt, filled in."""
    return {
        "channel": "post",
        "result": result,
        "on": timezone.localdate().isoformat(),
        "note": "By the noon post",
    } | more


def slip(raw: bytes = SLIP) -> SimpleUploadedFile:
    """A file that proves it."""
    return SimpleUploadedFile("slip.pdf", raw)


def test_what_waits_is_offered_with_a_button_for_each_addressee(
    desk: Client, revision: Revision
) -> None:
    shown = page(desk.get("/desk/conveyances/"))
    assert prepare(revision) in shown
    assert "Office of the Ombudsman" in shown


def test_where_nobody_signed_no_bundle_is_offered(desk: Client) -> None:
    cast.signing_key()
    made = cast.published()
    shown = page(desk.get("/desk/conveyances/"))
    assert prepare(made) not in shown
    assert "Every addressee of every appeal that somebody signed has had something" in shown


def test_looking_at_the_button_prepares_nothing(desk: Client, revision: Revision) -> None:
    assert desk.get(prepare(revision))["Location"] == "/desk/conveyances/"
    assert not Conveyance.objects.exists()


def test_the_bundle_is_a_download_and_names_nobody(desk: Client, address: str) -> None:
    answer = desk.get(f"{address}bundle/")
    raw = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    assert b"Ada Lind" not in raw
    assert hashlib.sha256(raw).hexdigest() in page(desk.get(address))


def test_the_bundle_of_a_withdrawn_appeal_is_not_offered(
    desk: Client, address: str, revision: Revision
) -> None:
    assert f"{address}bundle/" in page(desk.get(address))
    made = withdrawing.propose(cast.olga(), revision.appeal, "harm", "It would harm.")
    withdrawing.confirm(cast.amir(), made)
    shown = page(desk.get(address))
    assert "This appeal is withdrawn for good; nothing can be done with it." in shown
    assert f"{address}bundle/" not in shown
    assert "tocsin convey open" not in shown


def test_without_a_signature_there_is_nothing_to_convey(desk: Client) -> None:
    cast.signing_key()
    answer = desk.post(prepare(cast.published()), follow=True)
    assert "Nobody has signed yet, so there is no voice to convey." in page(answer)


@pytest.mark.parametrize("result", ["sent", "refused", "returned"])
def test_an_attempt_without_evidence_is_recorded(desk: Client, address: str, result: str) -> None:
    shown = page(desk.post(address, tried(result), follow=True))
    assert "The attempt is recorded." in shown
    assert "By the noon post" in shown
    assert Conveyance.objects.get().state == result


def test_delivered_with_its_evidence_is_proved(desk: Client, address: str) -> None:
    shown = page(desk.post(address, tried("delivered", evidence=slip()), follow=True))
    assert hashlib.sha256(SLIP).hexdigest() in shown
    assert "slip.pdf" in shown
    assert "Record an attempt" not in shown
    answer = desk.get(f"/desk/evidence/{Attempt.objects.get().pk}/")
    assert b"".join(answer.streaming_content) == SLIP  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"result": "delivered"}, "“Delivered” needs evidence: add a file"),
        ({"evidence": slip(b"")}, "The evidence file is empty; choose another."),
        ({"on": "2999-01-01"}, "The date lies in the future."),
        ({"on": "soon"}, "Write the day like 2026-10-03."),
        ({"channel": "pigeon"}, "This is not in the list. Choose again."),
        ({"result": "eaten"}, "This is not in the list. Choose again."),
    ],
)
def test_an_error_stands_beside_the_field_and_what_was_typed_stays(
    desk: Client, address: str, typed: dict[str, Any], sentence: str
) -> None:
    answer = desk.post(address, tried(**typed))
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert "By the noon post" in page(answer)
    assert not Attempt.objects.exists()


def test_after_a_delivery_no_other_attempt_is_taken(desk: Client, address: str) -> None:
    desk.post(address, tried("delivered", evidence=slip()))
    answer = desk.post(address, tried("returned"))
    assert "This conveyance is proved delivered already; nothing was changed." in page(answer)
    assert Attempt.objects.count() == 1


def test_an_attempt_without_evidence_has_no_file_to_fetch(desk: Client, address: str) -> None:
    desk.post(address, tried("sent"))
    assert desk.get(f"/desk/evidence/{Attempt.objects.get().pk}/").status_code == 404


def test_who_is_no_officer_prepares_and_records_nothing(
    desk: Client, address: str, revision: Revision, settings: Any
) -> None:
    desk.force_login(cast.amir(), backend=settings.AUTHENTICATION_BACKENDS[0])
    for answer in (desk.post(prepare(revision), follow=True), desk.post(address, tried("sent"))):
        assert "Only a person with the role “officer”" in page(answer)
    assert Conveyance.objects.count() == 1
    assert not Attempt.objects.exists()

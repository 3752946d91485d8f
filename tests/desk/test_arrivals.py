"""The desk sees how an alert came, whose key signed it, and what was no alert at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.desk.test_cases import page
from tests.intake.mails import TEXT, mail, raw
from tests.intake.test_signed import PAIR
from tocsin.intake import mailbox, moves, sealing
from tocsin.intake.models import Alert, Arrival, Attachment, Passed
from tocsin.kernel.crypto import signature
from tocsin.people.models import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    cast.document_type()
    return client


def test_a_saved_mail_is_uploaded_with_its_sender_and_files(desk: Client) -> None:
    made = mail()
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="scan.png")
    file = SimpleUploadedFile("one.eml", made.as_bytes())
    text = page(desk.post("/desk/alerts/", {"file": file}, follow=True))
    for words in ("desk@casaclara.example", "scan.png", "one.eml", "unsigned", "Nine teachers"):
        assert words in text
    got = desk.get(f"/desk/alerts/files/{Attachment.objects.get().pk}/")
    assert got.content == b"\x89PNG"
    assert got["Content-Type"] == "application/octet-stream"


def test_a_pasted_source_of_a_mail_is_read_as_a_mail(desk: Client) -> None:
    desk.post("/desk/alerts/", {"text": raw().decode()})
    assert Arrival.objects.get().sender == "desk@casaclara.example"


def test_each_arrival_is_listed_with_its_way_and_original(desk: Client) -> None:
    mailbox.arrive(raw(), "x@y.example")
    desk.post("/desk/alerts/", {"text": TEXT})
    text = page(desk.get(f"/desk/alerts/{Alert.objects.get().pk}/"))
    assert "by e-mail" in text
    assert "pasted" in text
    first = Arrival.objects.all()[0]
    assert desk.get(f"/desk/arrivals/{first.pk}/original/").content == raw()


def set_key(desk: Client, **sent: Any) -> Any:
    place = f"/desk/partners/{cast.partner().pk}/key/"
    return desk.post(place, sent, follow=True)


def test_a_partners_key_is_pasted_and_its_fingerprint_shown(desk: Client) -> None:
    text = page(set_key(desk, key=signature.public_file(PAIR).decode()))
    assert signature.fingerprint(PAIR.public) in text
    assert "Compare the fingerprint with the partner, by telephone." in text
    assert bytes(Partner.objects.get().key or b"") == PAIR.public


def test_a_partners_key_is_uploaded_and_removed(desk: Client) -> None:
    set_key(desk, file=SimpleUploadedFile("p.public", signature.public_file(PAIR)))
    partner = Partner.objects.get()
    assert partner.key_id == PAIR.key_id
    place = f"/desk/partners/{partner.pk}/key/"
    assert desk.get(f"{place}remove/").status_code == 302
    assert Partner.objects.get().key_id == PAIR.key_id
    desk.post(f"{place}remove/")
    assert Partner.objects.get().key_id == ""
    assert "This partner has no key yet." in page(desk.get(place))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Paste the public key, or choose its file."),
        ({"key": "our key"}, "This is no key of a partner. Take the file that"),
        ({"key": "x" * 6000}, "at most 5000 characters"),
    ],
)
def test_what_is_no_key_is_refused_and_stays(
    sent: dict[str, str], sentence: str, desk: Client
) -> None:
    answer = set_key(desk, **sent)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert sent.get("key", "") in page(answer)


def test_the_three_words_on_a_signature(desk: Client) -> None:
    set_key(desk, key=PAIR.public.hex())
    signed = sealing.framed(TEXT, PAIR)
    other = sealing.framed(TEXT.replace("Nine", "Ten"), signature.create("Somebody"))
    said = {}
    for name, text in {
        "fits": signed,
        "changed": signed.replace("nine teachers", "two teachers"),
        "unknown": other,
        "plain": TEXT.replace("Nine", "Six"),
    }.items():
        alert, _new = moves.receive(cast.olga(), text.encode(), "", "paste")
        said[name] = page(desk.get(f"/desk/alerts/{alert.pk}/"))
    assert "verified: partner River House" in said["fits"]
    assert "signature does not fit" in said["changed"]
    assert "signed with a key that is not known here" in said["unknown"]
    assert "unsigned" in said["plain"]


def test_mail_that_is_no_alert_is_listed_and_can_be_downloaded(desk: Client) -> None:
    bounce = raw(Subject="Undelivered mail")
    mailbox.arrive(bounce, "")
    text = page(desk.get("/desk/alerts/"))
    assert "Mail that is no alert" in text
    assert "Undelivered mail" in text
    assert desk.get(f"/desk/passed/{Passed.objects.get().pk}/").content == bounce


def test_a_mail_that_was_passed_over_can_be_chosen_after_all(desk: Client) -> None:
    away = raw(Auto_Submitted="auto-generated")
    mailbox.arrive(away, "x@y.example")
    desk.post("/desk/alerts/", {"file": SimpleUploadedFile("one.eml", away)})
    assert Alert.objects.get().title == TEXT.split("\n")[0]


def test_an_unknown_related_id_is_asked_about_on_the_page(desk: Client) -> None:
    cast.draft("FA-34-2026")
    text = TEXT + "\nSee FA-43-2026 and FA-034-2026.\n"
    alert, _new = moves.receive(cast.olga(), text.encode(), "", "paste")
    shown = page(desk.get(f"/desk/alerts/{alert.pk}/"))
    assert "“FA-43-2026” is not known here. Did you mean FA-34-2026?" in shown
    assert '<a href="/desk/appeals/FA-34-2026/">FA-34-2026</a>' in shown


def related(desk: Client, **sent: str) -> Any:
    return desk.post("/desk/appeals/FA-02-2026/related/", sent, follow=True)


def test_related_appeals_are_added_and_removed_at_the_desk(desk: Client) -> None:
    cast.draft("FA-01-2026")
    cast.draft("FA-02-2026")
    text = page(related(desk, which="other", other="fa-1-2026"))
    assert "Remove FA-01-2026" in text
    assert "FA-02-2026" in page(desk.get("/desk/appeals/FA-01-2026/related/"))
    refused = related(desk, which="other", other="FA-10-2026")
    assert refused.status_code == 422
    assert "Did you mean FA-01-2026" in page(refused)
    assert "Write the ID of the other appeal." in page(related(desk, which="other", other=""))


def test_an_old_address_is_entered_at_the_desk(desk: Client) -> None:
    cast.draft("FA-02-2026")
    text = page(related(desk, which="former", name="http://old.example/408/"))
    assert "old.example/408" in text
    assert "belongs to FA-02-2026 already" in page(
        related(desk, which="former", name="old.example/408")
    )

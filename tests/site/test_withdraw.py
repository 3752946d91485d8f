"""Leaving again, as people meet it on pages: by mailbox, by link, by receipt, by code."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.kernel.growing import sequence_all
from tests.signing.people import newest_token, sign_and_confirm
from tests.signing.test_leaving import newest_link
from tocsin.appeals.models import Appeal
from tocsin.kernel.mail.outbox import Mail
from tocsin.publishing.models import Revision
from tocsin.signing import codes, commitments, reads, receipts, retention
from tocsin.signing.models import Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db

PLACE = "/FA-01-2026/withdraw/"


@pytest.fixture
def revision() -> Revision:
    """A published appeal that Ada has signed."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@example.org")
    return made


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def ask(client: Client, email: str, place: str = PLACE, where: str = "here") -> Any:
    return client.post(place, {"email": email, "where": where}, follow=True)


def test_the_answer_is_the_same_whether_it_signed_or_not(
    client: Client, revision: Revision
) -> None:
    answers = [ask(client, email) for email in ("ada@example.org", "never@example.org")]
    answers += [ask(client, "ada@example.org") for _again in range(4)]
    assert len({answer.content for answer in answers}) == 1
    assert "Look into your mail" in said(answers[0])
    assert not any(answer.cookies for answer in answers)


def test_the_button_of_the_mail_deletes(client: Client, revision: Revision) -> None:
    ask(client, "ada@example.org")
    place = f"/withdraw/{newest_link()}/"
    for _scanner in range(2):
        assert "Delete what you signed?" in said(client.get(place))
    assert reads.tally(revision.appeal) == Tally(confirmed=1)
    assert "It is deleted" in said(client.post(place))
    assert not Signature.objects.exists()
    again = client.post(place)
    assert again.status_code == 410
    assert "Ask for a new one" in said(again)


@pytest.mark.parametrize(("place", "where"), [(PLACE, "everywhere"), ("/withdraw/", "")])
def test_all_that_was_signed_may_be_deleted_at_once(
    place: str, where: str, client: Client, revision: Revision
) -> None:
    sign_and_confirm(cast.published("FA-02-2026"), "Ada Lind", "ada@example.org")
    ask(client, "ada@example.org", place, where)
    assert "under every appeal" in said(client.get(f"/withdraw/{newest_link()}/"))
    client.post(f"/withdraw/{newest_link()}/")
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("email", "where", "sentence"),
    [
        ("", "here", "Write your e-mail address."),
        ("ada at home", "here", "Write an e-mail address like name@example.org."),
        ("a\x00@example.org", "here", "Write an e-mail address like name@example.org."),
        ("a" * 300 + "@example.org", "here", "Write an e-mail address like name@example.org."),
        ("ada@example.org", "nowhere", "Choose what is to be deleted."),
    ],
)
def test_bad_input_is_told_beside_the_field(
    email: str, where: str, sentence: str, client: Client, revision: Revision
) -> None:
    answer = ask(client, email, where=where)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not Mail.objects.filter(batch="leaving").exists()


def test_the_id_is_in_one_piece_on_the_narrowest_phone(client: Client, revision: Revision) -> None:
    said_here = said(client.get(PLACE))
    unbroken = '<span class="number">FA-01-2026</span>'
    assert f"<span>What I signed under {unbroken}</span></label>" in said_here


def test_the_pages_are_kept_by_no_cache(client: Client, revision: Revision) -> None:
    ask(client, "ada@example.org")
    for place in (PLACE, "/withdraw/", f"/withdraw/{newest_link()}/"):
        assert client.get(place)["Cache-Control"] == "no-store"


def test_an_unknown_appeal_is_not_found(client: Client) -> None:
    assert client.get("/FA-99-2026/withdraw/").status_code == 404


def test_what_was_signed_under_a_withdrawn_appeal_can_be_deleted(
    client: Client, revision: Revision
) -> None:
    Appeal.objects.update(state="withdrawn")
    ask(client, "ada@example.org")
    client.post(f"/withdraw/{newest_link()}/")
    assert not Signature.objects.exists()


def receipt_text() -> str:
    token = newest_token()
    sequence_all()
    signature = reads.by_token(token)
    assert signature is not None
    voice = receipts.voice(signature, commitments.of_link(token))
    assert voice is not None
    text = voice.receipt()
    assert text is not None
    return text


def test_the_page_of_the_receipt_withdraws(client: Client, revision: Revision) -> None:
    place = f"/FA-01-2026/receipt/{newest_token()}/"
    assert "Withdraw my signature" in said(client.get(place))
    assert "It is deleted" in said(client.post(place, {"delete": "yes"}))
    assert reads.tally(revision.appeal) == Tally()
    assert client.get(place).status_code == 410
    assert "It is deleted" in said(client.post(place, {"delete": "yes"}))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_whole_receipt_that_is_pasted_withdraws(
    ends: str, client: Client, revision: Revision
) -> None:
    typed = receipt_text().replace("\n", ends)
    place = "/FA-01-2026/receipt/"
    assert "Your voice is in the public log." in said(client.post(place, {"code": typed}))
    client.post(place, {"code": typed, "delete": "yes"})
    assert reads.tally(revision.appeal) == Tally()


def test_a_code_withdraws(client: Client, revision: Revision) -> None:
    code = codes.write(commitments.of_link(newest_token()))
    client.post("/FA-01-2026/receipt/", {"code": code, "delete": "yes"})
    assert reads.tally(revision.appeal) == Tally()


def test_a_receipt_that_is_not_whole_is_told(client: Client, revision: Revision) -> None:
    typed = "\n".join(receipt_text().splitlines()[:3])
    answer = client.post("/FA-01-2026/receipt/", {"code": typed, "delete": "yes"})
    assert answer.status_code == 422
    assert "This is no whole receipt. Paste all lines of the file" in said(answer)


def test_the_receipt_of_a_repetition_opens_nothing(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    answer = client.post("/FA-01-2026/receipt/", {"code": receipt_text(), "delete": "yes"})
    assert answer.status_code == 422
    assert "Use the link of the mail." in said(answer)
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_signatories_are_told_how_long_mailboxes_are_told_apart(
    client: Client, revision: Revision, settings: Any
) -> None:
    assert "12 months after the appeal is closed" in said(client.get("/FA-01-2026/"))
    settings.TOCSIN_RETENTION_MONTHS = 1
    assert "1 month after the appeal is closed" in said(client.get("/FA-01-2026/sign/"))
    Appeal.objects.update(state="closed")
    retention.note_closed()
    assert "we destroy what tells its signatories’ mailboxes apart" in said(
        client.get("/FA-01-2026/")
    )
    assert 'href="/FA-01-2026/withdraw/"' in said(client.get("/FA-01-2026/"))


def test_where_mailboxes_are_forgotten_the_page_says_that_no_address_finds_anything(
    client: Client, revision: Revision, settings: Any
) -> None:
    token = sign_again(revision)
    settings.TOCSIN_RETENTION_MONTHS = 0
    Appeal.objects.update(state="closed")
    retention.note_closed()
    retention.forget_due()
    for answer in (client.get(PLACE), ask(client, "ada@example.org")):
        assert answer.status_code == 410
        assert "nobody can find a signature by its address any more" in said(answer)
        assert 'href="/FA-01-2026/receipt/"' in said(answer)
        assert "Mail me a link" not in said(answer)
    assert "It is deleted" not in said(ask(client, "ada@example.org"))
    # The link of the mail does what the page says of it.
    client.post(f"/FA-01-2026/not-me/{token}/")
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def sign_again(revision: Revision) -> str:
    """A second person's voice, and the link that deletes it."""
    sign_and_confirm(revision, "Bo Berg", "bo@example.org")
    return newest_token()


def test_of_every_appeal_the_page_says_what_no_address_finds(
    client: Client, revision: Revision
) -> None:
    ask(client, "ada@example.org", "/withdraw/")
    done = said(client.post(f"/withdraw/{newest_link()}/"))
    assert "Where an appeal was closed more than 12 months ago, nothing is found" in done


def test_the_link_of_a_repetition_says_what_it_does_not_delete(
    client: Client, revision: Revision, settings: Any
) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    place = f"/FA-01-2026/not-me/{newest_token()}/"
    assert "The button deletes it, and the count sinks by one" in said(client.get(place))
    settings.TOCSIN_RETENTION_MONTHS = 0
    Appeal.objects.update(state="closed")
    retention.note_closed()
    retention.forget_due()
    first = "is deleted by the link in the mail with which you confirmed first."
    assert first in said(client.get(place))
    assert "the count sinks" not in said(client.get(place))
    assert first in said(client.post(place))
    assert reads.tally(revision.appeal) == Tally(confirmed=1)

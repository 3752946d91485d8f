"""A confirmation that cannot arrive leaves nothing, and no report on it is kept."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.returned import MAILBOX, came_back
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.intake import mailbox
from tocsin.intake.models import Passed
from tocsin.kernel.mail import bounces
from tocsin.kernel.mail.bounces import Bounced
from tocsin.kernel.mail.outbox import Mail, Message, open_mail, queue
from tocsin.publishing.models import Revision
from tocsin.signing import bounced, leaving, moves, work
from tocsin.signing.models import Leaving, Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> bytes:
    """The confirmation as it went out."""
    cast.signing_key()
    revision: Revision = cast.published()
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    return open_mail(Mail.objects.get())[1]


def report(
    sent: bytes, action: str = "failed", status: str = "5.1.1", *, whole: bool = False
) -> bytes:
    """A report on it as mail servers write it (RFC 3464), with the head alone or the whole."""
    back = sent if whole else sent.partition(b"\r\n\r\n")[0] + b"\r\n"
    kind = b"message/rfc822" if whole else b"text/rfc822-headers"
    told = f"Final-Recipient: rfc822; ada@example.org\nAction: {action}\nStatus: {status}\n"
    return b"\n".join(
        [
            b"From: MAILER-DAEMON@mx.example",
            b"To: appeals@localhost",
            b"Subject: Undelivered Mail Returned to Sender",
            b'Content-Type: multipart/report; report-type="delivery-status"; boundary="=b"',
            b"",
            b"--=b",
            b"Content-Type: text/plain",
            b"",
            b"The mail for <ada@example.org> could not be delivered.",
            b"--=b",
            b"Content-Type: message/delivery-status",
            b"",
            b"Reporting-MTA: dns; mx.example",
            b"",
            told.encode(),
            b"--=b",
            b"Content-Type: " + kind,
            b"",
            back.replace(b"\r\n", b"\n"),
            b"--=b--",
            b"",
        ]
    )


@pytest.mark.parametrize("whole", [True, False])
def test_a_bounce_deletes_the_row_and_is_not_kept(sent: bytes, whole: bool, home: Path) -> None:
    said = mailbox.arrive(report(sent, whole=whole), "")
    assert said == "Noted; a mail of ours came back"
    assert not Passed.objects.exists()
    assert not list((home / "files").rglob("*.*"))
    work.LOOP.turn()
    assert not Signature.objects.exists()
    assert not Bounced.objects.exists()


def test_a_bounce_twice_is_noted_once(sent: bytes) -> None:
    for _again in range(2):
        mailbox.arrive(report(sent), "")
    assert bounced.forget() == 1


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2")])
def test_a_mail_that_may_still_arrive_deletes_nothing(
    sent: bytes, action: str, status: str
) -> None:
    mailbox.arrive(report(sent, action, status), "")
    assert bounced.forget() == 0
    assert Signature.objects.get().state == "unconfirmed"
    assert not Passed.objects.exists()


def test_who_confirmed_in_spite_of_a_bounce_stays(sent: bytes) -> None:
    moves.confirm(newest_token())
    mailbox.arrive(report(sent), "")
    work.LOOP.turn()
    assert Signature.objects.get().state == "counted"


def test_a_report_on_another_mail_is_kept_for_the_desk(sent: bytes) -> None:
    other = sent.replace(bounces.HEADER.encode(), b"X-Other")
    mailbox.arrive(report(other), "")
    assert Passed.objects.get().why == "bounce"
    assert not Bounced.objects.exists()


def test_a_mark_in_a_mail_that_is_no_report_is_nothing(sent: bytes) -> None:
    made = EmailMessage()
    made["From"] = "partner@example.org"
    made["Subject"] = "Seven ferry workers held"
    made["Date"] = "Tue, 03 Mar 2026 08:30:00 +0000"
    made[bounces.HEADER] = "ab" * 32
    made.set_content("Seven ferry workers are held since Monday. Please help.\n")
    mailbox.arrive(made.as_bytes(), "partner@example.org")
    assert not Bounced.objects.exists()


@pytest.mark.parametrize("error", ["SMTP 550", "SMTPUTF8"])
def test_a_mail_that_the_server_refused_for_good_leaves_nothing(sent: bytes, error: str) -> None:
    Mail.objects.update(state="failed", error=error)
    assert bounced.forget() == 1
    assert not Signature.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("error", ["SMTP 451", "ConnectionRefusedError"])
def test_a_mail_that_was_given_up_waits_for_a_person(sent: bytes, error: str) -> None:
    Mail.objects.update(state="failed", error=error)
    assert bounced.forget() == 0
    assert Signature.objects.exists()


@pytest.fixture
def paths(settings: Any) -> None:
    """Each mail has a return path of its own."""
    settings.TOCSIN_BOUNCE_MAIL = MAILBOX


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("gone/qmail-no-mailbox-nothing-returned", False),
        ("refused/gmail-unauthenticated", False),
        ("nothing/gmail-delay", True),
        ("nothing/vacation-rfc3834", True),
        ("nothing/challenge-response", True),
    ],
)
def test_a_confirmation_whose_return_path_says_that_it_came_back_leaves_nothing(
    sent: bytes, paths: None, name: str, stays: bool
) -> None:
    Mail.objects.update(state="sent", payload=None, stencil=None)
    assert came_back(Mail.objects.get(), name) == "Noted; a mail of ours came back"
    work.LOOP.turn()
    assert Signature.objects.exists() is stays
    assert not Bounced.objects.exists()
    assert not Passed.objects.exists()


def test_who_confirmed_before_the_return_path_came_stays(sent: bytes, paths: None) -> None:
    moves.confirm(newest_token())
    came_back(Mail.objects.get(batch="confirm"))
    work.LOOP.turn()
    assert Signature.objects.get().state == "counted"


def test_a_link_for_leaving_that_came_back_is_forgotten(paths: None) -> None:
    leaving.ask("ada@example.org", "en")
    came_back(Mail.objects.get())
    work.LOOP.turn()
    assert not Leaving.objects.exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [("gone/exim-user-unknown", False), ("refused/yahoo-complaints", True)],
)
def test_a_receipt_that_nobody_can_get_ends_the_news_and_the_voice_counts(
    paths: None, name: str, told: bool
) -> None:
    cast.signing_key()
    one = sign_and_confirm(cast.published(), "Ada Lind", "ada@example.org", inform=True)
    mark = bytes(one.mark or b"")
    queue([Message(f"receipt-{mark.hex()}", "receipt", "ada@example.org", "R", "R")])
    came_back(Mail.objects.get(batch="receipt"), name)
    work.LOOP.turn()
    one.refresh_from_db()
    assert one.state == "counted"
    assert (one.inform is not None) is told


def test_notes_for_other_rooms_are_left_to_them(paths: None) -> None:
    Bounced.objects.create(key="news-1-2", gone=True)
    assert bounced.forget() == 0
    assert Bounced.objects.get().key == "news-1-2"

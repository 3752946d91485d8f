"""A confirmation that cannot arrive leaves nothing, and no report on it is kept."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from tests import cast
from tests.signing.people import entry, newest_token
from tocsin.intake import mailbox
from tocsin.intake.models import Passed
from tocsin.kernel import bounces
from tocsin.kernel.bounces import Bounced
from tocsin.kernel.mail import Mail, open_mail
from tocsin.publishing.models import Revision
from tocsin.signing import bounced, moves, work
from tocsin.signing.models import Signature

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

"""Mail that is no alert is noted and not read: bounces, automatic answers, loops."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.intake.mails import mail, raw
from tocsin.intake import mailbox, post, reads
from tocsin.intake.models import Alert, Passed
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

NO_ALERTS = {
    "automatic answer": ({"Auto_Submitted": "auto-replied"}, "x@y.example", "automatic"),
    "automatic notice": ({"Auto_Submitted": "auto-generated"}, "x@y.example", "automatic"),
    "old answer": ({"Precedence": "auto_reply"}, "x@y.example", "automatic"),
    "older answer": ({"X_Autoreply": "yes"}, "x@y.example", "automatic"),
    "bounce by envelope": ({}, "", "bounce"),
    "bounce by sender": ({"From": "MAILER-DAEMON@mx.example"}, "x@y.example", "bounce"),
    "our own mail": ({"From": "Desk <appeals@localhost>"}, "x@y.example", "loop"),
}


@pytest.mark.parametrize("kind", NO_ALERTS)
def test_what_is_no_alert_is_noted_with_its_reason(kind: str, home: Path) -> None:
    headers, envelope, why = NO_ALERTS[kind]
    made = raw(**headers)
    assert mailbox.arrive(made, envelope) == f"Noted; it is no alert ({why})"
    assert not Alert.objects.exists()
    row = Passed.objects.get()
    assert (row.why, row.subject) == (why, "Nine teachers held")
    assert reads.original(row) == made
    assert Entry.objects.get().verb == "pass over mail"


def test_a_report_of_a_mail_server_is_a_bounce() -> None:
    made = EmailMessage()
    made["From"] = "postbox@mx.example"
    made.set_content("It could not be delivered.\n")
    made.make_mixed()
    made.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"')
    mailbox.arrive(made.as_bytes(), "x@y.example")
    assert Passed.objects.get().why == "bounce"


def test_a_mail_that_runs_in_a_circle_is_stopped() -> None:
    stations = b"Received: from a by b; Tue, 03 Mar 2026 08:30:00 +0000\n" * 60
    mailbox.arrive(stations + raw(), "x@y.example")
    assert Passed.objects.get().why == "loop"


def test_the_same_bounce_twice_is_noted_once() -> None:
    for _turn in range(2):
        mailbox.arrive(raw(), "")
    assert Passed.objects.count() == 1
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "no"}, {"Precedence": "list", "List_Id": "<alerts.example>"}]
)
def test_mail_of_a_list_is_taken(headers: dict[str, Any]) -> None:
    assert mailbox.arrive(raw(**headers), "x@y.example") == "Received; it is a new alert"


def test_a_mail_that_is_too_large_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "LARGEST", 2000)
    made = mail()
    made.add_attachment(b"x" * 5000, maintype="image", subtype="png", filename="scan.png")
    with pytest.raises(Refusal, match=r"The mail is larger than 12 MB. Send the text, and files"):
        mailbox.arrive(made.as_bytes(), "x@y.example")


def test_what_a_mail_server_brings_is_a_mail_however_few_its_headers() -> None:
    with pytest.raises(Refusal, match=r"The mail holds no text."):
        mailbox.arrive(b"From: a@b.example\r\n\r\n\r\n", "x@y.example")
    mailbox.arrive(
        b"From: a@b.example\r\n\r\nNine people were taken last night.\r\n", "x@y.example"
    )
    assert Alert.objects.get().arrivals.get().sender == "a@b.example"

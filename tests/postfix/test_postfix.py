"""What comes back through a real Postfix is understood, and what waits in its queue arrives."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import Any

import pytest

from tests import cast
from tests.intake.mails import TEXT, mail, raw
from tests.mailing.people import subscriber
from tests.postfix.server import ALONE, BESIDE, PAGE, PORT, SOCKET, Postfix
from tests.returned import report
from tests.signing.people import entry
from tests.unlocked import PASSPHRASE
from tocsin.intake import mailbox, reads
from tocsin.intake import post as posts
from tocsin.intake.models import Alert, Passed
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.mail import lmtp, post, return_paths
from tocsin.kernel.mail.bounces import Bounced
from tocsin.kernel.mail.outbox import Mail, fingerprint
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.mailing import work as mailing_work
from tocsin.mailing.models import Subscriber
from tocsin.signing import moves as signing
from tocsin.signing import work as signing_work
from tocsin.signing.models import Signature

# The door's thread sees what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

LOOPS = [mailing_work.LOOP, signing_work.LOOP, post.LOOP]
ALERTS, BOUNCES = "alerts@appeals.example.org", "bounce@appeals.example.org"
PATIENCE = 60  # seconds for a mail to come in
WRITTEN = TEXT.replace("Nine", "Neuf détenus, nine") + "." + "\n.\nword " * 3 + "word " * 190 + "\n"
NEW, OURS = "Received; it is a new alert", "Noted; a mail of ours came back"


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    """A Postfix for a domain that is Tocsin's alone."""
    with Postfix(ALONE, PORT) as made:
        yield made


@contextmanager
def door(server: Postfix) -> Iterator[Queue[tuple[str, str]]]:
    """Tocsin's door for it; recipient and answer of each mail that came in."""
    answers: Queue[tuple[str, str]] = Queue()

    def take(data: bytes, sender: str, to: str) -> str:
        try:
            said = mailbox.arrive(data, sender, to)
        except Refusal as refusal:
            answers.put((to, refusal.sentence))
            raise
        answers.put((to, said))
        return said

    opened = lmtp.Door(lmtp.place(server.door), take, ALERTS)
    opened.open()
    try:
        yield answers
    finally:
        opened.close()


@pytest.fixture(autouse=True)
def paths(settings: Any, server: Postfix) -> None:
    """The settings of docs/run-it.md; mail leaves by the same Postfix."""
    for name, value in (("TOCSIN_ALERT_MAIL", ALERTS), ("TOCSIN_BOUNCE_MAIL", BOUNCES)):
        assert f"`{name}={value}`" in PAGE
        setattr(settings, name, value)
    settings.TOCSIN_SMTP_URL = f"smtp://127.0.0.1:{server.port}"


def sign(domain: str) -> None:
    """Ada signs with a mailbox there."""
    cast.signing_key()
    signing.sign(cast.published(), entry("Ada Lind", f"ada@{domain}"))


def next_of(answers: Queue[tuple[str, str]], server: Postfix, domain: str = "") -> tuple[str, str]:
    """The next mail that comes in; what goes to a server that is away has waited long enough."""
    for _turn in range(PATIENCE // 5):
        if domain == "away.example":
            server.run("postsuper", "-e", "ALL")  # all that is not just changing folders
        with suppress(Empty):
            return answers.get(timeout=5)
        server.run("postqueue", "-f")  # it met itself, and would wait for five minutes
    raise AssertionError(server.log())


@pytest.mark.parametrize(
    ("domain", "signature_stays", "state"),
    [
        ("gone.example", False, "left"),
        ("full.example", False, "subscribed"),
        ("away.example", True, "subscribed"),
    ],
)
def test_a_confirmation_and_a_mail_to_a_member_come_back(
    server: Postfix, domain: str, signature_stays: bool, state: str
) -> None:
    sign(domain)
    subscriber(f"ben@{domain}")
    mailing.dispatch(cast.olga(), Signature.objects.get().appeal.revisions.get())
    with door(server) as answers:
        run_until_idle(LOOPS)
        assert list(Mail.objects.values_list("state", flat=True)) == ["sent", "sent"]
        told = [next_of(answers, server, domain) for _mail in range(2)]
    make = return_paths.maker()
    sent = {make(row.pk, fingerprint(row.key)) for row in Mail.objects.all()}
    assert {to for to, _said in told} == sent
    assert {said for _to, said in told} == {OURS}
    run_until_idle(LOOPS)
    assert Signature.objects.exists() is signature_stays
    assert Subscriber.objects.get().state == state
    assert not Passed.objects.exists()
    assert not Bounced.objects.exists()


def test_what_comes_back_waits_until_the_worker_is_there_and_the_server_unlocked(
    server: Postfix,
) -> None:
    sign("gone.example")
    run_until_idle(LOOPS)  # nobody listens to what Postfix reports
    assert Mail.objects.get().state == "sent"
    unlocking.lock()
    with door(server) as answers:
        to, said = next_of(answers, server)
        assert said.startswith("This server is locked for the moment")
        unlocking.unlock(PASSPHRASE)
        while (again := next_of(answers, server))[1] == said:
            assert again[0] == to
    assert again == (to, OURS)
    run_until_idle(LOOPS)
    assert not Signature.objects.exists()


def test_a_report_that_somebody_made_up_changes_nothing(server: Postfix) -> None:
    sign("north.example")
    row = Mail.objects.get()
    path = return_paths.maker()(row.pk, fingerprint(row.key))
    local, _at, domain = path.partition("@")
    forged = f"{local[:-1]}{'a' if local[-1] == 'b' else 'b'}@{domain}"
    with door(server) as answers:
        for to in (forged, BOUNCES, "bounce+x@appeals.example.org"):
            send(server, report("gone/postfix-user-unknown", to), "", to)
            assert next_of(answers, server) == (to, OURS)
    run_until_idle([signing_work.LOOP])
    assert Signature.objects.exists()
    assert not Bounced.objects.exists()
    assert not Passed.objects.exists()


def send(server: Postfix, data: bytes, sender: str, to: str) -> None:
    """Another server brings a mail."""
    options = ["BODY=8BITMIME"] if sender.isascii() else ["BODY=8BITMIME", "SMTPUTF8"]
    with smtplib.SMTP("127.0.0.1", server.port) as line:
        line.sendmail(sender, to, data, options)


@pytest.mark.parametrize(
    ("sender", "to"),
    [
        ("desk@casaclara.example", ALERTS),
        ("élodie@casaclara.example", "alerts+puno@appeals.example.org"),
    ],
)
def test_an_alert_comes_in_as_it_was_written(server: Postfix, sender: str, to: str) -> None:
    head = f"From: Élodie <{sender}>\nSubject: Détenus à Puno\nMIME-Version: 1.0\n"
    kind = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    with door(server) as answers:
        send(server, f"{head}{kind}\n{WRITTEN}".encode(), sender, to)
        assert next_of(answers, server) == (to, NEW)
    kept = posts.read(reads.original(Alert.objects.get()))
    assert (kept.subject, kept.sender) == ("Détenus à Puno", sender)
    assert kept.text.strip() == WRITTEN.strip()


def test_an_alert_may_be_larger_than_postfix_takes_by_itself(server: Postfix) -> None:
    made = mail()
    made.add_attachment(b"\0" * 8_500_000, maintype="application", subtype="octet-stream")
    with door(server) as answers:
        send(server, made.as_bytes(), "desk@casaclara.example", ALERTS)
        assert next_of(answers, server) == (ALERTS, NEW)


@pytest.mark.parametrize(
    ("data", "to", "answer"),
    [
        (raw(), "office@appeals.example.org", "User unknown in relay recipient table"),
        (raw() + b"x" * 76 * 200_000, ALERTS, "Message size exceeds"),
    ],
)
def test_what_is_refused_is_refused_to_the_server_that_brings_it(
    server: Postfix, data: bytes, to: str, answer: str
) -> None:
    with pytest.raises(smtplib.SMTPException, match=answer):
        send(server, data, "desk@casaclara.example", to)


@pytest.mark.parametrize(("lines", "way"), [(ALONE, SOCKET), (BESIDE, PORT)])
def test_the_other_lines_of_the_page_bring_alerts_and_reports(lines: str, way: str) -> None:
    with Postfix(lines, way) as other, door(other) as answers:
        for to, said in (("alerts+puno@appeals.example.org", NEW), (BOUNCES, OURS)):
            send(other, raw(To=to), "desk@casaclara.example", to)
            assert next_of(answers, other) == (to, said)
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="User unknown"):
            send(other, raw(), "desk@casaclara.example", "office@appeals.example.org")


def test_it_warns_of_nothing_in_these_lines(server: Postfix) -> None:
    said = [line for line in server.log().splitlines() if ": warning:" in line or "fatal:" in line]
    assert said == []

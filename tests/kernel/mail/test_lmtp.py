"""The door for mail says 250 when a mail is kept, 4xx when it may come again, 5xx when never."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.ports import free_port
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail import lmtp
from tocsin.kernel.refusal import Refusal

MAIL = b"From: a@b.example\r\nSubject: Nine held\r\n\r\nNine were taken.\r\n"


@contextmanager
def door(take: Callable[[bytes, str, str], str], mailbox: str = "") -> Iterator[smtplib.LMTP]:
    """An open door, and a mail server that stands before it."""
    where = lmtp.Place("127.0.0.1", free_port())
    opened = lmtp.Door(where, take, mailbox)
    opened.open()
    try:
        with smtplib.LMTP(where.host, where.port) as client:
            client.ehlo("mx.example")
            yield client
    finally:
        opened.close()


def send(client: smtplib.LMTP, data: bytes = MAIL, to: str = "alerts@here.example") -> str:
    """What the door answers to one mail."""
    client.mail("a@b.example")
    code, words = client.rcpt(to)
    if code == 250:
        code, words = client.data(data)
    client.rset()
    return f"{code} {words.decode()}"


def test_a_mail_is_taken_with_its_envelope_and_its_bytes() -> None:
    came: list[tuple[bytes, str, str]] = []

    def take(raw: bytes, sender: str, to: str) -> str:
        came.append((raw, sender, to))
        return "Received; it is a “new” alert"

    with door(take) as client:
        assert send(client) == '250 2.0.0 Received; it is a "new" alert'
    assert came == [(MAIL, "a@b.example", "alerts@here.example")]


def test_an_answer_comes_only_after_the_taker_is_done() -> None:
    kept: list[bytes] = []

    def take(raw: bytes, _sender: str, _to: str) -> str:
        kept.append(raw)
        return "Received"

    with door(take) as client:
        for number in range(1, 4):
            assert send(client).startswith("250")
            assert len(kept) == number


@pytest.mark.django_db(transaction=True)
def test_a_door_that_is_closed_leaves_no_connection_to_the_database() -> None:
    used: list[BaseDatabaseWrapper] = []

    def take(_raw: bytes, _sender: str, _to: str) -> str:
        connection.ensure_connection()
        used.append(connections["default"])
        return "Received"

    with door(take) as client:
        assert send(client).startswith("250")
    assert [one.connection for one in used] == [None]


def raising(error: Exception) -> Callable[[bytes, str, str], str]:
    """A taker that fails."""

    def take(_raw: bytes, _sender: str, _to: str) -> str:
        raise error

    return take


def full() -> Refusal:
    """A refusal for something that passes."""
    refusal = Refusal("The server’s disk is full, so nothing was saved.")
    refusal.__cause__ = OSError(28, "No space left on device")
    return refusal


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (Refusal("The mail holds no text."), "550 5.6.0 The mail holds no text."),
        (full(), "451 4.3.0 The server's disk is full, so nothing was saved."),
        (OperationalError("database is locked"), "451 4.3.0 Try again later"),
        (DatabaseError("gone"), "451 4.3.0 Try again later"),
        (OSError(5, "Input/output error"), "451 4.3.0 Try again later"),
        (
            Locked(),
            "451 4.3.0 This server is locked for the moment, so this cannot be done. Nothing was "
            "changed and nothing is lost; please come back later.",
        ),
    ],
)
def test_a_failure_says_whether_to_come_again(
    error: Exception, answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    with door(raising(error)) as client:
        assert send(client) == answer


def test_an_error_of_the_program_is_no_loss_of_the_mail(caplog: pytest.LogCaptureFixture) -> None:
    with door(raising(ZeroDivisionError("a mistake"))) as client:
        assert send(client).startswith("451")
    assert "ZeroDivisionError" in caplog.text


def test_another_mailbox_is_unknown_and_the_right_one_is_named() -> None:
    with door(lambda _raw, _sender, _to: "Received", "alerts@here.example") as client:
        refused = send(client, to="office@here.example")
        assert refused == "550 5.1.1 No such mailbox here; alerts go to alerts@here.example"
        assert send(client, to="Alerts@Here.example").startswith("250")


def test_a_mark_behind_the_mailbox_is_no_other_mailbox() -> None:
    with door(lambda _raw, _sender, _to: "Received", "alerts@here.example") as client:
        assert send(client, to="alerts+Puno+2@here.example").startswith("250")
        assert send(client, to="+alerts@here.example").startswith("550")
    with door(lambda _raw, _sender, _to: "Received", "desk+alerts@here.example") as client:
        assert send(client, to="Desk+alerts@here.example").startswith("250")
        assert send(client, to="desk@here.example").startswith("550")


def test_recipients_are_answered_one_by_one() -> None:
    with door(lambda _raw, _sender, _to: "Received") as client:
        client.mail("a@b.example")
        assert client.rcpt("one@here.example")[0] == 250
        assert client.rcpt("two@here.example")[0] == 452
        assert client.data(MAIL)[0] == 250


def test_a_mail_without_recipient_is_refused() -> None:
    with door(lambda _raw, _sender, _to: "Received") as client:
        client.mail("a@b.example")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.data(MAIL)
        assert refused.value.smtp_code == 503


def test_a_mail_beyond_the_limit_is_refused_and_the_next_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lmtp, "LARGEST", 10_000)
    with door(lambda _raw, _sender, _to: "Received") as client:
        assert send(client, MAIL + b"x\r\n" * 20_000).startswith("552")
        assert send(client).startswith("250")


def test_a_mail_of_smtp_is_told_that_this_is_lmtp() -> None:
    with door(lambda _raw, _sender, _to: "Received") as client:
        assert client.docmd("EHLO", "mx.example")[0] == 500


def test_the_door_may_be_a_socket_in_a_folder(tmp_path: Path) -> None:
    place = tmp_path / "lmtp"
    for _turn in range(2):  # also where one that was killed left its socket
        opened = lmtp.Door(lmtp.place(str(place)), lambda _raw, _sender, _to: "Received")
        opened.open()
        with smtplib.LMTP(str(place)) as client:
            client.ehlo("mx.example")
            assert send(client).startswith("250")
        assert place.stat().st_mode & 0o007 == 0
        opened.close()
    assert not place.exists()


def test_a_place_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        where = lmtp.Place("127.0.0.1", holder.getsockname()[1])
        with pytest.raises(Refusal, match=r"Mail cannot be taken at 127.0.0.1:\d+: .+TOCSIN_LMTP"):
            lmtp.Door(where, lambda _raw, _sender, _to: "").open()


@pytest.mark.parametrize("text", ["8024", "127.0.0.1:", "127.0.0.1:99999", "mail", ":25", "a:b"])
def test_a_place_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match=r"TOCSIN_LMTP must look like 127.0.0.1:8024"):
        lmtp.place(text)


def test_places_are_read() -> None:
    assert lmtp.place("127.0.0.1:8024") == lmtp.Place("127.0.0.1", 8024)
    assert lmtp.place("[::1]:8024") == lmtp.Place("::1", 8024)
    assert str(lmtp.place("/run/tocsin/lmtp")) == "/run/tocsin/lmtp"


def test_an_answer_is_one_line_of_plain_letters() -> None:
    assert lmtp.one_line("Une\nligne “à” lire’s") == 'Une ligne "?" lire\'s'
    assert len(lmtp.one_line("x" * 2000)) == 400


def test_mail_that_came_back_is_let_in_beside_the_desks(settings: Any) -> None:
    settings.TOCSIN_BOUNCE_MAIL = "bounce@here.example"
    came: list[str] = []

    def take(_raw: bytes, _sender: str, to: str) -> str:
        came.append(to)
        return "Noted"

    with door(take, "alerts@here.example") as client:
        for to in ("bounce+abc.def@here.example", "Bounce@here.example"):
            assert send(client, to=to) == "250 2.0.0 Noted"
        assert send(client, to="bounced@here.example").startswith("550 5.1.1")
        assert send(client, to="bounce+abc.def@there.example").startswith("550 5.1.1")
    assert came == ["bounce+abc.def@here.example", "Bounce@here.example"]

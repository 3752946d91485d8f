"""One row, one mail, one person; sealed until it has gone."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.mail import outbox as post
from tocsin.kernel.mail.outbox import (
    Mail,
    Message,
    clean_address,
    compose,
    open_mail,
    queue,
    withdraw,
)
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


def message(key: str = "k", **changes: Any) -> Message:
    """A mail to Ada."""
    told: dict[str, Any] = {
        "batch": "b",
        "to": "ada@example.org",
        "subject": "Hello",
        "text": "Text",
    }
    return Message(key, **(told | changes))


def parsed(one: Message) -> Any:
    """As a mail program reads it."""
    return message_from_bytes(compose(one), policy=policy.default)


def test_the_same_key_is_the_same_mail() -> None:
    assert queue([message(), message()]) == 1
    assert queue([message(), message("other")]) == 1
    assert Mail.objects.count() == 2


def test_a_waiting_mail_is_sealed() -> None:
    queue([message(text="A secret sentence")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_mail")
        row = str([bytes(c) if isinstance(c, memoryview) else c for c in cursor.fetchone()])
    assert "ada@" not in row
    assert "secret" not in row
    to, mail = open_mail(Mail.objects.get())
    assert to == "ada@example.org"
    assert b"A secret sentence" in mail


def test_a_payload_does_not_open_under_another_key() -> None:
    queue([message("a"), message("b")])
    one, two = Mail.objects.order_by("key")
    one.payload = two.payload
    with pytest.raises(Refusal, match="does not open"):
        open_mail(one)


def test_text_and_html_stand_side_by_side() -> None:
    mail = parsed(message(html="<p>Text</p>", language="fr"))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Content-Language"] == "fr"


def test_the_message_id_is_the_same_at_each_attempt_and_tells_nothing() -> None:
    one, two = parsed(message()), parsed(message(subject="Else"))
    assert one["Message-ID"] == two["Message-ID"]
    assert "ada" not in one["Message-ID"]
    assert parsed(message("other"))["Message-ID"] != one["Message-ID"]


def test_a_long_link_in_a_header_stays_whole_on_one_line() -> None:
    link = f"<https://appeals.example.org/fr/leave/{'x' * 300}/>"
    raw = compose(message(headers={"List-Unsubscribe": link}))
    assert f"List-Unsubscribe: {link}\r\n".encode() in raw


def test_every_byte_on_the_wire_is_seven_bit() -> None:
    raw = compose(message(subject="Грузия: семеро", text="Ça brûle. " * 300, html="<p>é</p>"))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == "Грузия: семеро"
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == ("Ça brûle. " * 300).strip()


@given(st.text(max_size=200))
def test_no_subject_makes_a_header(subject: str) -> None:
    words = subject.encode("utf-8", "ignore").decode()
    mail = parsed(message(subject=words))
    assert mail.get_all("To") == ["ada@example.org"]
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject")) == 1


@pytest.mark.parametrize("value", ["a\r\nBcc: x@example.org", "a\nb"])
def test_a_line_break_in_a_header_is_an_error(value: str) -> None:
    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        compose(message(headers={"X-Word": value}))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "a b@example.org",
        "a@b.org\nBcc: c@d.org",
        "Ada <ada@example.org>",
        "a@b.org,c@d.org",
        "a\0@b.org",
        "a" * 250 + "@b.org",
        "a(b)@c.org",
        "ada@[127.0.0.1]",
        "ada@[IPv6:::1.1]",
        "a[b@example.org",
        "a@b.org\r\n.\r\nMAIL FROM:<x@y.org>",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(Refusal, match=r"like name@example\.org") as refused:
        clean_address(address)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    "address",
    [
        "ada+appeals@example.org",
        "o'hara@sub.example.org",
        "ядвига@example.org",
        "ada@xn--bcher-kva.example",
    ],
)
def test_an_address_is_taken_as_it_is(address: str) -> None:
    assert clean_address(f" {address} ") == address


@given(st.text(max_size=60))
def test_whatever_is_taken_makes_one_recipient(text: str) -> None:
    try:
        address = clean_address(text)
    except Refusal:
        return
    try:
        raw = compose(message(to=address))
    except UnicodeEncodeError:
        return
    assert raw.count(b"\r\nTo: ") == 1
    assert b"\r\nBcc" not in raw


def test_what_was_withdrawn_is_gone_and_what_went_stays() -> None:
    queue([message("a"), message("b"), message("c")])
    Mail.objects.filter(key="b").update(state="sent")
    assert withdraw(["a", "b", "none"]) == 1
    assert sorted(Mail.objects.values_list("key", flat=True)) == ["b", "c"]


def test_progress_counts_each_state_of_a_batch() -> None:
    queue([message("a"), message("b"), message("c", batch="else")])
    Mail.objects.filter(key="a").update(state="uncertain")
    assert post.progress("b") == {
        "waiting": 1,
        "sending": 0,
        "uncertain": 1,
        "failed": 0,
        "sent": 0,
    }


def test_a_person_decides_once_about_an_uncertain_mail() -> None:
    queue([message()])
    Mail.objects.update(state="uncertain", due_at=None)
    mail = Mail.objects.get()
    stale = Mail.objects.get()
    post.decide(mail, went=True)
    assert (mail.state, mail.payload) == ("sent", None)
    with pytest.raises(Refusal, match="no longer uncertain"):
        post.decide(stale, went=False)


def test_send_again_puts_an_uncertain_mail_into_the_queue() -> None:
    queue([message()])
    Mail.objects.update(state="uncertain", due_at=None, attempts=9)
    mail = Mail.objects.get()
    post.decide(mail, went=False)
    assert (mail.state, mail.attempts) == ("waiting", 0)
    assert mail.due_at is not None
    assert mail.payload is not None


ODD = "aZ0!#$%&'*+/=?^_`{|}~-.@ü \"(),:;<>[]\\\n"


@given(st.text(ODD, max_size=12), st.text(ODD, max_size=12))
def test_plain_addresses_are_taken_at_a_glance_as_they_are_with_a_long_look(
    local: str, host: str
) -> None:
    def taken(address: str) -> str:
        try:
            return clean_address(address)
        except Refusal:
            return ""

    at_a_glance = taken(f"{local}@{host}.org")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(post, "PLAIN", re.compile("(?!)"))
        assert at_a_glance == taken(f"{local}@{host}.org")

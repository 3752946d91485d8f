"""A mail prepared for many says to each what a mail composed for one would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.mail.composing import Message, compose, prepare
from tocsin.kernel.mail.prepared import LONGEST, WORD, Prepared, mark, to_value

DAY = datetime(2026, 11, 26, 12, 30, 5, 99, tzinfo=UTC)
TOKEN = "aB3-_x" * 7
words = st.from_regex(WORD, fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=300)


def said(place: str, text: str = "Text", **changes: Any) -> Message:
    """A mail with a link in its text, HTML and head."""
    url = f"https://appeals.example.org/fr/leave/{place}/"
    told: dict[str, Any] = {
        "subject": "Hello",
        "text": f"{text}\n\n{url}\n-- \nDesk {place}.",
        "html": f'<p>{text.replace("<", "&lt;")}</p><a href="{url}">leave</a>',
        "language": "fr",
        "headers": {"List-Unsubscribe": f"<{url}>", "Precedence": "bulk"},
    }
    return Message("k", "b", "ada@example.org", **(told | changes))


def prepared(text: str = "Text", **changes: Any) -> Prepared:
    """The same for everybody."""
    place = mark()
    return prepare(said(place, text, **changes), {"token": place})


def filled(made: Prepared, word: str = TOKEN, to: str = "ada@example.org") -> bytes:
    """One person's."""
    return made.fill(to, "<1@example.org>", DAY, {"token": word})


def contents(raw: bytes) -> list[tuple[str, str]]:
    """What a mail program makes of it: each header and each part, without what differs by time."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert not any(part.defects for part in mail.walk())
    head = [(name, str(value)) for name, value in mail.items()]
    left_out = {"date", "message-id", "content-type", "content-transfer-encoding"}
    parts = [
        (part.get_content_type(), part.get_content())
        for part in mail.walk()
        if not part.is_multipart()
    ]
    return sorted(one for one in head if one[0].casefold() not in left_out) + parts


@given(texts, words)
def test_a_filled_mail_reads_like_the_one_composed_for_this_person(text: str, word: str) -> None:
    assert contents(filled(prepared(text), word)) == contents(compose(said(word, text)))


@given(texts, words)
def test_every_line_on_the_wire_is_short_seven_bit_and_ends_as_it_must(
    text: str, word: str
) -> None:
    raw = filled(prepared(text), word)
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_quoted_printable_lines_have_76_characters_at_most_with_the_longest_word() -> None:
    raw = filled(prepared("Ça brûle. " * 90), "x" * LONGEST)
    _head, _empty, body = raw.partition(b"\r\n\r\n")
    assert b"quoted-printable" in body
    assert max(len(line) for line in body.split(b"\r\n")) <= 76


@given(st.text(max_size=300))
def test_no_word_but_letters_digits_and_four_signs_gets_into_a_mail(word: str) -> None:
    made = prepared()
    if WORD.fullmatch(word):
        assert filled(made, word)
        return
    with pytest.raises(ValueError, match="may not stand in a mail"):
        filled(made, word)
    with pytest.raises(ValueError, match="may not stand in a mail"):
        made.check("ada@example.org", {"token": word})


@pytest.mark.parametrize("word", ["", "a\r\nBcc: x@example.org", "a\n", "<b>", "=41", "a b", "é"])
def test_a_word_that_could_be_more_than_a_word_is_an_error(word: str) -> None:
    with pytest.raises(ValueError, match="the word for token"):
        filled(prepared(), word)


@given(st.emails() | st.text(max_size=80).map(lambda text: f"{text}@example.org"))
def test_an_address_makes_one_recipient_or_an_error(address: str) -> None:
    try:
        raw = filled(prepared(), to=address)
        other = compose(replace(said(TOKEN), to=address))
    except ValueError:  # UnicodeEncodeError is one
        return
    mail, composed = (
        message_from_string(one.decode(), policy=policy.SMTPUTF8) for one in (raw, other)
    )
    assert str(mail["To"]) == str(composed["To"])
    assert len(mail["To"].addresses) == 1
    assert raw.count(b"\r\nBcc") == 0
    assert len(mail.keys()) == len(composed.keys())


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("ada+1@example.org", "ada+1@example.org"),
        ("o'hara@sub.example.org", "o'hara@sub.example.org"),
        ("a..b@example.org", "a..b@example.org"),
        ("ядвига@example.org", "ядвига@example.org"),
        ("ada@bücher.example", "ada@bücher.example"),
    ],
)
def test_an_address_stands_in_the_mail_as_it_was_typed(address: str, value: str) -> None:
    assert to_value(address).decode() == value
    raw = filled(prepared(subject="Грузия"), to=address)
    mail = message_from_string(raw.decode(), policy=policy.SMTPUTF8)
    assert mail["To"].addresses[0].addr_spec.replace('"', "") == address
    assert mail["Subject"] == "Грузия"


def enclosed(place: str, text: str, html: str) -> Message:
    """A mail with a link and a file."""
    return replace(said(place, html and "Ça brûle", html=html), files={"proof.txt": text})


@pytest.mark.parametrize("html", ["", "<p>Ça brûle</p>"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_file_filled_in_is_the_file_of_the_mail_composed_for_one(html: str, text: str) -> None:
    place, file = mark(), mark()
    made = prepare(enclosed(place, file, html), {"token": place})
    raw = made.fill("ada@example.org", "<1@x>", DAY, {"token": TOKEN, "proof.txt": text})
    assert contents(raw) == contents(compose(enclosed(TOKEN, text, html)))
    [found] = message_from_bytes(raw, policy=policy.default).iter_attachments()
    assert (found.get_filename(), found.get_content()) == ("proof.txt", text.encode())
    assert found["Content-Transfer-Encoding"] == "base64"
    assert max(len(line) for line in raw.split(b"application/octet-stream")[1].split()) <= 76


@pytest.mark.parametrize(
    "text", ["a\r\nBcc: x@example.org\r\n\r\nHi", "\r\n.\r\n", "=?utf-8?q?=0AX=3A_y?="]
)
def test_whatever_a_file_says_the_mail_has_no_header_and_no_part_more(text: str) -> None:
    place, file = mark(), mark()
    made = prepare(enclosed(place, file, ""), {"token": place})
    edge = made.pieces[0].decode().partition('boundary="')[2].partition('"')[0]  # type: ignore[union-attr]
    for one in (text, f"\r\n--{edge}\r\n\r\nmore\r\n--{edge}--\r\n"):
        words = {"token": TOKEN, "proof.txt": one}
        mail = message_from_bytes(made.fill("ada@example.org", "<1@x>", DAY, words))
        assert [part.get_content_maintype() for part in mail.walk()] == [
            "multipart",
            "text",
            "application",
        ]
        assert "Bcc" not in mail
        assert "X" not in mail


@pytest.mark.parametrize("html", ["", "<p>Ça brûle</p>"])
def test_a_mail_with_a_file_is_prepared_to_the_same_pieces_by_each_process(html: str) -> None:
    made = []
    for _process in range(2):
        place, file = mark(), mark()
        made.append(prepare(enclosed(place, file, html), {"token": place}))
    assert made[0] == made[1] == Prepared.from_bytes(made[0].to_bytes())


def test_what_was_kept_before_there_were_files_can_still_be_filled() -> None:
    made = Prepared.from_bytes(b'["Subject: a\\r\\n\\r\\n",["token",false]]')
    assert filled(made).endswith(b"\r\n\r\n" + TOKEN.encode())


def test_the_date_is_the_mail_s_own_and_the_message_id_as_given() -> None:
    mail = message_from_bytes(filled(prepared()), policy=policy.default)
    assert mail["Date"].datetime == DAY.replace(microsecond=0)
    assert mail["Message-ID"] == "<1@example.org>"


def test_the_same_mail_is_prepared_to_the_same_pieces_by_each_process() -> None:
    assert prepared("Ça brûle") == prepared("Ça brûle")
    assert prepared("Ça brûle").digest != prepared("Ça brûle encore").digest


@given(texts)
def test_what_was_kept_fills_to_the_same_bytes(text: str) -> None:
    made = prepared(text)
    kept = Prepared.from_bytes(made.to_bytes())
    assert kept == made
    assert filled(kept) == filled(made)


def test_a_long_text_without_html_is_one_part() -> None:
    raw = filled(prepared("long " * 400, html=""))
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail.get_content_type() == "text/plain"
    assert f"/leave/{TOKEN}/" in mail.get_content()


def test_nobody_can_write_a_place_into_a_text() -> None:
    place = mark()
    made = prepare(said(place, f"leave{'0' * 32} token %(token)s"), {"token": place})
    assert filled(made).count(TOKEN.encode()) == 4

"""Mails are read for their text, their sender and their files, however they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.mails import TEXT, mail, raw
from tocsin.intake import mailbox, post
from tocsin.kernel.refusal import Refusal

LATIN = "Les neuf détenus ont été déplacés à l’aube ; on ignore où. Répondez s’il vous plaît.\n"


def test_the_headers_of_a_mail_are_kept() -> None:
    read = post.read(raw())
    assert read.sender == "desk@casaclara.example"
    assert read.message_id == "one@casaclara.example"
    assert read.sent_at == datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    assert read.subject == "Nine teachers held"
    assert read.text.strip() == TEXT.strip()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-15", "windows-1252", "gb18030"])
def test_each_encoding_and_charset_gives_the_same_text(encoding: str, charset: str) -> None:
    text = LATIN.replace("’", "'") if charset.startswith("iso") else LATIN
    made = mail("x")
    made.set_content(text, charset=charset, cte=encoding)
    assert post.read(made.as_bytes()).text.strip() == text.strip()


@pytest.mark.parametrize("charset", ["x-unheard-of", "utf-8", "us-ascii", ""])
def test_a_wrong_charset_is_answered_by_the_bytes(charset: str) -> None:
    head = f"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    read = post.read(head.encode() + "Neuf détenus à l’aube.\n".encode("cp1252"))
    assert "Neuf détenus à l’aube." in read.text
    assert any("Windows-1252" in one for one in read.warnings)


def test_an_encoded_subject_and_name_are_read() -> None:
    made = raw(Subject="Détenus à Puno", From="Élodie <e@casaclara.example>")
    read = post.read(made)
    assert read.subject == "Détenus à Puno"
    assert read.sender == "e@casaclara.example"


def test_a_subject_and_a_name_that_are_not_encoded_are_read_as_utf_8() -> None:
    head = "From: Élodie <élodie@casaclara.example>\nSubject: Détenus à Puno\n"
    read = post.read(f"{head}Date: Tue, 03 Mar 2026 08:30:00 -0500\n\n{LATIN}".encode())
    assert (read.subject, read.sender) == ("Détenus à Puno", "élodie@casaclara.example")
    latin = "From: a@b.example\nSubject: Détenus à Puno\n\nNeuf.\n".encode("latin-1")
    assert (
        post.read(latin).subject == "D\N{REPLACEMENT CHARACTER}tenus \N{REPLACEMENT CHARACTER} Puno"
    )


def test_of_plain_text_and_html_the_plain_text_is_taken() -> None:
    made = mail()
    made.add_alternative("<html><body><p>Other words.</p></body></html>", subtype="html")
    read = post.read(made.as_bytes())
    assert read.text.strip() == TEXT.strip()
    assert read.attached == []


def test_a_mail_of_html_alone_is_read_for_its_words() -> None:
    made = mail("x")
    made.set_content(
        "<html><head><style>p {}</style></head><body><p>PERU: Nine held</p>"
        "<p>They were taken.</p><script>alert(1)</script></body></html>",
        subtype="html",
    )
    read = post.read(made.as_bytes())
    assert read.text.split() == "PERU: Nine held They were taken.".split()  # noqa: SIM905
    assert "The mail is a web page; its words were taken, not its layout." in read.warnings


def test_attached_files_are_kept_with_their_names() -> None:
    made = mail()
    made.add_attachment(b"\x89PNG...", maintype="image", subtype="png", filename="../photo é.png")
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf")
    read = post.read(made.as_bytes())
    assert [(one.filename, one.content_type, one.data) for one in read.attached] == [
        ("photo é.png", "image/png", b"\x89PNG..."),
        ("", "application/pdf", b"%PDF-1.7"),
    ]
    assert read.text.strip() == TEXT.strip()


def test_a_forwarded_mail_inside_is_read_with_its_sender() -> None:
    outer = EmailMessage()
    outer["From"] = "colleague@appeals.example"
    outer["Subject"] = "Fwd: Nine teachers held"
    outer.set_content("Please look at this today.\n")
    outer.add_attachment(mail())
    read = post.read(outer.as_bytes())
    assert read.sender == "colleague@appeals.example"
    assert read.text.startswith("Please look at this today.")
    assert "nine teachers were arrested" in read.text
    assert "The mail forwards another one, from desk@casaclara.example." in read.warnings


def test_a_forwarded_mail_without_a_note_is_the_alert_itself() -> None:
    outer = EmailMessage()
    outer["From"] = "colleague@appeals.example"
    outer.add_attachment(mail())
    assert post.read(outer.as_bytes()).text.strip() == TEXT.strip()


def test_files_inside_a_forwarded_mail_are_kept_too() -> None:
    inner = mail()
    inner.add_attachment(b"list", maintype="application", subtype="zip", filename="list.zip")
    outer = EmailMessage()
    outer["From"] = "colleague@appeals.example"
    outer.set_content("Look.\n")
    outer.add_attachment(inner)
    assert [one.filename for one in post.read(outer.as_bytes()).attached] == ["list.zip"]


def test_a_short_note_with_one_text_file_means_the_file() -> None:
    made = mail("Please see the file.\n")
    made.add_attachment(TEXT, filename="alert.txt")
    read = post.read(made.as_bytes())
    assert read.text.strip() == TEXT.strip()
    assert "The text was taken from the attached file “alert.txt”." in read.warnings


def test_a_short_alert_with_a_shorter_file_stays_the_alert() -> None:
    made = mail("Nine teachers were taken from Puno last night. Nobody knows where they are.\n")
    made.add_attachment("A list.\n", filename="list.txt")
    assert post.read(made.as_bytes()).text.startswith("Nine teachers were taken")


def test_a_mail_without_a_word_says_what_to_ask_for() -> None:
    made = mail("\n")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="scan.png")
    with pytest.raises(Refusal, match=r"The mail holds no text. Ask for the alert as plain text."):
        post.read(made.as_bytes())


def test_a_mail_of_a_hundred_parts_is_read_so_far() -> None:
    made = mail()
    for number in range(150):
        made.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    read = post.read(made.as_bytes())
    assert len(read.attached) < 100
    assert any("more than 100 parts" in one for one in read.warnings)


def test_a_mail_nested_beyond_all_sense_is_refused_in_words() -> None:
    deep = b"From: a@b.example\nMIME-Version: 1.0\n"
    for number in range(3000):
        deep += f'Content-Type: multipart/mixed; boundary="b{number}"\n\n--b{number}\n'.encode()
    try:
        read = post.read(deep + b"\nNine held.\n")
    except Refusal as refusal:
        assert str(refusal).startswith("The mail ")  # noqa: PT017 - either answer is right
    else:
        assert read.sender == "a@b.example"


@pytest.mark.parametrize(
    ("date", "there"),
    [("", False), ("yesterday", False), ("Tue, 99 Mar 2026 08:30:00 +0000", False)],
)
def test_a_date_that_is_none_is_left_out(date: str, there: bool) -> None:
    head = f"From: a@b.example\nDate: {date}\nMessage-ID: <x>\n\nNine held.\n"
    assert (post.read(head.encode()).sent_at is not None) is there


@pytest.mark.parametrize("opened", ["(", "a:", "(a:"])
def test_a_sender_that_is_nested_beyond_all_sense_is_none(opened: str) -> None:
    head = f"From: {opened * 3000}\nTo: {opened * 3000}\nMessage-ID: <one@b.example>\n\n"
    assert post.read(head.encode() + TEXT.encode()).sender == ""
    assert mailbox.no_alert(post.parsed(head.encode()), "a@b.example") == ""


@pytest.mark.parametrize("name", ["Content-Type: text/plain", "Content-Disposition: attachment"])
def test_of_a_header_without_end_its_beginning_is_read(name: str) -> None:
    """Python takes the square of its length; two million characters would take half an hour."""
    head = f'From: a@b.example\n{name}; a="' + '\\";' * 500_000
    assert post.read(f"{head}\nSubject: {'=?utf-8?q?a?= ' * 300_000}\n\n{TEXT}".encode()).text


def boundaries(many: int) -> str:
    """The head of a mail with so many parts inside each other."""
    heads = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(many))
    return f"From: a@b.example\nMIME-Version: 1.0\n{''.join(heads)}\n"


@pytest.mark.parametrize(
    "made", [boundaries(200) + "\n" * 400_000, boundaries(1) + "--b0\n\n" * 300_000]
)
def test_a_mail_that_would_be_taken_apart_for_minutes_is_refused_in_words(made: str) -> None:
    with pytest.raises(Refusal, match="The mail is damaged and cannot be taken apart"):
        post.parsed(made.encode())


def test_a_mail_of_twelve_megabytes_with_many_files_is_taken_apart() -> None:
    line = "A" * 76 + "\n"
    post.parsed((boundaries(20) + line * 155_000).encode())


def test_what_is_a_mail_is_told_by_its_name_or_its_headers() -> None:
    assert post.is_mail(b"anything", "alert.EML")
    assert post.is_mail(raw())
    assert post.is_mail(b"Return-Path: <a@b>\r\nFrom: a@b\r\n\r\nText")
    assert not post.is_mail(TEXT.encode(), "alert.txt")
    assert not post.is_mail(b"From: the lake\nSubject: boats\n\nThey were taken.", "a.txt")


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    try:
        read = post.read(data)
    except Refusal as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - either answer is right
    else:
        assert read.text.strip()


HEADERS = st.sampled_from(
    [
        b"From: =?utf-8?b?/////?= <a@b>\n",
        b"From: \xff\xfe\n",
        b"Subject: =?x-no?q?a?=\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: text/html; charset=\xff\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%00\n",
        b"Date: Mon, 1 Jan 0000 00:00:00 +9999\n",
        b"\n--b\n",
        b"\n--b--\n",
        b"text \xe9\n",
    ]
)


@given(st.lists(HEADERS, max_size=14))
def test_any_mixture_of_bad_headers_is_read_or_refused(parts: list[bytes]) -> None:
    try:
        post.read(b"".join(parts))
    except Refusal as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017

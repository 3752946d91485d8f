"""What servers write about mail that came back is understood; what is not plain is nothing."""

from __future__ import annotations

import email
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.returned import FOLDER, envelope, reports, says
from tocsin.kernel.mail.reports import Verdict, is_report, verdict

STATUS = """From: MAILER-DAEMON@mx.example
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@north.example
{}
--b--
"""


def read(raw: bytes) -> str:
    """What is understood, in the word of the folders."""
    return verdict(email.message_from_bytes(raw), raw, envelope(raw)).value or "nothing"


def about(block: str) -> str:
    """What is understood of a report with these lines on its recipient."""
    return read(STATUS.format(block).encode())


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_each_report_is_understood_with_the_line_ends_of_files_and_of_the_wire(end: bytes) -> None:
    told = {path: read(path.read_bytes().replace(b"\n", end)) for path in reports()}
    assert {path.stem: word for path, word in told.items() if word != says(path)} == {}
    assert len(told) >= 80


def test_there_are_many_servers_and_some_of_each_kind() -> None:
    kinds = Counter(map(says, reports()))
    servers = {path.stem.partition("-")[0] for path in reports()}
    wanted = "postfix exim qmail sendmail exchange office365 gmail yahoo mailru yandex gmx courier"
    assert {*wanted.split(), "zimbra", "proofpoint", "vacation", "challenge"} <= servers
    assert min(kinds["gone"], kinds["refused"], kinds["nothing"]) >= 15


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("Action: failed\nStatus: 5.1.1", "gone"),
        ("Action: failed (no mailbox)\nStatus: 5.1.1 (bad mailbox)", "gone"),
        ("Action: failed\nStatus: 5.0.0", "refused"),
        ("Action: failed", "refused"),
        ("Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 who?", "gone"),
        ("Action: failed\nDiagnostic-Code: smtp; 450 4.2.1 later", "nothing"),
        ("Action: failed\nDiagnostic-Code: smtp; 451 later", "nothing"),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 421 4.7.0 later", "nothing"),
        ("Action: failed\nStatus: 4.2.2\nDiagnostic-Code: smtp; 550 5.1.1 gone", "nothing"),
        ("Action: failed\nStatus: 5.4.4\nDiagnostic-Code: smtp; 550 at 192.5.1.1", "gone"),
        ("Action: failed\nStatus: 2.0.0", "nothing"),
        ("Action: delayed\nStatus: 5.1.1", "nothing"),
        ("Action: relayed\nStatus: 5.1.1", "nothing"),
        ("Status: 5.1.1", "nothing"),
        ("Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 no such user", "gone"),
        ("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 spam", "refused"),
    ],
)
def test_action_status_and_words_are_weighed(block: str, told: str) -> None:
    assert about(block) == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Unrouteable address", "gone"),
        ("all relevant MX records point to non-existent hosts", "gone"),
        ("all host address lookups failed permanently", "gone"),
        ("an MX or SRV record indicated no SMTP service", "gone"),
        ("retry timeout exceeded", "nothing"),
        ("mailbox is full: retry timeout exceeded", "nothing"),
        ("Connection timed out: retry timeout exceeded", "nothing"),
        ("retry time not reached for any host after a long failure period", "nothing"),
        (
            "all hosts for 'south.example' have been failing for a long time "
            "(and retry time not reached)",
            "nothing",
        ),
        ("local delivery failed", "refused"),
    ],
)
def test_exim_says_to_people_alone_why_it_failed_itself(words: str, told: str) -> None:
    raw = (FOLDER / "gone" / "exim-unrouteable.eml").read_bytes()
    assert read(raw.replace(b"Unrouteable address", words.encode())) == told


def test_what_people_are_told_counts_only_where_a_program_is_told_nothing() -> None:
    raw = (FOLDER / "gone" / "exim-unrouteable.eml").read_bytes()
    for line in (b"Status: 5.2.2", b"Status: 5.0.0\nDiagnostic-Code: smtp; 552 too much"):
        assert read(raw.replace(b"Status: 5.0.0", line)) == "refused"


def test_the_mail_that_came_back_tells_nothing_about_itself() -> None:
    raw = (FOLDER / "gone" / "exim-unrouteable.eml").read_bytes()
    told = raw.replace(b"Unrouteable address", b"local delivery failed")
    assert read(told.replace(b"Please confirm.", b"No such user, they said.")) == "refused"


def test_of_two_recipients_both_must_be_gone() -> None:
    one = "Action: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; ben@north.example\n"
    assert about(f"{one}Action: failed\nStatus: 5.1.1") == "gone"
    assert about(f"{one}Action: delivered\nStatus: 2.0.0") == "nothing"


def test_words_count_only_from_a_machine() -> None:
    raw = (FOLDER / "gone" / "qmail-no-mailbox.eml").read_bytes()
    mine = raw.replace(b"From: MAILER-DAEMON@mail.west", b"From: lena@west")
    assert read(mine) == "gone"  # it has no envelope sender
    spoken = mine.replace(b"Return-Path: <>\n", b"")
    assert read(spoken) == "nothing"


def test_what_is_long_is_read_in_no_time() -> None:
    raw = (FOLDER / "gone" / "qmail-no-mailbox-nothing-returned.eml").read_bytes()
    assert read(raw + b"\n" + b"a" * 3_000_000 + b"@\n" * 1_000_000) == "gone"


@pytest.mark.parametrize("header", [b"X-Mailer: \xff", b"From: \xff <@>", b"From: <@>", b"From: @"])
def test_what_the_library_stumbles_over_is_nothing_and_no_error_of_ours(
    header: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    raw = header + b"\nReturn-Path: <>\n\nUnknown user\n"
    assert verdict(email.message_from_bytes(raw), raw, "") is Verdict.NOTHING
    assert not caplog.records


@settings(max_examples=60)
@given(st.sampled_from(reports()), st.data())
def test_a_damaged_report_breaks_nothing(path: Path, data: st.DataObject) -> None:
    raw = path.read_bytes()
    at = data.draw(st.integers(0, len(raw)))
    much = data.draw(st.integers(0, 200))
    made = raw[:at] + data.draw(st.binary(max_size=20)) + raw[at + much :]
    assert read(made) in {"gone", "refused", "nothing"}


@settings(max_examples=60)
@given(st.binary(max_size=2000))
def test_any_bytes_from_a_machine_say_nothing(data: bytes) -> None:
    raw = b"From: MAILER-DAEMON@mx.example\nX-Mailer: Novell\n" + data
    assert verdict(email.message_from_bytes(raw), raw, "") is Verdict.NOTHING


def test_a_report_is_known_by_its_type_its_sender_or_its_empty_envelope() -> None:
    plain = email.message_from_string("From: ada@north.example\n\nHello\n")
    assert not is_report(plain, "ada@north.example")
    assert not is_report(plain)
    assert is_report(plain, "")
    assert is_report(email.message_from_string("From: Postmaster@north.example\n\nHello\n"))

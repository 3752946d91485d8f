"""The same alert by four ways is one record that lists each arrival."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from tests import cast
from tests.intake.mails import TEXT, mail, quoted, raw
from tests.intake.test_signed import PAIR
from tocsin.intake import mailbox, moves, reads, returns, sealing
from tocsin.intake.models import Alert, Arrival, Attachment, Likeness
from tocsin.intake.receiving import take
from tocsin.kernel.crypto import signature
from tocsin.kernel.refusal import Refusal
from tocsin.people import moves as people

one_database = pytest.mark.django_db


@one_database
def test_by_mail_paste_file_and_form_it_is_one_alert() -> None:
    olga = cast.olga()
    mailbox.arrive(raw(), "desk@casaclara.example")
    moves.receive(olga, quoted().encode(), "", "paste")
    moves.receive(olga, TEXT.replace("\n", "\r\n").encode("utf-16"), "alert.txt", "file")
    returns.write(returns.Entry(TEXT.encode()), "192.0.2.1")
    alert = Alert.objects.get()
    assert [one.way for one in reads.arrivals(alert)] == ["mail", "paste", "file", "form"]
    first = alert.arrivals.all()[0]
    assert (first.sender, first.message_id) == ("desk@casaclara.example", "one@casaclara.example")
    assert first.sent_at is not None
    assert alert.arrivals.all()[1].received_by == "olga"


@one_database
def test_each_arrival_keeps_its_own_bytes(home: Path) -> None:
    mailbox.arrive(raw(), "x@y.example")
    moves.receive(cast.olga(), quoted().encode(), "", "paste")
    kept = [reads.original(one) for one in Arrival.objects.all()]
    assert kept == [raw(), quoted().encode()]


@one_database
def test_the_same_by_the_same_way_is_not_noted_twice() -> None:
    for _turn in range(3):
        _alert, _new = moves.receive(cast.olga(), TEXT.encode(), "alert.txt", "file")
    mailbox.arrive(raw(), "x@y.example")
    assert mailbox.arrive(raw(), "x@y.example") == "Received; this alert was here already"
    assert [one.way for one in Arrival.objects.all()] == ["file", "mail"]


@one_database
def test_two_mails_of_one_text_are_two_arrivals() -> None:
    mailbox.arrive(raw(), "x@y.example")
    second = raw(From="colleague@appeals.example", Message_ID="<two@appeals.example>")
    mailbox.arrive(second, "x@y.example")
    senders = [one.sender for one in Arrival.objects.all()]
    assert senders == ["desk@casaclara.example", "colleague@appeals.example"]
    assert Alert.objects.count() == 1


@one_database
def test_files_that_came_with_a_mail_are_kept(home: Path) -> None:
    made = mail()
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="scan.png")
    mailbox.arrive(made.as_bytes(), "x@y.example")
    file = Attachment.objects.get()
    assert (file.filename, file.content_type, file.size) == ("scan.png", "image/png", 4)
    assert reads.original(file) == b"\x89PNG"


@one_database
def test_a_refused_mail_leaves_neither_row_nor_file(home: Path) -> None:
    made = mail("\n")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="scan.png")
    with pytest.raises(Refusal, match=r"The mail holds no text."):
        mailbox.arrive(made.as_bytes(), "x@y.example")
    assert not Alert.objects.exists()
    assert list((home / "files").rglob("*")) == []


@one_database
def test_the_subject_is_the_title_where_the_text_begins_with_a_greeting() -> None:
    letter = "Dear friends,\n\nnine teachers were taken from Puno last night.\n"
    mailbox.arrive(raw(letter, Subject="Fwd: Re: Nine teachers taken"), "x@y.example")
    assert Alert.objects.get().title == "Nine teachers taken"


@one_database
def test_a_text_that_is_nearly_the_same_is_offered_and_never_merged() -> None:
    moves.receive(cast.olga(), TEXT.encode(), "", "paste")
    later = TEXT.replace("nine teachers were", "ten teachers were")
    moves.receive(cast.olga(), later.encode(), "", "paste")
    assert Alert.objects.count() == 2
    pair = Likeness.objects.get()
    assert pair.grounds["text"] >= 90
    assert pair.verdict == "open"


@one_database
def test_an_unlike_alert_is_not_offered() -> None:
    moves.receive(cast.olga(), TEXT.encode(), "", "paste")
    other = "KENYA: A printer is threatened\n\nHer shop in Kisumu was closed by the council.\n"
    moves.receive(cast.olga(), other.encode(), "", "paste")
    assert not Likeness.objects.exists()


@one_database
def test_a_signature_that_comes_later_is_noted_on_a_new_arrival() -> None:
    moves.receive(cast.olga(), TEXT.encode(), "alert.txt", "file")
    people.set_partner_key(cast.olga(), cast.partner(), signature.public_file(PAIR))
    beside = sealing.apart(TEXT, PAIR)
    alert, new = moves.receive(cast.olga(), TEXT.encode(), "alert.txt", "file", beside=beside)
    assert not new
    assert [one.signed for one in reads.arrivals(alert)] == ["verified"]
    moves.receive(cast.olga(), TEXT.encode(), "alert.txt", "file", beside="")
    assert [one.signed for one in reads.arrivals(alert)] == ["verified"]


@one_database
def test_a_signed_and_an_unsigned_copy_are_one_alert() -> None:
    people.set_partner_key(cast.olga(), cast.partner(), signature.public_file(PAIR))
    moves.receive(cast.olga(), TEXT.encode(), "", "paste")
    moves.receive(cast.olga(), sealing.framed(TEXT, PAIR).encode(), "", "paste")
    alert = Alert.objects.get()
    assert [one.signed for one in reads.arrivals(alert)] == ["unsigned", "verified"]


@one_database
def test_the_country_that_was_chosen_is_taken_where_the_text_names_none() -> None:
    short = b"Nine people were taken from the harbour last night.\n"
    alert = take(cast.olga(), short, "", "form", country="PE").alert
    assert alert.reading["countries"] == ["PE"]
    assert "No country was found; choose one." not in alert.reading["warnings"]
    whole = take(cast.olga(), TEXT.encode(), "", "form", country="KE").alert
    assert whole.reading["countries"] == ["PE"]


@pytest.mark.django_db(transaction=True)
def test_one_text_in_four_wrappings_at_once_is_one_alert(home: Path) -> None:
    olga = cast.olga()
    ways = [
        (TEXT.encode(), "file"),
        (quoted().encode(), "paste"),
        (raw(), "mail"),
        (quoted(quoted()).encode(), "folder"),
    ]

    def receive(turn: int) -> bool:
        try:
            data, way = ways[turn % 4]
            return moves.receive(olga, data, "", way)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as crowd:
        answers = list(crowd.map(receive, range(8)))
    assert sum(answers) == 1
    assert Alert.objects.count() == 1
    assert {one.way for one in Arrival.objects.all()} == {"file", "paste", "mail", "folder"}

"""A person without an account writes, keeps a code, and comes back; nothing else tells of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection

from tests import cast
from tests.intake.mails import TEXT
from tocsin.intake import moves, returns, sealing
from tocsin.intake.models import Alert, Return, Word
from tocsin.intake.returns import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db
HERE = "192.0.2.1"


def write(text: str = TEXT, **more: object) -> str:
    return returns.write(Entry(text.encode(), **more), HERE)  # type: ignore[arg-type]


def test_a_code_has_a_hundred_bits_and_opens_its_alert() -> None:
    code = write()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", code)
    assert len(returns.LETTERS) ** returns.LENGTH == 2**100
    assert returns.come_back(code, HERE).alert == Alert.objects.get()
    assert len({returns.new_code() for _turn in range(100)}) == 100


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code}\n",
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_code_may_be_typed_carelessly(typed: object) -> None:
    code = write()
    assert returns.come_back(typed(code), HERE)  # type: ignore[operator]


def test_only_the_hash_of_a_code_is_kept() -> None:
    code = write().replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_return")
        row = repr(cursor.fetchone())
    assert code not in row
    assert len(bytes(Return.objects.get().code_hash)) == 32


@pytest.mark.parametrize("code", ["", "-", "AAAAA-AAAAA-AAAAA-AAAAA", "ü" * 50, "0" * 20])
def test_each_wrong_code_gets_the_same_sentence(code: str) -> None:
    write()
    with pytest.raises(Refusal, match=r"^This code opens nothing. Look at each letter and type it"):
        returns.come_back(code, HERE)


def test_codes_are_tried_a_few_times_only() -> None:
    for _turn in range(returns.CODES):
        with pytest.raises(Refusal, match=r"This code opens nothing."):
            returns.come_back("wrong", HERE)
    with pytest.raises(Refusal, match=r"Too much was sent from your connection. Wait 30 minutes"):
        returns.come_back("wrong", HERE)


def test_alerts_are_taken_a_few_at_a_time_only() -> None:
    for number in range(returns.ALERTS):
        write(f"The person number {number} was taken from the harbour last night.")
    with pytest.raises(Refusal, match=r"Too much was sent from your connection."):
        write("One more person was taken from the harbour.")


def test_the_contact_is_sealed_at_once_and_opens_with_the_private_key(tmp_path: Path) -> None:
    pair = cast.signing_key()
    write(contact="Ring Ana at the bakery", name="Ana Mora")
    held = Return.objects.get()
    assert b"bakery" not in bytes(held.contact or b"")
    assert held.key_id == pair.key_id
    assert held.arrival.sender == ""
    file = tmp_path / "alert.contact"
    file.write_bytes(returns.contact_file(held))
    told = sealing.open_contact(file, pair.private)
    assert told == {"name": "Ana Mora", "contact": "Ring Ana at the bakery"}


def test_nothing_that_was_sealed_lies_anywhere_in_clear(home: Path) -> None:
    cast.signing_key()
    write(contact="Ring Ana at the bakery", name="Ana Mora")
    for path in home.rglob("*"):
        if path.is_file():
            assert b"bakery" not in path.read_bytes()
            assert b"Ana Mora" not in path.read_bytes()


def test_without_a_key_no_contact_is_taken_and_the_alert_can_still_come() -> None:
    with pytest.raises(Refusal, match=r"A contact cannot be sealed safely right now") as refused:
        write(contact="Ring Ana at the bakery")
    assert refused.value.field == "contact"
    assert not Alert.objects.exists()
    assert write()


def test_who_may_be_named_is_named_and_nobody_else() -> None:
    write(may_name=True, name="Casa Clara")
    held = Return.objects.get()
    assert held.may_name
    assert held.arrival.sender == "Casa Clara"
    with pytest.raises(Refusal, match=r"Write the name that we may use, or choose"):
        write(may_name=True)


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"country": "XX"}, "country", "Choose a country from the list."),
        ({"name": "x" * 300}, "name", "Write at most 200 characters; these are 300."),
        ({"contact": "x" * 900}, "contact", "Write at most 500 characters; these are 900."),
    ],
)
def test_each_wrong_field_is_named(more: dict[str, str], field: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        write(**more)
    assert (refused.value.field, str(refused.value)) == (field, sentence)


def test_an_opened_contact_must_be_one(tmp_path: Path) -> None:
    pair = cast.signing_key()
    for data in (b"", b"{}", b"[1]", b'{"format": "x", "context": "", "sealed": ""}'):
        file = tmp_path / "alert.contact"
        file.write_bytes(data)
        with pytest.raises(Refusal, match=r"This is no sealed contact. Download it again"):
            sealing.open_contact(file, pair.private)


def test_an_alert_without_contact_has_none_to_download() -> None:
    write()
    with pytest.raises(Refusal, match=r"No contact was left with this alert."):
        returns.contact_file(Return.objects.get())


def test_what_was_decided_is_seen_with_the_code() -> None:
    way_back = returns.come_back(write(), HERE)
    assert returns.state(way_back) == "new"
    moves.set_aside(cast.olga(), way_back.alert, "Known.")
    assert returns.state(returns.come_back(write("Another thing happened here."), HERE)) == "new"
    way_back.refresh_from_db()
    assert returns.state(Return.objects.get(pk=way_back.pk)) == "set aside"


def test_a_copied_text_does_not_tell_that_the_desk_knew_it() -> None:
    alert, _new = moves.receive(cast.olga(), TEXT.encode(), "", "paste")
    moves.take_up(cast.olga(), alert)
    way_back = returns.come_back(write(), HERE)
    assert way_back.alert == alert
    assert returns.state(way_back) == "new"


def test_messages_go_both_ways_and_belong_to_one_code() -> None:
    first, second = returns.come_back(write(), HERE), returns.come_back(write(), HERE)
    assert first.alert == second.alert
    returns.say(first, "They were moved.\r\nSee the list.")
    returns.answer(cast.olga(), first, "Thank you. Who told you?")
    assert [(one.from_desk, one.text) for one in first.words.all()] == [
        (False, "They were moved.\nSee the list."),
        (True, "Thank you. Who told you?"),
    ]
    assert list(second.words.all()) == []


def test_the_same_message_twice_in_a_row_is_one() -> None:
    way_back = returns.come_back(write(), HERE)
    for _turn in range(2):
        returns.say(way_back, "They were moved.")
    assert Word.objects.count() == 1


def test_a_message_is_due_until_it_is_answered() -> None:
    way_back = returns.come_back(write(), HERE)
    assert returns.unanswered() == []
    returns.say(way_back, "They were moved.")
    assert returns.unanswered() == [way_back.alert]
    returns.answer(cast.olga(), way_back, "Thank you.")
    assert returns.unanswered() == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" \n", "Write a message."), ("x" * 30_000, "Write at most 20000 characters; these are")],
)
def test_a_message_that_cannot_be_kept_is_refused(text: str, sentence: str) -> None:
    way_back = returns.come_back(write(), HERE)
    with pytest.raises(Refusal, match=sentence):
        returns.say(way_back, text)


def test_only_an_officer_answers() -> None:
    way_back = returns.come_back(write(), HERE)
    with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
        returns.answer(cast.amir(), way_back, "Thank you.")

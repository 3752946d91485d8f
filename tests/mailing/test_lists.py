"""A list of people who agreed: each line is taken, or the reason is told."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.mailing.people import subscriber
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.mailing import lists, moves, network
from tocsin.mailing.models import Subscriber
from tocsin.mailing.tables import read_table

pytestmark = pytest.mark.django_db

HEADER = "email,language,countries,issues,agreed_on\n"
GOOD = "ada@example.org,fr,BO; Peru,Arbitrary Arrest & Detention,2026-01-02\n"


def bring(text: str) -> lists.Report:
    """The officer brings it in."""
    return moves.bring_in(cast.olga(), text.encode())


def test_a_good_line_is_a_member_with_interests_and_day() -> None:
    report = bring(HEADER + GOOD)
    assert (report.taken, report.refused) == (1, [])
    person = Subscriber.objects.get()
    assert (person.state, person.way, person.language) == ("subscribed", "list", "fr")
    assert person.countries == ["BO", "PE"]
    assert person.issues == ["arbitrary-arrest-detention"]
    assert person.agreed_at is not None
    assert person.agreed_at.date() == date(2026, 1, 2)
    assert network.address_of(person) == "ada@example.org"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nobody,,,,2026-01-02", "no e-mail address that mail can be sent to"),
        (",,,,2026-01-02", "There is no e-mail address"),
        ("a@b.org,xx,,,2026-01-02", "The language “xx” is not offered here"),
        ("a@b.org,,Atlantis,,2026-01-02", "The country “Atlantis” is not known"),
        ("a@b.org,,,Weather,2026-01-02", "The issue “Weather” is not in the list"),
        ("a@b.org,,,,", "does not say when the person agreed"),
        ("a@b.org,,,,3 March", "not written like 2026-10-03"),
        ("a@b.org,,,,2999-01-01", "cannot be right"),
        ("=cmd()@b.org,,,,2026-01-02", "begins with “=”"),
        ("a@b.org,,+BO,,2026-01-02", "The cell “countries” begins with “+”"),
        ("@b.org,,,,2026-01-02", "begins with “@”"),
    ],
)
def test_a_line_that_is_not_taken_says_why_and_stops_nobody(line: str, why: str) -> None:
    report = bring(HEADER + line + "\n" + GOOD)
    assert report.taken == 1
    (refused,) = report.refused
    assert refused.number == 2
    assert why in refused.problem


def test_who_is_there_already_and_who_stands_twice_is_told() -> None:
    subscriber("here@example.org", language="en")
    subscriber("asked@example.org", state="asked")
    text = "HERE@example.org,fr,,,2026-01-02\nasked@example.org,,,,2026-01-02\n"
    report = bring(HEADER + GOOD + text + GOOD)
    assert [line.problem.split(".")[0] for line in report.refused] == [
        "This person is in the network already",
        "This person asked to join and has not pressed the button in our mail yet",
        "This address stands in the file twice",
    ]
    assert Subscriber.objects.get(language="en", state="subscribed").way == "site"


def test_who_has_left_is_not_brought_back() -> None:
    person = subscriber("ada@example.org")
    moves.leave(person.leave)
    report = bring(HEADER + GOOD)
    assert "has left the network" in report.refused[0].problem
    person.refresh_from_db()
    assert person.state == "left"


def test_a_preview_says_the_same_and_changes_nothing() -> None:
    report = lists.preview(cast.olga(), (HEADER + GOOD).encode())
    assert report.taken == 1
    assert not Subscriber.objects.exists()
    assert not audit.Entry.objects.exists()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty"),
        (b"  \n", "The file is empty"),
        (b"x" * 500_001, "larger than 500 kB"),
        (b"name,mail\na,b\n", "this is missing: email, agreed_on"),
        (b"email,agreed_on,shoe\na,b,c\n", "These columns are known"),
        (b"email,agreed_on,email\na,b,c\n", "each once"),
        (HEADER.encode(), "no lines under it"),
        (b"PK\x03\x04\0\0\0\0", "This is no CSV file"),
        (b'email,agreed_on\n"a@b.org,2026-01-02\n', "This is no CSV file"),
        (b"email,agreed_on\n" + b"a@b.org,2026-01-02\n" * 10_001, "more than 10,000 lines"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        moves.bring_in(cast.olga(), raw)
    assert refused.value.field == "file"
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(encoding: str, separator: str) -> None:
    line = separator.join(["ada@example.org", "2026-01-02", '"Côte d’Ivoire"'])
    header = separator.join(["Email", "agreed_on", "countries"])
    rows = read_table(f"{header}\r\n{line}\r\n\r\n".encode(encoding))
    assert rows[0].cells["countries"] == "Côte d’Ivoire"
    assert len(rows) == 1


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_sentence(raw: bytes) -> None:
    for file in (raw, HEADER.encode() + raw):
        with suppress(Refusal):
            assert read_table(file)


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_brings_in(who: Any) -> None:
    for move in (lists.bring_in, lists.preview):
        with pytest.raises(Refusal, match="officer"):
            move(who(), (HEADER + GOOD).encode())


def test_the_trail_names_nobody() -> None:
    bring(HEADER + GOOD)
    entry = audit.trail("network", "list").get()
    assert entry.detail == {"taken": 1, "lines": 1}


def test_a_carried_file_opens_for_who_was_shown_it_only() -> None:
    text = lists.carried(cast.olga(), b"raw")
    assert lists.uncarried(cast.olga(), text) == b"raw"
    for who, told in ((cast.pavel(), text), (cast.olga(), "nonsense"), (cast.olga(), "")):
        with pytest.raises(Refusal, match="lost on the way"):
            lists.uncarried(who, told)


def test_the_command_tells_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(HEADER + GOOD + "nobody,,,,2026-01-02\n")
    out = io.StringIO()
    call_command("network", str(file), "--dry-run", stdout=out)
    assert "line 3, nobody: This is no e-mail address" in out.getvalue()
    assert "Nothing was changed." in out.getvalue()
    assert not Subscriber.objects.exists()
    out = io.StringIO()
    call_command("network", str(file), "--json", stdout=out)
    assert json.loads(out.getvalue())["taken"] == 1
    assert Subscriber.objects.count() == 1


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        call_command("network", str(tmp_path / "none.csv"))


def test_a_day_in_the_future_is_refused() -> None:
    tomorrow = timezone.localdate() + timedelta(days=2)
    assert "cannot be right" in bring(HEADER + f"a@b.org,,,,{tomorrow}\n").refused[0].problem

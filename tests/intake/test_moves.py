"""Alerts are received once, kept byte by byte, and set aside with a reason."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import cast
from tocsin.intake import moves, reads
from tocsin.intake.models import Alert
from tocsin.kernel import audit
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

RAW = "PERU: Nine teachers held\n\nThey were arrested on March 2, 2026 us¡K”\n".encode()

one_database = pytest.mark.django_db


def kept(home: Path) -> list[Path]:
    """Every file below the folder of originals, and the folders too."""
    return list((home / "files").rglob("*"))


@one_database
def test_an_alert_keeps_its_reading_and_its_original_bytes(home: Path) -> None:
    alert, new = moves.receive(cast.olga(), RAW, "/home/x/alert.txt", "file")
    assert new
    assert (alert.filename, alert.way, alert.state) == ("alert.txt", "file", "new")
    assert alert.title == "PERU: Nine teachers held"
    assert alert.reading["countries"] == ["PE"]
    assert "us…”" in alert.text
    assert reads.original(alert) == RAW
    entry = Entry.objects.get()
    assert (entry.actor, entry.verb, entry.subject) == ("olga", "receive alert", str(alert.pk))


@one_database
def test_the_same_bytes_again_change_nothing(home: Path) -> None:
    alert, _new = moves.receive(cast.olga(), RAW, "alert.txt", "file")
    again, new = moves.receive(cast.pavel(), RAW, "copy.txt", "paste")
    assert (again, new) == (alert, False)
    assert Entry.objects.count() == 1
    assert Alert.objects.count() == 1


BAD = {
    "empty": b"",
    "blank": b" \n\t\n",
    "large": b"word " * 2_100_000,
    "binary": bytes(range(256)) * 40,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(2000),
}


@one_database
@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_refused_with_a_sentence(kind: str, home: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        moves.receive(cast.olga(), BAD[kind], "alert.txt", "file")
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) > 20
    assert not Alert.objects.exists()
    assert not Entry.objects.exists()
    assert kept(home) == []


@one_database
def test_a_full_disk_leaves_neither_row_nor_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match=r"The server’s disk is full, so nothing was saved"):
        moves.receive(cast.olga(), RAW, "alert.txt", "file")
    assert not Alert.objects.exists()
    assert [path for path in kept(home) if path.is_file()] == []


@one_database
def test_a_database_that_fails_leaves_no_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: Any, **_named: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        moves.receive(cast.olga(), RAW, "alert.txt", "file")
    assert not Alert.objects.exists()
    assert kept(home) == []


@pytest.mark.django_db(transaction=True)
def test_the_same_document_twice_at_once_is_one_alert(home: Path) -> None:
    olga = cast.olga()

    def receive(_turn: int) -> tuple[Alert, bool]:
        try:
            return moves.receive(olga, RAW, "alert.txt", "file")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as crowd:
        answers = list(crowd.map(receive, range(8)))
    assert sum(new for _alert, new in answers) == 1
    assert {alert for alert, _new in answers} == {Alert.objects.get()}
    assert reads.original(Alert.objects.get()) == RAW


@one_database
@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_may_touch_alerts(who: Callable[[], Any], home: Path) -> None:
    alert, _new = moves.receive(cast.olga(), RAW, "alert.txt", "file")
    verbs: list[Callable[[], object]] = [
        lambda: moves.receive(who(), b"Another alert with words.", "b.txt", "file"),
        lambda: moves.set_aside(who(), alert, "Known already."),
        lambda: moves.look_again(who(), alert),
        lambda: moves.take_up(who(), alert),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb()
    assert Entry.objects.count() == 1


@one_database
def test_an_alert_is_set_aside_with_a_reason_and_looked_at_again() -> None:
    alert, _new = moves.receive(cast.olga(), RAW, "alert.txt", "file")
    moves.set_aside(cast.olga(), alert, " Known already. ")
    assert (alert.state, alert.reason) == ("set aside", "Known already.")
    with pytest.raises(Refusal, match=r"This alert was set aside. Look at it again before"):
        moves.take_up(cast.olga(), alert)
    moves.look_again(cast.pavel(), alert)
    assert (alert.state, alert.reason) == ("new", "")
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["receive alert", "set aside alert", "look again at alert"]


@one_database
@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(" ", "Write why it is set aside"), ("x" * 100_000, "100000 characters long; shorten it")],
)
def test_setting_aside_needs_a_reason_of_human_length(reason: str, sentence: str) -> None:
    alert, _new = moves.receive(cast.olga(), RAW, "alert.txt", "file")
    with pytest.raises(Refusal, match=sentence) as refusal:
        moves.set_aside(cast.olga(), alert, reason)
    assert refusal.value.field == "reason"
    alert.refresh_from_db()
    assert alert.state == "new"


@one_database
def test_an_alert_that_was_taken_up_cannot_be_set_aside() -> None:
    alert, _new = moves.receive(cast.olga(), RAW, "alert.txt", "file")
    stale = Alert.objects.get(pk=alert.pk)
    moves.take_up(cast.olga(), alert)
    with pytest.raises(Refusal, match=r"This alert was taken up already; its case is there."):
        moves.set_aside(cast.pavel(), stale, "Known already.")


@one_database
def test_a_damaged_original_is_refused_not_handed_out(home: Path) -> None:
    alert, _new = moves.receive(cast.olga(), RAW, "alert.txt", "file")
    next(path for path in kept(home) if path.is_file()).write_bytes(b"other")
    with pytest.raises(Refusal, match=r"A kept file is missing or damaged"):
        reads.original(alert)


@one_database
def test_the_list_has_what_waits_on_top() -> None:
    first, _new = moves.receive(cast.olga(), RAW, "a.txt", "file")
    second, _new = moves.receive(cast.olga(), RAW + b"More.", "b.txt", "file")
    third, _new = moves.receive(cast.olga(), RAW + b"Again.", "c.txt", "file")
    moves.set_aside(cast.olga(), third, "Known.")
    moves.take_up(cast.olga(), second)
    assert list(reads.alerts()) == [first, second, third]
    assert list(reads.waiting()) == [first]

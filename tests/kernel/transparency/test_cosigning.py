"""Witnesses vouch for what is shown; one that is down, or lies, delays and stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone

from tests.kernel.growing import enter, grow
from tests.kernel.transparency.test_sequencing import forget_the_newest
from tocsin.kernel.models import Checkpointed, LedgerEntry, Seen
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.door import Door
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Invalid, Policy
from tocsin.kernel.tlog.witness import Witness
from tocsin.kernel.transparency import cosigning, sequencing, witnessing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_worker() -> Iterator[None]:
    """As a worker begins."""
    yield from begun_anew()


def begun_anew() -> Iterator[None]:
    """What one worker remembers is no other's."""
    cosigning._state.update({"looked": False, "rest until": 0.0})
    cosigning._running.clear()
    yield
    cosigning._state.update({"looked": False, "rest until": 0.0})
    cosigning._running.clear()


@pytest.fixture
def doors(tmp_path: Path, settings: Any) -> Iterator[list[Door]]:
    """Three witnesses that answer, and know this log."""
    opened = []
    for number in range(3):
        made = Witness.create(tmp_path / f"w{number}", f"w{number}.example")
        made.add_log(vkey(sequencing.origin(), sequencing.signer().public))
        opened.append(Door(made, "127.0.0.1", 0))
    for door in opened:
        Thread(target=door.serve_forever, args=(0.01,), daemon=True).start()
    settings.TOCSIN_WITNESSES = [(door.witness.vkey, door.address) for door in opened]
    yield opened
    for door in opened:
        door.shutdown()
        door.server_close()


def work() -> None:
    """Turns of a worker, until nobody is asked any more."""
    cosigning.turn()
    while cosigning.wait():
        cosigning.turn()


def names() -> set[str]:
    """Which witnesses signed what is shown."""
    told = Policy.parse(sequencing.policy())
    return set(told.check(sequencing.folder().note() or "").witnesses)


def test_what_is_shown_bears_the_signatures_of_the_witnesses(doors: list[Door]) -> None:
    grow(3)
    work()
    assert names() == {"w0.example", "w1.example", "w2.example"}
    grow(300)
    with pytest.raises(Invalid, match="Too few witnesses"):
        names()
    work()
    assert len(names()) == 3
    assert Seen.objects.filter(size=303, trouble="").count() == 3


def test_the_policy_asks_for_most_of_them(doors: list[Door], settings: Any) -> None:
    grow(1)
    assert "group witnesses 2 w0.example w1.example w2.example" in sequencing.policy()
    settings.TOCSIN_WITNESSES_NEEDED = 3
    sequencing.publish()
    assert "group witnesses 3 " in sequencing.policy()


def test_a_witness_that_is_down_delays_nothing(doors: list[Door]) -> None:
    doors[1].shutdown()
    doors[1].server_close()
    grow(3)
    work()
    assert names() == {"w0.example", "w2.example"}
    row = Seen.objects.get(vkey=doors[1].witness.vkey)
    assert "does not answer" in row.trouble
    assert row.due_at > timezone.now() + timedelta(seconds=30)
    assert grow(1) == 4


def test_one_that_comes_back_catches_up(doors: list[Door]) -> None:
    Seen.objects.create(
        vkey=doors[0].witness.vkey, due_at=timezone.now() + timedelta(hours=1), trouble="away"
    )
    grow(3)
    work()
    assert names() == {"w1.example", "w2.example"}
    Seen.objects.update(due_at=timezone.now())
    work()
    assert len(names()) == 3


def test_a_witness_with_another_size_is_asked_from_there(doors: list[Door]) -> None:
    grow(3)
    work()
    grow(2)
    Seen.objects.update(size=0)
    work()
    assert len(names()) == 3


def test_an_old_backup_learns_from_the_witnesses_before_it_signs(
    doors: list[Door], home: Path
) -> None:
    """Database and folder were brought back; what the witnesses saw was not."""
    import shutil

    grow(3)
    shutil.copytree(home / "log", home.parent / "backup")
    grow(2)
    work()
    shutil.copytree(home / "log", home.parent / "mirror")
    forget_the_newest(home)
    Seen.objects.all().delete()
    shutil.rmtree(home / "log")
    shutil.copytree(home.parent / "backup", home / "log")
    cosigning._state["looked"] = False
    enter()
    LedgerEntry.objects.update(not_before=timezone.now())
    with pytest.raises(Refusal, match="knows 3 of them") as refused:
        cosigning.turn()
    assert "example saw" in str(refused.value)
    assert Checkpointed.objects.first() == Checkpointed.objects.get(size=3)
    assert cosigning.turn() == 0  # said once a minute
    from tocsin.kernel.transparency.recovering import recover

    recover("olga", str(home.parent / "mirror"))
    cosigning._state["rest until"] = 0.0
    work()
    assert sequencing.shown() == 6


def test_a_witness_that_saw_another_log_of_this_size_is_told_of(
    doors: list[Door], home: Path
) -> None:
    import shutil

    grow(3)
    grow(2)
    work()
    forget_the_newest(home)
    Seen.objects.all().delete()
    shutil.rmtree(home / "log")
    grow(4)
    cosigning._state["looked"] = False
    enter()
    LedgerEntry.objects.update(not_before=timezone.now())
    with pytest.raises(Refusal, match="has seen another log of 5 entries"):
        cosigning.turn()


def test_a_copy_of_this_server_that_grew_as_much_is_told_of_while_both_run(
    doors: list[Door], home: Path
) -> None:
    import shutil

    grow(3)
    work()
    seen = list(Seen.objects.values())
    shutil.copytree(home / "log", home.parent / "backup")
    grow(2)
    work()
    forget_the_newest(home)
    for row in seen:
        Seen.objects.filter(pk=row["id"]).update(**row)
    shutil.rmtree(home / "log")
    shutil.copytree(home.parent / "backup", home / "log")
    grow(2)
    with pytest.raises(Refusal, match="has seen another log of 5 entries"):
        work()


def test_a_witness_cannot_stop_the_log_by_its_word_alone(
    doors: list[Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tocsin.kernel.tlog.asking import Smaller

    grow(3)
    monkeypatch.setattr(cosigning, "ask", lambda *_words: Smaller(10**9))
    work()
    assert "does not show it" in Seen.objects.earliest("pk").trouble
    assert grow(1) == 4


def test_a_signature_that_is_none_is_not_kept(
    doors: list[Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(3)
    monkeypatch.setattr(cosigning, "ask", lambda *_words: ["— w0.example AAAAAAAA\n", "nonsense"])
    work()
    assert not Checkpointed.objects.exclude(cosignatures="").exists()
    assert {row.trouble[:16] for row in Seen.objects.all()} == {"It did not sign "}


def test_without_witnesses_nobody_is_asked() -> None:
    grow(2)
    assert cosigning.vouch() == 0
    assert not cosigning.wait()
    assert sequencing.policy().endswith("quorum none\n")
    assert witnessing.needed() == 0

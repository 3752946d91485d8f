"""From the entries alone: who counts, by class, and what cannot be."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.kernel.tlog.sample import (
    APPEAL,
    LOG,
    STRANGER,
    back,
    checkpoint_of,
    packed,
    published,
    signed,
    voice,
    voices,
)
from tocsin.kernel.tlog.auditing import Audit, Tally, audit
from tocsin.kernel.tlog.entry import Entry, subject_of
from tocsin.kernel.tlog.verify import Invalid, Policy

TRUST = Policy.of(LOG.verifier())
WEB = [voice(number) for number in range(6)]
PAPER = [voice(number, kind=8) for number in range(100, 104)]
OTHER = [voice(number, appeal="FA-08-2004") for number in range(200, 202)]


def audited(path: Path, entries: list[Entry]) -> Audit:
    return audit(published(path / "log", packed(entries)).read, TRUST)


def refused(path: Path, entries: list[Entry]) -> Invalid:
    with pytest.raises(Invalid) as found:
        audited(path, entries)
    return found.value


def test_a_mixed_history_is_counted_by_class(tmp_path: Path) -> None:
    entries = [
        back(PAPER[0], 11),  # batches are shuffled: what takes back may stand before
        *WEB,
        *PAPER,
        *OTHER,
        back(WEB[0], 2, reason=0),
        back(WEB[1], 2, reason=255),
        back(WEB[2], 9),
        back(PAPER[1], 10),
        Entry(3, subject_of(APPEAL), 480_000, b"r" * 32),
        Entry(7, bytes(32), 480_000, b"k" * 32),
    ]
    found = audited(tmp_path, entries)
    assert found.tallies == {
        subject_of(APPEAL): Tally(confirmed=3, paper=2, voided=3, withdrawn=2),
        subject_of("FA-08-2004"): Tally(confirmed=2),
    }
    assert found.kinds == {1: 8, 8: 4, 2: 2, 9: 1, 10: 1, 11: 1, 3: 1, 7: 1}
    assert found.checkpoint.size == len(entries)
    assert found.commitments[b"r" * 32] == len(entries) - 2
    assert found.tallies[subject_of(APPEAL)].as_dict() == {
        "confirmed": 3,
        "paper": 2,
        "voided": 3,
        "withdrawn": 2,
    }


def test_a_void_of_nothing_is_noticed(tmp_path: Path) -> None:
    entries = [WEB[0], back(WEB[1], 2)]
    assert refused(tmp_path, entries).sentence == (
        "Entry 1 takes back a voice that is not in the log."
    )


def test_a_void_of_another_appeals_voice_is_noticed(tmp_path: Path) -> None:
    foreign = back(WEB[0], 2)
    moved = Entry(2, subject_of("FA-08-2004"), foreign.hour, foreign.commitment)
    entries = [WEB[0], moved]
    assert (
        "Entry 1 takes back a voice that is not in the log" in refused(tmp_path, entries).sentence
    )


def test_a_voice_taken_back_twice_is_noticed(tmp_path: Path) -> None:
    entries = [WEB[0], WEB[1], back(WEB[1], 2, reason=1), back(WEB[1], 9, reason=2)]
    assert refused(tmp_path, entries).sentence == "The voice of entry 1 is taken back twice."


@pytest.mark.parametrize("kind", [10, 11])
def test_a_void_of_another_class_is_noticed(tmp_path: Path, kind: int) -> None:
    entries = [WEB[0], back(WEB[0], kind)]
    assert refused(tmp_path, entries).sentence == (
        "Entry 1 takes back a voice of another class than it says."
    )


def test_a_voice_that_stands_there_twice_is_noticed(tmp_path: Path) -> None:
    again = Entry(8, WEB[0].subject, WEB[0].hour + 1, WEB[0].commitment)
    assert refused(tmp_path, [WEB[0], WEB[1], again]).sentence == (
        "Entry 2 repeats entry 0: a voice stands there twice."
    )


def test_a_log_from_the_future_may_be_the_clocks_fault(tmp_path: Path) -> None:
    late = voice(1, hour=int(time.time()) // 3600 + 30)
    found = refused(tmp_path, [WEB[0], late])
    assert found.sentence == (
        f"Entry 1 is from the future ({late.when}). Is this computer’s clock right?"
    )
    assert found.unsure


def test_a_clock_may_be_wrong_by_an_hour_and_not_by_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 480_000 * 3600.0)
    assert audited(tmp_path / "one", [voice(1, hour=480_001)]).checkpoint.size == 1
    assert "from the future" in refused(tmp_path / "two", [voice(1, hour=480_002)]).sentence


def test_an_entry_of_another_form_is_named_by_its_place(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", [WEB[0].to_bytes(), b"something else"])
    with pytest.raises(Invalid, match="Entry 1: An entry has a form that is not known here"):
        audit(folder.read, TRUST)


def test_a_log_that_another_key_signed_is_not_believed(tmp_path: Path) -> None:
    entries = packed(WEB)
    folder = published(tmp_path / "log", entries, signer=STRANGER)
    with pytest.raises(Invalid, match="not by the key you trust"):
        audit(folder.read, TRUST)


def test_entries_that_do_not_give_the_root_are_refused(tmp_path: Path) -> None:
    folder = published(tmp_path / "log", packed(WEB))
    path = folder.path / "tile/entries/000.p/6"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(Invalid, match="do not give the root that its checkpoint names"):
        audit(folder.read, TRUST)


def test_where_there_is_no_log_nothing_can_be_told(tmp_path: Path) -> None:
    from tocsin.kernel.tlog.folder import LogFolder

    with pytest.raises(Invalid, match="There is no log here: it has no file “checkpoint”") as found:
        audit(LogFolder(tmp_path).read, TRUST)
    assert found.value.unsure


def test_a_log_grew_from_what_was_kept_of_it(tmp_path: Path) -> None:
    entries = voices(20)
    found = audit(published(tmp_path / "log", entries).read, TRUST)
    for size in (0, 1, 16, 20):
        found.grew_from(checkpoint_of(entries[:size]))
    with pytest.raises(Invalid, match="The log was rewritten since it had 10 entries"):
        found.grew_from(checkpoint_of(entries[1:11]))
    with pytest.raises(Invalid, match="The log has shrunk: it had 30 entries, now 20"):
        found.grew_from(checkpoint_of(voices(30)))
    with pytest.raises(Invalid, match=r"is of another log, “stranger.example/log”"):
        found.grew_from(checkpoint_of(entries, STRANGER.name))


def test_an_empty_log_counts_nobody(tmp_path: Path) -> None:
    found = audit(published(tmp_path / "log", []).read, TRUST)
    assert (found.tallies, found.kinds, signed([]).split("\n")[1]) == ({}, {}, "0")

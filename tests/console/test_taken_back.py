"""`tocsin verify` with --log: whether the voice of a receipt or a promise counts still."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kernel.tlog.sample import (
    APPEAL,
    HOUR,
    LOG,
    ORIGIN,
    back,
    packed,
    published,
    receipt,
    voice,
)
from tocsin.console import verification
from tocsin.kernel.tlog.entry import Entry, leaf_hash, subject_of
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.promise import Promise

KEY = vkey(LOG.name, LOG.public)
FOUR = [voice(number) for number in range(4)]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The receipt of the second voice of four."""
    path = tmp_path / "mine.tlog-proof"
    path.write_text(receipt(packed(FOUR), 1))
    return path


def asked(capsys: Capture, *words: object) -> tuple[int, str]:
    """The exit code, and all that was said."""
    code = verification.run([str(one) for one in [*words, "--key", KEY]])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def grown(tmp_path: Path, *later: Entry) -> Path:
    """The log by now."""
    return published(tmp_path / "log", packed([*FOUR, *later]), 4).path


def test_a_receipt_says_that_nothing_took_its_voice_back(
    mine: Path, tmp_path: Path, capsys: Capture
) -> None:
    log = grown(tmp_path, voice(9), back(voice(2), 9))
    code, said = asked(capsys, mine, "--log", log, "--appeal", APPEAL)
    assert code == 0
    assert "Of the 6 entries that it has now, none takes this one back." in said
    code, said = asked(capsys, mine, "--log", log, "--json")
    assert (code, json.loads(said)["size"]) == (0, 6)


def test_a_receipt_alone_says_how_to_ask(mine: Path, capsys: Capture) -> None:
    code, said = asked(capsys, mine)
    assert code == 0
    assert said.endswith("Add --log FOLDER or --log URL to see whether it was taken back since.\n")


@pytest.mark.parametrize(
    ("kind", "reason", "told"),
    [
        (9, 1, "withdrawn, in the name of whoever signed"),
        (9, 2, "replaced by a better proof"),
        (2, 17, "voided by the desk, reason 17"),
    ],
)
def test_a_voice_that_was_dropped_is_told_to_who_has_its_receipt(
    kind: int, reason: int, told: str, mine: Path, tmp_path: Path, capsys: Capture
) -> None:
    log = grown(tmp_path, back(voice(1), kind, reason))
    code, said = asked(capsys, mine, "--log", log)
    assert (code, said) == (
        1,
        "Not verified: The voice of entry 1 counts no more: entry 4 takes it back "
        f"({told}). If that was not you, tell others, and keep this receipt: it proves that the "
        "voice was counted.\n",
    )


def test_a_receipt_refutes_a_log_that_was_rewritten(
    mine: Path, tmp_path: Path, capsys: Capture
) -> None:
    other = published(tmp_path / "log", packed([voice(one) for one in (0, 5, 6, 7, 8)])).path
    assert asked(capsys, mine, "--log", other) == (
        1,
        "Not verified: The log was rewritten since it had 4 entries.\n",
    )


def test_the_receipt_of_what_is_no_voice_asks_for_nothing_more(
    tmp_path: Path, capsys: Capture
) -> None:
    paper = Entry(6, subject_of(APPEAL), HOUR, voice(30).commitment)
    path = tmp_path / "sheet.tlog-proof"
    path.write_text(receipt(packed([voice(0), paper]), 30, 1))
    code, said = asked(capsys, path)
    assert code == 0
    assert "--log" not in said


def test_a_promise_that_was_kept_says_whether_its_voice_counts_still(
    tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "promise.txt"
    path.write_text(Promise(ORIGIN, leaf_hash(voice(1).to_bytes()), HOUR).signed(LOG))
    log = grown(tmp_path, back(voice(1), 9, 1))
    assert asked(capsys, path, "--log", log) == (
        0,
        "Verified: the promise is kept, by entry 1 of the log.\n"
        "The voice of entry 1 counts no more: entry 4 takes it back (withdrawn, in the name of "
        "whoever signed).\n",
    )

"""A log that shrinks, forks, renames itself, or says other numbers than the page."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.console.watching.watcher import (
    APPEAL,
    ASK,
    Watcher,
    aged,
    begin_anew,
    hide,
)
from tests.kernel.growing import grow, sequence_all
from tests.kernel.tlog.sample import WITNESSES
from tests.signing.people import newest_token, sign_and_confirm
from tocsin.kernel.crypto import seal
from tocsin.kernel.tlog.note import COSIGNER, Signer, sign_note, vkey
from tocsin.kernel.transparency import sequencing
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_log_that_lost_an_entry_is_an_alarm(watch: Watcher, key: seal.KeyPair) -> None:
    watch()
    grow(4)
    assert watch() == 0
    begin_anew()
    cast.signing_key()
    grow(1)
    assert watch() == 1
    assert watch.alarms[0].startswith(
        f"Alarm: The log has shrunk: it had 5 entries, now 3. Keep {watch.state} and "
    )
    assert watch.alarms[0].endswith(
        ": both are signed. Ask its owner whether an older copy is shown, as after a restore. Tell "
        "its witnesses, and others who keep a copy."
    )


def test_a_forked_log_is_an_alarm_and_its_proof_is_kept(watch: Watcher, key: seal.KeyPair) -> None:
    grow(2)
    watch()
    begin_anew()
    grow(9)
    assert watch() == 1
    other = watch.state.with_name("watch.json.other-checkpoint")
    assert watch.alarms[0] == (
        f"Alarm: The log was rewritten since it had 3 entries. Keep {watch.state} and {other}: "
        "what the log signed then and now is the proof. Tell its witnesses, and others who keep "
        "a copy."
    )
    assert other.read_text("utf-8") == sequencing.folder().note()


def show(note: str) -> None:
    """The server shows another checkpoint over the files that it has."""
    (sequencing.folder().path / "checkpoint").write_text(note, "utf-8")


def test_a_fork_without_entries_is_told_as_one_and_its_proof_is_kept(
    watch: Watcher, key: seal.KeyPair
) -> None:
    grow(2)
    watch()
    fork = sign_note(f"{sequencing.origin()}\n3\n{'A' * 43}=\n", [sequencing.signer()])
    show(fork)
    assert watch() == 1
    other = watch.state.with_name("watch.json.other-checkpoint")
    assert watch.alarms[0].startswith(
        f"Alarm: The log was rewritten since it had 3 entries. Keep {watch.state} and {other}: what"
    )
    assert other.read_text("utf-8") == fork


def test_a_proof_that_was_kept_is_not_written_over_by_the_next_look(
    watch: Watcher, key: seal.KeyPair
) -> None:
    grow(2)
    watch()
    told = [
        sign_note(f"{sequencing.origin()}\n{size}\n{'A' * 43}=\n", [sequencing.signer()])
        for size in (3, 2, 3)
    ]
    for note in told:
        show(note)
        assert watch() == 1
    kept = sorted(watch.state.parent.glob("watch.json.other-checkpoint*"))
    assert [one.read_text("utf-8") for one in kept] == told[:2]


def test_what_the_log_signed_and_does_not_hold_is_kept(watch: Watcher, key: seal.KeyPair) -> None:
    grow(2)
    watch()
    note = sign_note(f"{sequencing.origin()}\n4\n{'A' * 43}=\n", [sequencing.signer()])
    show(note)
    assert watch() == 1
    other = watch.state.with_name("watch.json.other-checkpoint")
    assert watch.alarms[0].endswith(
        f"Keep {watch.state} and {other}. Tell its owner, and others who watch it."
    )
    assert other.read_text("utf-8") == note


@pytest.mark.parametrize("shown", ["", "<html><h1>We are back soon</h1></html>", "x\n" * 500_000])
def test_a_page_of_somebody_in_between_is_no_alarm(
    shown: str, watch: Watcher, key: seal.KeyPair
) -> None:
    watch()
    show(shown)
    assert watch() == 2
    assert watch.err == (
        f"Cannot tell: {watch.url}/log/checkpoint holds no checkpoint now, but perhaps a page of "
        "somebody in between. Try later; if it stays so, ask its owner why.\n"
    )


def test_a_log_that_is_gone_is_an_alarm(watch: Watcher, key: seal.KeyPair) -> None:
    watch()
    begin_anew()
    assert watch() == 1
    assert watch.alarms == [
        f"Alarm: The log is no longer at {watch.url}/log/, where it was at the last look. Ask its "
        "owner why, and keep what you have of it."
    ]


def test_a_log_that_renamed_itself_is_an_alarm(
    watch: Watcher, key: seal.KeyPair, settings: Any
) -> None:
    was = sequencing.origin()
    watch()
    begin_anew()
    settings.TOCSIN_LOG_ORIGIN = "new.example/log"
    grow(1)
    assert watch() == 1
    assert watch.alarms[0] == (
        f"Alarm: {watch.url} shows another log, “new.example/log” instead of “{was}”. {ASK}"
    )


def test_a_log_that_is_signed_by_another_key_is_an_alarm(
    watch: Watcher, key: seal.KeyPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = sequencing.origin()
    watch()
    begin_anew()
    monkeypatch.setattr(sequencing, "signer", lambda: Signer(name, b"\x09" * 32))
    grow(1)
    assert watch() == 1
    assert watch.alarms[0] == (
        f"Alarm: The log at {watch.url}/log/ does not hold: It is signed by “{name}”, not by the "
        "key you trust. Is it the right key? Tell its owner, and others who watch it."
    )


def test_too_few_witnesses_are_an_alarm(watch: Watcher, key: seal.KeyPair, tmp_path: Path) -> None:
    log = vkey(sequencing.origin(), sequencing.signer().public)
    seen = vkey(WITNESSES[0].name, WITNESSES[0].public, COSIGNER)
    (tmp_path / "policy").write_text(f"log {log}\nwitness w {seen}\nquorum w\n")
    assert watch("--policy", str(tmp_path / "policy")) == 1
    assert watch.alarms == [
        f"Alarm: The log at {watch.url}/log/ does not hold: Too few witnesses signed the "
        "checkpoint (0 of those you trust). Ask for a newer file, or ask the log’s owner why. "
        "Tell its owner, and others who watch it."
    ]


def test_an_appeal_that_vanished_is_an_alarm(watch: Watcher, revision: Revision) -> None:
    watch("--appeal", APPEAL)
    hide(revision)
    assert watch("--appeal", APPEAL) == 1
    assert watch.alarms == [
        f"Alarm: {watch.url} has no appeal {APPEAL}, which was there before. {ASK}"
    ]


def test_numbers_that_the_log_does_not_hold_are_an_alarm(
    watch: Watcher, revision: Revision
) -> None:
    watch("--appeal", APPEAL)
    row = LedgerEntry.objects.filter(kind=1).first()
    assert row is not None
    LedgerEntry.objects.filter(pk=row.pk).update(kind=8)  # a web voice is said to be of paper
    assert watch("--appeal", APPEAL) == 1
    assert watch.alarms == [
        f"Alarm: The page of {APPEAL} says that the log holds 1 and 1 on paper; it holds 2 and 0. "
        "Run this again in some minutes; if it says the same then, do not quote the number, and "
        "ask its owner."
    ]


def test_a_page_that_is_ahead_of_the_log_for_too_long_is_an_alarm(
    watch: Watcher, revision: Revision
) -> None:
    sign_and_confirm(revision, "Cy", "cy@example.org")  # waits for the next batch
    assert watch("--appeal", APPEAL) == 0
    aged(watch.state, 48 * 3600)
    assert watch("--appeal", APPEAL) == 0
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 50 * 3600))
    aged(watch.state, 2 * 3600)
    assert watch("--appeal", APPEAL) == 1
    assert watch.alarms == [
        f"Alarm: The page of {APPEAL} counted 3 and 0 on paper on {day}, and the log never got "
        "that many. Do not quote the number, and ask its owner which voices those are."
    ]
    sequence_all()
    assert watch("--appeal", APPEAL) == 0


def test_what_was_taken_back_since_is_no_alarm(watch: Watcher, revision: Revision) -> None:
    watch("--appeal", APPEAL)
    aged(watch.state, 100 * 3600)
    moves.not_me(newest_token())
    assert Signature.objects.filter(state="counted").count() == 1
    sequence_all()
    assert watch("--appeal", APPEAL) == 0, watch.err

"""`tocsin watch`: the first look, the next ones, what is kept of them, and what cannot be told."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.apart import interruptible
from tests.console.watching.watcher import (
    APPEAL,
    Capture,
    Watcher,
    begin_anew,
    swapped,
)
from tests.kernel.growing import grow, sequence_all
from tests.kernel.tlog.sample import LOG, STRANGER
from tests.ports import free_port
from tocsin.console import watching
from tocsin.kernel.crypto import seal
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.transparency import sequencing
from tocsin.publishing import withdrawing
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_look_notes_what_it_saw_and_says_how_to_pin(
    watch: Watcher, key: seal.KeyPair
) -> None:
    mark, line = seal.fingerprint(key.public), vkey(sequencing.origin(), sequencing.signer().public)
    assert watch() == 0
    assert watch.err == ""
    assert watch.out == (
        f"Noted in {watch.state}: {sequencing.origin()} has 1 entry, names are sealed to {mark}. "
        "That is on their word alone, the first time. Compare it by telephone or with paper, and "
        f'pin it: --key {line} --fingerprint "{mark}"\n'
    )
    assert watch.state.stat().st_mode & 0o777 == 0o600


def test_what_was_pinned_is_not_on_their_word(watch: Watcher, key: seal.KeyPair) -> None:
    mark, line = seal.fingerprint(key.public), vkey(sequencing.origin(), sequencing.signer().public)
    assert watch("--key", line, "--fingerprint", mark.upper().replace(" ", "")) == 0
    assert watch.out == (
        f"Noted in {watch.state}: {sequencing.origin()} has 1 entry, names are sealed to {mark}.\n"
    )


def test_all_is_well_in_one_line(watch: Watcher, revision: Revision, key: seal.KeyPair) -> None:
    watch("--appeal", APPEAL)
    grow(2)
    assert watch("--appeal", APPEAL) == 0
    assert (watch.out, watch.err) == (
        f"All is well: {sequencing.origin()} has 5 entries (2 new), names are sealed to "
        f"{seal.fingerprint(key.public)}.\n",
        "",
    )


def test_the_address_of_the_log_is_taken_as_well(watch: Watcher, key: seal.KeyPair) -> None:
    assert watch() == 0
    for ending in ("/", "/log", "/log/"):
        assert watch(url=watch.url + ending) == 0, watch.err


def test_the_state_of_another_log_is_refused(
    watch: Watcher, key: seal.KeyPair, settings: Any
) -> None:
    was = sequencing.origin()
    watch()
    kept = watch.state.read_bytes()
    assert watch("--key", vkey(LOG.name, LOG.public)) == 2
    assert watch.alarms == [
        f"Cannot tell: {watch.state} is about the log “{was}”, which the key that you name did "
        "not sign. Name another file with --state."
    ]
    begin_anew()
    settings.TOCSIN_LOG_ORIGIN = "new.example/log"
    cast.signing_key()
    sequence_all()
    assert watch(url=watch.url.replace("localhost", "127.0.0.1")) in {1, 2}
    assert f"is about the log “{was}”, and http://127.0.0.1" in watch.err
    assert "has “new.example/log”. Name another file with --state." in watch.err
    assert watch.state.read_bytes() == kept


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda held: held | {"public": "00" * 32},
        lambda held: held | {"note": held["note"].replace("\n1\n", "\n2\n")},
        lambda held: held | {"format": "tocsin-watch 9"},
        lambda held: held | {"counted": {APPEAL: {"at": 0}}},
        lambda held: {"format": held["format"]},
        lambda held: [held],
    ],
)
def test_an_altered_state_is_refused(
    watch: Watcher, key: seal.KeyPair, spoilt: Callable[[Any], Any]
) -> None:
    watch()
    watch.state.write_text(json.dumps(spoilt(json.loads(watch.state.read_text("utf-8")))))
    altered = watch.state.read_bytes()
    assert watch() == 2
    assert watch.alarms == [
        f"Cannot tell: {watch.state} was damaged, or altered by somebody. Take it from a copy of "
        "yours; without one, name another file, and compare the fingerprint by telephone."
    ]
    assert watch.state.read_bytes() == altered


def test_a_state_that_is_no_file_is_refused(watch: Watcher, key: seal.KeyPair) -> None:
    watch.state.mkdir()
    assert watch() == 2
    assert watch.alarms == [f"Cannot tell: {watch.state} cannot be read (Is a directory)."]


def test_a_state_that_cannot_be_written_is_said(watch: Watcher, key: seal.KeyPair) -> None:
    watch.state = watch.state.parent / "nowhere" / "watch.json"
    assert watch() == 2
    assert watch.alarms == [
        f"Cannot tell: {watch.state} cannot be written (No such file or directory): the next look "
        "would not know."
    ]


def test_an_address_that_does_not_answer_cannot_be_told(watch: Watcher, key: seal.KeyPair) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    for _look in range(2):
        assert watch(url=nobody) == 2
        assert watch.alarms[0].startswith(f"Cannot tell: {nobody} does not answer as it should (")
        assert watch.alarms[0].endswith("Try later.")
        assert watch() == 0  # now there is a state, and still it cannot be told


def test_words_that_are_no_address_are_refused(watch: Watcher) -> None:
    assert watch(url="river.example") == 2
    assert watch.alarms == [
        "Cannot tell: “river.example” is no address of a log. It begins with https://."
    ]


def test_a_server_without_a_log_cannot_be_told(watch: Watcher) -> None:
    assert watch() == 2
    assert watch.alarms == [f"Cannot tell: There is no log at {watch.url}/log/ yet. Try later."]


def test_an_appeal_that_is_not_there_cannot_be_told(watch: Watcher, key: seal.KeyPair) -> None:
    assert watch("--appeal", "FA-99-2026") == 2
    assert watch.alarms == [
        f"Cannot tell: {watch.url} has no appeal FA-99-2026. Is its ID written so?"
    ]


def test_an_appeal_that_was_withdrawn_says_so_itself_and_is_well(
    watch: Watcher, revision: Revision
) -> None:
    watch("--appeal", APPEAL)
    wish = withdrawing.propose(cast.olga(), revision.appeal, "asked", "She asked.")
    withdrawing.confirm(cast.amir(), wish)
    assert watch("--appeal", APPEAL) == 0, watch.err


def test_programs_read_json(watch: Watcher, key: seal.KeyPair) -> None:
    watch()
    assert watch("--json") == 0
    told = json.loads(watch.out)
    assert told.pop("why")[0].startswith("All is well: ")
    mark = seal.fingerprint(key.public)
    assert told == {
        "verdict": "well",
        "log": sequencing.origin(),
        "size": 1,
        "fingerprint": mark,
    }
    other = seal.fingerprint(swapped().public)
    assert watch("--json") == 1
    told = json.loads(watch.out)
    assert (told["verdict"], told["fingerprint"], len(told["why"])) == ("alarm", other, 2)
    assert watch("--json", url="nowhere") == 2
    assert json.loads(watch.out)["verdict"] == "unsure"
    assert watch.err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fingerprint", "abcd"], "a fingerprint has forty characters from 0 to 9 and a to f"),
        (["--appeal", "../x"], "“../x” is no ID of an appeal, such as FA-01-2026"),
        (["--every", "soon"], "say a number of minutes, such as 60"),
        (["--every", "0"], "say a number of minutes, such as 60"),
    ],
)
def test_wrong_words_end_with_two(capsys: Capture, words: list[str], said: str) -> None:
    with pytest.raises(SystemExit) as ended:
        watching.run(["https://river.example", *words])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_it_loops_on_a_machine_without_any_setting(
    live_server: Any, tmp_path: Path, key: seal.KeyPair
) -> None:
    words = [sys.executable, "-m", "tocsin", "watch", live_server.url, "--every", "0.001"]
    with interruptible(words, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Noted in watch.json: ")
        assert process.stdout.readline().startswith("All is well: ")
        assert process.stdout.readline().startswith("All is well: ")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert (tmp_path / "watch.json").exists()


def test_a_strangers_policy_is_believed_only_where_it_is_given(
    watch: Watcher, key: seal.KeyPair, tmp_path: Path
) -> None:
    (tmp_path / "policy").write_text(f"log {vkey(STRANGER.name, STRANGER.public)}\nquorum none\n")
    assert watch("--policy", str(tmp_path / "policy")) == 1
    assert watch.alarms[0].startswith(f"Alarm: The log at {watch.url}/log/ does not hold: It is")
    assert not watch.state.exists()

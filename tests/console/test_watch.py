"""`tocsin watch`: another organisation's machine looks at a real server, and at one that lies."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.apart import interruptible
from tests.kernel.growing import grow, sequence_all
from tests.kernel.tlog.sample import LOG, STRANGER, WITNESSES
from tests.paths import ROOT
from tests.program import free_port
from tests.signing.people import newest_token, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.console import watch_file, watching
from tocsin.kernel import keys, seal, sequencing
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.ledger import LedgerEntry
from tocsin.kernel.models import Checkpointed
from tocsin.kernel.tlog.note import COSIGNER, Signer, vkey
from tocsin.publishing import withdrawing
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db(transaction=True)
APPEAL = "FA-01-2026"
ASK = "Sign nothing there, and ask them by telephone, at a number that you had before."
Capture = pytest.CaptureFixture[str]


class Watcher:
    """A partner's machine with its file; each call is one look."""

    def __init__(self, url: str, state: Path, capsys: Capture) -> None:
        self.url, self.state, self.capsys = url, state, capsys
        self.code, self.out, self.err = -1, "", ""

    def __call__(self, *words: str, url: str = "") -> int:
        self.capsys.readouterr()
        self.code = watching.run([url or self.url, "--state", str(self.state), *words])
        self.out, self.err = self.capsys.readouterr()
        return self.code

    @property
    def alarms(self) -> list[str]:
        """What was told on standard error, each as one line."""
        return self.err.splitlines()


@pytest.fixture
def watch(live_server: Any, tmp_path: Path, capsys: Capture) -> Watcher:
    """Watches the server of the tests over HTTP."""
    return Watcher(live_server.url, tmp_path / "watch.json", capsys)


@pytest.fixture
def key() -> seal.KeyPair:
    """The organisation's key; the log knows of it."""
    pair = cast.signing_key()
    sequence_all()
    return pair


@pytest.fixture
def revision(key: seal.KeyPair) -> Revision:
    """A published appeal with two voices in the log."""
    found = cast.published(APPEAL)
    sign_and_confirm(found, "Ada", "ada@example.org")
    sign_and_confirm(found, "Bo", "bo@example.org")
    sequence_all()
    return found


def swapped(**changes: Any) -> seal.KeyPair:
    """Whoever has the database puts another key into the row, with all that belongs to it."""
    other = seal.create_keypair("Urgent Appeals Desk")
    mark = seal.fingerprint(other.public)
    row = {"public": other.public, "key_id": other.key_id, "fingerprint": mark} | changes
    SealingKey.objects.update(**row)
    return other


def begin_anew() -> None:
    """The server forgets its whole log, folder and rows."""
    LedgerEntry.objects.all().delete()
    Checkpointed.objects.all().delete()
    folder = sequencing.folder().path
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


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


def test_a_swapped_key_is_an_alarm_in_the_same_run(watch: Watcher, key: seal.KeyPair) -> None:
    watch()
    kept = watch.state.read_bytes()
    other = seal.fingerprint(swapped().public)
    assert watch() == 1
    assert watch.out == ""
    assert watch.alarms == [
        f"Alarm: Names are sealed to another key now: {other}; it was "
        f"{seal.fingerprint(key.public)}. {ASK}",
        f"Alarm: The log does not say that the key {other} was taken in use. If it is new, run "
        "this again after the next batch of the log; if it says the same then: "
        f"{ASK[0].lower()}{ASK[1:]}",
    ]
    assert watch.state.read_bytes() == kept
    assert watch() == 1  # and again, until a person did something


def test_a_swapped_key_is_an_alarm_on_the_first_look_too(watch: Watcher, key: seal.KeyPair) -> None:
    other = seal.fingerprint(swapped().public)
    assert watch() == 1
    assert len(watch.alarms) == 1
    assert f"The log does not say that the key {other} was taken in use." in watch.err
    assert not watch.state.exists()
    assert watch("--fingerprint", seal.fingerprint(key.public)) == 1
    assert watch.alarms[0] == (
        f"Alarm: Names are sealed to another key now: {other}; you pinned "
        f"{seal.fingerprint(key.public)}. {ASK}"
    )


def test_a_swapped_key_whose_fingerprint_was_left_closes_signing_and_is_told(
    watch: Watcher, key: seal.KeyPair
) -> None:
    watch()
    SealingKey.objects.update(public=seal.create_keypair("Somebody").public)
    assert watch() == 1
    assert watch.alarms == [
        f"Alarm: Signing is closed there: the key {seal.fingerprint(key.public)} is no longer "
        f"served. {ASK}"
    ]


def test_a_change_that_the_log_tells_is_told_with_its_hour(
    watch: Watcher, key: seal.KeyPair
) -> None:
    watch()
    second = cast.signing_key()
    sequence_all()
    hour = timezone.now().strftime("%Y-%m-%d %H h UTC")
    assert watch() == 1
    old, new = seal.fingerprint(key.public), seal.fingerprint(second.public)
    assert watch.alarms[0].startswith(f"Alarm: Names are sealed to another key now: {new}; it was")
    assert len(watch.alarms) == 2
    assert watch.alarms[1].startswith("Alarm: The log tells of a change of the key since the last")
    assert f"{old} taken out of use ({hour})" in watch.alarms[1]
    assert f"{new} taken in use ({hour})" in watch.alarms[1]
    assert watch.alarms[1].endswith(
        f"{ASK} If it was them, run this once with --fingerprint and what they read to you."
    )


def test_a_change_is_accepted_by_the_fingerprint_that_was_read_out(
    watch: Watcher, key: seal.KeyPair
) -> None:
    watch()
    second = cast.signing_key()
    sequence_all()
    mark = seal.fingerprint(second.public)
    assert watch("--fingerprint", mark) == 0
    assert watch.out == (
        f"All is well: {sequencing.origin()} has 3 entries (2 new), names are sealed to {mark}, "
        "a key that you pinned anew.\n"
    )
    assert watch() == 0


def test_a_key_between_two_looks_is_not_hidden_by_the_pin(
    watch: Watcher, key: seal.KeyPair
) -> None:
    watch()
    cast.signing_key()
    sequence_all()
    SealingKey.objects.exclude(key_id=key.key_id).delete()
    SealingKey.objects.update(active=True)
    assert watch("--fingerprint", seal.fingerprint(key.public)) == 1
    assert len(watch.alarms) == 2
    assert watch.alarms[0].startswith(
        f"Alarm: The key {seal.fingerprint(key.public)} is served, but the log says that it was "
        "taken out of use ("
    )
    assert "a key that is not known here taken in use or out of it (" in watch.alarms[1]


def test_a_retired_key_closes_signing_and_is_told(watch: Watcher, key: seal.KeyPair) -> None:
    watch()
    keys.retire("nadia", SealingKey.objects.get())
    sequence_all()
    assert watch() == 1
    assert watch.alarms[0].startswith("Alarm: Signing is closed there: the key ")
    assert "taken out of use (" in watch.alarms[1]


def test_a_server_without_a_key_is_noted_so(watch: Watcher) -> None:
    grow(1)
    assert watch() == 0
    assert "has 1 entry, signing is closed, there is no key. That is on" in watch.out
    assert watch() == 0
    second = cast.signing_key()
    sequence_all()
    assert watch() == 1
    assert f"{seal.fingerprint(second.public)} taken in use (" in watch.err


def test_a_form_that_shows_another_key_is_an_alarm(
    watch: Watcher, revision: Revision, key: seal.KeyPair, tmp_path: Path, settings: Any
) -> None:
    """The server tells the watcher's file one thing, and the people who sign another."""
    watch("--appeal", APPEAL)
    shown = {"": "no fingerprint", "<code>{}</code>": "the fingerprint {}"}
    other = seal.fingerprint(seal.create_keypair("Somebody").public)
    (tmp_path / "site").mkdir()
    form = ROOT / "tocsin" / "templates" / "site" / "_sign_form.html"
    whole = form.read_text("utf-8")
    for lie, said in shown.items():
        text = whole.replace("<code>{{ sealing_key.fingerprint }}</code>", lie.format(other))
        (tmp_path / "site" / "_sign_form.html").write_text(text, "utf-8")
        options = settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
        settings.TEMPLATES = [options]
        assert watch("--appeal", APPEAL) == 1
        assert watch.alarms == [
            f"Alarm: The form at {watch.url}/{APPEAL}/ shows {said.format(other)} instead of "
            f"{seal.fingerprint(key.public)}. {ASK}"
        ]


def test_an_appeal_that_is_closed_has_no_form_and_is_well(
    watch: Watcher, revision: Revision
) -> None:
    Appeal.objects.update(state="closed")
    assert watch("--appeal", APPEAL) == 0, watch.err


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


def hide(revision: Revision) -> None:
    """Takes an appeal off without a word."""
    Appeal.objects.filter(pk=revision.appeal_id).update(document_id="FA-02-2026")


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


def aged(state: Path, seconds: int) -> None:
    """The kept look is older than it was."""
    kept = watch_file.load(state)
    assert kept is not None
    older = {name: replace(one, at=one.at - seconds) for name, one in kept.counted.items()}
    watch_file.keep(state, replace(kept, counted=older))


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

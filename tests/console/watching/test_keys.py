"""A key that names are sealed to changes: told by the log, or in secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.console.watching.watcher import (
    APPEAL,
    ASK,
    Watcher,
    swapped,
)
from tests.kernel.growing import grow, sequence_all
from tests.paths import ROOT
from tocsin.appeals.models import Appeal
from tocsin.kernel import keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.transparency import sequencing
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db(transaction=True)


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
        text = whole.replace("<code>{{ key.fingerprint }}</code>", lie.format(other))
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

"""`tocsin backup` and `tocsin restore` as a person types them."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import cast
from tests.console.doctor import doctor
from tests.unlocked import PASSPHRASE
from tocsin.kernel import audit, switches
from tocsin.kernel.audit import Entry
from tocsin.kernel.backups import making
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def said(command: str, *words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, *words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    found = tmp_path / "another disk"
    found.mkdir()
    return found


def test_a_backup_is_written_and_checked(place: Path, tmp_path: Path) -> None:
    told = said("backup", str(place))
    [path] = place.iterdir()
    assert told.startswith(f"Written and read back: {path} (")
    assert said("backup", check=path).startswith(f"{path} is whole: ")
    unlocking.lock()
    words = tmp_path / "words"
    words.write_text(PASSPHRASE)
    found = json.loads(said("backup", check=path, passphrase_file=words, json=True))
    assert found["organisation"] == "Urgent Appeals Desk"
    assert found["members"] >= 2
    words.write_text("another passphrase")
    with pytest.raises(Refusal, match="This passphrase does not fit"):
        said("backup", check=path, passphrase_file=words)


def test_what_was_destroyed_is_said(place: Path) -> None:
    for days in (9, 10, 11, 12):  # the three newest beside the new one always stay
        then = timezone.now() - timedelta(days=days)
        making.make(place, 30).path.rename(place / f"tocsin-{then:{making.STAMP}}.backup")
    told = json.loads(said("backup", str(place), keep_days=8, json=True))
    assert told["removed"] == [f"tocsin-{then:{making.STAMP}}.backup"]
    assert told["said"].endswith("Destroyed, since they were older than 8 days: 1.")
    assert Path(told["path"]).stat().st_size == told["size"]


@pytest.mark.parametrize("words", [[], ["somewhere", "--check", "something"]])
def test_a_folder_or_an_archive_is_to_be_named(words: list[str]) -> None:
    with pytest.raises(Refusal, match=r"Name a folder: tocsin backup FOLDER; or a file: --check"):
        call_command("backup", *words)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_backups_are_kept_for_some_days_and_not_for_ever(place: Path, days: int) -> None:
    with pytest.raises(Refusal, match="--keep-days is a number of days from 1 to 365"):
        said("backup", str(place), keep_days=days)
    assert list(place.iterdir()) == []


def test_the_doctor_says_how_old_the_last_backup_is(place: Path) -> None:
    cast.signing_key()
    assert "ok  backup\n" in doctor()  # this desk began today
    Entry.objects.update(at=timezone.now() - timedelta(days=8))
    assert "!!  backup  None was ever made. Run: tocsin backup FOLDER, once a day" in doctor()
    making.make(place, 30)
    assert "ok  last backup, today\n" in doctor()
    made = Entry.objects.filter(kind="backup")
    made.update(at=timezone.now() - timedelta(days=3))
    assert "ok  last backup, 3 days ago\n" in doctor()
    made.update(at=timezone.now() - timedelta(days=9))
    assert "!!  last backup, 9 days ago  The last one was made 9 days ago. Run:" in doctor()


def test_a_demonstration_is_not_reminded(settings: Any) -> None:
    cast.signing_key()
    settings.TOCSIN_DEMONSTRATION = True
    Entry.objects.update(at=timezone.now() - timedelta(days=8))
    assert "backup" not in doctor()


def test_a_click_at_the_desk_does_not_let_the_log_go_on() -> None:
    from tocsin.people import switching

    switches.turn(audit.SYSTEM, switches.LOG_WAITS, "", True, "Restored.")
    row = switches.Switch.objects.get()
    with pytest.raises(Refusal, match="Only the administrator lets the log go on, at the server"):
        switching.undo(cast.olga(), row)
    assert switches.on(switches.LOG_WAITS)
    assert row.words == "The public log waits"

"""`tocsin unlock` and `tocsin lock`: how the server's own keys come into memory and leave it."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import cast
from tests.signing.people import sign_and_confirm
from tests.unlocked import CHEAP, PASSPHRASE, credentials
from tocsin.console import unlocked
from tocsin.console.management.commands import doctor
from tocsin.console.run import run_command
from tocsin.kernel.crypto import passphrase, sharing, unlocking
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.passphrase import WrongPassphrase
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.transparency import sequencing

pytestmark = pytest.mark.django_db
OTHER = "nine loud trains at noon"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the commands choose costs nothing here."""
    for made in (unlocking.begin, unlocking.change):
        monkeypatch.setattr(made, "__defaults__", (CHEAP,))


def said(command: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def phrase(folder: Path, words: str = PASSPHRASE) -> Path:
    (folder / words[:4]).write_text(f"{words}\n", "utf-8")
    return folder / words[:4]


def test_the_server_is_locked_and_unlocked(tmp_path: Path) -> None:
    assert "Locked. Signing is closed and mail waits until: tocsin unlock" in said("lock")
    assert vault().locked
    assert "It was locked already." in said("lock")
    given = phrase(tmp_path)
    assert "The server is unlocked." in said("unlock", passphrase_file=given)
    assert not vault().locked


def test_a_wrong_passphrase_leaves_it_locked(tmp_path: Path) -> None:
    said("lock")
    with pytest.raises(WrongPassphrase, match="does not fit"):
        said("unlock", passphrase_file=phrase(tmp_path, OTHER))
    assert vault().locked


def test_a_new_server_chooses_its_passphrase(home: Path, tmp_path: Path) -> None:
    said("lock")
    (home / "keys" / "master.json").unlink()
    told = said("unlock", passphrase_file=phrase(tmp_path, OTHER))
    assert f"The keys in {home / 'keys'} are under this passphrase now." in told
    said("lock")
    said("unlock", passphrase_file=phrase(tmp_path, OTHER))
    assert not vault().locked


def test_the_passphrase_is_changed(tmp_path: Path) -> None:
    key = vault().get("network")
    told = said(
        "unlock",
        passphrase_file=phrase(tmp_path),
        change_passphrase=True,
        new_passphrase_file=phrase(tmp_path, OTHER),
    )
    assert "the one before opens nothing any more" in told
    said("lock")
    with pytest.raises(WrongPassphrase):
        said("unlock", passphrase_file=phrase(tmp_path))
    said("unlock", passphrase_file=phrase(tmp_path, OTHER))
    assert vault().get("network") == key


def test_a_weak_new_passphrase_changes_nothing(tmp_path: Path, home: Path) -> None:
    before = (home / "keys" / "master.json").read_bytes()
    with pytest.raises(Refusal, match="characters, and 12 are the least"):
        said(
            "unlock",
            passphrase_file=phrase(tmp_path),
            change_passphrase=True,
            new_passphrase_file=phrase(tmp_path, "short"),
        )
    assert (home / "keys" / "master.json").read_bytes() == before


def test_shares_of_the_master_unlock_and_give_a_new_passphrase(tmp_path: Path, home: Path) -> None:
    key = vault().get("network")
    told = said("unlock", passphrase_file=phrase(tmp_path), split_into=tmp_path / "apart")
    files = [tmp_path / "apart" / f"master-{number}.share" for number in range(1, 6)]
    assert all(str(file) in told for file in files)
    said("lock")
    said("unlock", shares=files[1:4])
    assert vault().get("network") == key
    (home / "keys" / "master.json").unlink()  # and so where that file is lost
    said("lock")
    new = phrase(tmp_path, OTHER)
    said("unlock", shares=files[:3], change_passphrase=True, new_passphrase_file=new)
    said("lock")
    said("unlock", passphrase_file=new)
    assert vault().get("network") == key


def had_log() -> None:
    cast.signing_key()
    sequencing.sequence(timezone.now() + timedelta(days=1))


def had_mail() -> None:
    cast.signing_key()
    sign_and_confirm(cast.published(), "Ada", "ada@example.org")


@pytest.mark.parametrize("had", [had_log, had_mail])
@pytest.mark.parametrize("lost", [["runtime.json"], ["master.json", "runtime.json"]])
def test_no_new_keys_are_made_where_those_of_the_database_are_missing(
    home: Path, tmp_path: Path, had: Callable[[], None], lost: list[str]
) -> None:
    had()
    said("lock")
    for name in lost:
        (home / "keys" / name).unlink()
    told = (
        f"{home / 'keys' / 'runtime.json'} is missing, and this database belongs to the keys that "
        "were in it. Bring back its newest copy, or everything from a backup into an empty folder: "
        "tocsin restore"
    )
    with pytest.raises(Refusal, match=re.escape(told)):
        said("unlock", passphrase_file=phrase(tmp_path))
    unlocking.own_passphrase().write_text(PASSPHRASE)
    with pytest.raises(Refusal, match=re.escape(told)):
        unlocked.by_itself()
    assert unlocked.at_setting_up(None) == (
        f"This server stays locked: signing is closed and mail waits. {told}"
    )
    assert vault().locked
    assert not [name for name in lost if (home / "keys" / name).exists()]


def test_a_server_that_never_used_its_keys_is_unlocked_without_them(
    home: Path, tmp_path: Path
) -> None:
    said("lock")
    vault().path.unlink()  # versions before made it at first use
    said("unlock", passphrase_file=phrase(tmp_path))
    assert len(vault().get("network")) == 32


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("runtime.json", None, "runtime.json is missing, and this database belongs"),
        ("runtime.json", b"{", "runtime.json is damaged, or belongs to another server."),
        ("master.json", None, "keys/master.json is missing, and nothing else opens"),
        ("master.json", b"{", "keys/master.json is damaged. Bring it back"),
    ],
)
def test_the_doctor_and_the_start_say_which_file_of_the_keys_to_bring_back(
    home: Path, name: str, content: bytes | None, told: str
) -> None:
    had_mail()
    (home / "keys" / name).unlink()
    if content is not None:
        (home / "keys" / name).write_bytes(content)
    found = next(doctor.unlocking())
    assert told in found.remedy
    assert told in unlocked.at_setting_up(None)


def test_shares_of_another_server_are_refused(tmp_path: Path) -> None:
    about = sharing.About("master", "x", "elsewhere")
    files = sharing.write_shares(bytes(32), about, 2, 2, tmp_path / "other")
    said("lock")
    with pytest.raises(Refusal, match="belong to another server or to another time"):
        said("unlock", shares=files)
    assert vault().locked


def test_a_folder_of_another_user_is_refused_with_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = phrase(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(Refusal, match="Unlock as that user: sudo -u '#"):
        said("unlock", passphrase_file=given)


def test_systemd_hands_the_passphrase_over(settings: Any, tmp_path: Path) -> None:
    said("lock")
    given = credentials(tmp_path / "given")
    settings.CREDENTIALS_DIRECTORY = given["CREDENTIALS_DIRECTORY"]
    assert unlocked.at_setting_up(None) == ""
    assert not vault().locked


def test_a_passphrase_of_systemd_that_does_not_fit_leaves_the_pages_to_start(
    settings: Any, tmp_path: Path
) -> None:
    said("lock")
    (tmp_path / "tocsin-master").write_text(OTHER)
    settings.CREDENTIALS_DIRECTORY = str(tmp_path)
    assert unlocked.at_setting_up(None) == (
        f"This server stays locked: the passphrase in {tmp_path / 'tocsin-master'} does not fit. "
        "Type: tocsin unlock"
    )
    assert vault().locked


def test_setting_up_says_what_to_type_where_nobody_is_there(home: Path, tmp_path: Path) -> None:
    assert unlocked.at_setting_up(None) == ""
    said("lock")
    told = "This server is locked: signing is closed and mail waits. Type: tocsin unlock"
    assert unlocked.at_setting_up(None) == told
    (home / "keys" / "master.json").unlink()
    assert unlocked.at_setting_up(None) == f"{told}, and choose a passphrase"
    assert unlocked.at_setting_up(phrase(tmp_path, OTHER)) == ""
    said("lock")
    assert unlocked.at_setting_up(phrase(tmp_path, OTHER)) == ""


def test_a_demonstration_makes_and_keeps_its_own_passphrase(home: Path) -> None:
    said("lock")
    (home / "keys" / "master.json").unlink()
    unlocked.begin_demonstration()
    own = unlocking.own_passphrase()
    text = own.read_text("utf-8")
    assert len(text.splitlines()[0].split()) == 8
    assert "a real desk keeps its passphrase away" in text
    assert own.stat().st_mode & 0o077 == 0
    said("lock")
    assert unlocked.at_setting_up(None) == ""
    assert not vault().locked


def test_a_demonstration_that_broke_off_begins_its_passphrase_anew(home: Path) -> None:
    said("lock")
    (home / "keys" / "master.json").unlink()
    unlocking.own_passphrase().write_text("words of an attempt that broke off\n")
    unlocked.begin_demonstration()
    assert unlocking.master(passphrase.read(unlocking.own_passphrase()))


def test_a_changed_passphrase_takes_the_note_of_the_demonstration_away(
    home: Path, tmp_path: Path
) -> None:
    said("lock")
    (home / "keys" / "master.json").unlink()
    unlocked.begin_demonstration()
    new = phrase(tmp_path, OTHER)
    said("unlock", change_passphrase=True, new_passphrase_file=new)
    assert not unlocking.own_passphrase().exists()


def test_the_desk_of_a_demonstration_says_that_it_unlocks_itself(
    client: Any, settings: Any, home: Path
) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    cast.signing_key()
    client.force_login(cast.olga())
    line = "It unlocks itself, since its passphrase lies beside its data"
    assert line not in client.get("/desk/").content.decode()
    unlocking.own_passphrase().write_text(PASSPHRASE)
    assert line in client.get("/desk/").content.decode()
    assert line in client.get("/desk/keys/").content.decode()
    assert line not in client.get("/").content.decode()


def test_the_command_line_says_what_to_type_on_a_locked_server(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said("lock")
    assert run_command("work", ["--once"]) == 1
    assert capsys.readouterr().err == (
        "This server is locked, and nothing was changed. Type: tocsin unlock\n"
    )

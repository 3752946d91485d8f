"""Key files that are whole and not the right ones: an older copy, those of another server.

With a key made anew, whoever had signed would count again, and nobody could say so.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import cast
from tests.mailing.people import join
from tests.signing.people import entry, sign_and_confirm
from tests.unlocked import PASSPHRASE, begin, credentials
from tocsin.appeals.models import Appeal
from tocsin.console import unlocked
from tocsin.console.management.commands import doctor
from tocsin.kernel import audit_log
from tocsin.kernel.crypto import fitting, unlocking
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import LACKS, Locked
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.transparency import sequencing
from tocsin.kernel.transparency.ledger import Checkpointed
from tocsin.publishing.models import Revision
from tocsin.signing import keyed, moves, reads, retention
from tocsin.signing.models import Settled
from tocsin.signing.openness import SigningClosed

pytestmark = pytest.mark.django_db
BRING_BACK = (
    "Bring back its newest copy, or everything from a backup into an empty folder: tocsin restore"
)


@pytest.fixture
def revision() -> Revision:
    """An appeal that Ada signed, in a server that has been at work for a while."""
    cast.signing_key()
    found = cast.published()
    sign_and_confirm(found, "Ada", "ada@example.org", inform=True)
    tomorrow = timezone.now() + timedelta(days=1)
    assert sequencing.sequence(tomorrow)
    assert audit_log.sequence(tomorrow)
    return found


@pytest.fixture
def older(revision: Revision, home: Path) -> bytes:
    """The file of yesterday; an appeal that Bo signed came since."""
    kept = vault().path.read_bytes()
    sign_and_confirm(cast.published("FA-02-2026"), "Bo", "bo@example.org")
    return kept


def lacking(home: Path, name: str = "signatories/FA-02-2026") -> str:
    return (
        f"{home / 'keys' / 'runtime.json'} lacks keys that this database was made with, that of "
        f"{name} for one: it is an older copy, or another server's. {BRING_BACK}"
    )


def unlock(folder: Path) -> str:
    out = io.StringIO()
    (folder / "words").write_text(PASSPHRASE)
    call_command("unlock", stdout=out, passphrase_file=folder / "words")
    return out.getvalue()


def put_in_place_of_another(settings: Any, home: Path, folder: Path, *names: str) -> None:
    """Both files of another server, which has keys of these names too, come into our folder."""
    theirs = folder / "theirs"
    settings.TOCSIN_HOME, runtime = theirs, settings.TOCSIN_RUNTIME
    settings.TOCSIN_RUNTIME = str(folder / "their-memory")
    begin()
    with patch.object(fitting, "NEEDS", []):
        for name in names:
            vault().get(name)
    settings.TOCSIN_HOME, settings.TOCSIN_RUNTIME = home, runtime
    for file in ("runtime.json", "master.json"):
        (home / "keys" / file).write_bytes((theirs / "keys" / file).read_bytes())


def test_under_an_older_file_nobody_signs_twice_and_the_newest_opens_signing_again(
    older: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    right, second = vault().path.read_bytes(), Revision.objects.latest("pk")
    vault().path.write_bytes(older)
    with pytest.raises(Locked, match="nothing is lost"):
        moves.sign(second, entry("Bo", "bo@example.org"))
    with pytest.raises(SigningClosed, match="Nothing that was signed is lost"):
        moves.sign(second, entry("Bo", "bo@example.org"))
    assert vault().path.read_bytes() == older
    assert [one.message for one in caplog.records if one.name == "tocsin.keys"] == [LACKS]
    assert vault().locked
    vault().path.write_bytes(right)
    sign_and_confirm(second, "Bo", "bo@example.org")
    assert reads.tally(second.appeal).confirmed == 1


def test_no_key_is_made_into_an_older_file_for_a_new_appeal_either(older: bytes) -> None:
    third = cast.published("FA-03-2026")
    vault().path.write_bytes(older)
    with pytest.raises(Locked):
        moves.sign(third, entry("Cy", "cy@example.org"))
    assert vault().path.read_bytes() == older


def test_an_older_file_is_refused_at_unlocking(older: bytes, home: Path, tmp_path: Path) -> None:
    unlocking.lock()
    vault().path.write_bytes(older)
    with pytest.raises(Refusal) as refused:
        unlock(tmp_path)
    assert refused.value.sentence == lacking(home)
    assert vault().locked
    assert vault().path.read_bytes() == older


def test_the_doctor_says_it_of_a_server_that_runs(older: bytes, home: Path) -> None:
    vault().path.write_bytes(older)
    assert next(doctor.unlocking()).remedy == lacking(home)
    with pytest.raises(Locked):
        moves.sign(Revision.objects.latest("pk"), entry("Bo", "bo@example.org"))
    assert next(doctor.unlocking()).remedy == (f"Signing is closed and mail waits. {lacking(home)}")


def test_a_server_that_is_started_anew_over_an_older_file_stays_locked(
    older: bytes, home: Path, tmp_path: Path
) -> None:
    right = vault().path.read_bytes()
    vault().path.write_bytes(older)
    assert unlocked.at_setting_up(None) == (
        f"This server stays locked: signing is closed and mail waits. {lacking(home)}"
    )
    assert vault().locked
    vault().path.write_bytes(right)
    assert "The server is unlocked." in unlock(tmp_path)


def test_an_older_file_is_fine_that_lacks_keys_of_appeals_with_no_signatures(
    revision: Revision, home: Path, tmp_path: Path
) -> None:
    kept, second = vault().path.read_bytes(), cast.published("FA-02-2026")
    moves.sign(second, entry("Bo", "bo@example.org"))
    assert "signatories/FA-02-2026" in vault().names()
    second.appeal.signatures.all().delete()  # never confirmed
    unlocking.lock()
    vault().path.write_bytes(kept)
    assert "The server is unlocked." in unlock(tmp_path)
    sign_and_confirm(second, "Bo", "bo@example.org")
    assert reads.tally(second.appeal).confirmed == 1


@pytest.mark.parametrize("name", ["informed/FA-01-2026", "log-key", "audit-entries", "transit"])
def test_what_rows_need_beside_signing_is_not_made_anew(
    revision: Revision, home: Path, name: str
) -> None:
    vault().destroy(name)
    with pytest.raises(Locked):
        vault().get(name)
    assert name not in vault().names()
    assert unlocking.doubt() == lacking(home, name)


def test_the_network_is_not_written_to_with_another_key(home: Path) -> None:
    join("ada@example.org")
    vault().destroy("network")
    assert unlocking.doubt() == lacking(home, "network")


def test_both_files_of_another_server_are_refused(
    revision: Revision, home: Path, settings: Any, tmp_path: Path
) -> None:
    put_in_place_of_another(settings, home, tmp_path, *vault().names())
    assert vault().locked, "at once, for its master is another"
    ways: list[Callable[[], object]] = [
        lambda: unlock(tmp_path),
        lambda: unlocking.unlock_with(unlocking.master(PASSPHRASE)),
        lambda: unlocking.change(unlocking.master(PASSPHRASE), "nine loud trains at noon"),
    ]
    for way in ways:
        with pytest.raises(Refusal) as refused:
            way()
        assert refused.value.sentence == (
            f"{vault().path} belongs to another server, and so does master.json beside it: what "
            "this database signed was not signed with its keys. Bring back the newest copy of "
            "both, or everything from a backup into an empty folder: tocsin restore"
        )
    assert vault().locked


def test_the_files_of_another_server_are_told_though_both_lie_in_memory_too(
    revision: Revision, home: Path, settings: Any, tmp_path: Path
) -> None:
    put_in_place_of_another(settings, home, tmp_path, *vault().names())
    settings.TOCSIN_RUNTIME = str(tmp_path / "their-memory")
    assert not vault().locked
    assert "belongs to another server" in next(doctor.unlocking()).remedy
    assert "belongs to another server" in unlocked.at_setting_up(None)
    assert vault().locked


def test_a_passphrase_of_systemd_that_opens_them_leaves_the_pages_to_start(
    revision: Revision, home: Path, settings: Any, tmp_path: Path
) -> None:
    put_in_place_of_another(settings, home, tmp_path, *vault().names())
    settings.CREDENTIALS_DIRECTORY = credentials(tmp_path / "given")["CREDENTIALS_DIRECTORY"]
    told = unlocked.at_setting_up(None)
    assert told.startswith("This server stays locked: signing is closed and mail waits. ")
    assert "belongs to another server" in told


def test_the_files_of_a_younger_server_are_refused(
    revision: Revision, home: Path, settings: Any, tmp_path: Path
) -> None:
    put_in_place_of_another(settings, home, tmp_path, "transit")
    with pytest.raises(Refusal, match="it is an older copy, or another server's"):
        unlock(tmp_path)


def test_the_log_of_another_name_is_still_signed_with_our_keys(
    revision: Revision, settings: Any, tmp_path: Path
) -> None:
    settings.TOCSIN_LOG_ORIGIN = "elsewhere.example/log"
    settings.TOCSIN_ADDRESS = "https://elsewhere.example"
    assert "The server is unlocked." in unlock(tmp_path)


def test_a_checkpoint_that_is_damaged_is_no_matter_of_the_keys(
    revision: Revision, tmp_path: Path
) -> None:
    Checkpointed.objects.update(note="nothing\n")
    assert "The server is unlocked." in unlock(tmp_path)


def test_what_retention_destroyed_or_was_about_to_is_not_missed(
    revision: Revision, tmp_path: Path
) -> None:
    Appeal.objects.update(state="closed")
    retention.note_closed()
    vault().destroy("informed/FA-01-2026")
    assert unlocking.doubt(), "it is kept for a year"
    Settled.objects.update(closed_on=keyed.later(timezone.localdate(), -12))
    vault().destroy("signatories/FA-01-2026")  # and then the power fails
    assert "The server is unlocked." in unlock(tmp_path)
    assert retention.forget_due() == 1
    assert "The server is unlocked." in unlock(tmp_path)


def test_a_key_is_made_for_the_first_who_signs_while_others_are_there(older: bytes) -> None:
    assert vault().path.read_bytes() != older
    third = cast.published("FA-03-2026")
    sign_and_confirm(third, "Cy", "cy@example.org")
    assert reads.tally(third.appeal).confirmed == 1
    assert unlocking.doubt() == ""

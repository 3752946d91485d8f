"""`tocsin restore` on a bare machine: all comes back, nothing is done twice, nothing is guessed."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests import cast
from tests.engine import engine
from tests.kernel.backups.elsewhere import Elsewhere
from tests.kernel.growing import sequence_all
from tests.signing.people import newest_token, sign_and_confirm
from tocsin.kernel import audit_log, files
from tocsin.kernel.backups import content, making
from tocsin.kernel.crypto import sharing
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import identity
from tocsin.kernel.mail.outbox import Message, queue
from tocsin.kernel.models import SealingKey
from tocsin.kernel.transparency import sequencing
from tocsin.signing import moves

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    found = tmp_path / "another disk"
    found.mkdir()
    return found


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    return Elsewhere(tmp_path / "elsewhere")


def queued(name: str, *, repeatable: bool) -> None:
    """A mail that waits."""
    queue([Message(name, "some", f"{name}@example.org", "S", "T", repeatable=repeatable)])


def restored(elsewhere: Elsewhere, archive: Path) -> str:
    """What it said; it did its work."""
    done = elsewhere.run("restore", str(archive), *elsewhere.passphrase)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(elsewhere: Elsewhere, archive: Path, **settings: str) -> str:
    """What it said; the place is as empty as before."""
    done = elsewhere.run("restore", str(archive), *elsewhere.passphrase, **settings)
    assert done.returncode == 1, done.stdout
    assert not elsewhere.home.exists() or list(elsewhere.home.iterdir()) == []
    assert "Traceback" not in done.stderr
    return done.stderr


@dataclass(frozen=True)
class Lived:
    """A desk that was backed up, lived on and is gone; a mirror has its log."""

    archive: Path
    mirror: Path
    then: int
    now: int


def lived(home: Path, place: Path) -> Lived:
    """Two voices, the backup, one voice more, one of the two withdrawn."""
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada", "ada@example.org", choice="public")
    sign_and_confirm(revision, "Bo", "bo@example.org", choice="public")
    bos = newest_token()
    sequence_all()
    audit_log.sequence(timezone.now() + timedelta(minutes=11))
    audit_log.publish()
    queued("once", repeatable=False)
    queued("again", repeatable=True)
    then = sequencing.shown()
    archive = making.make(place, 30).path
    sign_and_confirm(revision, "Cy", "cy@example.org")
    moves.not_me(bos)
    now = sequence_all()
    assert now == then + 2
    shutil.copytree(home / "log", place / "mirror")
    return Lived(archive, place / "mirror", then, now)


def test_a_desk_comes_back_whole_and_its_log_goes_on(
    home: Path, place: Path, elsewhere: Elsewhere
) -> None:
    stored = files.store(home / "files", b"evidence")
    desk = lived(home, place)
    said = restored(elsewhere, desk.archive)
    assert f"The public log had {desk.then} entries then" in said
    assert "All mail waits until somebody lets it go" in said
    assert files.path(elsewhere.home / "files", stored.sha256).read_bytes() == b"evidence"
    the_keys_are_the_same_and_the_secret_is_not(home, elsewhere)
    assert elsewhere.run("unlock", *elsewhere.passphrase).returncode == 0
    nothing_goes_on_by_itself(elsewhere)
    the_mirror_tells_what_lacks(elsewhere, desk)
    assert elsewhere.run("work", "--once").returncode == 0
    roots = [(one / "log/checkpoint").read_bytes().split()[:3] for one in (home, elsewhere.home)]
    assert roots[0] == roots[1]
    assert "ok  audit trail" in elsewhere.run("log", "check").stdout


def the_keys_are_the_same_and_the_secret_is_not(home: Path, elsewhere: Elsewhere) -> None:
    for name in ("runtime.json", "master.json"):
        held = json.loads((elsewhere.home / "keys" / name).read_bytes())
        assert held == json.loads((home / "keys" / name).read_bytes())
    fresh = (elsewhere.home / "keys/django-secret").read_bytes()
    assert fresh != (home / "keys/django-secret").read_bytes()
    assert not (elsewhere.home / ".restoring").exists()


def nothing_goes_on_by_itself(elsewhere: Elsewhere) -> None:
    states = "from tocsin.kernel.mail.outbox import Mail\nprint(*sorted(Mail.objects.filter("
    states += "key__in=['once', 'again']).values_list('key', 'state')))"
    assert elsewhere.python(states) == "('again', 'waiting') ('once', 'uncertain')"
    assert elsewhere.run("work", "--once").returncode == 0
    assert list((elsewhere.home / "outbox").glob("*.eml")) == []
    doctor = elsewhere.run("doctor").stdout
    assert "Nothing is signed until a mirror was asked: tocsin log recover" in doctor
    own = elsewhere.run("log", "recover", str(elsewhere.home / "log"))
    assert own.returncode == 1
    assert "is this server's own folder, which was made from the backup" in own.stderr


def the_mirror_tells_what_lacks(elsewhere: Elsewhere, desk: Lived) -> None:
    told = elsewhere.run("log", "recover", str(desk.mirror))
    assert told.returncode == 0, told.stderr
    assert f"The log has {desk.now} entries; 2 were brought in, 2 of which" in told.stdout
    assert "1 had been withdrawn since and are erased again, 0 are voided" in told.stdout
    names = "from tocsin.signing.models import Signature\nprint(*Signature.objects.filter("
    names += "state='counted').values_list('public_name', flat=True))"
    assert elsewhere.python(names) == "Ada"


def test_where_nobody_has_a_mirror_a_person_says_so(place: Path, elsewhere: Elsewhere) -> None:
    cast.signing_key()
    sign_and_confirm(cast.published(), "Ada", "ada@example.org")
    sequence_all()
    restored(elsewhere, making.make(place, 30).path)
    assert elsewhere.run("unlock", *elsewhere.passphrase).returncode == 0
    assert elsewhere.run("log", "check").returncode == 1
    done = elsewhere.run("log", "recover", "--no-mirror")
    assert "goes on from what the backup held, at your word" in done.stdout
    assert "Nothing is signed" not in elsewhere.run("log", "check").stdout
    again = elsewhere.run("restore", "anything")
    assert again.returncode == 1
    assert "is not empty, and a restore never writes over what is there" in again.stderr


def test_a_living_home_is_never_written_over(home: Path, place: Path, elsewhere: Elsewhere) -> None:
    archive = making.make(place, 30).path
    elsewhere.home.mkdir(parents=True)
    (elsewhere.home / "something").write_text("kept")
    done = elsewhere.run("restore", str(archive), *elsewhere.passphrase)
    assert done.returncode == 1
    assert "is not empty, and a restore never writes over what is there" in done.stderr
    assert "Set TOCSIN_HOME to a new, empty folder" in done.stderr
    assert [one.name for one in elsewhere.home.iterdir()] == ["something"]


def test_what_is_damaged_another_s_or_newer_is_refused(
    place: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.signing_key()
    archive = making.make(place, 30).path
    data = archive.read_bytes()
    cut, changed = place / "cut", place / "changed"
    cut.write_bytes(data[:-20_000])
    changed.write_bytes(data[: len(data) // 2] + b"!" + data[len(data) // 2 + 1 :])
    assert "is cut short or was altered, from byte" in refused(elsewhere, cut)
    assert "is cut short or was altered, from byte" in refused(elsewhere, changed)
    assert "No such file or directory" in refused(elsewhere, place / "nothing")
    other = refused(elsewhere, archive, TOCSIN_ORGANISATION="Another Desk")
    assert "is of “Urgent Appeals Desk”, and this server is set up for “Another Desk”" in other
    pinned = refused(elsewhere, archive, TOCSIN_FINGERPRINT="0000 1111")
    assert f"seals to the key {SealingKey.objects.get().fingerprint}, which is not" in pinned
    (elsewhere.folder / "wrong").write_text("another passphrase\n")
    wrong = elsewhere.run("restore", str(archive), "--passphrase-file", f"{elsewhere.folder}/wrong")
    assert "This passphrase does not fit. Nothing was changed" in wrong.stderr
    before = content.about

    def newer(*words: object) -> dict[str, object]:
        told = before(*words)  # type: ignore[arg-type]
        return {**told, "migrations": [*told["migrations"], ["kernel", "9999_of_the_future"]]}

    monkeypatch.setattr(content, "about", newer)
    later = making.make(place.parent / "elsewhere", 30).path
    assert "was written by a newer Tocsin. Install that one" in refused(elsewhere, later)


def test_another_engine_is_named(
    place: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content.about
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[engine()]
    monkeypatch.setattr(
        content,
        "about",
        lambda *words: {**before(*words), "engine": other},
    )
    said = refused(elsewhere, making.make(place, 30).path)
    assert "This backup holds a database of" in said
    assert "DATABASE_URL" in said


def test_an_interrupted_restore_is_begun_anew_and_the_shares_of_the_master_do(
    place: Path, elsewhere: Elsewhere
) -> None:
    archive = making.make(place, 30).path
    (elsewhere.home / ".restoring" / "files").mkdir(parents=True)
    (elsewhere.home / "keys").mkdir()
    (elsewhere.home / "keys" / "master.json").write_text("half")
    about = sharing.About("master", identity(vault().current()), "some")
    shares = sharing.write_shares(vault().current(), about, 2, 3, place / "master")
    done = elsewhere.run("restore", str(archive), "--shares", *map(str, shares[:2]))
    assert done.returncode == 0, done.stderr
    assert "tocsin log recover" not in done.stdout  # nothing was signed yet
    assert not (elsewhere.home / ".restoring").exists()
    assert json.loads((elsewhere.home / "keys" / "master.json").read_bytes())

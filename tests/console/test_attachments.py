"""Sealed originals leave the server by a command, and open on the machine that has the key."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import cast
from tests.appeals.photographs import CAMERA, NAME, attached, photograph
from tests.kernel.planted.finding import holds
from tocsin.appeals.models import Appeal
from tocsin.console.table import offline
from tocsin.kernel.crypto import envelope, seal
from tocsin.kernel.refusal import Refusal

PAIR = seal.create_keypair("Urgent Appeals Desk")


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The organisation's private key as a file."""
    private = tmp_path / "organisation.private"
    seal.write_pair(PAIR, private, tmp_path / "organisation.public")
    return private


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A sealed original, named as the desk names it."""
    path = tmp_path / "FA-01-2026-7.sealed"
    path.write_bytes(envelope.seal(PAIR.public, NAME, photograph(), "FA-01-2026"))
    return path


def opening(*words: str | Path) -> int:
    run = offline(["attachments", "open", *map(str, words)])
    assert run is not None
    return run()


def test_an_original_opens_as_it_was_handed_in(
    sealed: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opening(sealed, "--key", key) == 0
    out = sealed.with_name(NAME)
    assert str(out) in capsys.readouterr().out
    assert out.read_bytes() == photograph()
    assert out.stat().st_mode & 0o077 == 0


def test_a_file_that_was_renamed_opens_with_its_appeal(
    sealed: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = sealed.rename(tmp_path / "evidence")
    assert opening(other, "--key", key) == 1
    assert "Name the appeal that it belongs to: --appeal ID" in capsys.readouterr().err
    out = tmp_path / "out.jpg"
    assert opening(other, "--key", key, "--appeal", "FA-01-2026", "--out", out) == 0
    assert out.read_bytes() == photograph()


def test_what_exists_is_not_overwritten(
    sealed: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed.with_name(NAME).write_bytes(b"mine")
    assert opening(sealed, "--key", key) == 1
    assert "exists already. Name another file with --out." in capsys.readouterr().err
    assert sealed.with_name(NAME).read_bytes() == b"mine"


def test_another_appeal_and_another_key_are_refused(
    sealed: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opening(sealed, "--key", key, "--appeal", "FA-02-2026") == 1
    assert "belongs to another appeal" in capsys.readouterr().err
    other = tmp_path / "other.private"
    seal.write_pair(seal.create_keypair("Others"), other, tmp_path / "other.public")
    assert opening(sealed, "--key", other) == 1
    assert f"sealed to the key {PAIR.key_id}" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(
    key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert opening(tmp_path / "FA-01-2026-1.sealed", "--key", key) == 1
    assert "cannot be read: No such file or directory." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("../../../etc/evil.jpg", "evil.jpg"),
        ("C:\\Users\\x\\evil.jpg", "evil.jpg"),
        (".profile", "profile"),
        ("..", "original"),
        ("", "original"),
        ("a\x1b[2Jb\n.jpg", "a[2Jb.jpg"),
    ],
)
def test_a_name_from_outside_leads_to_no_other_folder(
    name: str, written: str, key: Path, tmp_path: Path
) -> None:
    path = tmp_path / "FA-01-2026-7.sealed"
    path.write_bytes(envelope.seal(PAIR.public, name, b"bytes", "FA-01-2026"))
    assert opening(path, "--key", key) == 0
    assert (tmp_path / written).read_bytes() == b"bytes"


def exported(out: Path, document_id: str = "FA-01-2026") -> str:
    said = io.StringIO()
    call_command("attachments", "export", document_id, "--out", str(out), stdout=said)
    return said.getvalue()


@pytest.fixture
def appeal(db: None) -> tuple[Appeal, seal.KeyPair]:
    """A draft with two photographs."""
    pair = cast.signing_key()
    made = cast.draft()
    attached(made, 1)
    attached(made, 99)
    return made, pair


def test_originals_are_exported_sealed_and_open_elsewhere(
    appeal: tuple[Appeal, seal.KeyPair], tmp_path: Path
) -> None:
    out = tmp_path / "originals"
    assert "They are sealed. On the machine that has the key:" in exported(out)
    paths = sorted(out.iterdir())
    assert len(paths) == 2
    private = tmp_path / "o.private"
    seal.write_pair(appeal[1], private, tmp_path / "o.public")
    for path in paths:
        assert not holds(path.read_bytes(), CAMERA)
        assert opening(path, "--key", private, "--out", path.with_suffix(".jpg")) == 0
        assert holds(path.with_suffix(".jpg").read_bytes(), CAMERA)


def test_an_export_overwrites_nothing(appeal: tuple[Appeal, seal.KeyPair], tmp_path: Path) -> None:
    exported(tmp_path / "a")
    with pytest.raises(Refusal, match="exists already"):
        exported(tmp_path / "a")


@pytest.mark.django_db
def test_an_export_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="There is no appeal “FA-01-2026”"):
        exported(tmp_path)
    cast.draft()
    with pytest.raises(Refusal, match="Nothing is attached to FA-01-2026"):
        exported(tmp_path, "fa-01-2026")

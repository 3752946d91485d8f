"""From the server's terminal to the machine apart: `tocsin convey export`, `tocsin convey open`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from pypdf import PdfReader

from tests import cast
from tests.signing.people import entry, sign_and_confirm, token_of
from tocsin.appeals.models import Addressee
from tocsin.console import apart
from tocsin.conveyance.models import Conveyance
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto import seal
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.models import Revision
from tocsin.signing import moves, sheets
from tocsin.signing.batches import Asked, Form, confirm_many, sign_forms
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> seal.KeyPair:
    """The organisation's pair; the server holds the public half."""
    return cast.signing_key()


@pytest.fixture
def key(pair: seal.KeyPair, tmp_path: Path) -> Path:
    """The private half as a file on the machine apart."""
    (tmp_path / "apart").mkdir()
    seal.write_pair(pair, tmp_path / "apart" / "o.private", tmp_path / "apart" / "o.public")
    return tmp_path / "apart" / "o.private"


@pytest.fixture
def revision(pair: seal.KeyPair) -> Revision:
    """A published appeal with three voices on the web, one on paper and one not confirmed."""
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@example.org", choice="public")
    sign_and_confirm(made, "مريم حداد", "mariam@example.org", country="LB", comment="Hear them.")
    sign_and_confirm(made, "Cy Counted", "cy@example.org", choice="counted")
    moves.sign(made, entry("Di Unsure", "di@example.org"))
    sheet = sheets.print_sheet(cast.olga(), made, "en", "")
    told = {"country": "BO", "choice": "addressee"}
    sheets.enter_line(cast.olga(), sheet, 1, name="Oline Paper", **told)
    return made


def export(*words: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("convey", "export", *words, stdout=out)
    return out.getvalue()


def refused(*words: str) -> str:
    """The sentence instead of a bundle."""
    with pytest.raises(Refusal) as refusal:
        export(*words)
    return refusal.value.sentence


def to_ministry(out: Path) -> str:
    return export("FA-01-2026", "--addressee", "ministry", "--out", str(out))


def test_voices_that_came_together_are_opened_elsewhere(
    pair: seal.KeyPair, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = cast.published()
    people = [entry(name, f"{name.lower()}@example.org") for name in ("Ada", "Bo", "Cy")]
    assert sign_forms([Form(made, one) for one in people]) == [None] * 3
    links = [token_of(row) for row in Mail.objects.filter(batch="confirm")]
    assert len(confirm_many([Asked(one) for one in links])) == 3
    blobs = [bytes(row.sealed) for row in Signature.objects.all()]
    assert {one[0] for one in blobs} == {seal.TOGETHER}
    to_ministry(tmp_path / "b.zip")
    out = tmp_path / "dossier"
    assert apart.open_bundle([str(tmp_path / "b.zip"), "--key", str(key), "--out", str(out)]) == 0
    assert "3 records opened, 0 could not be opened." in capsys.readouterr().out
    rows = csv.DictReader(io.StringIO((out / "names.csv").read_text("utf-8")))
    assert [row["name"] for row in rows] == ["Ada", "Bo", "Cy"]


def test_what_is_exported_is_opened_elsewhere_with_nothing_lost(
    revision: Revision, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to_ministry(tmp_path / "b.zip")
    out = tmp_path / "dossier"
    assert apart.open_bundle([str(tmp_path / "b.zip"), "--key", str(key), "--out", str(out)]) == 0
    assert "4 records opened, 0 could not be opened." in capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO((out / "names.csv").read_text("utf-8"))))
    assert [(row["name"], row["country"], row["comment"]) for row in rows] == [
        ("Ada Lind", "SE", ""),
        ("Oline Paper", "BO", ""),
        ("مريم حداد", "LB", "Hear them."),
    ]
    text = "\n".join(page.extract_text() for page in PdfReader(out / "dossier.pdf").pages)
    for words in ("Ministry of the Interior", "Ada Lind", "FA-01-2026", "confirmed by e-mail"):
        assert words in text
    for word in ("Cy Counted", "Di Unsure", "@example.org"):
        assert word not in text + (out / "names.csv").read_text("utf-8")


def test_the_checksums_of_the_dossier_fit(revision: Revision, key: Path, tmp_path: Path) -> None:
    to_ministry(tmp_path / "b.zip")
    apart.open_bundle([str(tmp_path / "b.zip"), "--key", str(key), "--out", str(tmp_path / "d")])
    lines = (tmp_path / "d" / "CHECKSUMS.txt").read_text("utf-8").splitlines()
    names = {line.split("  ")[1] for line in lines}
    assert names == {path.name for path in (tmp_path / "d").iterdir()} - {"CHECKSUMS.txt"}
    for line in lines:
        told, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "d" / name).read_bytes()).hexdigest() == told


def test_opening_needs_no_database(
    revision: Revision, key: Path, tmp_path: Path, django_db_blocker: object
) -> None:
    to_ministry(tmp_path / "b.zip")
    with django_db_blocker.block():  # type: ignore[attr-defined]
        with pytest.raises((RuntimeError, DatabaseError)):
            Conveyance.objects.count()
        words = [str(tmp_path / "b.zip"), "--key", str(key)]
        assert apart.open_bundle(words) == 0
    assert (tmp_path / "b" / "dossier.pdf").exists()


def test_nobody_can_be_read_in_the_bundle(revision: Revision, tmp_path: Path) -> None:
    to_ministry(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    assert b"FA-01-2026" in inside
    for word in ("Ada Lind", "مريم", "Oline Paper", "ada@", "Hear them."):
        assert word.encode() not in inside
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0


def test_the_command_says_where_it_is_and_how_it_is_opened(
    revision: Revision, tmp_path: Path
) -> None:
    said = to_ministry(tmp_path / "b.zip")
    told = hashlib.sha256((tmp_path / "b.zip").read_bytes()).hexdigest()
    assert str(tmp_path / "b.zip") in said
    assert f"SHA-256 {told}" in said
    assert "tocsin convey open b.zip --key FILE" in said
    assert Conveyance.objects.get().bundle_sha256 == told


def test_a_program_learns_the_tally_by_class(revision: Revision, tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    words = ("FA-01-2026", "--addressee", "ministry", "--out", str(out), "--json")
    told = json.loads(export(*words))
    assert set(told) == {"file", "sha256", "tally"}
    assert told["tally"] == {"confirmed": 3, "paper": 1, "unconfirmed": 1, "held": 0}
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()


def test_each_export_is_a_conveyance_of_its_own_in_the_trail(
    revision: Revision, tmp_path: Path
) -> None:
    to_ministry(tmp_path / "one.zip")
    to_ministry(tmp_path / "two.zip")
    assert sorted(Conveyance.objects.values_list("number", flat=True)) == [1, 2]
    assert Entry.objects.filter(verb="prepare conveyance", actor="system").count() == 2


def test_without_out_the_bundle_lies_beside_and_has_the_ids_name(
    revision: Revision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    office = Addressee.objects.get(authority__name__startswith="Office").authority
    export("fa-01-2026", "--addressee", str(office.pk))
    assert (tmp_path / f"FA-01-2026-{office.pk}.tocsin.zip").exists()
    assert Conveyance.objects.get().authority == office


def test_an_unknown_appeal_is_named(revision: Revision) -> None:
    assert refused("FA-99-2026") == "There is no appeal “FA-99-2026”."


@pytest.mark.parametrize("words", ["", "i", "embassy", "999999", "Ministry of the Interior, Oslo"])
def test_an_addressee_that_is_not_clear_is_asked_for_by_name(
    revision: Revision, words: str
) -> None:
    sentence = refused("FA-01-2026", "--addressee", words)
    assert sentence.startswith("Name one addressee:")
    for office in revision.appeal.addressees.all():
        assert f"--addressee {office.pk}   {office.name}" in sentence
    assert not Conveyance.objects.exists()


def test_an_appeal_without_addressee_says_so(revision: Revision) -> None:
    Addressee.objects.all().delete()
    assert refused("FA-01-2026") == "The appeal has no addressee."


def test_a_file_that_exists_is_never_overwritten(revision: Revision, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    sentence = refused("FA-01-2026", "--addressee", "ministry", "--out", str(tmp_path / "b.zip"))
    assert "exists already. Name another file with --out." in sentence
    assert (tmp_path / "b.zip").read_text() == "mine"
    assert not Conveyance.objects.exists()


def test_without_a_voice_there_is_nothing_to_convey(pair: seal.KeyPair, tmp_path: Path) -> None:
    moves.sign(cast.published(), entry("Di Unsure", "di@example.org"))
    sentence = refused("FA-01-2026", "--addressee", "ministry", "--out", str(tmp_path / "b.zip"))
    assert sentence == "Nobody has signed yet, so there is no voice to convey."
    assert not (tmp_path / "b.zip").exists()


def test_a_draft_cannot_be_conveyed(tmp_path: Path) -> None:
    cast.draft()
    sentence = refused("FA-01-2026", "--addressee", "ministry", "--out", str(tmp_path / "b.zip"))
    assert sentence == "Only a published appeal can be conveyed."


def cut(bundle: Path, key: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-30])


def change_a_byte(bundle: Path, key: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[data.index(b"records.bin") + 40] ^= 1
    bundle.write_bytes(bytes(data))


def take_away(bundle: Path, key: Path) -> None:
    bundle.unlink()


def take_a_strange_key(bundle: Path, key: Path) -> None:
    key.unlink()
    key.with_suffix(".public").unlink()
    seal.write_pair(seal.create_keypair("Another desk"), key, key.with_suffix(".public"))


def take_the_other_half(bundle: Path, key: Path) -> None:
    key.write_bytes(key.with_suffix(".public").read_bytes())


def take_no_key(bundle: Path, key: Path) -> None:
    key.write_bytes(b"\xff\x00 no key")


def fill_the_folder(bundle: Path, key: Path) -> None:
    (bundle.parent / "d").mkdir()
    (bundle.parent / "d" / "mine.txt").write_text("mine")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (cut, "is no bundle of Tocsin, or it is damaged. Export it again on the server"),
        (change_a_byte, "is no bundle of Tocsin, or it is damaged. Export it again on the server"),
        (take_away, "cannot be read: No such file or directory."),
        (take_a_strange_key, "Take the key file of that organisation and time."),
        (take_the_other_half, "Take the file ending in .private."),
        (take_no_key, "This is no key file of Tocsin."),
        (fill_the_folder, "is not empty. Name another one with --out."),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_line_and_nothing_is_written(
    revision: Revision,
    key: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: object,
    sentence: str,
) -> None:
    bundle = tmp_path / "b.zip"
    to_ministry(bundle)
    damage(bundle, key)  # type: ignore[operator]
    words = [str(bundle), "--key", str(key), "--out", str(tmp_path / "d")]
    assert apart.open_bundle(words) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert (said.err.count("\n"), said.out) == (1, "")
    assert not (tmp_path / "d" / "dossier.pdf").exists()

"""A bundle is opened on another machine: no server, no database, nothing lost in silence."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conveyance.bundles import PAIR, bundle, manifest, of_people, record, words
from tocsin.console.table import offline
from tocsin.conveyance.bundle import read_bundle, write_bundle
from tocsin.conveyance.named import names_csv
from tocsin.conveyance.opening import open_bundle, open_records, without
from tocsin.conveyance.volumes import VOLUME
from tocsin.kernel.crypto import seal
from tocsin.kernel.refusal import Refusal
from tocsin.signing.commitments import commitment, digest


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The organisation's private key file."""
    seal.write_pair(PAIR, tmp_path / "o.private", tmp_path / "o.public")
    return tmp_path / "o.private"


def test_the_dossier_names_those_who_agreed_and_nobody_else(tmp_path: Path, key: Path) -> None:
    opened = open_bundle(bundle(tmp_path), key, tmp_path / "out")
    text = words(tmp_path / "out" / "dossier.pdf")
    assert (opened.records, opened.unreadable) == (30, 0)
    assert "Person 0001" in text
    assert "Person 0002" not in text
    assert "example.org/FA-01-2026" in text
    assert "person1@" not in text


def test_the_tally_stands_by_class_and_country(tmp_path: Path, key: Path) -> None:
    open_bundle(bundle(tmp_path), key, tmp_path / "out")
    text = words(tmp_path / "out" / "dossier.pdf")
    for word in ("27", "confirmed by e-mail", "on paper", "Sweden", "Germany", "New Zealand"):
        assert word in text


def test_the_letter_is_in_the_addressees_language(tmp_path: Path, key: Path) -> None:
    path = bundle(tmp_path, language="fr", letter="Madame,\n\nJe vous écris.")
    open_bundle(path, key, tmp_path / "out")
    text = words(tmp_path / "out" / "dossier.pdf")
    assert "Je vous écris." in text
    assert "Suède" in text


def test_names_of_many_scripts_are_printed(tmp_path: Path, key: Path) -> None:
    names = ["Ωμέγα Παππά", "Юлия Ким", "مريم حداد", "संगीता राव", "ქეთი ლომიძე"]
    sealed = [
        seal.seal(PAIR.public, record(1, name=name, channel="web"), "FA-01-2026") for name in names
    ]
    told = manifest(tally={"confirmed": 5, "paper": 0, "unconfirmed": 0})
    write_bundle(tmp_path / "b.zip", told, sealed)
    open_bundle(tmp_path / "b.zip", key, tmp_path / "out")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "names.csv").read_text("utf-8"))))
    assert {row["name"] for row in rows} == set(names)


def test_no_letter_of_one_person_keeps_the_others_from_being_printed(
    tmp_path: Path, key: Path
) -> None:
    odd = ["Ada \u0378Lind", "Bo \ufeffBerg", "Cy \U000e1000"]
    path = of_people(tmp_path, odd, comment="So \ufeffbe it\u0379")
    for volume, out in ((VOLUME, tmp_path / "one"), (1, tmp_path / "many")):
        open_bundle(path, key, out, volume=volume)
        said = "".join(words(one) for one in sorted(out.glob("dossier*.pdf")))
        for name in ("Ada [U+0378]Lind", "Bo Berg", "Cy [U+E1000]", "So be it[U+0379]"):
            assert name in said
        table = (out / "names.csv").read_text("utf-8")
        assert all(name in table for name in odd)


def test_every_picture_is_printed_by_its_name(tmp_path: Path, key: Path) -> None:
    ranges = (range(0x2600, 0x27C0), range(0x2B00, 0x2C00), range(0x1F000, 0x1FB00))
    every = "".join(chr(code) for some in ranges for code in some)
    names = ["Ada \U0001f64f\U0001f3fd Lind"]
    names += [f"Bo {every[at : at + 100]}" for at in range(0, len(every), 100)]
    path = of_people(tmp_path, names, comment="\u270a \u2764\ufe0f")
    open_bundle(path, key, tmp_path / "out")
    said = " ".join(words(tmp_path / "out" / "dossier.pdf").split())
    assert "Ada [person with folded hands][emoji modifier fitzpatrick type-4] Lind" in said
    assert "[raised fist] [heavy black heart]" in said


def test_the_same_bundle_and_key_give_the_same_bytes(tmp_path: Path, key: Path) -> None:
    path = bundle(tmp_path)
    for out in ("one", "two"):
        open_bundle(path, key, tmp_path / out)
    for name in ("dossier.pdf", "names.csv", "CHECKSUMS.txt"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_checksums_can_be_checked_with_the_usual_tool(tmp_path: Path, key: Path) -> None:
    open_bundle(bundle(tmp_path), key, tmp_path / "out")
    checked = subprocess.run(
        ["sha256sum", "--check", "CHECKSUMS.txt"],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_two_thousand_people_are_in_one_dossier(tmp_path: Path, key: Path) -> None:
    path = bundle(tmp_path, 2000, tally={"confirmed": 1800, "paper": 200, "unconfirmed": 0})
    open_bundle(path, key, tmp_path / "out")
    rows = (tmp_path / "out" / "names.csv").read_text().splitlines()
    assert len(rows) - 1 == sum(n % 3 != 2 for n in range(2000))


def test_the_command_needs_no_settings_and_no_data_folder(tmp_path: Path, key: Path) -> None:
    path = bundle(tmp_path)
    (tmp_path / "empty").mkdir()
    ran = subprocess.run(
        [sys.executable, "-m", "tocsin", "convey", "open", str(path), "--key", str(key)],
        cwd=tmp_path / "empty",
        env={"PATH": "/nowhere", "TOCSIN_HOME": "/proc/none", "DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "30 records opened, 0 could not be opened." in ran.stdout
    assert (tmp_path / "b" / "dossier.pdf").exists()


def test_the_key_of_another_organisation_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    other = seal.create_keypair("Others")
    seal.write_pair(other, tmp_path / "x.private", tmp_path / "x.public")
    with pytest.raises(Refusal, match=f"sealed to the key {PAIR.key_id}"):
        open_bundle(bundle(tmp_path), tmp_path / "x.private", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_record_that_does_not_open_is_counted(tmp_path: Path, key: Path) -> None:
    sealed = [seal.seal(PAIR.public, record(n), "FA-01-2026") for n in range(29)]
    sealed.append(seal.seal(PAIR.public, record(29), "UA-99-2026"))
    write_bundle(tmp_path / "b.zip", manifest(), sealed)
    opened = open_bundle(tmp_path / "b.zip", key, tmp_path / "out")
    assert (opened.records, opened.unreadable) == (29, 1)


def test_a_count_that_does_not_fit_is_refused(tmp_path: Path, key: Path) -> None:
    path = bundle(tmp_path, 29)
    with pytest.raises(Refusal, match="says 30 signatures and holds 29 records"):
        open_bundle(path, key, tmp_path / "out")


def test_classes_that_do_not_fit_are_refused(tmp_path: Path, key: Path) -> None:
    path = bundle(tmp_path, tally={"confirmed": 20, "paper": 10, "unconfirmed": 0})
    with pytest.raises(Refusal, match="says 20 confirmed and 10 on paper"):
        open_bundle(path, key, tmp_path / "out")


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, key: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(Refusal, match="is not empty"):
        open_bundle(bundle(tmp_path), key, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def rewritten(path: Path, name: str, data: bytes | None) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    members.pop(name)
    if data is not None:
        members[name] = data
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in members.items():
            archive.writestr(one, content)
    return path


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("records.bin", b"short", "do not fit their checksum"),
        ("records.bin", None, "no bundle of Tocsin"),
        ("manifest.json", b"{", "manifest is damaged"),
        ("manifest.json", b"[]", "manifest is damaged"),
        ("manifest.json", b'{"format": "x 9", "sha256": {}}', "newer Tocsin"),
        ("manifest.json", b'{"format": "tocsin-bundle 1", "sha256": {}}', "not complete"),
    ],
)
def test_each_damage_is_named(tmp_path: Path, name: str, data: bytes | None, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        read_bundle(rewritten(bundle(tmp_path), name, data))


def test_what_is_no_bundle_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("not a zip")
    with pytest.raises(Refusal, match="no bundle of Tocsin"):
        read_bundle(tmp_path / "x.zip")
    with pytest.raises(Refusal, match="cannot be read"):
        read_bundle(tmp_path / "nowhere.zip")


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    named = [{"name": "=HYPERLINK(1)", "country": "SE", "comment": "+1"}]
    assert b"".join(names_csv(named)).decode().splitlines()[1] == "'=HYPERLINK(1),SE,'+1"


def withdrawn_bundle(folder: Path) -> tuple[Path, list[str]]:
    """Three records; the commitments of the first (web) and the third (paper)."""
    records = [record(n, r=bytes([n + 1] * 32).hex()) for n in (0, 1)]
    records.append(record(9, r="0a" * 32, choice="public"))
    sealed = [seal.seal(PAIR.public, one, "FA-01-2026") for one in records]
    numbers = {"received": 3, "confirmed": 2, "paper": 1, "held": 0, "voided": 0, "withdrawn": 0}
    told = manifest(tally={"confirmed": 2, "paper": 1}, numbers=numbers | {"reasons": []})
    write_bundle(folder / "w.zip", told, sealed)
    marks = [commitment(bytes.fromhex(one["r"]), digest(one)).hex() for one in records]
    return folder / "w.zip", [marks[0], marks[2]]


def test_a_withdrawn_record_is_named_with_its_day_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, (web, paper) = withdrawn_bundle(tmp_path)
    seal.write_pair(PAIR, tmp_path / "key", tmp_path / "public")
    words = ["convey", "open", str(path), "--key", str(tmp_path / "key"), "--out"]
    words += [
        str(tmp_path / "out"),
        "--withdrawn",
        f"{web}:2026-03-09",
        f"{paper.upper()}:2026-03-10",
    ]
    run = offline([*words, f"{'ab' * 32}:2026-03-11"])
    assert run is not None
    assert run() == 0
    said = capsys.readouterr().out
    assert "3 records opened, 0 could not be opened." in said
    assert "Withdrawn on 09 March 2026, and left out: Person 0000, SE." in said
    assert "Withdrawn on 10 March 2026, and left out: Person 0009, SE." in said
    assert "1 of the commitments belong to no record of this bundle." in said
    assert "Person 0001" in (tmp_path / "out/names.csv").read_text()
    assert "Person 0009" not in (tmp_path / "out/names.csv").read_text()
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "out/dossier.pdf").pages)
    assert "Person 0000" not in text


def test_the_numbers_are_those_that_are_left(tmp_path: Path) -> None:
    path, (web, paper) = withdrawn_bundle(tmp_path)
    days = {web: date(2026, 3, 9), paper: date(2026, 3, 10)}
    read = read_bundle(path)
    found, _unreadable = open_records(read, PAIR, tmp_path, days)
    left = without(read.manifest, found.withdrawn)
    assert left["tally"] == {"confirmed": 1, "paper": 0}
    assert (left["numbers"]["confirmed"], left["numbers"]["withdrawn"]) == (1, 2)
    assert without(read.manifest, []) == read.manifest


@pytest.mark.parametrize("word", ["", "ab:2026-03-09", f"{'ab' * 32}", f"{'ab' * 32}:today"])
def test_what_is_no_commitment_is_told(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = offline(["convey", "open", "b.zip", "--key", "k", "--withdrawn", word])
    assert run is not None
    assert run() == 1
    assert "is no commitment with its day. Copy it from the desk’s page" in capsys.readouterr().err

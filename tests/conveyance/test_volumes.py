"""A dossier of many names comes in volumes; together they are what one file would be."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.conveyance.bundles import PAIR, bundle, of_people, words
from tests.paths import ROOT
from tocsin.conveyance import opening, volumes
from tocsin.conveyance.bundle import read_bundle
from tocsin.conveyance.opening import open_bundle
from tocsin.conveyance.volumes import cut, file_name
from tocsin.kernel.crypto import seal
from tocsin.kernel.printing import printer
from tocsin.kernel.refusal import Refusal

# Five each of five scripts, in the order in which they are printed.
NAMES = [
    *("Ada Lind", "Bo Moran", "Çelik Demir", "Łucja Strand", "Oline Nguyễn"),
    *("Ωμέγα Αλέξη", "Ωμέγα Βάσσου", "Ωμέγα Γεωργίου", "Ωμέγα Δήμου", "Ωμέγα Παππά"),
    *("Юлия Белова", "Юлия Ким", "Юлия Орлова", "Юлия Серова", "Юлия Хан"),
    *("ქეთი აბაშიძე", "ქეთი ბერიძე", "ქეთი გიორგაძე", "ქეთი დოლიძე", "ქეთი ლომიძე"),
    *("संगीता अय्यर", "संगीता कपूर", "संगीता जोशी", "संगीता राव", "संगीता शर्मा"),
]
IN_ORDER = sorted(NAMES, key=str.casefold)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The organisation's private key file."""
    seal.write_pair(PAIR, tmp_path / "o.private", tmp_path / "o.public")
    return tmp_path / "o.private"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of 25 names in volumes of ten, beside its bundle; nobody writes there."""
    folder = tmp_path_factory.mktemp("volumes")
    seal.write_pair(PAIR, folder / "o.private", folder / "o.public")
    path = of_people(folder, reversed(NAMES), "Hear them.")
    open_bundle(path, folder / "o.private", folder / "out", volume=10)
    return folder / "out"


def listing(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "dossier.json").read_text("utf-8"))
    return told


def volume(folder: Path, number: int) -> str:
    return words(folder / f"dossier-{number}-of-4.pdf")


def test_25_names_in_volumes_of_ten_are_four_files(out: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == [
        "CHECKSUMS.txt",
        "dossier-1-of-4.pdf",
        "dossier-2-of-4.pdf",
        "dossier-3-of-4.pdf",
        "dossier-4-of-4.pdf",
        "dossier.json",
        "manifest.json",
        "names.csv",
    ]


def test_each_line_has_its_number_and_none_is_lost(out: Path) -> None:
    for number, lines in ((2, range(1, 11)), (3, range(11, 21)), (4, range(21, 26))):
        text = volume(out, number)
        for line in lines:
            first, last = IN_ORDER[line - 1].split(" ", 1)
            if not first.startswith("स"):  # what is read out of a PDF puts its vowels elsewhere
                assert re.search(rf"\b{line}\s+{first}\s+{last}", text), (line, text)
        assert f"This volume has the lines {lines[0]} to {lines[-1]}." in text
    rows = list(csv.DictReader(io.StringIO((out / "names.csv").read_text("utf-8"))))
    assert [row["name"] for row in rows] == IN_ORDER


def test_each_volume_says_which_it_is_of_how_many_on_each_page_with_its_pages(out: Path) -> None:
    for number in range(1, 5):
        reader = PdfReader(out / f"dossier-{number}-of-4.pdf")
        pages = [page.extract_text() for page in reader.pages]
        for at, page in enumerate(pages, 1):
            assert f"FA-01-2026 · Desk · Volume {number} of 4" in page
            assert f"{at} / {len(pages)}" in page
        assert reader.metadata is not None
        assert str(reader.metadata.title).endswith(f"· Volume {number} of 4")
        assert reader.root_object["/StructTreeRoot"]
        assert b"pdfaid:part" in (out / f"dossier-{number}-of-4.pdf").read_bytes()


def test_the_first_has_letter_numbers_proofs_and_the_table_of_the_others(out: Path) -> None:
    text = volume(out, 1)
    for told in ("I write about the teachers.", "confirmed by e-mail", "How this can be checked"):
        assert told in text
        assert told not in volume(out, 2)
    plain = re.sub(r"\s", "", text)
    for number, lines in ((2, "1–10"), (3, "11–20"), (4, "21–25")):
        data = (out / f"dossier-{number}-of-4.pdf").read_bytes()
        assert hashlib.sha256(data).hexdigest() in plain
        assert lines in text
    assert "Ada Lind – " in text
    assert "Bo Moran" not in text


def test_comments_stand_in_the_volume_of_their_names(out: Path) -> None:
    assert [volume(out, number).count("Hear them.") for number in (2, 3, 4)] == [10, 10, 5]
    assert volume(out, 1).count("What they wrote") == 0


def test_the_list_names_each_file_with_its_sha256_its_size_and_its_lines(out: Path) -> None:
    told = listing(out)
    assert told["format"] == "tocsin-dossier 1"
    assert (told["names"], told["document_id"]) == (25, "FA-01-2026")
    manifest = (out / "manifest.json").read_bytes()
    assert told["bundle"] == hashlib.sha256(manifest).hexdigest()
    assert read_bundle(out.parent / "b.zip").text == manifest
    for one in told["files"]:
        data = (out / one["name"]).read_bytes()
        assert (one["sha256"], one["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
    names = [one["name"] for one in told["files"]]
    assert {*names, "dossier.json", "CHECKSUMS.txt"} == {path.name for path in out.iterdir()}
    lines = [(one.get("first"), one.get("last")) for one in told["files"] if "volume" in one]
    assert lines == [(None, None), (1, 10), (11, 20), (21, 25)]


def test_the_same_bundle_gives_the_same_volumes(tmp_path: Path, key: Path, out: Path) -> None:
    open_bundle(out.parent / "b.zip", key, tmp_path / "again", volume=10)
    for path in out.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_a_dossier_with_room_for_its_names_stays_one_file_without_numbers(
    tmp_path: Path, key: Path
) -> None:
    path = of_people(tmp_path, NAMES)
    open_bundle(path, key, tmp_path / "out", volume=25)
    assert [one.name for one in sorted((tmp_path / "out").glob("*.pdf"))] == ["dossier.pdf"]
    text = words(tmp_path / "out" / "dossier.pdf")
    assert "Volume" not in text
    assert not re.search(r"\d+ Ada Lind", text)
    assert "volume" not in listing(tmp_path / "out")["files"][0]


def test_volumes_speak_the_addressees_language_where_no_server_is(
    tmp_path: Path, key: Path
) -> None:
    path = of_people(tmp_path, NAMES[:3], language="fr", letter="Madame,\n\nJe vous écris.")
    command = (
        "import functools, sys; from tocsin.console import apart;"
        "from tocsin.conveyance import opening;"
        "opening.open_bundle = functools.partial(opening.open_bundle, volume=2);"
        "sys.exit(apart.open_bundle(sys.argv[1:]))"
    )
    words_of = [sys.executable, "-c", command, str(path), "--key", str(key)]
    done = subprocess.run(words_of, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = (words(tmp_path / "b" / f"dossier-{number}-of-3.pdf") for number in (1, 2))
    assert "Tome 1 sur 3" in first
    assert "Les signatures" in first
    assert "Suède" in second
    assert "Ce tome contient les lignes 1 à 2." in second
    assert "Les autres sont comptés dans le tome 1" in second


def test_voices_that_were_withdrawn_have_no_line(tmp_path: Path, key: Path) -> None:
    from datetime import date

    from tests.conveyance.bundles import manifest, record, sealed
    from tocsin.conveyance.bundle import write_bundle
    from tocsin.signing.commitments import commitment, digest

    records = [record(n, r=bytes([n] * 32).hex(), choice="public", channel="web") for n in range(7)]
    tally = {"confirmed": 7, "paper": 0}
    write_bundle(tmp_path / "b.zip", manifest(tally=tally), sealed(records))
    gone = {commitment(bytes([3] * 32), digest(records[3])).hex(): date(2026, 3, 9)}
    open_bundle(tmp_path / "b.zip", key, tmp_path / "out", withdrawn=gone, volume=3)
    assert listing(tmp_path / "out")["names"] == 6
    assert "Person 0003" not in words(tmp_path / "out" / "dossier-3-of-3.pdf")
    assert "4 Person 0004" in words(tmp_path / "out" / "dossier-3-of-3.pdf")


def test_a_letter_without_font_in_a_late_volume_leaves_nothing(tmp_path: Path, key: Path) -> None:
    path = of_people(tmp_path, [*NAMES[:4], "\U000f1234 Last"])
    with pytest.raises(Refusal, match="No font on this machine has the letter"):
        open_bundle(path, key, tmp_path / "out", volume=2)
    assert not (tmp_path / "out").exists()


def test_a_printer_that_is_ended_is_told_and_nothing_is_left(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = tmp_path / "ended.py"
    ended.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(printer, "__file__", str(ended))
    (tmp_path / "out").mkdir()
    with pytest.raises(Refusal, match=r"broken off, likely for want of memory\. Close other"):
        open_bundle(of_people(tmp_path, NAMES), key, tmp_path / "out", volume=10)
    assert list((tmp_path / "out").iterdir()) == []


def people(*comments: int) -> list[dict[str, str]]:
    return [{"name": str(at), "comment": "x" * size} for at, size in enumerate(comments)]


def test_long_comments_make_shorter_volumes() -> None:
    """A comment of forty letters takes as much as one name more; a volume has at least a name."""
    assert [(one.first, one.last) for one in cut(people(0, 0, 0, 0), 2)] == [(1, 2), (3, 4)]
    assert [(one.first, one.last) for one in cut(people(40, 0, 0, 400), 2)] == [
        (1, 1),
        (2, 3),
        (4, 4),
    ]
    assert [(one.number, one.first, one.last) for one in cut([], 2)] == [(2, 1, 0)]


@given(st.lists(st.integers(0, 200), max_size=40), st.integers(1, 12))
def test_volumes_follow_each_other_without_a_gap(sizes: list[int], size: int) -> None:
    found = cut(people(*sizes), size)
    lines = [line for one in found for line in range(one.first, one.last + 1)]
    assert lines == list(range(1, len(sizes) + 1))
    assert [one.number for one in found] == list(range(2, len(found) + 2))
    assert all(one.last - one.first < size for one in found)
    if sizes:
        assert [int(one.begins) for one in found] == [one.first - 1 for one in found]
        assert [int(one.ends) for one in found] == [one.last - 1 for one in found]


def test_files_lie_in_the_order_of_their_numbers() -> None:
    assert file_name(2, 11) == "dossier-02-of-11.pdf"
    names = [file_name(number, 101) for number in range(1, 102)]
    assert names == sorted(names)


def test_the_usual_volume_is_small_enough_to_be_printed_anywhere() -> None:
    assert volumes.VOLUME == 10_000
    assert Counter(len(cut(people(*[0] * n), 10_000)) for n in (1, 10_000, 10_001)) == {1: 2, 2: 1}


def test_a_bundle_with_names_and_without_is_read_a_record_at_a_time(
    tmp_path: Path, key: Path
) -> None:
    read = read_bundle(bundle(tmp_path))
    records = read.records()
    assert next(records) < next(records)
    found, unreadable = opening.open_records(read, PAIR, tmp_path)
    assert (len(found.named), unreadable) == (20, 0)
    assert [one["name"] for one in found.named] == [one["name"] for one in found.named]
    assert {*next(iter(found.named))} == {"name", "country", "comment"}

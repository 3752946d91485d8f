"""`tocsin import`: what a person at a terminal, and a program, read."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests import cast
from tests.paths import ROOT, seed
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Case
from tocsin.intake.models import Alert
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

TEXT = """PERU: Nine teachers held after a march

Casa Clara
Date: March 3, 2026
Puno, Peru

According to the newspaper “El Faro”, nine teachers were arrested on March 2, 2026.

“They teach the children of all of us¡K” writes El Faro today.

Document Type : Forwarded Urgent Appeal
Document ID : FA-09-2026
Countries : Peru, Atlantis,
Issues : Refugees, IDPs & Asylum seekers,
"""
KEYS = [
    "document_type",
    "document_id",
    "title",
    "date",
    "countries",
    "issues",
    "partner",
    "language",
    "claims",
    "addressees",
    "related",
    "repairs",
    "warnings",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "alert.txt"
    place.write_text(TEXT, "utf-8")
    return place


def run(file: Path, *words: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("import_alert", str(file), *words, stdout=out)
    return out.getvalue()


def program(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, on a data folder of its own."""
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        cwd=ROOT,
        env=ours | {"TOCSIN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_dry_run_needs_no_data_folder_and_makes_none(tmp_path: Path, file: Path) -> None:
    home = tmp_path / "nowhere"
    done = program(home, "import", str(file), "--dry-run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert list(json.loads(done.stdout)) == KEYS
    assert not home.exists()


def test_the_whole_document_is_told_as_json(tmp_path: Path) -> None:
    told = json.loads(run(seed(), "--dry-run", "--json"))
    assert list(told) == KEYS
    assert told["document_type"] == {"code": "FA", "name": "Forwarded Urgent Appeal"}
    assert told["document_id"] == seed().stem
    assert len(told["claims"]) >= 4
    for claim in told["claims"]:
        assert set(claim) == {"text", "status", "sources"}
        assert all(set(source) == {"name", "kind"} for source in claim["sources"])
    assert all(set(repair) == {"found", "replaced"} for repair in told["repairs"])
    assert len(told["addressees"]) == 2


def test_a_dry_run_in_words_shows_what_was_understood_and_what_not(file: Path) -> None:
    told = run(file, "--dry-run")
    for words in (
        "FA Forwarded Urgent Appeal",
        "FA-09-2026",
        "2026-03-03",
        "Peru (PE)",
        "Refugees, IDPs & Asylum seekers",
        "Casa Clara",
        "c1 [reported]",
        "El Faro (media)",
        "us¡K” → us…”",
        "The country “Atlantis” is not known.",
        "This was a dry run; nothing was written.",
    ):
        assert words in told


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(file: Path, home: Path) -> None:
    run(file, "--dry-run")
    assert not Alert.objects.exists()
    assert not Entry.objects.exists()
    assert list((home / "files").iterdir()) == []


@pytest.mark.django_db
def test_an_import_makes_alert_case_and_draft(file: Path) -> None:
    cast.document_type()
    assert "The draft FA-09-2026 and its case are made." in run(file)
    appeal = Appeal.objects.get()
    assert (appeal.document_id, appeal.written_by) == ("FA-09-2026", "system")
    assert appeal.case == Case.objects.get()
    assert Alert.objects.get().way == "command"


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_says_so(file: Path) -> None:
    cast.document_type()
    run(file)
    entries = Entry.objects.count()
    assert "This document was here already; no second alert was made." in run(file)
    told = json.loads(run(file, "--json"))
    assert (told["new"], told["appeal"]) == (False, "FA-09-2026")
    assert Entry.objects.count() == entries
    assert Appeal.objects.count() == 1


@pytest.mark.django_db
def test_a_program_learns_what_was_made(file: Path) -> None:
    cast.document_type()
    told = json.loads(run(file, "--json"))
    assert list(told) == [*KEYS, "new", "appeal"]
    assert (told["new"], told["appeal"]) == (True, "FA-09-2026")


@pytest.mark.django_db
def test_the_officer_who_imports_is_in_the_trail(file: Path) -> None:
    cast.document_type()
    cast.olga()
    run(file, "--actor", "Olga")
    assert set(Entry.objects.values_list("actor", flat=True)) == {"olga"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nobody", r"There is no member of staff “nobody”."),
        ("amir", r"Only a person with the role “officer” may do this."),
        ("nadia", r"Only a person with the role “officer” may do this."),
        ("stranger", r"Only a person with the role “officer” may do this."),
    ],
)
def test_only_an_officer_may_import(name: str, sentence: str, file: Path) -> None:
    cast.amir(), cast.nadia(), cast.stranger()
    with pytest.raises(Refusal, match=sentence):
        run(file, "--actor", name)
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_a_taken_id_is_refused_and_nothing_is_left(file: Path, home: Path) -> None:
    cast.draft("FA-09-2026")
    with pytest.raises(Refusal, match=r"The ID FA-09-2026 is taken by another appeal"):
        run(file)
    assert not Alert.objects.exists()
    assert list((home / "files").iterdir()) == []


@pytest.mark.django_db
def test_a_full_disk_is_refused_and_nothing_is_left(
    file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    cast.document_type()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match=r"The server’s disk is full, so nothing was saved"):
        run(file)
    assert not Alert.objects.exists()
    assert not Appeal.objects.exists()


BAD: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\n",
    "10 MB": b"word " * 2_100_000,
    "binary": bytes(range(256)) * 40,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(2000),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "alert.txt"
    file.write_bytes(BAD[kind])
    done = program(tmp_path / "nowhere", "import", str(file), "--dry-run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.strip().endswith(".")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (Path.absolute, "There is no file"),
        (Path.mkdir, "cannot be read (Is a directory)."),
    ],
)
def test_a_file_that_is_not_there_is_said(make: Any, sentence: str, tmp_path: Path) -> None:
    make(tmp_path / "alert.txt")
    with pytest.raises(Refusal) as refusal:
        run(tmp_path / "alert.txt", "--dry-run")
    assert sentence in str(refusal.value)


def test_html_is_read_for_its_words_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "alert.html"
    file.write_text("<html><body><h1>PERU: Nine held</h1><p>They wait at the gate.</p></html>")
    assert "This is a web page; its words were taken" in run(file, "--dry-run")


def test_the_program_answers_0_for_made_and_known_and_1_for_refused(
    tmp_path: Path, file: Path
) -> None:
    home = tmp_path / "server"
    home.mkdir()
    (home / "files").mkdir()
    assert program(home, "manage", "migrate", "--verbosity", "0").returncode == 0
    first, again = program(home, "import", str(file)), program(home, "import", str(file))
    assert (first.returncode, again.returncode) == (0, 0), first.stderr
    assert "The draft FA-09-2026 and its case are made." in first.stdout
    assert "This document was here already; no second alert was made." in again.stdout
    file.write_text(TEXT.replace("Nine", "Ten"), "utf-8")
    taken = program(home, "import", str(file))
    assert (taken.returncode, taken.stdout) == (1, "")
    assert taken.stderr == "The ID FA-09-2026 is taken by another appeal; nothing was changed.\n"

"""`tocsin lint`: what a program gets for sentences, and a person for a text."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.paths import ROOT

ROWS: list[dict[str, Any]] = [
    {"id": "a", "language": "en", "sentence": "Amina, 14, was taken."},
    {"id": 2, "language": "fr", "sentence": "Appelez sa mère au 06 12 34 56 78."},
    {"id": "c", "language": "ru", "sentence": "Вспышка в колонии, сообщает министерство."},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of another machine."""
    (tmp_path / "elsewhere").mkdir()
    return tmp_path / "elsewhere"


def typed(folder: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command in an empty folder, with no setting at all."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "tocsin", "lint", *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        input=given,
        check=False,
    )


Command = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """The command in this process, which reads the rules only once."""

    def run(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        code: Any = 0
        try:
            call_command("lint", *words)
        except SystemExit as ended:
            code = ended.code
        return subprocess.CompletedProcess(words, code, *capfdbinary.readouterr())

    return run


def lines(*rows: Any) -> bytes:
    """Rows as the lines of a file."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    """What the command printed, line by line."""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_each_sentence_gets_one_line_in_its_order(folder: Path) -> None:
    (folder / "rows.jsonl").write_bytes(lines(*ROWS))
    done = typed(folder, "--sentences", "rows.jsonl")
    assert (done.returncode, done.stderr) == (0, b"")
    told = answers(done)
    assert [one["id"] for one in told] == ["a", 2, "c"]
    assert told[0]["findings"] == [
        {
            "kind": "minor",
            "text": "Amina, 14",
            "remedy": "Do not name a child: write initials, or the age without the name.",
        }
    ]
    assert [one["kind"] for one in told[1]["findings"]] == ["telephone"]
    assert told[2] == {"id": "c", "findings": []}
    assert not list(folder.glob("data*")), "it needs no data folder and makes none"


def test_standard_input_is_read_with_marks_blank_lines_and_windows_ends(folder: Path) -> None:
    given = b"\xef\xbb\xbf" + lines(ROWS[0]).replace(b"\n", b"\r\n") + b"\r\n" + lines(ROWS[2])
    done = typed(folder, "--sentences", "-", given=given)
    assert (done.returncode, done.stderr) == (0, b"")
    assert [one["id"] for one in answers(done)] == ["a", "c"]


NO_JSON = "Line 2 is no JSON in UTF-8; write one object on each line."
LACKING = "Line 2 needs “id”, “language” and “sentence”; add what is missing."
FINDING = (
    "Line 2 has a finding without a known “kind”, or with a “text” that does not stand in the "
    "sentence; correct it."
)


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (b"{", NO_JSON),
        (b"\xff\xfe", NO_JSON),
        (b"[1, 2]", LACKING),
        (b'"text"', LACKING),
        (b'{"id": "b", "language": "en"}', LACKING),
        (b'{"id": "b", "language": 1, "sentence": "x"}', LACKING),
        (b'{"language": "en", "sentence": "x"}', LACKING),
        (b'{"id":1,"language":"en","sentence":"x","findings":3}', FINDING),
        (b'{"id":1,"language":"en","sentence":"x","findings":[3]}', FINDING),
        (b'{"id":1,"language":"en","sentence":"x","findings":[{"kind":"w","text":"x"}]}', FINDING),
        (
            b'{"id":1,"language":"en","sentence":"x","findings":[{"kind":"minor","text":"y"}]}',
            FINDING,
        ),
    ],
)
def test_a_broken_line_is_named_by_its_number(here: Command, bad: bytes, sentence: str) -> None:
    done = here("--sentences", "-", given=lines(ROWS[0]) + bad + b"\n" + lines(ROWS[2]))
    assert done.returncode == 2
    assert done.stderr.decode().strip() == sentence
    assert [one["id"] for one in answers(done)] == ["a"], "what came before was answered"


def test_a_broken_line_ends_the_program_with_two(folder: Path) -> None:
    done = typed(folder, "--sentences", "-", given=lines(ROWS[0]) + b"{\n" + lines(ROWS[2]))
    assert (done.returncode, done.stderr.decode().strip()) == (2, NO_JSON)
    assert [one["id"] for one in answers(done)] == ["a"]


def test_figures_are_measured_on_labelled_sentences(here: Command) -> None:
    labelled = [
        ROWS[0] | {"findings": [{"kind": "minor", "text": "Amina, 14"}]},
        ROWS[1] | {"findings": []},
        ROWS[2] | {"findings": []},
    ]
    done = here("--sentences", "-", "--measure", given=lines(*labelled))
    assert (done.returncode, done.stderr) == (0, b"")
    table = {line.split()[0]: line.split()[1:] for line in done.stdout.decode().splitlines()}
    assert table["minor"] == ["1", "1", "100.0%", "1", "0.0%"]
    assert table["telephone"] == ["0", "0", "100.0%", "1", "100.0%"]
    assert table["all"] == ["1", "1", "100.0%", "2", "50.0%"]
    assert "harmless sentences: 2, with a finding: 1 (50.0%)" in done.stdout.decode()


def test_figures_need_labels(here: Command) -> None:
    done = here("--sentences", "-", "--measure", given=lines(ROWS[0]))
    assert done.returncode == 2
    assert done.stderr.decode().strip() == (
        "Sentence 1 has no “findings” to compare with; add the list."
    )


def test_a_text_gets_each_finding_with_its_line(folder: Path) -> None:
    (folder / "appeal.txt").write_text(
        "TORLAND: A teacher is held\n\nHe was taken on Monday.\nHis wife,\nNadia Tormé, saw it.\n",
        "utf-8",
    )
    done = typed(folder, "appeal.txt", "--language", "en")
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode().splitlines() == [
        "appeal.txt:4: family: His wife, Nadia Tormé",
        "  Do not name or locate relatives: write “a relative” or initials.",
    ]


def test_the_language_of_a_text_is_recognised(here: Command) -> None:
    text = "La petite Amina a été conduite au poste par deux gendarmes, et personne ne l'a revue."
    done = here("-", given=text.encode())
    assert done.returncode == 1
    assert done.stdout.decode().startswith("-:1: minor: La petite Amina")


def test_a_text_without_findings_ends_well(here: Command) -> None:
    done = here("-", "--language", "en", given=b"The teacher was released today.\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("given", [b"PK\x03\x04 a Word file", b"%PDF-1.7 a page", bytes(99)])
def test_what_is_no_text_never_passes_for_harmless(here: Command, given: bytes) -> None:
    done = here("-", given=given)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(("This is no plain text", "The file is empty."))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_a_text_is_read_in_the_encoding_that_it_was_saved_in(here: Command, encoding: str) -> None:
    text = "La petite Amina a été conduite au poste par deux gendarmes, et personne ne l'a revue."
    done = here("-", "--language", "fr", given=text.encode(encoding))
    assert done.returncode == 1
    assert done.stdout.decode().startswith("-:1: minor: La petite Amina")


def test_a_language_without_rules_is_said(here: Command) -> None:
    done = here("-", "--language", "mn", given="Утас: +976 9911 2345".encode())
    assert done.returncode == 1
    assert done.stderr.decode().strip() == (
        "There are no rules for “mn” (only for en, fr, ru): numbers alone are found."
    )
    assert "-:1: telephone: +976 9911 2345" in done.stdout.decode()


@pytest.mark.parametrize("words", [("nowhere.txt",), ("--sentences", "nowhere.jsonl")])
def test_a_file_that_is_not_there_is_said(folder: Path, words: tuple[str, ...]) -> None:
    done = typed(folder, *words)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("The file “nowhere.")
    assert "No such file" in done.stderr.decode()


@pytest.mark.parametrize("words", [(), ("a.txt", "--sentences", "b.jsonl")])
def test_one_of_two_ways_is_asked_for(here: Command, words: tuple[str, ...]) -> None:
    done = here(*words)
    assert done.returncode == 2
    assert done.stderr.decode().strip() == (
        "Name either a text or --sentences FILE; tocsin lint --help tells more."
    )


def test_figures_of_a_text_are_refused(here: Command) -> None:
    done = here("a.txt", "--measure")
    assert done.returncode == 2
    assert done.stderr.decode().strip() == (
        "--measure needs --sentences FILE with findings on its lines."
    )

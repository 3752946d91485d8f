"""`tocsin check`: what a person at a terminal, and a program, read."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests import cast
from tests.console.test_import import program
from tests.paths import DATA, ROOT, seed
from tocsin.console.run import Misused
from tocsin.kernel.refusal import Refusal

SET = ROOT / "tests" / "publishing" / "sets" / "wording-en.jsonl"
CLAIM = {
    "id": "c1",
    "text": "Guards beat the men",
    "status": "unconfirmed",
    "sources": [{"name": "Vale Watch", "kind": "partner"}],
}
LINE: dict[str, Any] = {
    "id": "one",
    "language": "en",
    "sentence": "Guards beat the men.",
    "claims": [CLAIM],
}


def run(*words: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("check_wording", *words, stdout=out)
    return out.getvalue()


def lines(tmp_path: Path, *rows: Any) -> str:
    """A file of lines; texts go in as they are."""
    place = tmp_path / "lines.jsonl"
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    place.write_text("\n".join(texts) + "\n", "utf-8")
    return str(place)


def test_each_sentence_gets_a_line_of_json(tmp_path: Path) -> None:
    other = LINE | {"id": "two", "sentence": "Guards may have beaten the men."}
    told = [
        json.loads(row) for row in run("--sentences", lines(tmp_path, LINE, other)).splitlines()
    ]
    assert told == [
        {
            "id": "one",
            "verdict": "overstated",
            "reason": "Claim c1 is not confirmed: say openly that it is in doubt.",
            "suggestion": "It is not confirmed that guards beat the men.",
        },
        {"id": "two", "verdict": "pass", "reason": "", "suggestion": ""},
    ]


def test_sentences_need_no_data_folder_and_make_none(tmp_path: Path) -> None:
    home = tmp_path / "nowhere"
    done = program(home, "check", "--sentences", lines(tmp_path, LINE))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["verdict"] == "overstated"
    assert not home.exists()


def test_sentences_are_read_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(LINE) + "\n\n"))
    assert len(run("--sentences", "-").splitlines()) == 1


def test_a_language_without_rules_is_said_to_be_unchecked(tmp_path: Path) -> None:
    told = json.loads(run("--sentences", lines(tmp_path, LINE | {"language": "tlh"})))
    assert (told["verdict"], told["unchecked"]) == ("pass", True)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{", "Line 2: This is no JSON."),
        ("[1]", "Line 2: A line holds one JSON object."),
        ({"language": "en"}, "Line 2: The key “sentence” is missing or no text."),
        ({"sentence": "x"}, "Line 2: The key “language” is missing or no text."),
        (LINE | {"claims": "c1"}, "Line 2: “claims” is a list."),
        (LINE | {"claims": [1]}, "Line 2: A claim needs a “text”."),
        (
            LINE | {"claims": [CLAIM | {"status": "sure"}]},
            "Line 2: The status of a claim is one of: confirmed",
        ),
    ],
)
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, row: Any, sentence: str) -> None:
    with pytest.raises(Misused, match=sentence):
        run("--sentences", lines(tmp_path, LINE, row))


def test_a_broken_line_ends_the_program_with_two(tmp_path: Path) -> None:
    done = program(tmp_path / "nowhere", "check", "--sentences", lines(tmp_path, LINE, "{"))
    assert done.returncode == 2
    assert done.stderr == "Line 2: This is no JSON.\n"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "lines.jsonl"
    place.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misused, match="The file is not written in UTF-8"):
        run("--sentences", str(place))


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match="The file “nowhere” cannot be read"):
        run("--sentences", "nowhere")


def test_a_measure_shows_figures() -> None:
    told = run("--sentences", str(SET), "--measure").splitlines()
    assert [row.split("  ")[0] for row in told] == [
        "sentences",
        "recall of overstated",
        "precision of overstated",
        "false alarms",
        "recall of uncited",
    ]
    assert float(told[1].split()[-1]) > 0.9


def test_a_measure_needs_verdicts(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="Line 1: To measure, each line needs a “verdict”"):
        run("--sentences", lines(tmp_path, LINE), "--measure")


@pytest.mark.parametrize("words", [(), ("FA-01-2026", "--sentences", "x")])
def test_one_thing_is_named(words: tuple[str, ...]) -> None:
    with pytest.raises(Misused, match="Name a document, the ID of an appeal, or"):
        run(*words)


def test_a_document_that_says_too_much_ends_with_one(tmp_path: Path) -> None:
    done = program(tmp_path / "nowhere", "check", str(seed()))
    assert done.returncode == 1
    assert "Cover note 1: overstated" in done.stdout
    assert "is going to send" in done.stdout
    assert not (tmp_path / "nowhere").exists()


def test_a_document_is_told_as_json() -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_wording", str(DATA / "FA-07-2004.txt"), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert [one["verdict"] for one in told] == ["overstated"]


def test_a_document_that_says_no_more_than_its_claims_ends_with_nought(tmp_path: Path) -> None:
    place = tmp_path / "alert.txt"
    place.write_text("PERU: Word from Puno\n\nCasa Clara\nDate: March 3, 2026\n\nThe bell rang.\n")
    assert run(str(place)) == "Nothing is more certain than its claims.\n"


@pytest.mark.django_db
def test_an_appeal_is_found_by_its_id() -> None:
    appeal = cast.draft()
    text = appeal.texts.get(language="en")
    text.summary = "Seven ferry workers were arrested [c1]."
    text.save()
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_wording", "FA-01-2026", stdout=out)
    assert ended.value.code == 1
    assert "summary (en) 1: overstated" in out.getvalue()
    assert "Claim c1 is reported: say who says so." in out.getvalue()


@pytest.mark.django_db
def test_an_appeal_is_told_as_json() -> None:
    appeal = cast.draft()
    appeal.texts.exclude(language="en").delete()
    appeal.texts.update(headline="", summary="", body="", letter="", ask="They are beaten [c1].")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_wording", "FA-01-2026", "--json", stdout=out)
    [told] = json.loads(out.getvalue())
    assert (told["part"], told["claims"], told["verdict"]) == ("ask", ["c1"], "overstated")


@pytest.mark.django_db
def test_an_appeal_without_a_finding_ends_with_nought() -> None:
    appeal = cast.draft()
    appeal.texts.exclude(language="en").delete()
    appeal.texts.update(headline="", summary="", body="", letter="", ask="Please write today.")
    assert run("FA-01-2026") == "Nothing is more certain than its claims.\n"


@pytest.mark.django_db
def test_what_is_neither_file_nor_appeal_is_refused() -> None:
    with pytest.raises(Refusal, match="There is no file and no appeal “FA-99-2026”"):
        run("FA-99-2026")


def test_a_folder_is_told_from_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=f"“{tmp_path}” is a folder. Name a document in it."):
        run(str(tmp_path))


@pytest.mark.parametrize("name", ["alert.txt", "./alert", "folder/alert"])
def test_a_file_that_is_missing_is_named_though_there_is_no_database(
    tmp_path: Path, name: str
) -> None:
    done = program(tmp_path, "check", name)
    assert done.returncode == 1
    assert done.stderr == f"There is no file and no appeal “{name}”. Look at its name.\n"


def test_djangos_own_check_is_still_reached(tmp_path: Path) -> None:
    done = program(tmp_path, "manage", "check", "--help")
    assert "Checks the entire Django project" in done.stdout

"""Share files say whose they are, and each that is wrong is called by its name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tocsin.kernel.crypto import sharing
from tocsin.kernel.refusal import Refusal

SECRET = bytes(range(32))
ABOUT = sharing.About("key", "0123456789abcdef", "River Desk", 1)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Five shares, of which three are needed."""
    return sharing.write_shares(SECRET, ABOUT, 3, 5, tmp_path / "five")


def others(folder: Path, about: sharing.About = ABOUT) -> list[Path]:
    return sharing.write_shares(SECRET, about, 3, 5, folder / "other")


def refused(paths: list[Path], what: str = "key") -> str:
    """The sentence that a person reads."""
    with pytest.raises(Refusal) as refusal:
        sharing.join_files(paths, what)
    return refusal.value.sentence


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_three_files_give_the_secret_and_tell_whose_it_is(files: list[Path]) -> None:
    assert sharing.join_files(files[1:4], "key") == sharing.Joined(SECRET, ABOUT)


def test_a_file_is_for_its_owner_only_and_names_its_number(files: list[Path]) -> None:
    assert [path.name for path in files] == [f"five-{number}.share" for number in range(1, 6)]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    told = json.loads(files[1].read_text())
    assert (told["number"], told["need"], told["of"]) == (2, 3, 5)
    assert len(" ".join(told["words"]).split()) == 33


def test_words_copied_from_paper_are_a_share_too(files: list[Path], tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("\n".join(json.loads(files[4].read_text())["words"]) + "\n")
    assert sharing.join_files([files[0], paper, files[2]], "key").secret == SECRET
    assert sharing.join_files([paper, *files[:2]], "key").about == ABOUT


def test_too_few_are_counted(files: list[Path]) -> None:
    assert refused(files[:2]) == "3 different shares are needed, and these are 2."


def test_a_damaged_word_is_named_with_its_file(files: list[Path]) -> None:
    told = json.loads(files[2].read_text())["words"]
    first = told[0].split()
    first[4] = "academic" if first[4] != "academic" else "acid"
    change(files[2], words=[" ".join(first), *told[1:]])
    assert refused(files[:3]).startswith(f"{files[2]}: Word 5, “{first[4]}”, is wrong; it should")


def test_a_share_of_another_set_is_named(files: list[Path], tmp_path: Path) -> None:
    foreign = others(tmp_path)[3]
    assert refused([files[0], files[1], foreign]) == (
        f"{foreign} belongs to another set than the others. Leave it out."
    )


def test_a_share_of_another_key_is_named(files: list[Path], tmp_path: Path) -> None:
    foreign = others(tmp_path, sharing.About("key", "f" * 16, "Others", 1))[0]
    assert refused([foreign, files[0], files[1]]) == (
        f"{foreign} is a share of another key than the others. Leave it out."
    )


def test_a_share_of_the_server_is_no_share_of_the_key(files: list[Path]) -> None:
    assert refused(files[:3], "master") == (
        f"{files[0]}: this is a share of a key, and one of a master is needed."
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text("{"),
        lambda path: path.write_text("{}"),
        lambda path: change(path, format="another"),
        lambda path: change(path, number=4),
        lambda path: change(path, set=-1),
        lambda path: change(path, words=7),
        lambda path: change(path, what="another"),
        lambda path: change(path, what=[]),
        lambda path: change(path, name=[]),
        lambda path: change(path, owner=None),
        lambda path: change(path, suite=float("inf")),
        lambda path: path.write_text('{"a":' * 5000),
    ],
)
def test_a_damaged_file_is_named(files: list[Path], spoil: Callable[[Path], object]) -> None:
    spoil(files[1])
    assert refused(files[:3]) == f"{files[1]} is no share, or is damaged. Take another one."


def test_a_file_that_cannot_be_read_is_named(files: list[Path], tmp_path: Path) -> None:
    assert refused([files[0], tmp_path / "none"]) == (
        f"The share {tmp_path / 'none'} cannot be read: No such file or directory."
    )
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff")
    assert "it is no text" in refused([files[0], tmp_path / "picture"])


def test_what_exists_is_never_overwritten(files: list[Path], tmp_path: Path) -> None:
    before = files[3].read_bytes()
    for path in (*files[:3], files[4]):
        path.unlink()
    with pytest.raises(Refusal, match="exists already"):
        sharing.write_shares(SECRET, ABOUT, 3, 5, tmp_path / "five")
    assert [path.name for path in tmp_path.glob("*.share")] == ["five-4.share"]
    assert files[3].read_bytes() == before


def test_a_share_that_opens_everything_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="One share that opens everything is a copy"):
        sharing.write_shares(SECRET, ABOUT, 1, 1, tmp_path / "one")
    assert list(tmp_path.glob("*.share")) == []

"""A dossier is looked at whole: a file that is missing, altered or foreign is named."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conveyance.bundles import PAIR, of_people
from tocsin.conveyance.checking import check, is_dossier
from tocsin.conveyance.opening import open_bundle
from tocsin.kernel.crypto import seal
from tocsin.kernel.refusal import Refusal

NAMES = ["Ada Lind", "Юлия Ким", "مريم حداد", "संगीता राव", "ქეთი ლომიძე"]
AGAIN = "Ask whoever handed it over for all of it again."


def made(folder: Path, names: list[str], volume: int) -> Path:
    seal.write_pair(PAIR, folder / "o.private", folder / "o.public")
    path = of_people(folder, names)
    open_bundle(path, folder / "o.private", folder / "out", volume=volume)
    return folder / "out"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five names in volumes of two; nobody writes there."""
    return made(tmp_path_factory.mktemp("whole"), NAMES, 2)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another dossier of as many volumes, about the same appeal."""
    return made(tmp_path_factory.mktemp("other"), [*NAMES[::-1][:4], "Bo Moran"], 2)


@pytest.fixture
def dossier(whole: Path, tmp_path: Path) -> Path:
    """A copy of the whole one."""
    return shutil.copytree(whole, tmp_path / "dossier")


def refused(folder: Path) -> str:
    """The sentence that a person reads."""
    with pytest.raises(Refusal) as refusal:
        check(folder)
    return refusal.value.sentence


def test_a_whole_dossier_in_volumes_is_taken(dossier: Path) -> None:
    found = check(dossier)
    assert is_dossier(dossier)
    assert (found.files, found.names, found.document_id) == (8, 5, "FA-01-2026")
    assert found.tally == {"confirmed": 5, "paper": 0, "unconfirmed": 0}
    manifest = (dossier / "manifest.json").read_bytes()
    assert found.bundle_sha256 == hashlib.sha256(manifest).digest()
    listing = (dossier / "dossier.json").read_bytes()
    assert found.list_sha256 == hashlib.sha256(listing).hexdigest()


def test_a_dossier_of_one_file_is_taken(tmp_path: Path) -> None:
    assert check(made(tmp_path, NAMES, 5)).files == 5


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_each_volume_that_is_missing_is_named(dossier: Path, number: int) -> None:
    (dossier / f"dossier-{number}-of-4.pdf").unlink()
    assert refused(dossier) == f"The dossier lacks its file dossier-{number}-of-4.pdf. {AGAIN}"


@pytest.mark.parametrize("name", ["names.csv", "manifest.json", "CHECKSUMS.txt"])
def test_whatever_else_is_missing_is_named(dossier: Path, name: str) -> None:
    (dossier / name).unlink()
    (dossier / name).mkdir()
    assert refused(dossier) == f"The dossier lacks its file {name}. {AGAIN}"


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data[:-1] + b"\0"])
@pytest.mark.parametrize(
    "name", ["dossier-1-of-4.pdf", "dossier-3-of-4.pdf", "names.csv", "CHECKSUMS.txt"]
)
def test_what_was_altered_is_named(
    dossier: Path, name: str, change: Callable[[bytes], bytes]
) -> None:
    (dossier / name).write_bytes(change((dossier / name).read_bytes()))
    assert refused(dossier) == f"{name} was altered, or is of another dossier. {AGAIN}"


def test_a_volume_of_another_dossier_is_named(dossier: Path, other: Path) -> None:
    name = "dossier-2-of-4.pdf"
    shutil.copy(other / name, dossier / name)
    assert refused(dossier) == f"{name} was altered, or is of another dossier. {AGAIN}"


def test_a_volume_too_many_is_named(dossier: Path, other: Path) -> None:
    shutil.copy(other / "dossier-2-of-4.pdf", dossier / "dossier-5-of-5.pdf")
    assert refused(dossier).startswith(
        "dossier-5-of-5.pdf is none of this dossier’s files: it belongs to another one, or was"
    )


def test_what_a_system_leaves_on_a_disk_is_passed_over(dossier: Path) -> None:
    (dossier / ".DS_Store").write_bytes(b"x")
    assert check(dossier).files == 8


def test_the_manifest_of_another_bundle_is_named(dossier: Path, other: Path) -> None:
    shutil.copy(other / "manifest.json", dossier / "manifest.json")
    assert "manifest.json was altered, or is of another dossier." in refused(dossier)


def altered(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The list is changed, and the checksums are made to fit it, as somebody would."""
    from tocsin.conveyance.volumes import sums

    told = json.loads((folder / "dossier.json").read_text("utf-8"))
    change(told)
    text = json.dumps(told).encode()
    (folder / "dossier.json").write_bytes(text)
    with suppress(KeyError, TypeError):  # of a list that is none
        (folder / "CHECKSUMS.txt").write_bytes(sums(told, text))
    return folder


def test_a_volume_left_out_of_the_list_too_is_noticed(dossier: Path) -> None:
    (dossier / "dossier-3-of-4.pdf").unlink()
    changed = altered(dossier, lambda told: told["files"].pop(2))
    assert refused(changed) == f"The dossier’s list dossier.json is damaged. {AGAIN}"


def test_a_list_with_the_manifest_of_another_dossier_is_noticed(dossier: Path, other: Path) -> None:
    theirs = json.loads((other / "dossier.json").read_text("utf-8"))
    shutil.copy(other / "manifest.json", dossier / "manifest.json")
    changed = altered(dossier, lambda told: told["files"].__setitem__(-1, theirs["files"][-1]))
    assert refused(changed) == f"manifest.json is of another dossier than the list. {AGAIN}"


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("files"),
        lambda told: told.update(files=7),
        lambda told: told.update(files=[]),
        lambda told: told.update(bundle="zz"),
        lambda told: told.update(bundle="ab"),
        lambda told: told.update(document_id=7),
        lambda told: told.update(names=6),
        lambda told: told.pop("names"),
        lambda told: told.update(names="5"),
        lambda told: told["files"][0].update(name="../o.private"),
        lambda told: told["files"][0].update(name="/etc/hostname"),
        lambda told: told["files"][0].update(name="a\0b"),
        lambda told: told["files"][0].update(name=".hidden"),
        lambda told: told["files"][0].update(name="dossier.json"),
        lambda told: told["files"][0].update(name=""),
        lambda told: told["files"][0].update(size="7"),
        lambda told: told["files"][0].update(sha256="ab"),
        lambda told: told["files"][1].update(volume=3),
        lambda told: told["files"][2].update(first=4),
        lambda told: told["files"].append(told["files"][0]),
    ],
)
def test_a_list_that_cannot_be_is_named(
    dossier: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    assert refused(altered(dossier, change)) == (
        f"The dossier’s list dossier.json is damaged. {AGAIN}"
    )


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"[" * 3000, b'"tocsin-dossier 1"'])
def test_a_list_that_is_no_list_is_named(dossier: Path, text: bytes) -> None:
    (dossier / "dossier.json").write_bytes(text)
    assert refused(dossier) == f"The dossier’s list dossier.json is damaged. {AGAIN}"


def test_a_list_of_a_later_time_says_so(dossier: Path) -> None:
    assert refused(altered(dossier, lambda told: told.update(format="tocsin-dossier 2"))) == (
        "This dossier is of the format “tocsin-dossier 2”. Look at it with a newer Tocsin."
    )


def older(folder: Path) -> Path:
    """As it was made before there were lists: the files and their checksums."""
    for name in ("dossier.json", "manifest.json"):
        (folder / name).unlink()
    kept = [path for path in sorted(folder.iterdir()) if path.name != "CHECKSUMS.txt"]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in kept]
    (folder / "CHECKSUMS.txt").write_text("".join(lines))
    return folder


def test_a_dossier_of_an_older_version_is_still_looked_at(dossier: Path) -> None:
    found = check(older(dossier))
    assert (found.files, found.tally) == (6, None)
    (dossier / "names.csv").write_text("name,country,comment\n")
    assert refused(dossier) == f"names.csv was altered, or is of another dossier. {AGAIN}"


@pytest.mark.parametrize("text", ["", "no line\n", f"{'a' * 64}  ../o.private\n"])
def test_checksums_that_are_none_are_named(dossier: Path, text: str) -> None:
    (older(dossier) / "CHECKSUMS.txt").write_text(text)
    assert refused(dossier) == f"The dossier’s list CHECKSUMS.txt is damaged. {AGAIN}"


def test_a_log_is_no_dossier(tmp_path: Path, dossier: Path) -> None:
    assert not is_dossier(tmp_path)
    (dossier / "checkpoint").write_text("")
    assert not is_dossier(dossier)

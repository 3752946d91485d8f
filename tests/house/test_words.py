"""What must not stand in the repository, and that there are more tests than source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.survey import files, length, modules, name
from tests.paths import ROOT

# Put together here, since this file is looked at too.
INDEX_HOSTS = [
    ".".join(parts)
    for parts in (
        ("py" + "pi", "org"),
        ("python" + "hosted", "org"),
        ("deb", "debian", "org"),
        ("registry", "npm" + "js", "org"),
    )
]
MACHINE = re.compile(
    "|".join(["/" + r"work/(main|shared|notes)\b", "/" + r"root/", "/" + r"Users/\w"])
)


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that is text."""
    for path in files():
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_package_index() -> None:
    assert not [
        (name(path), host) for path, text in texts() for host in INDEX_HOSTS if host in text
    ]


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = {name(path): hit.group() for path, text in texts() if (hit := MACHINE.search(text))}
    assert not found


def test_the_licence_is_the_whole_licence() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_there_are_more_lines_of_tests_than_of_source() -> None:
    tests = sum(length(path) for path in (ROOT / "tests").rglob("*.py"))
    source = sum(length(path) for path in modules())
    assert tests > source

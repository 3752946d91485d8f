"""Office documents are printed where LibreOffice is installed, shut away; else they are refused.

The tests put a small program of that name into PATH, which does what it is told on the real way:
through kernel.foreign.cage and kernel.foreign.shut_away, in a private folder in memory.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kernel.foreign.test_kinds import archive, docx, open_document
from tests.kernel.planted import word
from tests.kernel.planted.finding import holds
from tests.kernel.planted.pdfs import pdf
from tocsin.kernel.crypto import memory
from tocsin.kernel.foreign import cleaning, kinds, office
from tocsin.kernel.refusal import Refusal

# Python as the system has it; another may lie where the program is not let in.
PYTHON = next(
    filter(os.path.exists, ("/usr/bin/python3", "/usr/local/bin/python3")), sys.executable
)
HEAD = "#!{python}\nimport json, os, resource, socket, sys\nfrom pathlib import Path\n"
ASKED = """
import zipfile
document, out = Path(sys.argv[-1]), Path(sys.argv[sys.argv.index("--outdir") + 1])
folder, kind = document.parent, sys.argv[sys.argv.index("--convert-to") + 1]
out.mkdir(exist_ok=True)
made = out / document.with_suffix("." + kind).name
if kind == "odt":
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("content.xml", {content!r})
        archive.writestr("styles.xml", {styles!r})
    sys.exit()
"""
PRINTS = """
told = {{
    "words": sys.argv[1:],
    "environment": dict(os.environ),
    "folder": str(folder),
    "mode": oct(folder.stat().st_mode & 0o777),
    "here": os.getcwd(),
    "limits": [resource.getrlimit(getattr(resource, name))[0] for name in
               ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")],
    "profile": (folder / "profile/user/registrymodifications.xcu").read_text(),
    "networks": [name for _number, name in socket.if_nameindex()],
    "user": os.getuid(),
    "seen": [path for path in {looks!r} if can_read(path)],
}}
made.write_bytes({pdf!r} + {told!r} + json.dumps(told).encode())
"""
CAN_READ = """
def can_read(path):
    try:
        return bool(os.listdir(path) if os.path.isdir(path) else Path(path).read_bytes())
    except OSError:
        return False
"""
TOLD = b"\n% "  # behind the end of the PDF it says what it found around itself


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a program called soffice into PATH, and nothing else."""
    folder = tmp_path / "program"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(code: str) -> Path:
        path = folder / "soffice"
        path.write_text(HEAD.format(python=PYTHON) + code, "utf-8")
        path.chmod(0o755)
        return path

    return put


def asked(content: str = "<office/>", styles: str = "<office/>") -> str:
    """The beginning of the program, which tells what the document holds."""
    return ASKED.format(content=content, styles=styles)


def printing(made: bytes, *looks: Path) -> str:
    return asked() + CAN_READ + PRINTS.format(looks=[*map(str, looks)], pdf=made, told=TOLD)


def told_in(made: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.rpartition(TOLD)[2])
    return found


NOT_HERE = "Office documents cannot be read on this server. Save it as PDF, and hand in that."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx()),
        ("a.odt", open_document("text")),
        ("a.rtf", b"{\\rtf1 words}"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ],
)
def test_without_the_program_it_is_refused_and_said_what_to_do(
    name: str, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal) as refused:
        cleaning.clean(name, data)
    assert (str(refused.value), refused.value.field) == (NOT_HERE, "file")


def test_without_a_folder_in_memory_it_is_refused(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(printing(pdf()))
    monkeypatch.setattr(office, "IN_MEMORY", tmp_path / "nowhere")
    with pytest.raises(Refusal, match="cannot be read on this server"):
        cleaning.clean("a.docx", docx())


def test_the_document_becomes_a_pdf_of_pictures(program: Any) -> None:
    program(printing(pdf()))
    clean = cleaning.clean("a.docx", docx())
    assert (clean.media_type, clean.pages) == ("application/pdf", 1)
    assert clean.data == cleaning.clean("a.pdf", pdf()).data


@pytest.fixture
def told(program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the program found around itself."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret@host/name")
    (tmp_path.parent / "secret").write_text("a picture of somebody", "utf-8")
    looks = [tmp_path.parent / "secret", office.IN_MEMORY, Path("/proc/1/environ"), Path("/usr")]
    program(printing(pdf(), *looks))
    return told_in(office.to_pdf(docx(), "docx"))


def test_it_is_asked_to_print_and_to_open_no_window(told: dict[str, Any]) -> None:
    assert told["words"][:2] == ["--headless", "--norestore"]
    assert told["words"][-5:-1] == ["--convert-to", "pdf", "--outdir", f"{told['folder']}/made"]
    assert Path(told["words"][-1]).name == "document.docx"


def test_it_works_in_a_private_folder_in_memory_that_is_gone_afterwards(
    told: dict[str, Any],
) -> None:
    folder = Path(told["folder"])
    assert folder.parent == Path("/dev/shm")  # noqa: S108 - the place that is asked for
    assert told["mode"] == "0o700"
    assert told["here"] == str(folder)
    assert not folder.exists()


def test_what_a_killed_server_left_is_removed_and_nothing_else(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(printing(pdf()))
    monkeypatch.setattr(office, "IN_MEMORY", tmp_path)
    for name in ("tocsin-office-left", "tocsin-office-fresh", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "document.docx").write_bytes(b"words")
    for name in ("tocsin-office-left", "other"):
        os.utime(tmp_path / name, (0, 0))
    office.to_pdf(docx(), "docx")
    left = {path.name for path in tmp_path.iterdir()} - {"program"}
    assert left == {"tocsin-office-fresh", "other", "home"}


def test_a_server_that_is_unlocked_for_long_stays_so(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(printing(pdf()))
    monkeypatch.setattr(office, "IN_MEMORY", tmp_path)
    places = [tmp_path / one.name for one in memory.folders(tmp_path, "")]
    for place in places:
        place.mkdir(mode=0o700, exist_ok=True)
        (place / memory.NAME).write_bytes(b"master")
        os.utime(place, (0, 0))
    office.to_pdf(docx(), "docx")
    assert all((place / memory.NAME).exists() for place in places)


def test_it_sees_nothing_of_the_servers_environment(told: dict[str, Any]) -> None:
    assert "secret" not in json.dumps(told["environment"])
    assert {told["environment"][name] for name in ("HOME", "TMPDIR")} == {told["folder"]}


def test_it_has_limits(told: dict[str, Any]) -> None:
    seconds, memory, written, opened, core = told["limits"]
    assert seconds == 90
    assert memory == 4096 * 1024 * 1024
    assert written == 64 * 1024 * 1024
    assert (opened, core) == (512, 0)


def test_its_profile_allows_neither_macros_nor_fetching(told: dict[str, Any]) -> None:
    profile = told["profile"]
    for name, value in (
        ("DisableMacrosExecution", "true"),
        ("MacroSecurityLevel", "3"),
        ("BlockUntrustedRefererLinks", "true"),
        ("ooInetProxyType", "2"),
        ("ooInetHTTPProxyName", "127.0.0.1"),
        ("ooInetHTTPSProxyName", "127.0.0.1"),
    ):
        assert f'"{name}" oor:op="fuse"><value>{value}<' in profile


def test_it_stays_the_same_user(told: dict[str, Any]) -> None:
    assert told["user"] == os.getuid()


def test_it_sees_no_file_but_its_own_and_the_systems(told: dict[str, Any]) -> None:
    """A document may link to a picture of somebody else, which would be drawn and published."""
    assert told["seen"] == ["/usr"]


def test_where_the_system_lets_us_it_has_no_network(told: dict[str, Any]) -> None:
    """At most the empty loop, which is down; the machine's own devices are out of its sight."""
    devices = {
        line.split(":")[0].strip()
        for line in Path("/proc/net/dev").read_text("utf-8").splitlines()[2:]
    }
    assert set(told["networks"]) in ({"lo"}, devices)


@pytest.mark.parametrize(
    "code", ["sys.exit(1)", "sys.exit(0)", "os.abort()"], ids=["fails", "makes nothing", "crashes"]
)
def test_a_document_that_cannot_be_printed_is_refused(program: Any, code: str) -> None:
    program(code)
    with pytest.raises(Refusal, match="could not be printed"):
        cleaning.clean("a.docx", docx())


@pytest.mark.parametrize("part", ["content", "styles"])
def test_changes_that_nobody_accepted_are_refused(program: Any, part: str) -> None:
    """They would be printed: in the text, or in a head or foot of its pages."""
    change = '<text:tracked-changes><text:changed-region text:id="1"/></text:tracked-changes>'
    program(asked(**{part: change}) + "made.write_bytes(b'x')")
    with pytest.raises(Refusal) as refused:
        cleaning.clean("a.docx", docx())
    assert "holds changes that nobody accepted" in str(refused.value)
    assert "Accept or reject all changes, save it, and hand it in again." in str(refused.value)
    assert refused.value.field == "file"


def test_a_text_in_which_changes_cannot_be_looked_for_is_refused(program: Any) -> None:
    program(asked().replace("sys.exit()", "made.write_bytes(b'x'); sys.exit()"))
    with pytest.raises(Refusal, match="could not be printed"):
        cleaning.clean("a.docx", docx())


def test_what_it_prints_is_no_better_trusted_than_any_pdf(program: Any) -> None:
    program(printing(b"no pdf at all"))
    with pytest.raises(Refusal, match="damaged or cut off"):
        cleaning.clean("a.docx", docx())


PLACES = {
    "core": ("docProps/core.xml", "<dc:creator>{}</dc:creator>"),
    "custom": ("docProps/custom.xml", "<vt:lpwstr>{}</vt:lpwstr>"),
    "comments": ("word/comments.xml", "<w:t>{}</w:t>"),
    "revisions": ("word/settings.xml", '<w:rsid w:val="{}"/>'),
    "people": ("word/people.xml", '<w15:person w15:author="{}"/>'),
}
CARRIES = """
whole = " ".join(zipfile.ZipFile(document).read(name).decode("latin-1")
                 for name in zipfile.ZipFile(document).namelist())
data = {pdf!r}.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info << /Author (" + whole.encode() + b") >>")
made.write_bytes(data + whole.encode())
"""


@pytest.mark.parametrize("place", PLACES)
def test_what_a_document_tells_of_its_writers_does_not_survive(place: str, program: Any) -> None:
    """Even by a program that carries every property over into the PDF that it prints."""
    program(asked() + CARRIES.format(pdf=pdf()))
    planted = word(f"docx {place}")
    name, text = PLACES[place]
    data = docx((name, text.format(planted).encode()))
    assert holds(data, planted)
    assert holds(office.to_pdf(data, "docx"), planted)
    assert not holds(cleaning.clean("a.docx", data).data, planted)


def test_a_spreadsheet_is_told_by_its_ending(program: Any) -> None:
    program(printing(pdf()))
    data = archive(("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x"))
    kind = kinds.told("a.xlsx", data).name
    assert told_in(office.to_pdf(data, kind))["words"][-1].endswith("document.xlsx")

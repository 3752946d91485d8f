"""What is handed in is never written to a temporary file, however large it is.

The folder for temporary files does not exist while these tests run, so that spooling would fail;
and every file that Python opens for writing meanwhile is looked at.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.appeals.photographs import ALT, photograph
from tests.kernel.planted.finding import holds
from tests.signing.people import sign_and_confirm
from tocsin.appeals.models import Attachment
from tocsin.conveyance import moves
from tocsin.conveyance.models import Attempt

pytestmark = pytest.mark.django_db
TEN = 10 * 1024 * 1024
WORD = b"CANARY-IN-WHAT-IS-HANDED-IN"
WRITING = os.O_WRONLY | os.O_RDWR
_watching: list[list[str]] = []


def _watch(event: str, about: tuple[Any, ...]) -> None:
    for written in _watching:
        if event == "open" and isinstance(about[0], str) and int(about[2] or 0) & WRITING:
            written.append(about[0])
        if event in {"tempfile.mkstemp", "tempfile.mkdtemp"}:
            written.append(str(about[0]))


sys.addaudithook(_watch)  # for good, so it looks at nothing unless it is asked to


@pytest.fixture
def written(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """The paths that were opened for writing, outside of the kept files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is no such folder"))
    found: list[str] = []
    _watching.append(found)
    yield found
    _watching.remove(found)


def elsewhere(written: list[str], home: Path) -> list[str]:
    kept = (str(home / "files"), str(home / "tocsin.sqlite3"), "/dev/null")
    return [path for path in written if not path.startswith(kept)]


@pytest.fixture
def desk(settings: Any) -> Client:
    """Olga at the desk."""
    settings.TOCSIN_DEMONSTRATION = True
    client = Client()
    client.force_login(cast.olga())
    return client


def large(head: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, head + WORD + bytes(TEN))


def test_the_watch_sees_what_is_written(written: list[str], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert written == [str(tmp_path / "a")]
    with pytest.raises(FileNotFoundError):
        tempfile.mkstemp()


def test_ten_megabytes_of_a_photograph_go_through_no_temporary_file(
    desk: Client, written: list[str], home: Path
) -> None:
    cast.signing_key()
    cast.draft()
    written.clear()
    sent = {"file": large(photograph(), "a.jpg"), "alt_en": ALT["en"], "alt_fr": ALT["fr"]}
    assert desk.post("/desk/appeals/FA-01-2026/attachments/", sent).status_code == 302
    assert Attachment.objects.count() == 1
    assert elsewhere(written, home) == []
    for path in (home / "files").rglob("*"):
        assert path.is_dir() or not holds(path.read_bytes(), WORD.decode())


def test_ten_megabytes_that_are_refused_leave_nothing(
    desk: Client, written: list[str], home: Path
) -> None:
    cast.signing_key()
    cast.draft()
    written.clear()
    sent = {"file": large(b"no picture", "a.jpg"), "alt_en": ALT["en"]}
    assert desk.post("/desk/appeals/FA-01-2026/attachments/", sent).status_code == 422
    assert written == []
    assert list((home / "files").iterdir()) == []


def test_ten_megabytes_of_evidence_go_to_the_kept_files_alone(
    desk: Client, written: list[str], home: Path
) -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    office = revision.appeal.addressees.first()
    assert office is not None
    made = moves.export(cast.olga(), revision.appeal, office)
    written.clear()
    sent = {
        "channel": "post",
        "result": "delivered",
        "on": timezone.localdate().isoformat(),
        "evidence": large(b"%PDF-1.7", "slip.pdf"),
    }
    assert desk.post(f"/desk/conveyances/{made.pk}/", sent).status_code == 302
    assert Attempt.objects.get().evidence_sha256
    assert elsewhere(written, home) == []


@pytest.mark.parametrize("address", ["/desk/alerts/", "/desk/network/"])
def test_ten_megabytes_in_another_form_are_written_nowhere(
    address: str, desk: Client, written: list[str]
) -> None:
    assert desk.post(address, {"file": large(b"", "a.csv")}).status_code == 422
    assert written == []


def test_what_is_beyond_all_measure_is_dropped_as_it_comes_in(
    desk: Client, written: list[str], settings: Any
) -> None:
    cast.signing_key()
    cast.draft()
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = TEN // 2
    written.clear()
    sent = {"file": large(photograph(), "a.jpg"), "alt_en": ALT["en"]}
    answer = desk.post("/desk/appeals/FA-01-2026/attachments/", sent)
    assert "This file is larger than 20 MB." in answer.content.decode()
    assert written == []


def test_a_stranger_who_posts_files_to_a_public_page_fills_no_disk(
    client: Client, written: list[str]
) -> None:
    cast.signing_key()
    cast.published()
    client.get("/FA-01-2026/")  # a key that is not there yet is made once
    written.clear()
    client.post("/FA-01-2026/sign/", {"name": "x", "file": large(b"", "a.bin")})
    assert written == []


def test_evidence_beyond_all_measure_is_said_beside_its_field(desk: Client, settings: Any) -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    office = revision.appeal.addressees.first()
    assert office is not None
    made = moves.export(cast.olga(), revision.appeal, office)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    sent = {
        "channel": "post",
        "result": "delivered",
        "on": timezone.localdate().isoformat(),
        "evidence": SimpleUploadedFile("slip.pdf", bytes(2000)),
    }
    answer = desk.post(f"/desk/conveyances/{made.pk}/", sent)
    assert answer.status_code == 422
    assert "This file is larger than 20 MB." in answer.content.decode()
    assert "needs evidence" not in answer.content.decode()


def test_the_only_handler_of_uploads_keeps_them_in_memory() -> None:
    assert site.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert site.FILE_UPLOAD_MAX_MEMORY_SIZE == 21 * 1024 * 1024

"""What LibreOffice prints is what a reader sees, and nothing that the document tells besides."""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.kernel.planted import word
from tests.kernel.planted.finding import holds
from tests.office import documents
from tocsin.kernel.foreign import cleaning, office
from tocsin.kernel.refusal import Refusal

KINDS = ["docx", "odt", "doc", "rtf"]
FULL = documents.docx(documents.HIDDEN, documents.COMMENTED)
CHANGED = documents.docx(documents.CHANGED)

Convert = Callable[[bytes, str, str], bytes]


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Makes a document of another kind, as somebody's own LibreOffice would save it."""

    def made(data: bytes, kind: str, other: str) -> bytes:
        folder = tmp_path_factory.mktemp("made")
        source = folder / f"letter.{kind}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        words = ["soffice", "--headless", profile, "--convert-to", other, "--outdir", str(folder)]
        subprocess.run([*words, str(source)], check=True, capture_output=True)
        return (folder / f"letter.{other}").read_bytes()

    return made


def letter(convert: Convert, kind: str) -> bytes:
    if kind == "rtf":
        return documents.rtf(documents.RTF_HIDDEN)
    return FULL if kind == "docx" else convert(FULL, "docx", kind)


@pytest.fixture(scope="session", params=KINDS)
def handed_in(request: pytest.FixtureRequest, convert: Convert) -> tuple[str, bytes]:
    """A letter of each kind that people hand in."""
    return request.param, letter(convert, request.param)


@pytest.fixture(scope="session")
def printed(handed_in: tuple[str, bytes]) -> bytes:
    """It, as LibreOffice prints it in the cage."""
    kind, data = handed_in
    return office.to_pdf(data, kind)


def text(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_this_part_runs_the_real_program() -> None:
    assert shutil.which(office.PROGRAM), "apt-get install libreoffice-writer-nogui"


def test_each_kind_is_printed_as_it_is_seen(printed: bytes) -> None:
    assert documents.SEEN in text(printed)
    assert word("hidden") not in text(printed)
    assert word("comment") not in text(printed)


def test_a_comment_leaves_not_even_a_sign_on_the_page(printed: bytes) -> None:
    assert not any(page.get("/Annots") for page in PdfReader(io.BytesIO(printed)).pages)


@pytest.fixture(scope="session")
def clean(handed_in: tuple[str, bytes]) -> cleaning.Clean:
    """It, as it would be published."""
    kind, data = handed_in
    return cleaning.clean(f"letter.{kind}", data)


def test_nothing_that_was_planted_is_in_the_clean_file(clean: cleaning.Clean) -> None:
    assert (clean.media_type, clean.pages) == ("application/pdf", 1)
    assert [place for place in documents.PLACES if holds(clean.data, word(place))] == []
    assert set(PdfReader(io.BytesIO(clean.data)).metadata or {}) <= {"/Producer"}


def test_the_letters_are_drawn(clean: cleaning.Clean) -> None:
    """A server without fonts would print empty boxes, or nothing; some of the page is ink."""
    (page,) = PdfReader(io.BytesIO(clean.data)).pages
    assert min(page.images[0].image.convert("L").tobytes()) < 64  # type: ignore[union-attr]


def test_the_places_hold_what_is_planted() -> None:
    assert [place for place in documents.PLACES if not holds(FULL, word(place))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_deleted_words_that_would_be_printed_are_refused(kind: str, convert: Convert) -> None:
    data = documents.rtf(documents.RTF_CHANGED) if kind == "rtf" else CHANGED
    if kind not in {"rtf", "docx"}:
        data = convert(data, "docx", kind)
    with pytest.raises(Refusal, match="holds changes that nobody accepted") as refused:
        cleaning.clean(f"letter.{kind}", data)
    assert refused.value.field == "file"


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the paths that were asked for there."""
    asked: list[str] = []

    class Door(BaseHTTPRequestHandler):
        """Notes who comes."""

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/seen.png", asked
        server.shutdown()


def test_a_picture_on_another_server_is_not_fetched(visits: tuple[str, list[str]]) -> None:
    """It would tell that server who opened the letter, and when."""
    address, asked = visits
    data = documents.docx(documents.PICTURE, linked=address)
    assert documents.SEEN in text(office.to_pdf(data, "docx"))
    assert asked == []


def test_a_picture_of_this_machine_is_not_drawn(tmp_path: Path) -> None:
    """It may be somebody else's, and what is printed is published."""
    place = tmp_path / "secret.png"
    Image.new("RGB", (90, 90), "red").save(place)
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{place.as_uri()}" \\\\d}}}}'
    (page,) = PdfReader(io.BytesIO(office.to_pdf(documents.rtf(field), "rtf"))).pages
    assert (documents.SEEN in page.extract_text(), len(page.images)) == (True, 0)


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(Refusal, match="could not be printed"):
        office.to_pdf(b"PK\x03\x04 no archive", "docx")


def test_nothing_is_left_where_it_worked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(office, "IN_MEMORY", memory)
    office.to_pdf(documents.rtf(), "rtf")
    assert list(memory.iterdir()) == []

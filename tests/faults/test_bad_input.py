"""Bad input, at every door of an alert: the sentence that is read, and that nothing is left."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from tests import cast
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Case
from tocsin.intake.models import Alert
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

ALERT = """PERU: Nine teachers held after a march

Casa Clara
Date: March 3, 2026

According to the newspaper “El Faro”, nine teachers were arrested on March 2, 2026.

Document Type : Forwarded Urgent Appeal
Document ID : FA-09-2026
Countries : Peru,
Issues : Torture,
"""
EMPTY = "The file is empty. Choose the file that holds the alert."
LARGE = "The file is larger than 2 MB, and an alert is a few pages. Send the text alone."
BINARY = "This is no plain text (perhaps a PDF, a picture or a Word file). Save it as text first."
DAMAGED = "The file is damaged: its encoding breaks off. Ask for it again, saved as UTF-8."
REFUSED = {
    "empty": (b"", EMPTY),
    "only blanks": (b" \r\n\t\n", EMPTY),
    "only a byte order mark": (b"\xef\xbb\xbf", EMPTY),
    "ten megabytes": (b"word " * 2_100_000, LARGE),
    "binary": (bytes(range(256)) * 40, BINARY),
    "a PDF": (b"%PDF-1.7\n" + ALERT.encode(), BINARY),
    "a Word file": (b"PK\x03\x04" + bytes(500), BINARY),
    "a picture": (b"\xff\xd8\xff\xe0" + bytes(500), BINARY),
    "half of UTF-16": (ALERT.encode("utf-16")[:-1], DAMAGED),
}


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    cast.document_type()
    return client


def is_nothing_left(home: Path) -> bool:
    rows = any(model.objects.exists() for model in (Alert, Case, Appeal, Entry))
    return not rows and not list((home / "files").iterdir())


def by_command(tmp_path: Path, raw: bytes, *words: str) -> str:
    cast.document_type()
    file = tmp_path / "alert.txt"
    file.write_bytes(raw)
    out = io.StringIO()
    call_command("import_alert", str(file), *words, stdout=out)
    return out.getvalue()


def by_file(desk: Client, raw: bytes, **named: Any) -> Any:
    file = SimpleUploadedFile("alert.txt", raw, content_type="text/plain")
    return desk.post("/desk/alerts/", {"file": file}, **named)


def by_paste(desk: Client, text: str, **named: Any) -> Any:
    return desk.post("/desk/alerts/", {"text": text}, **named)


def page(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("kind", REFUSED)
def test_a_command_refuses_it_in_its_own_sentence(kind: str, tmp_path: Path, home: Path) -> None:
    raw, sentence = REFUSED[kind]
    with pytest.raises(Refusal) as refusal:
        by_command(tmp_path, raw)
    assert str(refusal.value) == sentence
    assert is_nothing_left(home)


@pytest.mark.parametrize("kind", REFUSED)
def test_an_upload_refuses_it_in_its_own_sentence(kind: str, desk: Client, home: Path) -> None:
    raw, sentence = REFUSED[kind]
    answer = by_file(desk, raw)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert is_nothing_left(home)


@pytest.mark.parametrize("text", ["", "   ", "\r\n\r\n", "\u00a0"])
def test_an_empty_paste_says_what_to_do(text: str, desk: Client, home: Path) -> None:
    answer = by_paste(desk, text)
    assert answer.status_code == 422
    assert "Paste the alert, or choose its file." in page(answer)
    assert is_nothing_left(home)


def test_a_picture_in_the_paste_box_is_refused_and_stays(desk: Client, home: Path) -> None:
    answer = by_paste(desk, "%PDF-1.7 and what follows")
    assert BINARY in page(answer)
    assert "%PDF-1.7 and what follows</textarea>" in page(answer)
    assert is_nothing_left(home)


WRONG = "The file is not UTF-8; it was read as Windows-1252. Look at accents and quotation marks."


def test_a_wrong_encoding_is_read_with_a_warning_by_the_command(tmp_path: Path) -> None:
    told = json.loads(by_command(tmp_path, ALERT.encode("cp1252"), "--json"))
    assert WRONG in told["warnings"]
    assert told["claims"][0]["sources"] == [{"name": "El Faro", "kind": "media"}]


def test_a_wrong_encoding_is_read_with_a_warning_at_the_desk(desk: Client) -> None:
    answer = by_file(desk, ALERT.encode("cp1252"), follow=True)
    assert WRONG in page(answer)
    assert "El Faro" in page(answer)


def test_html_in_the_paste_box_is_read_for_its_words(desk: Client) -> None:
    text = "<html><body><h1>PERU: Nine held</h1><script>x()</script><p>They wait.</p></html>"
    answer = by_paste(desk, text, follow=True)
    assert "This is a web page; its words were taken and its layout was dropped." in page(answer)
    assert "x()" not in page(answer)


UNKNOWN = ALERT.replace("PERU: ", "").replace("Peru,", "Perru,").replace("Torture,", "Weather,")
TOLD = (
    "The country “Perru” is not known. Perhaps “Peru” is meant.",
    "The issue “Weather” is not in the list. Choose one.",
)


@pytest.mark.parametrize(
    "way", [by_paste, lambda desk, text, **n: by_file(desk, text.encode(), **n)]
)
def test_an_unknown_country_and_issue_are_said_at_the_desk(way: Any, desk: Client) -> None:
    answer = page(way(desk, UNKNOWN, follow=True))
    assert all(sentence in answer for sentence in TOLD)
    assert Alert.objects.get().reading["countries"] == []


def test_an_unknown_country_and_issue_are_said_by_the_command(tmp_path: Path) -> None:
    told = by_command(tmp_path, UNKNOWN.encode())
    assert all(sentence in told for sentence in TOLD)
    assert Appeal.objects.get().countries == []


@pytest.mark.parametrize(
    "way", [by_paste, lambda desk, text, **n: by_file(desk, text.encode(), **n)]
)
def test_a_taken_id_leaves_the_alert_to_be_looked_at(way: Any, desk: Client) -> None:
    cast.draft("FA-09-2026")
    place = way(desk, ALERT)["Location"]
    answer = page(desk.post(f"{place}take-up/", follow=True))
    assert "The ID FA-09-2026 is taken by another appeal; nothing was changed." in answer
    assert "nine teachers were arrested" in answer
    assert (Alert.objects.get().state, Appeal.objects.count(), Case.objects.count()) == (
        "new",
        1,
        1,
    )


FIELDLESS = "Something happened at the quay last night."
GAPS = (
    "No document ID was found; the system gives a number.",
    "The document type was not found; choose one.",
    "No date was found.",
    "No country was found; choose one.",
    "No issue was found; choose at least one.",
    "The partner was not found; choose one.",
)


def test_a_document_with_every_field_missing_is_kept_with_every_gap_said(
    desk: Client, tmp_path: Path
) -> None:
    answer = page(by_paste(desk, FIELDLESS, follow=True))
    told = by_command(tmp_path, FIELDLESS.encode() + b"\nMore.")
    assert all(sentence in answer and sentence in told for sentence in GAPS)


LONG = {
    "label": "Countries : ",
    "title": "",
    "names": "Document ID : ",
    "date": "Casa\nDate: ",
}


@pytest.mark.parametrize("field", LONG)
@pytest.mark.parametrize("letters", ["word ", "“", "not that ", "x,"])
def test_a_field_of_a_hundred_kilobytes_is_read_and_kept_within_its_column(
    field: str, letters: str, desk: Client
) -> None:
    text = f"PERU: Nine held\n\n{LONG[field]}{letters * (100_000 // len(letters))}\n\nText of it."
    answer = by_paste(desk, text, follow=True)
    assert answer.status_code == 200
    alert = Alert.objects.get()
    assert len(alert.title) <= 300
    assert alert.text.split() == text.split()
    assert desk.post(f"/desk/alerts/{alert.pk}/take-up/", follow=True).status_code == 200


def test_a_reason_of_a_hundred_kilobytes_is_refused_and_stays(desk: Client) -> None:
    by_paste(desk, ALERT)
    alert = Alert.objects.get()
    answer = desk.post(f"/desk/alerts/{alert.pk}/set-aside/", {"reason": "why " * 25_000})
    assert answer.status_code == 422
    assert "at most 300 characters" in page(answer)
    assert "why why why" in page(answer)
    alert.refresh_from_db()
    assert (alert.state, alert.reason) == ("new", "")

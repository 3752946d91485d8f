"""The desk's alert pages: paste or file, what was understood, take up or set aside."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.desk.test_cases import page
from tests.paths import seed
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Case
from tocsin.intake import moves
from tocsin.intake.models import Alert

pytestmark = pytest.mark.django_db

TEXT = """ATLANTIS: Nine teachers held after a march

Casa Clara
Date: March 3, 2026
Puno, Peru

According to “El Faro”, nine teachers were arrested on March 2, 2026. us¡K”

Document Type : Forwarded Urgent Appeal
Document ID : FA-09-2026
Countries : Atlantis,
Issues : Weather,
"""


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    cast.document_type()
    return client


def upload(raw: bytes, name: str = "alert.txt") -> SimpleUploadedFile:
    """A chosen file."""
    return SimpleUploadedFile(name, raw, content_type="text/plain")


def arrived() -> Alert:
    """An alert that waits."""
    return moves.receive(cast.olga(), TEXT.encode(), "alert.txt", "file")[0]


def test_a_pasted_alert_is_read_and_shown(desk: Client) -> None:
    answer = desk.post("/desk/alerts/", {"text": TEXT.replace("\n", "\r\n")})
    alert = Alert.objects.get()
    assert answer["Location"] == f"/desk/alerts/{alert.pk}/"
    assert alert.way == "paste"
    text = page(desk.get(answer["Location"]))
    for words in (
        "FA · Forwarded Urgent Appeal",
        "FA-09-2026",
        "Casa Clara",
        "us¡K”",
        "us…”",
        "El Faro",
        "Atlantis",
        "Take it up",
    ):
        assert words in text


def test_an_unknown_country_and_issue_are_warnings_not_refusals(desk: Client) -> None:
    text = page(desk.get(f"/desk/alerts/{arrived().pk}/"))
    assert "The country “Atlantis” is not known." in text
    assert "The issue “Weather” is not in the list." in text


def test_the_whole_document_is_shown_with_its_claims(desk: Client) -> None:
    raw = seed().read_bytes()
    desk.post("/desk/alerts/", {"file": upload(raw, seed().name)})
    alert = Alert.objects.get()
    text = page(desk.get(f"/desk/alerts/{alert.pk}/"))
    assert alert.title in text
    assert text.count('class="status"') == len(alert.reading["claims"]) >= 4


def test_the_original_is_downloaded_byte_by_byte(desk: Client) -> None:
    answer = desk.get(f"/desk/alerts/{arrived().pk}/original/")
    assert answer.content == TEXT.encode()
    assert answer["Content-Disposition"] == 'attachment; filename="alert.txt"'
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_damaged_original_is_not_handed_out(desk: Client, home: Path) -> None:
    alert = arrived()
    next(path for path in (home / "files").rglob("*") if path.is_file()).write_bytes(b"other")
    answer = desk.get(f"/desk/alerts/{alert.pk}/original/", follow=True)
    assert "A kept file is missing or damaged." in page(answer)


def test_the_same_document_again_says_so(desk: Client) -> None:
    alert = arrived()
    answer = desk.post("/desk/alerts/", {"text": TEXT}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/alerts/{alert.pk}/"
    assert "This document was here already; no second alert was made." in page(answer)


def test_an_alert_is_taken_up_into_case_and_draft(desk: Client) -> None:
    answer = desk.post(f"/desk/alerts/{arrived().pk}/take-up/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/desk/cases/{Case.objects.get().pk}/"
    assert "A case and the draft FA-09-2026 are made." in page(answer)
    assert Appeal.objects.get().written_by == "olga"


def test_a_taken_id_is_refused_with_a_sentence_and_the_alert_stays(desk: Client) -> None:
    cast.draft("FA-09-2026")
    alert = arrived()
    answer = desk.post(f"/desk/alerts/{alert.pk}/take-up/", follow=True)
    assert "The ID FA-09-2026 is taken by another appeal; nothing was changed." in page(answer)
    alert.refresh_from_db()
    assert alert.state == "new"


def test_an_alert_is_set_aside_and_looked_at_again(desk: Client) -> None:
    place = f"/desk/alerts/{arrived().pk}/"
    refused = desk.post(f"{place}set-aside/", {"reason": ""})
    assert refused.status_code == 422
    assert "Fill this in." in page(refused)
    desk.post(f"{place}set-aside/", {"reason": "It is about the weather."})
    assert "It is about the weather." in page(desk.get(place))
    desk.post(f"{place}look-again/")
    assert Alert.objects.get().state == "new"


@pytest.mark.parametrize("verb", ["take-up", "set-aside", "look-again"])
def test_opening_an_address_changes_nothing(verb: str, desk: Client) -> None:
    assert desk.get(f"/desk/alerts/{arrived().pk}/{verb}/").status_code == 405
    assert Alert.objects.get().state == "new"


def test_neither_text_nor_file_is_refused(desk: Client) -> None:
    answer = desk.post("/desk/alerts/", {})
    assert answer.status_code == 422
    assert "Paste the alert, or choose its file." in page(answer)


def test_text_and_file_together_are_refused_and_the_text_stays(desk: Client) -> None:
    answer = desk.post("/desk/alerts/", {"text": TEXT, "file": upload(b"Other words.")})
    assert "Paste the text or choose a file, not both." in page(answer)
    assert "ATLANTIS: Nine teachers held" in page(answer)


@pytest.mark.parametrize(
    "raw",
    [b"", b" \n", b"word " * 2_100_000, bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(99)],
    ids=["empty", "blank", "10 MB", "binary", "picture"],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(
    raw: bytes, desk: Client, home: Path
) -> None:
    answer = desk.post("/desk/alerts/", {"file": upload(raw)})
    assert answer.status_code == 422
    assert 'class="errors"' in page(answer)
    assert not Alert.objects.exists()
    assert list((home / "files").iterdir()) == []


def test_a_file_beyond_all_measure_is_refused_with_its_limit(desk: Client) -> None:
    answer = desk.post("/desk/alerts/", {"file": upload(b"x" * (22 * 1024 * 1024))})
    assert answer.status_code == 422
    assert "This file is far too large. Send the text alone." in page(answer)
    assert "Paste the alert, or choose its file." not in page(answer)


def test_a_paste_beyond_all_measure_says_what_to_do(desk: Client) -> None:
    answer = desk.post("/desk/alerts/", {"text": "word " * 1_000_000})
    assert answer.status_code == 400
    assert "This could not be read; perhaps it is too long." in page(answer)
    assert "Your browser’s back button returns to what you typed." in page(answer)


def test_a_paste_of_two_megabytes_is_refused_on_the_page_and_stays(desk: Client) -> None:
    pasted = "word " * 420_000
    answer = desk.post("/desk/alerts/", {"text": pasted})
    assert answer.status_code == 422
    assert 'class="errors"' in page(answer)
    assert pasted.strip() in page(answer)


def test_html_is_read_for_its_words_with_a_warning(desk: Client) -> None:
    raw = b"<html><body><h1>PERU: Nine held</h1><script>alert(1)</script><p>They wait.</p></html>"
    answer = desk.post("/desk/alerts/", {"file": upload(raw, "alert.html")}, follow=True)
    assert "This is a web page; its words were taken and its layout was dropped." in page(answer)
    assert "<script>alert(1)" not in page(answer)


def test_what_an_alert_says_is_never_run_as_a_page(desk: Client) -> None:
    desk.post("/desk/alerts/", {"text": TEXT + "\nSee <img src=x onerror=alert(1)> there.\n"})
    assert "<img src=x" not in page(desk.get(f"/desk/alerts/{Alert.objects.get().pk}/"))


def test_a_full_disk_is_said_and_the_text_stays(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = desk.post("/desk/alerts/", {"text": TEXT})
    assert "The server’s disk is full, so nothing was saved." in page(answer)
    assert "ATLANTIS: Nine teachers held" in page(answer)
    assert not Alert.objects.exists()


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_reads_why_and_keeps_the_text(who: Any, desk: Client) -> None:
    desk.force_login(who())
    answer = desk.post("/desk/alerts/", {"text": TEXT})
    assert "Only a person with the role “officer” may do this." in page(answer)
    assert "ATLANTIS: Nine teachers held" in page(answer)
    assert not Alert.objects.exists()


def test_an_alert_without_a_title_is_called_so(desk: Client) -> None:
    desk.post("/desk/alerts/", {"text": "x" * 30_000})
    alert = Alert.objects.get()
    for address in (f"/desk/alerts/{alert.pk}/", "/desk/alerts/", "/desk/cases/"):
        shown = page(desk.get(address))
        assert "Alert without a title" in shown
        assert alert.sha256 not in shown

"""The desk's page of attachments: attach, describe, remove, download what is sealed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.appeals.photographs import ALT, CAMERA, NAME, attached, photograph
from tests.kernel.planted.finding import holds
from tocsin.appeals import reads
from tocsin.appeals.models import Appeal, Attachment
from tocsin.desk.attachments import AttachForm
from tocsin.kernel import keys
from tocsin.kernel.crypto import envelope, seal
from tocsin.publishing import moves as publishing

pytestmark = pytest.mark.django_db
PAGE = "/desk/appeals/FA-01-2026/attachments/"


@pytest.fixture
def pair() -> seal.KeyPair:
    """The organisation's key pair."""
    return cast.signing_key()


@pytest.fixture
def appeal(pair: seal.KeyPair) -> Appeal:
    """A draft in English and French."""
    return cast.draft()


@pytest.fixture
def desk(settings: Any) -> Client:
    """Olga at the desk."""
    settings.TOCSIN_DEMONSTRATION = True
    client = Client()
    client.force_login(cast.olga())
    return client


def file(data: bytes, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def words(data: bytes, name: str = NAME, **changes: str) -> dict[str, Any]:
    return {"file": file(data, name), "alt_en": ALT["en"], "alt_fr": ALT["fr"]} | changes


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_appeal_leads_to_its_attachments(desk: Client, appeal: Appeal) -> None:
    assert f'href="{PAGE}"' in page(desk.get("/desk/appeals/FA-01-2026/"))
    assert "Nothing is attached." in page(desk.get(PAGE))


def test_a_photograph_is_attached_and_seen_at_once(desk: Client, appeal: Appeal) -> None:
    shown = page(desk.post(PAGE, words(photograph()), follow=True))
    row = Attachment.objects.get()
    assert "The file is attached. Look at what is left of it." in shown
    assert f'src="{PAGE}{row.sha256}/" width="120" height="80" alt="{ALT["en"]}"' in shown
    assert f'<p lang="fr">{ALT["fr"]}</p>' in shown
    assert f"original sealed to the key {row.key_id}" in shown
    assert "Ines" not in shown


def test_the_clean_file_is_for_the_desk_until_it_is_published(desk: Client, appeal: Appeal) -> None:
    row = attached(appeal)
    answer = desk.get(f"{PAGE}{row.sha256}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    assert not holds(answer.content, CAMERA)
    assert Client().get(f"{PAGE}{row.sha256}/").status_code == 302
    assert desk.get(f"{PAGE}{'0' * 64}/").status_code == 404


REFUSED = [
    ({"file": b""}, "This file is empty; choose another."),
    ({"file": b"<svg onload='x'></svg>", "name": "a.svg"}, "(SVG, HTML) are not taken"),
    ({"file": photograph()[:500]}, "This file is damaged or cut off."),
    ({"file": photograph(), "name": "a.png"}, "The name ends in “.png”, but the file is JPEG."),
    ({"alt_en": ""}, "Say what is seen, for those who do not see it."),
    ({"alt_fr": "x" * 400}, "This is 400 characters long; shorten it to 300."),
]


@pytest.mark.parametrize(("changes", "sentence"), REFUSED)
def test_what_is_refused_is_said_on_the_page_and_the_words_stay(
    desk: Client, appeal: Appeal, changes: dict[str, Any], sentence: str
) -> None:
    given = dict(changes)
    sent = words(given.pop("file", photograph()), given.pop("name", NAME), **given)
    answer = desk.post(PAGE, sent)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert given.get("alt_fr", ALT["fr"]) in page(answer)
    assert not Attachment.objects.exists()


def test_no_file_is_said(desk: Client, appeal: Appeal) -> None:
    answer = desk.post(PAGE, {"alt_en": ALT["en"]})
    assert answer.status_code == 422
    assert "File: Choose a file." in page(answer)


@pytest.mark.parametrize("size", [20 * 1024 * 1024 + 1, 22 * 1024 * 1024])
def test_one_that_is_too_large_is_refused_whether_or_not_it_came_through(
    desk: Client, appeal: Appeal, size: int
) -> None:
    answer = desk.post(PAGE, words(photograph() + bytes(size)))
    assert answer.status_code == 422
    assert "This file is larger than 20 MB. Make it smaller, or split it." in page(answer)
    assert "Choose a file." not in page(answer)
    assert ALT["en"] in page(answer)


def test_without_a_key_the_page_says_what_to_do(desk: Client, appeal: Appeal) -> None:
    key = keys.active()
    assert key is not None
    keys.retire(cast.nadia(), key)
    sentence = "Ask an administrator to add the organisation’s key under Settings."
    assert sentence in page(desk.get(PAGE))
    assert "multipart/form-data" not in page(desk.get(PAGE))
    assert sentence in page(desk.post(PAGE, words(photograph())))


def test_a_description_and_a_place_are_changed(desk: Client, appeal: Appeal) -> None:
    attached(appeal, 1)
    row = attached(appeal, 99)
    address = f"/desk/attachments/{row.pk}/"
    assert f">{ALT['en']}</textarea>" in page(desk.get(address)).replace("\n", "")
    assert 'name="place" value="2"' in page(desk.get(address))
    answer = desk.post(address, {"alt_en": "Seven men.", "alt_fr": "", "place": "1"})
    assert answer.headers["Location"] == PAGE
    first = reads.attachments(appeal)[0]
    assert (first.pk, first.alt) == (row.pk, {"en": "Seven men."})
    assert desk.post(address, {"alt_en": "", "place": "1"}).status_code == 422
    assert desk.post(address, {"alt_en": "x", "place": "no"}).status_code == 422


def test_a_missing_description_stands_among_what_is_still_to_do(
    desk: Client, appeal: Appeal
) -> None:
    desk.post(PAGE, words(photograph(), alt_fr=""))
    shown = page(desk.get("/desk/appeals/FA-01-2026/"))
    assert "Attachment 1 is not described in French; do so." in shown


def test_one_is_removed_by_a_button_and_not_by_a_link(desk: Client, appeal: Appeal) -> None:
    row = attached(appeal)
    assert desk.get(f"/desk/attachments/{row.pk}/remove/").status_code == 405
    assert Attachment.objects.exists()
    desk.post(f"/desk/attachments/{row.pk}/remove/")
    assert not Attachment.objects.exists()
    for part in ("", "original/"):
        assert desk.get(f"/desk/attachments/{row.pk}/{part}").status_code == 404


def test_the_sealed_original_is_a_download(
    desk: Client, appeal: Appeal, pair: seal.KeyPair
) -> None:
    row = attached(appeal)
    answer = desk.get(f"/desk/attachments/{row.pk}/original/")
    name = f"FA-01-2026-{row.pk}.sealed"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    opened = envelope.open_sealed(pair.private, answer.content, "FA-01-2026")
    assert opened == (NAME, photograph())


def test_who_approves_sees_the_picture(desk: Client, appeal: Appeal) -> None:
    row = attached(appeal)
    picture = f'src="{PAGE}{row.sha256}/"'
    assert picture in page(desk.get("/desk/appeals/FA-01-2026/preview/"))
    proposal = publishing.propose(cast.olga(), appeal)
    desk.force_login(cast.amir())
    assert picture in page(desk.get(f"/desk/approvals/{proposal.pk}/"))
    assert desk.get(f"{PAGE}{row.sha256}/").status_code == 200


def test_the_history_says_in_words_what_was_done(desk: Client, appeal: Appeal) -> None:
    attached(appeal)
    assert "attached a file" in page(desk.get("/desk/appeals/FA-01-2026/history/"))


@pytest.mark.parametrize("who", [cast.amir, cast.stranger])
def test_who_is_no_officer_reads_why(who: Any, desk: Client, appeal: Appeal) -> None:
    desk.force_login(who())
    answer = desk.post(PAGE, words(photograph()))
    assert "Only a person with the role “officer” may do this." in page(answer)


def test_an_unknown_appeal_is_not_found(desk: Client) -> None:
    assert desk.get("/desk/appeals/XX-01-2026/attachments/").status_code == 404


def test_a_name_that_is_a_path_goes_nowhere(desk: Client, appeal: Appeal) -> None:
    sent = words(photograph(), "../../keys/runtime.json.jpg")
    assert desk.post(PAGE, sent).status_code == 302
    assert Attachment.objects.count() == 1


def test_a_form_that_is_cut_off_is_refused(desk: Client, appeal: Appeal) -> None:
    body = io.BytesIO(b"--x\r\nContent-Disposition: form-data; name=file; filename=a.jpg\r\n\r\nab")
    answer = desk.generic("POST", PAGE, body.read(), content_type="multipart/form-data; boundary=x")
    assert answer.status_code in {400, 422}
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("here", [True, False])
def test_office_documents_are_offered_where_they_can_be_read(
    here: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if here:
        program = tmp_path / "soffice"
        program.write_text("#!/bin/sh\n", "utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    form = AttachForm(appeal=cast.draft())
    told = str(form.fields["file"].help_text)
    assert ("Documents of Word and LibreOffice are taken too." in told) == here


def test_a_closed_appeal_offers_no_attaching_and_says_what_to_do(
    desk: Client, appeal: Appeal
) -> None:
    attached(appeal)
    Appeal.objects.update(state="closed")
    shown = page(desk.get(PAGE))
    assert "Open it again before you change it." in shown
    assert 'href="/desk/appeals/FA-01-2026/turn/">Open again</a>' in shown
    for words_of_change in ('<button class="primary">Attach', "Change the description", ">Remove<"):
        assert words_of_change not in shown
    assert "Download the sealed original" in shown


def test_a_file_that_comes_after_the_close_is_refused_with_the_reason(
    desk: Client, appeal: Appeal
) -> None:
    Appeal.objects.update(state="closed")
    shown = page(desk.post(PAGE, words(photograph())))
    assert "This appeal is closed. Open it again before you change it." in shown
    assert not Attachment.objects.exists()

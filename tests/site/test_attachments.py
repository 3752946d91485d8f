"""Pictures on the public page: described, with an address for ever, while a revision has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.appeals.photographs import ALT, attached
from tests.kernel.planted.pdfs import pdf
from tocsin.appeals import moves as appeals
from tocsin.appeals.attachments import MOST
from tocsin.appeals.content import content
from tocsin.appeals.models import Appeal
from tocsin.kernel import files
from tocsin.kernel.foreign import pixels
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal() -> Appeal:
    """A published appeal whose draft has a photograph since."""
    cast.signing_key()
    appeal = cast.published().appeal
    attached(appeal)
    return appeal


def freeze(appeal: Appeal) -> Revision:
    """The next revision, as publishing makes it."""
    first = Revision.objects.get(number=1)
    return Revision.objects.create(
        appeal=appeal,
        number=appeal.revisions.count() + 1,
        content=content(appeal),
        sha256="0" * 64,
        published_at=first.published_at,
        published_by="olga",
        approved_by="amir",
    )


@pytest.fixture
def address(appeal: Appeal) -> str:
    """Where the photograph lies once it is published."""
    held = freeze(appeal).content["attachments"][0]
    return f"/FA-01-2026/files/{held['sha256']}.jpg"


def page(client: Client, path: str = "/FA-01-2026/") -> str:
    return client.get(path).content.decode()


def test_the_page_shows_it_with_its_size_and_what_is_seen(client: Client, address: str) -> None:
    picture = f'<figure><img loading="lazy" src="{address}" width="120" height="80" '
    assert f'{picture}alt="{ALT["en"]}"></figure>' in page(client)
    assert f'{picture}alt="{ALT["fr"]}"></figure>' in page(client, "/fr/FA-01-2026/")


def test_it_stands_below_the_text_and_above_the_claims(client: Client, address: str) -> None:
    shown = page(client)
    text, claims = "River House asks for help.", "What is known"
    assert shown.index(text) < shown.index("<figure>") < shown.index(claims)


def test_a_page_without_attachments_has_no_heading_for_them(client: Client, appeal: Appeal) -> None:
    assert "Pictures and papers" not in page(client)


def test_the_file_is_served_with_its_type_and_nothing_may_run_in_it(
    client: Client, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["Content-Disposition"].startswith('inline; filename="FA-01-2026-')
    assert pixels.only("image/jpeg", answer.content)
    assert not answer.cookies


def test_it_is_kept_for_long_and_asked_for_again_by_its_hash(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=31536000, s-maxage=60, immutable"
    assert "Cookie" not in answer.get("Vary", "")
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address)["Content-Length"] == answer["Content-Length"]


def test_it_takes_no_form(client: Client, address: str) -> None:
    answer = client.post(address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_before_it_is_published_nobody_gets_it(client: Client, appeal: Appeal) -> None:
    sha256 = content(appeal)["attachments"][0]["sha256"]
    assert client.get(f"/FA-01-2026/files/{sha256}.jpg").status_code == 404


def test_what_was_removed_is_shown_by_the_older_revision_alone(
    client: Client, appeal: Appeal, address: str
) -> None:
    appeals.remove(cast.olga(), appeal.attachments.get())
    freeze(appeal)
    assert address not in page(client)
    assert address in page(client, "/FA-01-2026/r2/")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.replace(".jpg", ".png"),
        lambda path: path.replace(".jpg", ".html"),
        lambda path: path.replace(".jpg", ""),
        lambda path: path.replace(".jpg", ".jpg.jpg"),
        lambda path: path.replace("FA-01", "FA-02"),
        lambda path: path.replace("/files/", "/files/../"),
        lambda path: path[:-8] + "0000.jpg",
        lambda _path: "/FA-01-2026/files/..%2F..%2Fkeys%2Fruntime.json",
        lambda _path: "/FA-01-2026/files/" + "a" * 3000,
    ],
)
def test_another_address_is_not_found(client: Client, address: str, change: Any) -> None:
    assert client.get(change(address)).status_code == 404


def test_a_file_of_this_server_that_is_no_attachment_is_not_served(
    client: Client, address: str, home: Path
) -> None:
    kept = files.store(home / "files", b"a return slip with a name")
    assert client.get(f"/FA-01-2026/files/{kept.sha256}.jpg").status_code == 404


def test_a_file_that_is_gone_is_not_found(client: Client, address: str, home: Path) -> None:
    for path in (home / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    assert client.get(address).status_code == 404


def test_a_pdf_is_a_link_and_a_download(client: Client, appeal: Appeal) -> None:
    row = appeals.attach(cast.olga(), appeal, "a.pdf", pdf(), {"en": "The order of arrest."})
    freeze(appeal)
    address = f"/FA-01-2026/files/{row.sha256}.pdf"
    link = f'<a href="{address}" type="application/pdf">The order of arrest.</a>'
    assert f'{link} <span class="quiet">(PDF, 1 page)</span>' in page(client)
    assert f'lang="en">{"The order of arrest."}</a>' in page(client, "/fr/FA-01-2026/")
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; ")


def test_what_is_seen_is_written_as_words(client: Client, appeal: Appeal) -> None:
    alt = {"en": '"><script>alert(1)</script>'}
    appeals.describe(cast.olga(), appeal.attachments.get(), alt, 1)
    freeze(appeal)
    assert "<script>alert(1)" not in page(client)


def test_a_page_full_of_pictures_is_still_small(client: Client, appeal: Appeal) -> None:
    for grey in range(1, MOST):
        attached(appeal, grey * 9, en="x" * 300, fr="x" * 300)
    freeze(appeal)
    answer = client.get("/FA-01-2026/")
    assert answer.content.count(b"<figure>") == MOST
    assert len(answer.content) <= 30_000


def test_the_json_names_it(client: Client, address: str) -> None:
    told = client.get("/FA-01-2026.json").json()["content"]["attachments"][0]
    assert address == f"/FA-01-2026/files/{told['sha256']}.jpg"
    assert told["alt"] == ALT

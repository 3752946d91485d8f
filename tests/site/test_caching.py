"""What a cache in between may keep, what it may not, and that no page knows its reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests import cast
from tests.mailing.people import subscriber
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.archive import work
from tocsin.publishing.models import Revision
from tocsin.signing import informing, moves
from tocsin.signing.floods import tokens
from tocsin.site.caching import SECONDS

pytestmark = pytest.mark.django_db

SAME_FOR_ALL = ["/", "/about/", "/appeals/", "/appeals/?words=ferry", "/join/sent/"]
SAME_FOR_ALL += ["/FA-01-2026/", "/FA-01-2026/r1/", "/FA-01-2026/signed/"]
TAGGED = ["/FA-01-2026/", "/FA-01-2026/r1/"]


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed, in the archive."""
    cast.signing_key()
    made = cast.published()
    work.turn()
    return made


def read(client: Client, address: str) -> bytes:
    """A page, but for the second at which it was made."""
    return tokens.without(client.get(address).content)


@pytest.fixture
def personal(revision: Revision) -> list[str]:
    """Addresses of pages that belong to one person, and of forms."""
    signed = sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    return [
        f"/FA-01-2026/confirm/{newest_token()}/",
        f"/FA-01-2026/not-me/{newest_token()}/",
        f"/stop/{informing.stop_token(signed.pk)}/",
        f"/leave/{subscriber('cy@example.org').leave}/",
        "/FA-01-2026/sign/",
        "/join/",
    ]


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("address", SAME_FOR_ALL)
def test_a_page_for_everybody_may_be_kept_for_ten_seconds(
    client: Client, revision: Revision, address: str, prefix: str
) -> None:
    answer = client.get(prefix + address)
    assert answer.status_code == 200
    assert SECONDS == 10
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert "X-Robots-Tag" not in answer.headers
    assert "Cookie" not in answer.get("Vary", "")


def test_a_page_of_one_person_is_kept_and_indexed_by_nobody(
    client: Client, personal: list[str]
) -> None:
    for address in personal:
        for method in (client.get, client.post):
            answer = method(address)
            assert answer["Cache-Control"] == "no-store", address
            assert answer["X-Robots-Tag"] == "noindex, noarchive", address


def test_no_page_sets_a_cookie_asked_or_answered(client: Client, personal: list[str]) -> None:
    for address in SAME_FOR_ALL + personal:
        for method in (client.get, client.post, client.head):
            assert not method(address).cookies, address


def test_a_reader_who_brings_a_cookie_gets_the_same_page(
    client: Client, revision: Revision
) -> None:
    before = [read(client, address) for address in SAME_FOR_ALL]
    client.cookies.load(dict.fromkeys([settings.SESSION_COOKIE_NAME, "django_language"], "fr"))
    assert [read(client, address) for address in SAME_FOR_ALL] == before


def test_staff_who_are_signed_in_see_what_everybody_sees(
    client: Client, revision: Revision
) -> None:
    before = [read(client, address) for address in SAME_FOR_ALL]
    client.force_login(cast.olga())
    for address, content in zip(SAME_FOR_ALL, before, strict=True):
        answer = client.get(address)
        assert tokens.without(answer.content) == content
        assert b"olga" not in content.lower()
        assert not answer.cookies


@pytest.mark.parametrize("address", TAGGED)
def test_the_same_page_is_not_sent_twice(client: Client, revision: Revision, address: str) -> None:
    first = client.get(address)
    tag = first["ETag"]
    for asked in (tag, f'"other", {tag}', f"W/{tag.removeprefix('W/')}", "*"):
        again = client.get(address, headers={"If-None-Match": asked})
        assert (again.status_code, again.content) == (304, b""), asked
        assert again["ETag"] == tag
        assert again["Cache-Control"] == first["Cache-Control"]
    for asked in ('"other"', "", "nonsense", '"' + "x" * 5000):
        again = client.get(address, headers={"If-None-Match": asked})
        assert again.status_code == 200, asked
        assert tokens.without(again.content) == tokens.without(first.content), asked


def change_nothing(_revision: Revision) -> None:
    """So that the test is seen to fail where nothing changes."""


def close(revision: Revision) -> None:
    Appeal.objects.filter(pk=revision.appeal_id).update(state="closed")


def sign(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))


@pytest.mark.parametrize(("change", "status"), [(change_nothing, 304), (close, 200), (sign, 200)])
def test_a_page_that_changed_is_sent(
    client: Client, revision: Revision, change: Any, status: int
) -> None:
    tag = client.get("/FA-01-2026/")["ETag"]
    change(revision)
    answer = client.get("/FA-01-2026/", headers={"If-None-Match": tag})
    assert answer.status_code == status
    assert (answer["ETag"] == tag) == (status == 304)


def test_an_old_revision_does_not_change_with_the_tally(client: Client, revision: Revision) -> None:
    tag = client.get("/FA-01-2026/r1/")["ETag"]
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="public")
    assert client.get("/FA-01-2026/r1/")["ETag"] == tag


def test_each_language_has_a_tag_of_its_own(client: Client, revision: Revision) -> None:
    tags = {client.get(f"{prefix}/FA-01-2026/")["ETag"] for prefix in ("", "/fr")}
    tags.add(client.get("/FA-01-2026/?text=fr")["ETag"])
    assert len(tags) == 3


def test_the_head_has_the_headers_of_the_page(client: Client, revision: Revision) -> None:
    page, head = client.get("/FA-01-2026/"), client.head("/FA-01-2026/")
    assert head.content == b""
    assert head["Cache-Control"] == page["Cache-Control"]
    assert head["Content-Length"] == page["Content-Length"] == str(len(page.content))


def test_a_redirect_and_an_error_are_not_kept_as_pages(client: Client, revision: Revision) -> None:
    for address in ("/fa-01-2026/", "/fa-01-2026", "/FA-99-2026/", "/FA-01-2026/r9/"):
        answer = client.get(address)
        assert answer.status_code in {301, 404}
        assert "ETag" not in answer.headers
        assert "s-maxage" not in answer.get("Cache-Control", "")

"""What went wrong is told on a plain page, in the language of the address, with what to do."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests import cast
from tests.mailing.people import subscriber
from tocsin.mailing.models import Subscriber
from tocsin.publishing.models import Revision
from tocsin.signing.models import Signature
from tocsin.site.errors import broken

pytestmark = pytest.mark.django_db

READ_ONLY = ["/", "/about/", "/appeals/", "/join/sent/", "/FA-01-2026/", "/FA-01-2026/r1/"]
READ_ONLY += ["/FA-01-2026/signed/"]


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def page(answer: Any) -> str:
    """What a person reads; no error may bring a cookie, a script or the inside of the program."""
    said = unescape(answer.content.decode())
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert not answer.cookies
    assert "<script" not in said
    assert "Traceback" not in said
    assert said.count("<h1>") == 1
    assert len(answer.content) < 30_000
    return said


@pytest.mark.parametrize(
    ("address", "language", "heading", "way_out"),
    [
        ("/FA-99-2026/", "en", "This page is not here", 'href="/appeals/"'),
        ("/no/such/page/", "en", "This page is not here", 'href="/appeals/"'),
        ("/FA-01-2026/names/of/all/", "en", "This page is not here", 'href="/appeals/"'),
        ("/fr/FA-99-2026/", "fr", "Cette page n’est pas ici", 'href="/fr/appeals/"'),
        ("/fr/no/such/page/", "fr", "Cette page n’est pas ici", 'href="/fr/appeals/"'),
    ],
)
def test_an_unknown_address_says_so_and_leads_on(
    client: Client, address: str, language: str, heading: str, way_out: str
) -> None:
    answer = client.get(address)
    said = page(answer)
    assert answer.status_code == 404
    assert f'<html lang="{language}" dir="ltr">' in said
    assert f"<h1>{heading}</h1>" in said
    assert way_out in said
    assert "/FA-34-2003/" in said


@pytest.mark.parametrize(
    "address",
    [
        "/" + "a" * 5000 + "/",
        "/%00/",
        "/%ff%fe/",
        "/<b>bold</b>/",
        "/FA-01-2026/r99999999999999999999999/",
        "/FA-01-2026/r0/",
        "/../../etc/passwd",
    ],
)
def test_an_address_that_nobody_would_type_is_unknown_too(
    client: Client, revision: Revision, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<b>bold" not in answer.content.decode()
    page(answer)


def test_what_is_not_here_is_kept_by_no_cache(client: Client) -> None:
    assert "Cache-Control" not in client.get("/FA-99-2026/").headers


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("address", READ_ONLY)
def test_a_page_that_takes_no_form_says_so(revision: Revision, address: str, method: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = getattr(strict, method)(address)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert "Cache-Control" not in answer.headers
    assert "This form is too old. Go back, reload the page and send it again." in page(answer)


def test_a_page_that_takes_no_form_says_so_in_french(client: Client) -> None:
    said = page(client.post("/fr/about/"))
    assert '<html lang="fr" dir="ltr">' in said
    assert "This form is too old" not in said
    assert "formulaire" in said


def test_asking_for_the_head_alone_is_no_error(client: Client, revision: Revision) -> None:
    for address in READ_ONLY:
        answer = client.head(address)
        assert (answer.status_code, answer.content) == (200, b""), address


LINKS = ["/FA-01-2026/confirm/altered/", "/join/altered/", "/stop/1-altered/"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", LINKS)
def test_a_link_that_is_gone_has_a_page_in_each_language(
    client: Client, revision: Revision, address: str, method: str
) -> None:
    told = {}
    for prefix, language in (("", "en"), ("/fr", "fr")):
        answer = getattr(client, method)(prefix + address)
        assert answer.status_code == 410
        assert answer["Cache-Control"] == "no-store"
        told[language] = page(answer)
        assert f'<html lang="{language}" dir="ltr">' in told[language]
    assert told["en"] != told["fr"].replace('lang="fr"', 'lang="en"')


def test_leaving_by_an_altered_link_changes_nothing(client: Client) -> None:
    subscriber("ada@example.org")
    answer = client.post("/fr/leave/altered/")
    assert answer.status_code == 410
    assert '<html lang="fr" dir="ltr">' in page(answer)
    assert Subscriber.objects.get().state == "subscribed"


@pytest.mark.parametrize("address", ["/FA-01-2026/sign/", "/join/"])
def test_a_form_that_is_far_too_large_says_what_to_do(
    client: Client, revision: Revision, address: str
) -> None:
    answer = client.post(address, {"name": "n" * 5_000_000})
    assert answer.status_code == 400
    said = page(answer)
    assert "perhaps it is too long. Go back, shorten it, try again." in said
    assert "Your browser’s back button returns to what you typed." in said
    assert "nnnnnnnn" not in said
    assert not Signature.objects.exists()


def test_a_form_that_is_far_too_large_is_refused_in_french(
    client: Client, revision: Revision
) -> None:
    answer = client.post("/fr/FA-01-2026/sign/", {"name": "n" * 5_000_000})
    assert answer.status_code == 400
    said = page(answer)
    assert '<html lang="fr" dir="ltr">' in said
    assert "perhaps it is too long" not in said


def test_a_form_of_ten_thousand_fields_is_refused_with_a_sentence(
    client: Client, revision: Revision
) -> None:
    answer = client.post("/FA-01-2026/sign/", {f"field{n}": "x" for n in range(10_000)})
    assert answer.status_code == 400
    assert "This could not be read" in page(answer)


@pytest.mark.parametrize(
    ("address", "language", "heading"),
    [
        ("/FA-01-2026/", "en", "Something broke on our side"),
        ("/fr/FA-01-2026/", "fr", "Une panne s’est produite de notre côté"),
    ],
)
def test_what_breaks_here_is_told_in_the_language_of_the_page(
    revision: Revision, address: str, language: str, heading: str
) -> None:
    Revision.objects.update(content={"texts": {}})
    answer = Client(raise_request_exception=False).get(address)
    said = page(answer)
    assert answer.status_code == 500
    assert f'<html lang="{language}" dir="ltr">' in said
    assert heading in said
    assert "KeyError" not in said
    assert ("It was not your doing" in said) == (language == "en")


def test_the_page_for_a_breakdown_asks_the_database_nothing(
    revision: Revision, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0), translation.override("en"):
        answer = broken(None)  # type: ignore[arg-type]
    assert answer.status_code == 500
    assert "Something broke on our side" in page(answer)


def test_an_unknown_host_is_refused_without_its_name(client: Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in page(answer)


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/FA-01-2026/sign/", "/join/", "/withdraw/", "/alert/"])
def test_what_a_form_is_not_for_is_refused_and_not_shown_as_done(
    client: Client, revision: Revision, path: str, method: str
) -> None:
    answer = client.generic(method, path, "name=Ada+Lind")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "its form is sent (GET or POST), and nothing else" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"

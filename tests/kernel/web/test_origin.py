"""Forged posts are told by the headers that browsers send; each answer is protected."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from tocsin.kernel.web.origin import HEADERS, is_foreign

requests = RequestFactory()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_post_from_another_site_is_foreign(site: str) -> None:
    assert is_foreign(requests.post("/", headers={"Sec-Fetch-Site": site}))


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_post_from_our_own_page_is_not(site: str) -> None:
    assert not is_foreign(requests.post("/", headers={"Sec-Fetch-Site": site}))


def test_an_older_browser_is_judged_by_its_origin() -> None:
    assert is_foreign(requests.post("/", headers={"Origin": "https://elsewhere.example"}))
    assert not is_foreign(requests.post("/", headers={"Origin": "http://testserver"}))


def test_a_sandboxed_page_has_no_origin_and_is_foreign() -> None:
    assert is_foreign(requests.post("/", headers={"Origin": "null"}))


def test_a_mail_provider_sends_neither_header_and_may_unsubscribe() -> None:
    assert not is_foreign(requests.post("/"))


@pytest.mark.django_db
def test_a_forged_post_is_refused_with_a_sentence(client: Client) -> None:
    answer = client.post("/join/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "This form was sent from another site" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/about/", "/no-such-page/", "/desk/", "/feed.atom"])
def test_every_answer_carries_the_protecting_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value or path == "/feed.atom"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/about/", "/appeals/", "/join/", "/feed.atom"])
def test_public_pages_set_no_cookie(client: Client, path: str) -> None:
    assert not client.get(path).cookies

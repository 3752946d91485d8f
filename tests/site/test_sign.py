"""Signing, confirming, withdrawing and stopping, as people meet them on pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.kernel import keys
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail.outbox import Mail
from tocsin.people.roles import System
from tocsin.publishing.models import Revision
from tocsin.signing import informing, moves, reads
from tocsin.signing.models import Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Ada Lind",
    "email": "ada@example.org",
    "country": "SE",
    "comment": "They are not alone.",
    "choice": "addressee",
}
ADDRESS = "/FA-01-2026/sign/"


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def sign(client: Client, **changes: Any) -> Any:
    return client.post(ADDRESS, TYPED | changes, follow=True)


def test_signing_leads_to_a_page_that_says_what_to_do(client: Client, revision: Revision) -> None:
    response = sign(client)
    assert response.redirect_chain == [("/FA-01-2026/signed/", 302)]
    assert "Look into your mail" in response.content.decode()
    assert Signature.objects.get().state == "unconfirmed"
    assert not response.cookies


def test_the_answer_is_the_same_whoever_signed_before(client: Client, revision: Revision) -> None:
    answers = [sign(client).content]
    moves.confirm(newest_token())
    answers += [sign(client).content for _again in range(5)]
    answers += [sign(client, email="new@example.org").content]
    assert len(set(answers)) == 1
    assert Mail.objects.filter(batch="confirm").count() == 5


def test_the_mail_is_in_the_language_of_the_page(client: Client, revision: Revision) -> None:
    client.post("/fr/FA-01-2026/sign/", TYPED)
    assert Signature.objects.get().language == "fr"


def test_nothing_is_chosen_that_would_show_a_name(client: Client, revision: Revision) -> None:
    said = client.get(ADDRESS).content.decode()
    checked = [line for line in said.split("<input") if " checked" in line]
    assert len(checked) == 1
    assert 'value="counted"' in checked[0]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Write your name."),
        ("name", "=1+1", "Please begin the name with a letter."),
        ("name", "Ada\x07Lind", "cannot be printed"),
        ("name", "A\x00", "cannot be printed. Type it again."),
        ("name", "n" * 100_000, "at most 120 characters"),
        ("email", "", "Write your e-mail address"),
        ("email", "ada at example", "Write an e-mail address like name@example.org."),
        ("country", "", "Choose your country from the list."),
        ("country", "ZZ", "Choose your country from the list."),
        ("choice", "", "Choose who may see the name."),
        ("choice", "all", "Choose who may see the name."),
        ("comment", "c" * 501, "Write at most 500 characters; these are 501."),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_typed_is_lost(
    client: Client, revision: Revision, field: str, value: str, sentence: str
) -> None:
    response = sign(client, **{field: value})
    said = response.content.decode()
    assert response.status_code == 422
    assert f'id="sign-{field}_error"' in said
    assert sentence in said
    kept = {name: text for name, text in TYPED.items() if name not in {field, "country", "choice"}}
    assert all(text in said for text in kept.values())
    assert field == "country" or '<option value="SE" selected>' in said
    assert not Signature.objects.exists()
    assert not Mail.objects.exists()


def test_a_form_with_every_field_missing_says_all_of_it(client: Client, revision: Revision) -> None:
    said = client.post(ADDRESS, {}).content.decode()
    for sentence in ["Write your name.", "Write your e-mail", "Choose your country", "Choose who"]:
        assert sentence in said


def test_a_form_of_another_site_is_refused(client: Client, revision: Revision) -> None:
    response = client.post(ADDRESS, TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert not Signature.objects.exists()


def test_without_a_key_signing_is_closed_and_what_was_typed_is_kept(
    client: Client, revision: Revision
) -> None:
    keys.retire(System(), SealingKey.objects.get())
    response = client.post(ADDRESS, TYPED)
    said = response.content.decode()
    assert response.status_code == 503
    assert "Signing is closed for the moment" in said
    assert "They are not alone." in said
    assert "Ada Lind" in said
    assert not Signature.objects.exists()


def test_a_closed_appeal_is_not_signed(client: Client, revision: Revision) -> None:
    Appeal.objects.update(state="closed")
    response = client.post(ADDRESS, TYPED)
    assert response.status_code == 409
    assert "This appeal is closed." in response.content.decode()


def test_an_unknown_appeal_cannot_be_signed(client: Client) -> None:
    assert client.post("/FA-99-2026/sign/", TYPED).status_code == 404


def link(which: str = "confirm") -> str:
    return f"/FA-01-2026/{which}/{newest_token()}/"


def test_opening_the_link_counts_nothing_and_pressing_does(
    client: Client, revision: Revision
) -> None:
    sign(client)
    for _scanner in range(3):
        response = client.get(link())
        assert response.status_code == 200
        assert "<button" in response.content.decode()
    assert reads.tally(revision.appeal) == Tally(unconfirmed=1)
    assert "Your signature is counted" in client.post(link()).content.decode()
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def pressed(client: Client) -> str:
    """The answer, without the link that stands in the addresses of its other languages."""
    return client.post(link()).content.decode().replace(newest_token(), "TOKEN")


def test_confirming_again_or_twice_says_the_same(client: Client, revision: Revision) -> None:
    sign(client)
    answers = [pressed(client), pressed(client)]
    sign(client, name="LIND, Ada")
    answers += [pressed(client)]
    assert len(set(answers)) == 1
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_the_page_of_a_link_is_the_same_before_and_after_and_true_both_times(
    client: Client, revision: Revision
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    address = f"/FA-01-2026/confirm/{newest_token()}/"
    before = client.get(address).content
    client.post(address)
    assert client.get(address).content == before
    said = before.decode()
    assert "Your signature counts once you have pressed the button, and once only" in said
    assert "is counted when you press" not in said


def test_pages_of_one_person_are_kept_by_no_cache(client: Client, revision: Revision) -> None:
    sign(client)
    for address in [link(), link("not-me")]:
        response = client.get(address)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] in {"no-referrer", "same-origin"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_altered_link_says_how_to_sign_again(
    client: Client, revision: Revision, method: str
) -> None:
    sign(client)
    response = getattr(client, method)(link()[:-2] + "/")
    assert response.status_code == 410
    said = response.content.decode()
    assert "Sign again, and you get a new one" in said
    assert 'href="/FA-01-2026/sign/"' in said


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_too_old_says_how_to_sign_again(
    client: Client, revision: Revision, method: str
) -> None:
    sign(client)
    Signature.objects.update(signed_at=timezone.now() - timedelta(days=15))
    response = getattr(client, method)(link())
    assert response.status_code == 410
    assert "older than 14 days" in response.content.decode()


def test_a_link_of_another_appeal_is_refused(client: Client, revision: Revision) -> None:
    cast.published("FA-02-2026")
    sign(client)
    assert client.post(f"/FA-02-2026/confirm/{newest_token()}/").status_code == 410


def test_not_me_asks_first_and_deletes_then(client: Client, revision: Revision) -> None:
    sign(client)
    address = link("not-me")
    assert "Delete this signature?" in client.get(address).content.decode()
    assert Signature.objects.exists()
    assert "It is deleted" in client.post(address).content.decode()
    assert not Signature.objects.exists()
    for method in (client.get, client.post):
        response = method(address)
        assert response.status_code == 200
        assert "It is deleted" in response.content.decode()


def test_a_counted_signature_can_be_withdrawn(client: Client, revision: Revision) -> None:
    sign(client)
    client.post(link())
    assert "Withdraw your signature?" in client.get(link("not-me")).content.decode()
    client.post(link("not-me"))
    assert reads.tally(revision.appeal) == Tally()


def test_informing_is_stopped_by_a_button(client: Client, revision: Revision) -> None:
    signature = sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
    address = f"/stop/{informing.stop_token(signature.pk)}/"
    assert "<button" in client.get(address).content.decode()
    assert reads.informed(revision.appeal, 0, 5)
    for _again in range(2):
        assert "We write no more" in client.post(address).content.decode()
    assert not reads.informed(revision.appeal, 0, 5)
    assert informing.stop_url(signature.pk, "fr").endswith(f"/fr{address}")


def test_a_mail_program_stops_informing_by_itself(client: Client, revision: Revision) -> None:
    signature = sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
    address = f"/stop/{informing.stop_token(signature.pk)}/"
    response = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not reads.informed(revision.appeal, 0, 5)


def test_an_altered_stop_link_is_refused(client: Client) -> None:
    response = client.post("/stop/1-abc/")
    assert response.status_code == 410
    assert "A part of this link is missing" in response.content.decode()


def test_the_form_can_be_filled_on_a_page_of_its_own(client: Client, revision: Revision) -> None:
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    response = client.get(ADDRESS)
    assert response["Cache-Control"] == "no-store"
    assert 'action="/FA-01-2026/sign/"' in response.content.decode()

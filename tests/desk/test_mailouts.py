"""The desk's pages of mail-outs, of mails in doubt and of the demonstration's outbox."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.mailing.people import subscriber
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail, Message, fingerprint, queue
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import work
from tocsin.mailing.models import Dispatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    cast.published()
    return client


def page(answer: Any) -> str:
    """What a person reads."""
    return unescape(answer.content.decode())


def test_from_preview_to_done(desk: Client) -> None:
    subscriber("ada@example.org")
    subscriber("bo@example.org", language="fr", countries=["BO"])
    assert "/desk/mailouts/new/FA-01-2026/" in page(desk.get("/desk/mailouts/"))
    shown = page(desk.get("/desk/mailouts/new/FA-01-2026/"))
    for words in (
        "2 people get one mail each",
        "want all appeals",
        "asked about the country",
        "not confirmed",
        cast.TEXTS["fr"]["headline"],
        "Send it now",
        "Français",
    ):
        assert words in shown
    answer = desk.post("/desk/mailouts/new/FA-01-2026/")
    made = Dispatch.objects.get()
    assert answer["Location"] == f"/desk/mailouts/{made.pk}/"
    answer = desk.get(answer["Location"])
    assert "0 of 2 mails sent" in page(answer)
    assert "<progress" in page(answer)
    assert answer["Refresh"] == "5"
    assert "Refresh" not in desk.get(f"/desk/mailouts/{made.pk}/?still=1")
    run_until_idle([work.LOOP, post.LOOP])
    answer = desk.get(f"/desk/mailouts/{made.pk}/")
    assert "2 of 2 mails sent" in page(answer)
    assert "Refresh" not in answer
    assert "Mailed out" in page(desk.get("/desk/mailouts/"))


def test_looking_sends_nothing(desk: Client) -> None:
    subscriber("ada@example.org")
    desk.get("/desk/mailouts/new/FA-01-2026/")
    assert not Dispatch.objects.exists()


def test_the_html_of_a_mail_can_be_seen_and_runs_nothing(desk: Client) -> None:
    answer = desk.get("/desk/mailouts/new/FA-01-2026/fr/")
    assert cast.TEXTS["fr"]["headline"] in page(answer)
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src")
    assert desk.get("/desk/mailouts/new/FA-01-2026/de/").status_code == 404
    assert desk.get("/desk/mailouts/new/FA-99-2026/").status_code == 404


def test_a_mail_out_to_nobody_is_told(desk: Client) -> None:
    assert "Nobody in the network" in page(desk.get("/desk/mailouts/new/FA-01-2026/"))
    answer = desk.post("/desk/mailouts/new/FA-01-2026/", follow=True)
    assert "Nobody in the network" in page(answer)


def test_a_second_sending_is_told(desk: Client) -> None:
    subscriber("ada@example.org")
    desk.post("/desk/mailouts/new/FA-01-2026/")
    assert "was mailed out already" in page(
        desk.post("/desk/mailouts/new/FA-01-2026/", follow=True)
    )
    assert Dispatch.objects.count() == 1


@pytest.mark.parametrize("who", [cast.amir, cast.nadia])
def test_who_is_no_officer_is_told(desk: Client, who: Any) -> None:
    subscriber("ada@example.org")
    desk.force_login(who())
    answer = desk.post("/desk/mailouts/new/FA-01-2026/", follow=True)
    assert "Only a person with the role “officer”" in page(answer)
    assert not Dispatch.objects.exists()


def troubled(state: str) -> Mail:
    """A mail that needs a person."""
    queue([Message(f"k-{state}", "b", "katarina@example.org", "Subject", "Text")])
    Mail.objects.filter(key=f"k-{state}").update(state=state, due_at=None, error="SMTP 550")
    return Mail.objects.get(key=f"k-{state}")


def test_mails_that_need_a_person_are_shown_with_their_buttons(desk: Client) -> None:
    troubled("uncertain")
    troubled("failed")
    shown = page(desk.get("/desk/mailouts/"))
    for words in (
        "Mails that need you",
        "It went",
        "Send again",
        "Try again",
        "SMTP 550",
        "ka…@example.org",
    ):
        assert words in shown
    assert "katarina" not in shown


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        ("uncertain", "went", "sent"),
        ("uncertain", "again", "waiting"),
        ("failed", "again", "waiting"),
    ],
)
def test_a_decision_is_carried_out(desk: Client, state: str, verb: str, after: str) -> None:
    mail = troubled(state)
    answer = desk.post(f"/desk/mails/{mail.pk}/", {"verb": verb, "back": "/desk/mailouts/"})
    assert answer["Location"] == "/desk/mailouts/"
    mail.refresh_from_db()
    assert mail.state == after


@pytest.mark.parametrize(
    ("state", "verb", "sentence"),
    [
        ("sent", "went", "no longer uncertain"),
        ("failed", "went", "no longer uncertain"),
        ("uncertain", "", "Say what is to become of the mail"),
    ],
)
def test_a_decision_that_cannot_be_is_told(
    desk: Client, state: str, verb: str, sentence: str
) -> None:
    mail = troubled(state)
    answer = desk.post(f"/desk/mails/{mail.pk}/", {"verb": verb}, follow=True)
    assert sentence in page(answer)
    mail.refresh_from_db()
    assert mail.state == state


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_a_decision_leads_back_only_to_this_desk(desk: Client, back: str) -> None:
    mail = troubled("uncertain")
    answer = desk.post(f"/desk/mails/{mail.pk}/", {"verb": "went", "back": back})
    assert answer["Location"] == "/desk/mailouts/"


def test_the_demonstrations_mails_can_be_read_and_their_links_followed(desk: Client) -> None:
    queue([Message("k", "b", "ada@example.org", "Héllo", "Go to http://127.0.0.1:8000/x/ now")])
    run_until_idle([post.LOOP])
    assert "Héllo" in page(desk.get("/desk/outbox/"))
    name = fingerprint("k")
    shown = page(desk.get(f"/desk/outbox/{name}/"))
    assert '<a href="http://127.0.0.1:8000/x/">' in shown
    for wrong in ("none", "..", name[:-1] + "x"):
        assert desk.get(f"/desk/outbox/{wrong}/").status_code == 404


def test_on_a_real_desk_nobody_reads_the_outbox(desk: Client, settings: Any) -> None:
    from django.http import Http404
    from django.test import RequestFactory

    from tocsin.desk import outbox

    settings.TOCSIN_DEMONSTRATION = False
    with pytest.raises(Http404):
        outbox.overview(RequestFactory().get("/desk/outbox/"))


def test_the_id_of_a_mail_out_is_in_one_piece(desk: Client) -> None:
    subscriber("ada@example.org")
    desk.post("/desk/mailouts/new/FA-01-2026/")
    shown = page(desk.get(f"/desk/mailouts/{Dispatch.objects.get().pk}/"))
    assert 'Mail-out <span class="number">FA-01-2026 r1</span></h1>' in shown

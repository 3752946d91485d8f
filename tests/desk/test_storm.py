"""What is coming in, and the switches, as people at the desk meet them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.desk import plot
from tocsin.kernel import minutes, switches
from tocsin.kernel.mail import holding
from tocsin.kernel.mail.outbox import Mail, Message, queue
from tocsin.kernel.minutes import CONFIRMED, RECEIVED, REFUSED, Minute
from tocsin.kernel.switches import Switch
from tocsin.publishing.models import Revision
from tocsin.signing import holds, moves, taking

pytestmark = pytest.mark.django_db

STORM = "/desk/storm/"
SIGN = "/FA-01-2026/sign/"
TYPED = {"name": "Ada Lind", "email": "ada@example.org", "country": "SE", "choice": "addressee"}


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Olga at her desk."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def read(client: Client, address: str = STORM) -> str:
    """A page's text."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def turn(client: Client, name: str, **typed: str) -> Any:
    """Turns a switch at the desk."""
    return client.post(f"/desk/storm/turn/{name}/", {"why": "A flood came in"} | typed, follow=True)


# ---- the page ----


def test_an_empty_hour_is_said(desk: Client) -> None:
    said = read(desk)
    assert "Nothing came in the last hour." in said
    assert "<figure>" not in said
    assert "Minute by minute" not in said
    assert "0 received, 0 confirmed, 0 refused" in said
    assert "<dt>A write takes</dt><dd>—</dd>" in said, "nothing was written, so it took no time"


def test_what_people_do_is_seen_on_the_page(desk: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    Client().post(SIGN, TYPED | {"email": "no address"})
    for said in (read(desk), read(desk, "/desk/storm/appeal/FA-01-2026/")):
        assert "2 received, 1 confirmed, 1 refused" in said
        assert "no e-mail address that can be taken" in said
    assert "/desk/storm/appeal/FA-01-2026/" in read(desk)


def test_what_was_refused_unread_is_told_in_words(desk: Client, revision: Revision) -> None:
    minutes.note(REFUSED, "FA-01-2026", "large")
    minutes.note(REFUSED, "FA-01-2026", "slow")
    minutes.note(REFUSED, "", "kind")
    said = read(desk)
    assert "3 refused" in said
    for words in ("more than a form can hold", "did not arrive in time", "no form of ours"):
        assert words in said
    assert "2 refused" in read(desk, "/desk/storm/appeal/FA-01-2026/")


def test_what_is_held_back_is_told(desk: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert "Held back until somebody decides: 0." in read(desk)
    taking.hold_back(cast.olga(), revision.appeal, holds.Filter(), "It looks like a flood.")
    for address in (STORM, "/desk/storm/appeal/FA-01-2026/"):
        assert "Held back until somebody decides: 1." in read(desk, address)


def test_it_names_nobody(desk: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="public")
    assert "Ada Lind" not in read(desk)
    assert "ada@example.org" not in read(desk)


def test_a_link_that_does_not_work_is_counted(desk: Client, revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    token = newest_token()
    moves.not_me(token)
    minutes.forget()
    Client().get(f"/FA-01-2026/confirm/{token}/")
    assert "a link that does not work" not in read(desk)
    for altered in (token, "x" * 48):
        assert Client().post(f"/FA-01-2026/confirm/{altered}/").status_code == 410
    said = read(desk)
    assert "In this hour 0 received, 0 confirmed, 2 refused." in said
    assert "a link that does not work" in said


def test_it_looks_again_by_itself_until_it_is_held(desk: Client) -> None:
    assert desk.get(STORM).headers["Refresh"] == "10"
    assert "Refresh" not in desk.get(f"{STORM}?still=1").headers
    assert "?still=1" in read(desk)
    assert "Look again by itself" in read(desk, f"{STORM}?still=1")


def test_held_still_the_figures_are_open(desk: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert "<details><summary>The figures of the picture" in read(desk)
    assert "<details open>" in read(desk, f"{STORM}?still=1")


def test_a_form_never_goes_away_under_the_hand(desk: Client) -> None:
    assert "Refresh" not in desk.get("/desk/storm/turn/sign-closed/").headers


def test_mail_that_waits_is_told_with_its_age(desk: Client) -> None:
    queue(Message(f"k{n}", "b", f"p{n}@example.org", "Hello", "Text") for n in range(3))
    queue([Message("held", "b", "q@example.org", "Hello", "Text", about="FA-01-2026")])
    holding.hold("FA-01-2026")
    Mail.objects.filter(key="k0").update(due_at=timezone.now() - timedelta(seconds=90))
    said = read(desk)
    assert "<dd>4</dd>" in said
    assert "90 seconds" in said
    assert "<dt>Held back with their appeals</dt><dd>1</dd>" in said


def test_the_page_asks_as_little_however_much_there_is(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    Minute.objects.bulk_create(
        Minute(minute=now - timedelta(minutes=m), what=what, subject=f"FA-{n:02}-2026", number=9)
        for m in range(60)
        for n in range(20)
        for what in (RECEIVED, CONFIRMED)
    )
    with django_assert_max_num_queries(20):
        read(desk)


def test_nobody_reads_it_without_signing_in(client: Client) -> None:
    assert client.get(STORM).status_code == 302


def test_it_is_linked_where_an_officer_looks(desk: Client) -> None:
    for address in ("/desk/", "/desk/signatures/"):
        assert 'href="/desk/storm/"' in read(desk, address)


def test_an_unknown_appeal_has_no_page(desk: Client) -> None:
    assert desk.get("/desk/storm/appeal/FA-99-2026/").status_code == 404


# ---- the picture ----


def test_a_minute_stands_where_it_belongs() -> None:
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    rows = [
        Minute(minute=minute, what=RECEIVED, number=200),
        Minute(minute=minute - timedelta(minutes=59), what=RECEIVED, number=100),
        Minute(minute=minute, what=CONFIRMED, number=50),
        Minute(minute=minute, what=REFUSED, reason="email", number=3),
        Minute(minute=minute - timedelta(minutes=60), what=RECEIVED, number=9000),
    ]
    hour = plot.hour(rows, now)
    assert (hour.most, hour.received, hour.confirmed, hour.refused) == (200, 300, 50, 3)
    assert (hour.columns[0].x, hour.columns[0].y, hour.columns[0].height) == (0, 50.0, 50.0)
    assert (hour.columns[59].x, hour.columns[59].y) == (59, 0.0)
    assert hour.line.endswith(" 59.5,75.0")
    assert [one.minute for one in hour.rows] == [minute, minute - timedelta(minutes=59)]
    assert hour.reasons == [("email", 3)]


def test_the_picture_has_its_figures_beside_it_in_every_language(
    desk: Client, revision: Revision
) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    for address in (STORM, f"/fr{STORM}"):
        said = read(desk, address)
        assert "<rect x=" in said
        assert 'width=".8"' in said
        assert "<caption>" in said


# ---- the switches ----


def test_signing_is_closed_with_a_sentence_and_what_was_typed(
    desk: Client, revision: Revision
) -> None:
    assert "It works everywhere within a second." in turn(desk, "sign-closed").content.decode()
    answer = Client().post(SIGN, TYPED)
    said = answer.content.decode()
    assert answer.status_code == 503
    assert "Signing is closed for the moment, and nothing was saved." in said
    assert "What you typed is still below." in said
    assert 'value="ada@example.org"' in said
    assert "Signing is closed for the moment" in read(Client(), "/FA-01-2026/")


def test_links_that_went_out_still_count_while_signing_is_closed(
    desk: Client, revision: Revision
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    turn(desk, "sign-closed")
    assert moves.confirm(newest_token()).state == "counted"


def test_one_appeal_is_closed_and_the_other_is_not(desk: Client, revision: Revision) -> None:
    cast.published("FA-02-2026")
    turn(desk, "sign-closed", subject="FA-01-2026")
    assert Client().post(SIGN, TYPED).status_code == 503
    assert Client().post("/FA-02-2026/sign/", TYPED).status_code == 302


def test_every_page_of_the_desk_shows_what_is_on_and_its_undo(
    desk: Client, revision: Revision
) -> None:
    turn(desk, "number-hidden", subject="FA-01-2026")
    said = read(desk, "/desk/replies/")
    for words in ["The number of signatures is hidden", "A flood came in", "Olga Ferrant", "Undo"]:
        assert words in said
    assert desk.post(f"/desk/storm/undo/{Switch.objects.get().pk}/").status_code == 302
    assert "A flood came in" not in read(desk, "/desk/replies/")


def test_who_has_not_signed_in_is_not_told(desk: Client) -> None:
    turn(desk, "mail-paused")
    assert "A flood came in" not in read(Client(), "/desk/account/login/")


@pytest.mark.parametrize(
    ("address", "as_ever"),
    [
        ("/FA-01-2026/signed/", "We have sent a link"),
        ("/join/sent/", "We have sent you a mail"),
        ("/withdraw/sent/", "a link is on its way"),
    ],
)
def test_while_mail_is_paused_nobody_is_told_that_a_link_was_sent(
    desk: Client, revision: Revision, address: str, as_ever: str
) -> None:
    turn(desk, "mail-paused")
    said = read(Client(), address)
    assert "Mail does not leave here at the moment. Your link is kept" in said
    assert "<h1>Your link is kept</h1>" in said
    assert as_ever not in said
    assert "Aucun courriel ne part d’ici" in read(Client(), f"/fr{address}")
    desk.post(f"/desk/storm/undo/{Switch.objects.get().pk}/")
    said = read(Client(), address)
    assert as_ever in said
    assert "Mail does not leave" not in said


def test_while_mail_is_paused_who_wants_to_delete_is_not_told_that_a_link_counts(
    desk: Client, revision: Revision
) -> None:
    turn(desk, "mail-paused")
    counts = "It counts when you press the button behind the link."
    assert counts in read(Client(), "/FA-01-2026/signed/")
    said = read(Client(), "/withdraw/sent/")
    assert counts not in said
    assert "Nothing is deleted until the button is pressed." in said


def test_undoing_what_is_undone_is_harmless(desk: Client) -> None:
    assert desk.post("/desk/storm/undo/77/").status_code == 302


def test_a_reason_is_asked_for(desk: Client) -> None:
    answer = turn(desk, "mail-paused", why="")
    assert answer.status_code == 422
    assert not Switch.objects.exists()


def test_a_domain_is_asked_for(desk: Client) -> None:
    answer = turn(desk, "domain-slow", subject="no domain")
    assert answer.status_code == 422
    assert "Write the domain that mail is to go to slowly" in answer.content.decode()
    turn(desk, "domain-slow", subject="Example.org")
    assert switches.on("domain-slow", "example.org")


def test_an_account_without_a_role_may_turn_nothing(client: Client, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.stranger(), backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = turn(client, "mail-paused")
    assert "Only officers, approvers and administrators" in answer.content.decode()
    assert not Switch.objects.exists()
    assert 'id="switches"' not in read(client)


def test_there_is_no_page_for_another_switch(desk: Client) -> None:
    assert desk.get("/desk/storm/turn/everything/").status_code == 404


# ---- the number ----


@pytest.fixture
def many(revision: Revision) -> Revision:
    """Signed by somebody whose name is public."""
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="public")
    return revision


def test_a_hidden_number_stands_on_no_page(desk: Client, many: Revision) -> None:
    assert "confirmed by e-mail" in read(Client(), "/FA-01-2026/")
    turn(desk, "number-hidden")
    for address in ("/FA-01-2026/", "/FA-01-2026/names/"):
        said = read(Client(), address)
        assert "The number of signatures and the names are not shown at the moment" in said
        assert "confirmed by e-mail" not in said
        assert "Received:" not in said
        assert "Ada Lind" not in said
    assert "/FA-01-2026/withdraw/" in read(Client(), "/FA-01-2026/")


def test_a_hidden_number_stands_in_no_data(desk: Client, many: Revision) -> None:
    assert Client().get("/FA-01-2026.json").json()["tally"]["confirmed"] == 1
    turn(desk, "number-hidden", subject="FA-01-2026")
    told = Client().get("/FA-01-2026.json").json()
    assert told["tally"] is told["numbers"] is None
    assert (told["log"]["confirmed"], told["log"]["paper"]) == (None, None)
    assert told["log"]["subject"]


def test_the_number_comes_back(desk: Client, many: Revision) -> None:
    turn(desk, "number-hidden")
    desk.post(f"/desk/storm/undo/{Switch.objects.get().pk}/")
    assert Client().get("/FA-01-2026.json").json()["tally"]["confirmed"] == 1
    assert "confirmed by e-mail" in read(Client(), "/FA-01-2026/")


def test_it_tells_how_many_browsers_computed(desk: Client, revision: Revision) -> None:
    assert "asked for work" not in read(desk)
    for proof, number in (("good", 1200), ("none", 31)):
        minutes.note(minutes.PROOF, "FA-01-2026", proof, number)
    for said in (read(desk), read(desk, "/desk/storm/appeal/FA-01-2026/")):
        assert "Received while browsers were asked for work" in said
        assert "with a proof of work: at once" in said
        assert "1,200" in said
        assert "without one: after the others" in said

"""One revision, one mail to each person whom it concerns."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.mailing.people import html_of, read, subscriber, text_of
from tocsin.appeals.models import Appeal
from tocsin.kernel import audit
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import letters, mailouts, moves, network, reads, work
from tocsin.mailing.models import Dispatch
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal about arrests in Bolivia, in English and French."""
    return cast.published()


def mailed(revision: Revision) -> Dispatch:
    """A mail-out whose mails all lie in the queue."""
    made = moves.dispatch(cast.olga(), revision)
    run_until_idle([work.LOOP])
    return made


def test_everybody_whom_it_concerns_gets_one_mail(revision: Revision) -> None:
    subscriber("all@example.org")
    subscriber("bolivia@example.org", countries=["BO", "PE"])
    subscriber("arrests@example.org", issues=["arbitrary-arrest-detention"])
    subscriber("peru@example.org", countries=["PE"])
    subscriber("asked@example.org", state="asked")
    made = mailed(revision)
    assert made.audience == 3
    told = sorted(str(read(row)["To"]) for row in Mail.objects.all())
    assert told == ["all@example.org", "arrests@example.org", "bolivia@example.org"]


@pytest.mark.parametrize(
    ("countries", "issues", "why"),
    [
        ([], [], "all"),
        (["BO"], [], "country"),
        ([], ["arbitrary-arrest-detention"], "issue"),
        (["BO"], ["arbitrary-arrest-detention"], "both"),
        (["BO"], ["torture"], ""),
        (["PE"], [], ""),
    ],
)
def test_the_reason_is_told(
    revision: Revision, countries: list[str], issues: list[str], why: str
) -> None:
    assert network.reason(revision, countries, issues) == why


def test_the_preview_counts_by_language_and_reason(revision: Revision) -> None:
    subscriber("a@example.org", language="fr")
    subscriber("b@example.org", countries=["BO"])
    subscriber("c@example.org", language="de")
    found = reads.audience(revision)
    assert found.languages == {"fr": 1, "en": 2}
    assert found.reasons == {"all": 2, "country": 1}
    assert found.total == 3


def test_each_reads_their_own_language(revision: Revision) -> None:
    subscriber("a@example.org", language="fr")
    mailed(revision)
    mail = read(Mail.objects.get())
    assert mail["Subject"] == cast.TEXTS["fr"]["headline"]
    assert "/fr/FA-01-2026/" in text_of(Mail.objects.get())


def test_the_mail_says_how_well_each_claim_is_known(revision: Revision) -> None:
    subscriber("a@example.org")
    mailed(revision)
    for told in (text_of(Mail.objects.get()), html_of(Mail.objects.get())):
        for words in (
            "reported",
            "not confirmed",
            "feared, has not happened",
            "What we ask",
            "El Faro del Lago",
            "anonymous official, protected",
            "/FA-01-2026/",
            "Office of the Ombudsman",
            "Leave the network",
        ):
            assert words in told
        assert "a guard" not in told


def test_the_html_loads_nothing(revision: Revision) -> None:
    subscriber("a@example.org")
    mailed(revision)
    html = html_of(Mail.objects.get())
    assert not any(word in html for word in ("<img", "src=", "url(", "<script", "<link"))


def test_one_click_leaves_by_the_headers(revision: Revision) -> None:
    person = subscriber("a@example.org")
    mailed(revision)
    mail = read(Mail.objects.get())
    url = letters.leave_url(person.leave, "en")
    assert mail["List-Unsubscribe"] == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in text_of(Mail.objects.get())


def test_no_word_of_an_appeal_takes_the_place_of_the_leave_link(revision: Revision) -> None:
    made = letters.letter(revision, "en")
    assert made.text.count(made.place) == 1
    assert made.place != letters.letter(revision, "en").place


def test_markup_in_an_appeal_is_shown_and_not_run(revision: Revision) -> None:
    revision.content["texts"]["en"]["summary"] = "<script>alert(1)</script> & so"
    _subject, text, html = letters.render(revision, "en", "https://x.example/")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<script>alert(1)</script> & so" in text


def test_a_second_mail_out_of_a_revision_is_refused_with_a_sentence(revision: Revision) -> None:
    subscriber("a@example.org")
    mailed(revision)
    with pytest.raises(Refusal, match="mailed out already"):
        moves.dispatch(cast.olga(), revision)
    assert Dispatch.objects.count() == 1


def test_an_old_revision_is_not_mailed(revision: Revision) -> None:
    subscriber("a@example.org")
    Revision.objects.create(
        appeal=revision.appeal,
        number=2,
        content=revision.content,
        sha256="0" * 64,
        published_at=timezone.now(),
        published_by="olga",
        approved_by="amir",
    )
    with pytest.raises(Refusal, match="newer revision"):
        moves.dispatch(cast.olga(), revision)


def test_a_closed_appeal_is_not_mailed(revision: Revision) -> None:
    subscriber("a@example.org")
    Appeal.objects.update(state="closed")
    revision.appeal.refresh_from_db()
    with pytest.raises(Refusal, match="is closed"):
        moves.dispatch(cast.olga(), revision)


def test_a_mail_out_to_nobody_is_refused_with_a_sentence(revision: Revision) -> None:
    with pytest.raises(Refusal, match="Nobody in the network"):
        moves.dispatch(cast.olga(), revision)


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_mails_out_and_settles(revision: Revision, who: Any) -> None:
    subscriber("a@example.org")
    mail = Mail.objects.create(key="k", batch="b", state="uncertain")
    for move in (
        lambda: moves.dispatch(who(), revision),
        lambda: mailouts.settle(who(), mail, went=True),
        lambda: mailouts.try_again(who(), mail),
    ):
        with pytest.raises(Refusal, match="officer"):
            move()
    assert not Dispatch.objects.exists()


def test_who_joins_after_the_start_belongs_to_the_next(revision: Revision) -> None:
    early = subscriber("asked@example.org", state="asked", agreed_at=None)
    subscriber("a@example.org")
    made = moves.dispatch(cast.olga(), revision)
    early.state, early.agreed_at = "subscribed", timezone.now()
    early.save()
    subscriber("late@example.org")
    run_until_idle([work.LOOP])
    assert Mail.objects.filter(batch=made.batch).count() == 1


def test_a_mail_out_walks_in_pages_and_ends_done(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PAGE", 2)
    for number in range(5):
        subscriber(f"p{number}@example.org")
    made = moves.dispatch(cast.olga(), revision)
    assert work.turn() == 1
    assert Mail.objects.count() == 2
    run_until_idle([work.LOOP, post.LOOP])
    made.refresh_from_db()
    assert made.state == "done"
    assert reads.state_of(made).sent == 5


def test_a_page_that_is_walked_twice_queues_nothing_twice(revision: Revision) -> None:
    subscriber("a@example.org")
    made = mailed(revision)
    Dispatch.objects.filter(pk=made.pk).update(state="preparing", cursor=0)
    run_until_idle([work.LOOP])
    assert Mail.objects.count() == 1


def test_each_decision_is_in_the_trail() -> None:
    one = Mail.objects.create(key="k1", batch="b", state="uncertain", payload=b"x")
    two = Mail.objects.create(key="k2", batch="b", state="failed", payload=b"x")
    mailouts.settle(cast.olga(), one, went=True)
    mailouts.try_again(cast.olga(), two)
    assert (one.state, two.state) == ("sent", "waiting")
    assert one.payload is None
    assert audit.trail("mail", "k1").get().verb == "decide on mail"
    assert audit.trail("mail", "k2").get().verb == "try mail again"


def test_a_decision_that_comes_too_late_is_refused_with_a_sentence() -> None:
    mail = Mail.objects.create(key="k", batch="b", state="sent")
    with pytest.raises(Refusal, match="no longer uncertain"):
        mailouts.settle(cast.olga(), mail, went=False)
    with pytest.raises(Refusal, match="no longer given up"):
        mailouts.try_again(cast.olga(), mail)


def test_a_troubled_mail_shows_only_a_part_of_the_address(revision: Revision) -> None:
    subscriber("katarina@example.org")
    mailed(revision)
    assert reads.masked(Mail.objects.get()) == "ka…@example.org"


def test_a_french_mail_sets_its_colons_as_french_does(revision: Revision) -> None:
    _subject, text, html = letters.render(revision, "fr", "http://x.example/fr/leave/y/")
    for said in (text, html):
        assert re.findall(r"\w+:(?!//|\d)\s", said) == [], said
    assert "Quitter le réseau :\n" in text

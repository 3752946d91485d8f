"""A stop closes signing and holds back every mail at once; a second person lets it go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.mailing.people import subscriber
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals import moves as appeals
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance.models import Conveyance
from tocsin.kernel import audit
from tocsin.kernel.mail import holding, post
from tocsin.kernel.mail.delivery import deliver
from tocsin.kernel.mail.outbox import Mail, Message, queue
from tocsin.kernel.mail.post import transport
from tocsin.kernel.mail.transports import Transport
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import lease, run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.mailing import work as mailing_work
from tocsin.mailing.models import Dispatch
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision, Stop
from tocsin.replies import moves as replies
from tocsin.replies import work as replies_work
from tocsin.signing import moves as signing
from tocsin.signing.models import Signature
from tocsin.signing.openness import SigningClosed

pytestmark = pytest.mark.django_db
LOOPS = [mailing_work.LOOP, replies_work.LOOP, post.LOOP]


@pytest.fixture
def revision(settings: Any) -> Revision:
    """An appeal that is open for signing."""
    settings.TOCSIN_DEMONSTRATION = True
    cast.signing_key()
    return cast.published()


def stopped(revision: Revision, why: str = "released", words: str = "") -> Stop:
    return stopping.stop(cast.olga(), revision.appeal, why, words)


def sent() -> int:
    return Mail.objects.filter(state="sent").count()


def test_one_officer_stops_at_once_and_the_trail_says_why(revision: Revision) -> None:
    made = stopped(revision, words="They came home on Sunday.")
    assert revision.appeal.state == "stopped"
    assert (made.stopped_by, made.before) == ("olga", "published")
    last = audit.Entry.objects.filter(verb="stop appeal").get()
    assert last.detail["why"] == "released"


@pytest.mark.parametrize("person", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_stops_nothing(revision: Revision, person: Callable[[], Any]) -> None:
    with pytest.raises(Refusal, match="Only a person with the role “officer” may do this"):
        stopping.stop(person(), revision.appeal, "released")
    assert not Stop.objects.exists()


@pytest.mark.parametrize(
    ("why", "words", "field", "sentence"),
    [
        ("", "", "why", "Choose why it is stopped."),
        ("other", " ", "words", "Write why it is stopped; readers see it."),
        ("harm", "w" * 301, "words", "This is 301 characters long; shorten it to 300."),
    ],
)
def test_a_stop_needs_its_reason(
    revision: Revision, why: str, words: str, field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as told:
        stopped(revision, why, words)
    assert (told.value.field, told.value.sentence) == (field, sentence)


def test_what_is_not_published_or_stopped_already_is_not_stopped(revision: Revision) -> None:
    with pytest.raises(Refusal, match="This appeal is not published; there is nothing to stop"):
        stopping.stop(cast.olga(), cast.draft("FA-02-2026"), "released")
    stopped(revision)
    with pytest.raises(Refusal, match="This appeal is stopped already; nothing was changed"):
        stopped(revision)


def test_nobody_signs_a_stopped_appeal_and_the_page_says_why(
    revision: Revision, client: Client
) -> None:
    stopped(revision, "harm", "The lawyer asks for silence.")
    with pytest.raises(SigningClosed) as told:
        signing.sign(revision, entry("Ada Lind", "ada@example.org"))
    reason, words = "Letters would do harm at this moment.", "The lawyer asks for silence."
    assert told.value.sentence.startswith("This appeal was stopped on ")
    assert told.value.sentence.endswith(f"{reason} {words}")
    said = client.get("/FA-01-2026/").content.decode()
    whole = told.value.sentence.replace(words, f'<bdi lang="">{words}</bdi>')
    assert f'<div class="notice wrong"><p>{whole}</p></div>' in said
    assert "Go to the form and sign" not in said
    assert "<form" not in said
    answer = client.post("/FA-01-2026/sign/", {"name": "Ada", "email": "ada@example.org"})
    assert answer.status_code == 409
    assert whole in answer.content.decode()
    assert json.loads(client.get("/FA-01-2026.json").content)["stopped"] == told.value.sentence


def test_a_confirmation_is_answered_in_words_and_good_later(
    revision: Revision, client: Client
) -> None:
    signing.sign(revision, entry("Ada Lind", "ada@example.org"))
    link = f"/FA-01-2026/confirm/{newest_token()}/"
    stopped(revision)
    for ask in (client.get, client.post):
        answer = ask(link)
        assert answer.status_code == 409
        assert "The people it speaks of are free." in answer.content.decode()
    with pytest.raises(Refusal, match="This appeal was stopped on"):
        signing.confirm(newest_token())
    assert Signature.objects.get().state == "unconfirmed"
    stopping.resume(cast.amir(), revision.appeal, open_again=True)
    assert client.post(link).status_code == 200
    assert Signature.objects.get().state == "counted"


def test_a_signature_can_be_withdrawn_while_it_is_stopped(
    revision: Revision, client: Client
) -> None:
    signing.sign(revision, entry("Ada Lind", "ada@example.org"))
    link = newest_token()
    signing.confirm(link)
    stopped(revision)
    assert client.post(f"/FA-01-2026/not-me/{link}/").status_code == 200
    assert not Signature.objects.exists()


def test_no_mail_about_it_leaves_and_others_do(revision: Revision) -> None:
    subscriber("a@example.org")
    mailing.dispatch(cast.olga(), revision)
    run_until_idle([mailing_work.LOOP])
    signing.sign(revision, entry("Ada Lind", "ada@example.org"))
    queue([Message("other", "b", "bo@example.org", "Hello", "Text", about="FA-02-2026")])
    stopped(revision)
    run_until_idle(LOOPS)
    assert sent() == 1
    assert Mail.objects.filter(about="FA-01-2026", state="waiting").count() == 2


def test_a_mail_out_stands_still_and_goes_on_where_it_was(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing_work, "PAGE", 1)
    for name in ("a", "b", "c"):
        subscriber(f"{name}@example.org")
    made = mailing.dispatch(cast.olga(), revision)
    mailing_work.prepare_page(made)
    stopped(revision)
    assert mailing_work.prepare_page(Dispatch.objects.get()) == 0
    run_until_idle(LOOPS)
    assert (Mail.objects.count(), sent()) == (1, 0)
    stopping.resume(cast.amir(), revision.appeal, open_again=True)
    run_until_idle(LOOPS)
    assert (Mail.objects.count(), sent()) == (3, 3)
    assert Dispatch.objects.get().state == "done"


class Interrupted:
    """A transport by which somebody stops the appeal while a certain mail is about to go."""

    def __init__(self, way: Transport, at: int, move: Callable[[], object]) -> None:
        self.way, self.at, self.move = way, at, move

    def room(self, waiting: int, ahead: bool = False) -> int:
        self.at -= 1
        if self.at == 0:
            self.move()
        return self.way.room(waiting, ahead)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.way, name)


def test_a_batch_that_is_being_sent_ends_at_the_very_next_mail(revision: Revision) -> None:
    for number in range(6):
        subscriber(f"n{number}@example.org")
    mailing.dispatch(cast.olga(), revision)
    run_until_idle([mailing_work.LOOP])
    rows = lease(Mail.objects.filter(state="waiting"), 50)
    way = Interrupted(transport(), 3, lambda: stopped(revision))
    deliver(way, rows)
    assert sent() == 2
    assert Mail.objects.filter(state="waiting").count() == 4
    run_until_idle(LOOPS)
    assert sent() == 2


def test_what_a_person_sends_again_waits_as_well(revision: Revision) -> None:
    from tocsin.mailing import mailouts

    subscriber("a@example.org")
    mailing.dispatch(cast.olga(), revision)
    run_until_idle([mailing_work.LOOP])
    stopped(revision)
    Mail.objects.update(state="failed")
    mailouts.try_again(cast.olga(), Mail.objects.get())
    run_until_idle(LOOPS)
    assert sent() == 0


def test_neither_mail_out_nor_sheet_nor_conveyance_is_prepared(revision: Revision) -> None:
    from tocsin.signing import sheets

    subscriber("a@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    stopped(revision)
    office = revision.appeal.addressees.all()[0]
    with pytest.raises(Refusal, match="This appeal was stopped on"):
        conveyance.export(cast.olga(), revision.appeal, office)
    with pytest.raises(Refusal, match="This appeal was stopped on"):
        mailing.dispatch(cast.olga(), revision)
    with pytest.raises(Refusal, match="Sheets are printed only for an appeal that is open"):
        sheets.print_sheet(cast.olga(), revision, "en", "")
    assert not Conveyance.objects.exists()


def test_resuming_takes_a_second_person(revision: Revision) -> None:
    stopping.stop(cast.pavel(), revision.appeal, "wrong")
    with pytest.raises(Refusal, match=r"You stopped this yourself\. Ask another approver"):
        stopping.resume(cast.pavel(), revision.appeal, open_again=True)
    with pytest.raises(Refusal, match="Only a person with the role “approver” may do this"):
        stopping.resume(cast.olga(), revision.appeal, open_again=True)
    with pytest.raises(Refusal, match="Only a closed appeal can be opened again"):
        appeals.reopen(cast.olga(), revision.appeal, "Around the corner.")
    with pytest.raises(Refusal, match="Only an appeal that is open for signing can be closed"):
        appeals.close(cast.olga(), revision.appeal, "Around the corner.")
    stopping.resume(cast.amir(), revision.appeal, open_again=True)
    assert revision.appeal.state == "published"
    assert (Stop.objects.get().resumed_by, holding.is_held("FA-01-2026")) == ("amir", False)
    with pytest.raises(Refusal, match="This appeal is not stopped; nothing was changed"):
        stopping.resume(cast.amir(), revision.appeal, open_again=True)


def test_a_closed_appeal_goes_back_to_being_closed(revision: Revision) -> None:
    appeals.close(cast.olga(), revision.appeal, "It is over.")
    stopped(revision)
    stopping.resume(cast.amir(), revision.appeal, open_again=True)
    assert revision.appeal.state == "closed"


def test_closed_for_good_destroys_the_mail_out_and_lets_news_go(revision: Revision) -> None:
    for name in ("a", "b"):
        subscriber(f"{name}@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
    Mail.objects.all().delete()
    mailing.dispatch(cast.olga(), revision)
    run_until_idle([mailing_work.LOOP])
    stopped(revision)
    texts = {"en": {"title": "They are free", "text": "They came home."}}
    today = revision.published_at.date()
    replies.record(cast.olga(), revision.appeal, "outcome", today, texts)
    run_until_idle(LOOPS)
    assert sent() == 0
    stopping.resume(cast.amir(), revision.appeal, open_again=False)
    post.turn()
    assert sent() == 0, "until mailing has looked, everything stays where it is"
    run_until_idle(LOOPS)
    assert revision.appeal.state == "closed"
    assert [row.batch[:4] for row in Mail.objects.all()] == ["news"]
    assert sent() == 1
    assert Dispatch.objects.get().state == "ended"
    assert not holding.is_held("FA-01-2026")


def test_the_desk_stops_and_another_person_lets_it_go_on(
    revision: Revision, client: Client
) -> None:
    client.force_login(cast.olga())
    address = "/desk/appeals/FA-01-2026/stop/"
    assert "Stop it now" in client.get(address).content.decode()
    wrong = client.post(address, {"why": "other", "words": ""})
    assert wrong.status_code == 422
    assert "Write why it is stopped; readers see it." in wrong.content.decode()
    said = client.post(address, {"why": "released"}, follow=True).content.decode()
    assert "Stopped. Nobody can sign, and no mail leaves." in said
    assert "A second person with the role “approver” can let it go on." in said
    assert "Let it go on</button>" not in said
    assert "FA-01-2026" in client.get("/desk/").content.decode()
    client.force_login(cast.amir())
    said = client.get(address).content.decode()
    assert "Stopped by Olga Ferrant" in said
    assert "Let it go on</button>" in said
    told = {"after": "open", "seen": Stop.objects.get().pk}
    client.post("/desk/appeals/FA-01-2026/resume/", told)
    revision.appeal.refresh_from_db()
    assert revision.appeal.state == "published"

"""An appeal that is withdrawn leaves a day and one sentence, and nothing else anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests import cast
from tests.mailing.people import subscriber
from tests.publishing import corrected, renderings
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals import moves as appeals
from tocsin.archive import work as archive
from tocsin.conveyance import moves as conveyance
from tocsin.kernel import audit
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.mailing import work as mailing_work
from tocsin.mailing.models import Dispatch
from tocsin.publishing import moves, stopping, withdrawing
from tocsin.publishing.models import Proposal, Revision, Withdrawal
from tocsin.replies import moves as replies
from tocsin.replies import work as replies_work
from tocsin.signing import moves as signing
from tocsin.signing import sheets
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db
LOOPS = [mailing_work.LOOP, replies_work.LOOP, archive.LOOP, post.LOOP]
NOTE = "They asked for it."
# What the case itself keeps for the desk is another room's, and so is the trail of who did what.
ROOMS = (
    "appeals",
    "publishing",
    "mailing",
    "signing",
    "conveyance",
    "replies",
    "archive",
    "kernel",
)
# Words of every part, of each claim, of the corrections and of a note; in both languages.
WORDS = [
    "Newspaper reports seven",
    "ferry workers were arrested",
    "sept bateliers",
    "River House asks for help",
    "River House demande",
    "let a lawyer see",
    "un avocat les voir",
    "are reported to have been arrested",
    "Je vous écris",
    "military court",
    "El Faro",
    "Nobody was arrested on 3 March",
    "The seven came home",
    "came home quietly",
]


@pytest.fixture
def revision(settings: Any) -> Revision:
    """An appeal of two revisions, the second a correction; mailed, signed, found."""
    settings.TOCSIN_DEMONSTRATION = True
    cast.signing_key()
    subscriber("a@example.org")
    first = corrected.first()
    mailing.dispatch(cast.olga(), first)
    run_until_idle(LOOPS)
    sign_and_confirm(first, "Ada Lind", "ada@example.org", inform=True)
    made = corrected.correction(first.appeal)
    run_until_idle(LOOPS)
    return made


def proposed(revision: Revision, why: str = "asked") -> Withdrawal:
    return withdrawing.propose(cast.olga(), revision.appeal, why, NOTE)


def withdrawn(revision: Revision, why: str = "asked") -> Withdrawal:
    made = proposed(revision, why)
    withdrawing.confirm(cast.amir(), made)
    return made


def nothing_of_it(rendered: dict[str, str]) -> None:
    found = {(name, word) for name, text in rendered.items() for word in WORDS if word in text}
    assert not found


def rows() -> dict[str, str]:
    """Every row of every table of the rooms, as text."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 - our own name
                found[model._meta.db_table] = str(cursor.fetchall())
    del found["kernel_entry"]
    return found


def test_the_tests_words_stand_in_what_is_withdrawn(revision: Revision) -> None:
    said = "\n".join([*renderings.pages().values(), *rows().values(), NOTE])
    assert [word for word in WORDS[:-1] if word not in said] == []


def test_two_people_withdraw_an_appeal(revision: Revision) -> None:
    made = withdrawn(revision)
    assert (made.state, made.proposed_by, made.decided_by) == ("done", "olga", "amir")
    revision.appeal.refresh_from_db()
    assert revision.appeal.state == "withdrawn"
    verbs = list(audit.Entry.objects.values_list("verb", flat=True).order_by("pk"))
    assert verbs[-2:] == ["propose withdrawal", "withdraw appeal"]


def test_nobody_withdraws_alone(revision: Revision) -> None:
    made = withdrawing.propose(cast.pavel(), revision.appeal, "harm", NOTE)
    with pytest.raises(Refusal, match=r"You proposed this yourself\. Ask another approver"):
        withdrawing.confirm(cast.pavel(), made)
    with pytest.raises(Refusal, match="Only a person with the role “approver” may do this"):
        withdrawing.confirm(cast.olga(), made)
    assert Revision.objects.get(number=2).content["texts"]


@pytest.mark.parametrize(
    ("why", "note", "field", "sentence"),
    [
        ("", NOTE, "why", "Choose why it is withdrawn."),
        ("asked", " ", "note", "Write why, so that others can follow."),
    ],
)
def test_a_withdrawal_needs_its_reason(
    revision: Revision, why: str, note: str, field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as told:
        withdrawing.propose(cast.olga(), revision.appeal, why, note)
    assert (told.value.field, told.value.sentence) == (field, sentence)


def test_what_cannot_be_withdrawn_is_told(revision: Revision) -> None:
    with pytest.raises(Refusal, match="Only a published appeal can be withdrawn"):
        withdrawing.propose(cast.olga(), cast.draft("FA-02-2026"), "asked", NOTE)
    made = proposed(revision)
    with pytest.raises(Refusal, match="It is proposed already that this appeal be withdrawn"):
        proposed(revision)
    withdrawing.confirm(cast.amir(), made)
    for again in (withdrawing.confirm, withdrawing.decline):
        with pytest.raises(Refusal, match="This was decided already; nothing was changed"):
            again(cast.amir(), made)


@pytest.mark.parametrize("person", [cast.olga, cast.amir])
def test_a_proposal_is_declined_or_taken_back(
    revision: Revision, person: Callable[[], Any]
) -> None:
    made = proposed(revision)
    withdrawing.decline(person(), made)
    assert made.state == "declined"
    assert revision.appeal.state == "published"
    assert proposed(revision).pk != made.pk


def test_every_page_is_gone_in_every_language(revision: Revision) -> None:
    before = {one: Client().get(one) for one in renderings.ADDRESSES}
    withdrawn(revision)
    client = Client()
    for address in renderings.ADDRESSES:
        answer = client.get(address, headers={"if-none-match": before[address].get("ETag", "x")})
        if "FA-01-2026" not in address:
            assert answer.status_code == 200
            continue
        assert (address, answer.status_code) == (address, 410)
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, noarchive"
        assert "ETag" not in answer
        said = answer.content.decode()
        sentence = "a été retiré" if address.startswith("/fr/") else "as people whom it concerned"
        assert sentence in said
    nothing_of_it(renderings.pages())


def test_no_row_of_the_database_holds_a_word_of_it(revision: Revision) -> None:
    texts = {"en": {"title": "The ferry workers", "text": "They came home quietly."}}
    today = revision.published_at.date()
    replies.record(cast.olga(), revision.appeal, "update", today, texts)
    corrected.edited(revision.appeal, ask="Let a lawyer see the ferry workers.")
    moves.propose(cast.olga(), revision.appeal, "The seven came home once more.")
    stopping.stop(cast.olga(), revision.appeal, "other", "The ferry workers came home quietly.")
    withdrawn(revision)
    run_until_idle(LOOPS)
    nothing_of_it(rows())


def test_the_hashes_stay(revision: Revision, client: Client) -> None:
    hashes = dict(Revision.objects.values_list("number", "sha256"))
    withdrawn(revision, "wrong")
    assert dict(Revision.objects.values_list("number", "sha256")) == hashes
    answer = client.get("/FA-01-2026.json")
    told = json.loads(answer.content)
    assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
    assert told["state"] == "withdrawn"
    assert told["withdrawn"]["sentence"].endswith("because it proved to be wrong.")
    assert {one["number"]: one["sha256"] for one in told["revisions"]} == hashes
    assert set(told) == {"format", "url", "state", "withdrawn", "revisions"}
    nothing_of_it({"json": answer.content.decode()})


@pytest.mark.parametrize("why", ["asked", "harm", "wrong", "other"])
def test_one_sentence_is_all_that_is_told(revision: Revision, client: Client, why: str) -> None:
    made = withdrawn(revision, why)
    said = client.get("/FA-01-2026/").content.decode()
    main = said[said.index("<main") : said.index("</main>")]
    assert f'<p class="summary">{withdrawing.sentence(made)}</p>' in main
    assert main.count("<p") == 1
    assert NOTE not in said


def test_the_feed_replaces_its_entry(revision: Revision, client: Client) -> None:
    before = client.get("/feed.atom").content.decode()
    assert "ferry workers" in before
    withdrawn(revision)
    said = client.get("/feed.atom").content.decode()
    assert said.count("<entry>") == 1
    assert "<title>FA-01-2026: withdrawn</title>" in said
    assert "<id>http://127.0.0.1:8000/FA-01-2026/</id>" in said
    nothing_of_it({"feed": said})


def test_the_search_forgets_it_before_the_worker_comes_by(
    revision: Revision, client: Client
) -> None:
    assert "FA-01-2026" in client.get("/appeals/?words=ferry").content.decode()
    withdrawn(revision)
    said = client.get("/appeals/?words=ferry").content.decode()
    assert "FA-01-2026" not in said
    assert '<option value="BO"' not in said
    run_until_idle([archive.LOOP])
    assert renderings.index() == ""


def test_no_mail_that_has_not_gone_is_left(revision: Revision) -> None:
    subscriber("b@example.org")
    mailing.dispatch(cast.olga(), revision)
    mailing_work.prepare_page(Dispatch.objects.get(revision=revision))
    signing.sign(revision, entry("Bo Berg", "bo@example.org"))
    stuck = Mail.objects.filter(batch="confirm", state="waiting").get()
    Mail.objects.filter(pk=stuck.pk).update(state="sending")
    withdrawn(revision)
    assert list(Mail.objects.filter(payload__isnull=False)) == [stuck]
    Mail.objects.filter(pk=stuck.pk).update(state="waiting", leased_until=None)
    run_until_idle(LOOPS)
    assert not Mail.objects.filter(payload__isnull=False).exists()
    assert Dispatch.objects.get(revision=revision).state == "ended"


def test_paper_that_is_out_there_leads_to_the_tombstone(revision: Revision, client: Client) -> None:
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "")
    office = revision.appeal.addressees.all()[0]
    made = conveyance.export(cast.olga(), revision.appeal, office)
    withdrawn(revision)
    assert client.get(revision.appeal.get_absolute_url()).status_code == 410
    sheet.refresh_from_db()
    made.refresh_from_db()
    for again in (lambda: sheets.sheet_pdf(sheet), lambda: conveyance.bundle_path(made)):
        with pytest.raises(Refusal, match="This appeal is withdrawn for good"):
            again()


def test_nothing_more_is_done_with_it(revision: Revision) -> None:
    withdrawn(revision)
    appeal = revision.appeal
    appeal.refresh_from_db()
    texts = {"en": {"title": "News", "text": "They came home."}}
    today = revision.published_at.date()
    for again in (
        lambda: appeals.save_text(cast.olga(), appeal, "en", appeal.version, headline="Again"),
        lambda: moves.propose(cast.olga(), appeal, "Again."),
        lambda: replies.record(cast.olga(), appeal, "update", today, texts),
        lambda: mailing.dispatch(cast.olga(), Revision.objects.get(number=2)),
    ):
        with pytest.raises(Refusal, match=r"withdrawn for good|mailed out already"):
            again()
    with pytest.raises(Refusal, match="This appeal is withdrawn; there is nothing left to stop"):
        stopping.stop(cast.olga(), appeal, "harm")
    with pytest.raises(Refusal, match="Only a closed appeal can be opened again"):
        appeals.reopen(cast.olga(), appeal, "Again.")


def test_a_signature_is_neither_made_nor_confirmed_and_can_be_deleted(
    revision: Revision, client: Client
) -> None:
    signing.sign(revision, entry("Bo Berg", "bo@example.org"))
    link = newest_token()
    withdrawn(revision)
    assert client.post("/FA-01-2026/sign/", {"name": "Cy"}).status_code == 410
    assert client.post(f"/FA-01-2026/confirm/{link}/").status_code == 410
    with pytest.raises(Refusal, match="This appeal is withdrawn for good"):
        signing.confirm(link)
    said = client.get(f"/FA-01-2026/not-me/{link}/")
    assert said.status_code == 200
    nothing_of_it({"not me": said.content.decode()})
    assert client.post(f"/FA-01-2026/not-me/{link}/").status_code == 200
    assert Signature.objects.count() == 1


def test_the_desk_goes_on_without_it(revision: Revision) -> None:
    withdrawn(revision)
    run_until_idle(LOOPS)
    said = renderings.pages(renderings.DESK)
    assert all("Traceback" not in text for text in said.values())
    nothing_of_it(said)


def test_a_waiting_proposal_ends_with_it(revision: Revision) -> None:
    corrected.edited(revision.appeal, ask="Let a lawyer see them.")
    proposal = moves.propose(cast.olga(), revision.appeal, "A new ask.")
    withdrawn(revision)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.content["texts"]) == ("returned", {})
    assert not Proposal.objects.filter(state__in=["waiting", "approved"]).exists()


def test_the_desk_proposes_and_another_person_confirms(revision: Revision, client: Client) -> None:
    address = "/desk/appeals/FA-01-2026/withdraw/"
    client.force_login(cast.olga())
    wrong = client.post(address, {"why": "asked", "note": ""})
    assert wrong.status_code == 422
    assert "Write why, so that others can follow." in wrong.content.decode()
    said = client.post(address, {"why": "asked", "note": NOTE}, follow=True).content.decode()
    assert "Proposed. A second person has to confirm it now." in said
    assert "Take the proposal back" in said
    assert "Withdraw it for good" not in said
    client.force_login(cast.amir())
    assert (
        "Withdrawals that a second person has to confirm" in client.get("/desk/").content.decode()
    )
    said = client.get(address).content.decode()
    assert f'<p lang="" dir="auto">{NOTE}</p>' in said
    made = Withdrawal.objects.get()
    said = client.post(
        f"/desk/withdrawals/{made.pk}/", {"verb": "confirm"}, follow=True
    ).content.decode()
    assert withdrawing.sentence(Withdrawal.objects.get()) in said

"""The start page tells each person what is due, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.conveyance.models import Attempt, Conveyance
from tocsin.desk.due import worklists
from tocsin.intake import clock
from tocsin.intake.models import Alert
from tocsin.kernel.models import Mail
from tocsin.kernel.speaking import in_words
from tocsin.mailing.models import Dispatch
from tocsin.people.models import Staff
from tocsin.publishing import moves
from tocsin.replies.models import News

pytestmark = pytest.mark.django_db


def due(person: Staff | None = None) -> dict[str, list[str]]:
    lists = worklists(person or cast.olga())
    return {one.title: [words for words, _address in one.rows] for one in lists}


def conveyed(state: str, days_ago: int) -> Conveyance:
    revision = cast.published()
    row = Conveyance.objects.create(
        appeal=revision.appeal,
        authority=cast.authority(),
        revision=revision,
        number=1,
        tally={},
        bundle_sha256="0" * 64,
        state=state,
        prepared_by="olga",
    )
    Attempt.objects.create(
        conveyance=row,
        channel="hand",
        result=state if state != "prepared" else "sent",
        on=timezone.localdate() - timedelta(days=days_ago),
        evidence_name="slip.txt",
        evidence_sha256="0" * 64,
        recorded_by="olga",
    )
    return row


def test_an_empty_desk_has_nothing_due(settings: object) -> None:
    settings.TOCSIN_DEMONSTRATION = True  # type: ignore[attr-defined]
    client = Client()
    client.force_login(cast.olga())
    assert due() == {}
    assert "Nothing is due." in client.get("/desk/").content.decode()


def test_new_alerts_wait() -> None:
    alert = Alert.objects.create(
        sha256="1" * 64, way="paste", title="A ferry", text="", reading={}, received_by="olga"
    )
    day = in_words(clock.clock(alert).by)
    assert due() == {"New alerts": [f"By {day} · other · A ferry"]}


@pytest.mark.parametrize(
    ("filename", "name"), [("note.txt", "note.txt"), ("", "Alert without a title")]
)
def test_an_alert_without_a_title_is_named_as_on_its_own_page(filename: str, name: str) -> None:
    Alert.objects.create(
        sha256="1" * 64, way="paste", filename=filename, text="", reading={}, received_by="olga"
    )
    [row] = due()["New alerts"]
    assert row.endswith(f" · other · {name}")


def test_a_draft_is_to_be_finished_until_it_is_proposed() -> None:
    appeal = cast.draft()
    assert list(due()) == ["Drafts to finish"]
    moves.propose(cast.olga(), appeal)
    assert list(due()) == ["Waiting for another person’s approval"]
    assert list(due(cast.amir())) == ["For you to approve"]
    assert list(due(cast.pavel())) == ["For you to approve"]


def test_what_is_approved_waits_to_be_published() -> None:
    proposal = moves.propose(cast.olga(), cast.draft())
    moves.approve(cast.amir(), proposal)
    assert list(due()) == ["Approved, not yet published"]


def test_what_is_published_waits_for_mail_and_for_conveyance() -> None:
    cast.signing_key()
    revision = cast.published()
    assert list(due()) == ["Published, not mailed out"]
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert list(due()) == ["Published, not mailed out", "Conveyances to prepare"]
    assert len(due()["Conveyances to prepare"]) == 2
    Dispatch.objects.create(revision=revision, started_by="olga")
    assert list(due()) == ["Conveyances to prepare"]


def test_mail_that_is_uncertain_or_given_up_needs_a_decision() -> None:
    for number, state in enumerate(["uncertain", "uncertain", "failed", "sent"]):
        Mail.objects.create(key=str(number), batch="x", state=state)
    assert due() == {"Mail that needs a decision": ["Uncertain: 2", "Given up: 1"]}


def test_a_conveyance_is_due_until_it_is_delivered() -> None:
    conveyed("sent", 1)
    assert due()["Not proved delivered"] == [
        "FA-01-2026 · Ministry of the Interior (sent, not yet proved)"
    ]


@pytest.mark.parametrize(("state", "is_due"), [("prepared", False), ("sent", True)])
def test_of_a_withdrawn_appeal_only_what_left_the_desk_is_due(state: str, is_due: bool) -> None:
    row = conveyed(state, 1)
    assert "Not proved delivered" in due()
    Appeal.objects.filter(pk=row.appeal_id).update(state="withdrawn")
    assert ("Not proved delivered" in due()) is is_due


@pytest.mark.parametrize(("days", "overdue"), [(60, False), (61, True)])
def test_a_reply_is_overdue_after_the_days_of_silence(days: int, overdue: bool) -> None:
    conveyed("delivered", days)
    assert ("Replies overdue" in due()) is overdue


@pytest.mark.parametrize("kind", ["reply", "silence"])
def test_what_was_answered_or_noted_is_not_overdue(kind: str) -> None:
    row = conveyed("delivered", 99)
    News.objects.create(
        appeal=row.appeal,
        authority=row.authority,
        kind=kind,
        on=timezone.localdate(),
        recorded_by="olga",
    )
    assert "Replies overdue" not in due()


def test_a_long_list_shows_its_first_rows_and_its_number() -> None:
    for number in range(1, 8):
        cast.draft(f"FA-{number:02d}-2026")
    drafts = worklists(cast.olga())[0]
    assert (len(drafts.rows), len(drafts.shown)) == (7, 5)


def test_the_desk_is_read_in_another_language(client: Client, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    page = client.get("/desk/").content.decode()
    assert 'href="/fr/desk/" lang="fr"' in page
    french = client.get("/fr/desk/").content.decode()
    assert '<html lang="fr"' in french
    assert 'href="/desk/" lang="en"' in french
    assert "Réponses" in french

"""The desk's pages on what a source says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast
from tests.desk.test_cases import page
from tocsin.cases import moves
from tocsin.cases.models import Assertion, Claim
from tocsin.kernel import files

pytestmark = pytest.mark.django_db

USUAL = {"says": "asserts", "credibility": "6"}


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


@pytest.fixture
def claim() -> Claim:
    return cast.case().claims.get(number=1)


@pytest.fixture
def said(claim: Claim) -> Assertion:
    return claim.assertions.get(source__kind="media")


def test_what_somebody_says_is_written_down_with_its_evidence(
    desk: Client, claim: Claim, said: Assertion
) -> None:
    guard = claim.assertions.get(source__protected=True)
    sent = USUAL | {
        "source": said.source_id,
        "says": "denies",
        "heard_from": [guard.pk],
        "manner": "quoted",
        "received_on": "2026-03-04",
        "note": "On page two.",
        "evidence": SimpleUploadedFile("page-two.png", b"picture"),
    }
    answer = desk.post(f"/desk/claims/{claim.pk}/said/new/", sent)
    assert answer["Location"] == f"/desk/claims/{claim.pk}/"
    text = page(desk.get(f"/desk/claims/{claim.pk}/"))
    for words in (
        "says that it is not so",
        "a guard → El Faro del Lago → the desk",
        "received 4 March 2026",
        "quoted word by word",
        "On page two.",
        "page-two.png",
    ):
        assert words in text
    made = Assertion.objects.latest("pk")
    file = desk.get(f"/desk/said/{made.pk}/evidence/")
    assert file.content == b"picture"
    assert file["Content-Disposition"] == 'attachment; filename="page-two.png"'


def test_a_file_that_was_altered_is_not_handed_out(
    desk: Client, claim: Claim, said: Assertion, home: Path
) -> None:
    told = moves.Said(evidence=("a.png", b"picture"))
    made = moves.add_assertion(cast.olga(), claim, said.source, told)
    files.path(home / "files", made.evidence_sha256).write_bytes(b"another")
    answer = desk.get(f"/desk/said/{made.pk}/evidence/", follow=True)
    assert "A kept file is missing or damaged. Bring it back from a backup." in page(answer)


def test_a_file_that_is_too_large_is_refused_and_nothing_typed_is_lost(
    desk: Client, claim: Claim, said: Assertion, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    sent = USUAL | {
        "source": said.source_id,
        "note": "typed with care",
        "evidence": SimpleUploadedFile("long.mp3", b"x" * 2000),
    }
    answer = desk.post(f"/desk/claims/{claim.pk}/said/new/", sent)
    assert answer.status_code == 422
    assert "Evidence: This file is larger than 20 MB. Make it smaller, or split it." in page(answer)
    assert "typed with care" in page(answer)
    assert claim.assertions.count() == 2


def test_there_is_no_file_where_none_was_given(desk: Client, said: Assertion) -> None:
    assert desk.get(f"/desk/said/{said.pk}/evidence/").status_code == 404


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"source": ""}, "Who says it: Choose one."),
        ({"says": "shouts"}, "What it says: This is not in the list. Choose again."),
        ({"received_on": "soon"}, "When the desk had it: Write the day like 2026-10-03."),
        ({"received_on": "2999-01-01"}, "When the desk had it: The date lies in the future."),
        ({"hearsay": "on", "heard_from": "guard"}, "Either it is recorded from whom"),
        (
            {"heard_from": "999"},
            "From whom the source has it: This is not in the list. Choose again.",
        ),
        ({"note": "x" * 100_000}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    facts: dict[str, Any], sentence: str, desk: Client, claim: Claim, said: Assertion
) -> None:
    guard = claim.assertions.get(source__protected=True)
    if facts.get("heard_from") == "guard":
        facts = facts | {"heard_from": guard.pk}
    sent = USUAL | {"source": said.source_id, "note": "typed with care"} | facts
    answer = desk.post(f"/desk/claims/{claim.pk}/said/new/", sent)
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert str(sent["note"]) in page(answer)
    assert claim.assertions.count() == 2


def test_what_is_said_is_changed(desk: Client, claim: Claim, said: Assertion) -> None:
    guard = claim.assertions.get(source__protected=True)
    sent = USUAL | {"heard_from": [guard.pk], "credibility": "2", "version": "1"}
    assert desk.post(f"/desk/said/{said.pk}/", sent).status_code == 302
    said.refresh_from_db()
    assert (said.credibility, list(said.heard_from.all())) == ("2", [guard])
    text = page(desk.get(f"/desk/said/{said.pk}/"))
    assert "What El Faro del Lago says" in text


def test_the_later_of_two_officers_sees_both(desk: Client, said: Assertion) -> None:
    mine = Assertion.objects.get(pk=said.pk)
    moves.change_assertion(cast.pavel(), mine, 1, moves.Said(note="Pavel’s note."))
    sent = USUAL | {"note": "Olga’s note.", "version": "1"}
    answer = desk.post(f"/desk/said/{said.pk}/", sent)
    text = page(answer)
    assert answer.status_code == 422
    assert "Pavel Imre changed this while you were writing." in text
    for words in ("Pavel’s note.", "Olga’s note.", 'name="version" value="2"'):
        assert words in text


def test_it_is_set_aside_with_a_reason_and_shown_so(desk: Client, said: Assertion) -> None:
    place = f"/desk/said/{said.pk}/set-aside/"
    answer = desk.post(place, {"aside-reason": " "})
    assert answer.status_code == 422
    assert "Why it is set aside: Fill this in." in page(answer)
    desk.post(place, {"aside-reason": "The paper printed a correction."})
    for where in (f"/desk/said/{said.pk}/", f"/desk/claims/{said.claim_id}/"):
        assert "The paper printed a correction." in page(desk.get(where))
    again = desk.post(place, {"aside-reason": "Again."})
    assert "This was set aside already." in page(again)


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_who_is_no_officer_reads_why_and_changes_nothing(
    who: Any, desk: Client, said: Assertion
) -> None:
    desk.force_login(who())
    sent = USUAL | {"note": "typed with care", "version": "1"}
    answer = desk.post(f"/desk/said/{said.pk}/", sent)
    assert "Only a person with the role “officer” may do this." in page(answer)
    assert "typed with care" in page(answer)
    said.refresh_from_db()
    assert said.version == 1

"""What a colleague wrote in a language we do not know is told in no other, and stands alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.publishing import corrected
from tests.signing.people import sign_and_confirm
from tests.tongues import ARABIC, UNKNOWN, told
from tocsin.cases import moves as cases
from tocsin.cases.models import Assertion, Assessment, Case, Consent, Person, Source
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance.models import Attempt
from tocsin.intake import receiving as intake
from tocsin.intake.models import Alert, Fear, Return, Word
from tocsin.kernel import switches
from tocsin.publishing import moves as publishing
from tocsin.publishing import stopping, withdrawing
from tocsin.publishing.models import Revision
from tocsin.replies.models import News
from tocsin.signing import holds, taking

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    """Amir at the desk."""
    settings.TOCSIN_DEMONSTRATION = True
    cast.signing_key()
    client.force_login(cast.amir())
    return client


def heard(desk: Client, address: str) -> list[tuple[str, bool]]:
    answer = desk.get(f"/desk/{address}")
    assert answer.status_code == 200
    return told(answer.content.decode())


def test_words_of_a_case_stand_alone(desk: Client) -> None:
    case = cast.case()
    Case.objects.update(summary=ARABIC, language="ar")
    Source.objects.update(note=ARABIC)
    claim = case.claims.get(number=2)
    claim.text = ARABIC
    claim.save()
    cases.close_case(cast.olga(), case, ARABIC)
    # What it is about, a claim in the language of the case, two sources, why it was closed.
    assert heard(desk, f"cases/{case.pk}/") == [UNKNOWN, ("ar", True), *[UNKNOWN] * 3]
    Assertion.objects.filter(claim=claim).update(note=ARABIC)
    Assessment.objects.create(
        claim=claim, after="confirmed", reason=ARABIC, proposed="feared", proposed_why=ARABIC
    )
    assert heard(desk, f"claims/{claim.pk}/") == [UNKNOWN] * 3
    Assertion.objects.filter(claim=claim).update(note="", set_aside=ARABIC)
    said = Assertion.objects.filter(claim=claim)[0]
    assert heard(desk, f"claims/{claim.pk}/") == [UNKNOWN] * 3
    assert heard(desk, f"said/{said.pk}/") == [("ar", True), UNKNOWN]


def test_the_title_of_a_case_stands_alone_wherever_it_is_named(desk: Client) -> None:
    case = cast.case()
    Case.objects.update(title=ARABIC)
    assert heard(desk, "cases/") == [UNKNOWN]
    assert heard(desk, f"cases/{case.pk}/") == [UNKNOWN]
    assert heard(desk, f"claims/{case.claims.all()[0].pk}/") == [UNKNOWN]


def test_why_a_consent_was_withdrawn_stands_alone(desk: Client) -> None:
    person = Person.objects.create(case=cast.case(), names=["Ilo Marre"])
    given = {"scope": "public", "giver": "person", "form": "written"}
    day = dt.date(2026, 5, 1)
    Consent.objects.create(
        person=person, given_on=day, withdrawn_on=day, withdrawn_why=ARABIC, **given
    )
    assert heard(desk, f"persons/{person.pk}/") == [UNKNOWN]


def test_words_of_an_alert_stand_alone(desk: Client) -> None:
    alert, _new = intake.receive(cast.olga(), ARABIC.encode(), "a.txt", "file")
    Fear.objects.create(alert=alert, text=ARABIC, words=ARABIC, day=dt.date(2026, 5, 1))
    Alert.objects.update(reason=ARABIC, reading=alert.reading | {"language": "ar", "claims": []})
    back = Return.objects.create(alert=alert, arrival=alert.arrivals.get(), code_hash=b"c" * 32)
    Word.objects.create(way_back=back, from_desk=True, by="olga", text=ARABIC)
    found = heard(desk, f"alerts/{alert.pk}/")
    assert found.count(("ar", True)) == 1  # the text as it came
    assert found.count(UNKNOWN) == 4


def test_words_about_an_appeal_stand_alone(desk: Client) -> None:
    appeal = corrected.first().appeal
    corrected.refuted(appeal)
    corrected.set_right(appeal)
    asked = publishing.propose(cast.olga(), appeal, ARABIC, corrected=["c1"], wrong=ARABIC)
    assert heard(desk, f"approvals/{asked.pk}/") == [UNKNOWN] * 2
    publishing.hand_back(cast.amir(), asked, ARABIC)
    assert heard(desk, f"approvals/{asked.pk}/") == [UNKNOWN] * 3
    assert heard(desk, "appeals/FA-01-2026/") == [UNKNOWN]
    Revision.objects.update(note=ARABIC)
    assert heard(desk, "appeals/FA-01-2026/history/") == [UNKNOWN]
    withdrawing.propose(cast.olga(), appeal, "harm", ARABIC)
    assert heard(desk, "appeals/FA-01-2026/withdraw/") == [UNKNOWN]
    stopping.stop(cast.olga(), appeal, "harm", ARABIC)
    assert heard(desk, "appeals/FA-01-2026/stop/") == [UNKNOWN]


def test_words_about_voices_and_deliveries_stand_alone(desk: Client) -> None:
    revision = cast.published()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    conveyed = conveyance.export(cast.olga(), revision.appeal, cast.authority())
    Attempt.objects.create(
        conveyance=conveyed, channel="letter", result="failed", on=dt.date(2026, 5, 1), note=ARABIC
    )
    assert heard(desk, f"conveyances/{conveyed.pk}/") == [UNKNOWN]
    batch = taking.hold_back(cast.olga(), revision.appeal, holds.Filter(), ARABIC)
    holds.propose(cast.olga(), batch, "void", 19, ARABIC)
    assert heard(desk, f"holds/{batch.pk}/") == [UNKNOWN] * 2
    assert heard(desk, "signatures/FA-01-2026/hold-back/") == [UNKNOWN]


def test_why_a_switch_is_on_stands_alone_on_every_page(desk: Client) -> None:
    switches.turn(cast.olga(), switches.MAIL_PAUSED, "", True, ARABIC)
    switches.forget()
    assert heard(desk, "cases/") == [UNKNOWN]


def test_the_title_of_a_reply_is_told_in_its_language(desk: Client) -> None:
    texts = {"ar": {"title": ARABIC, "text": ARABIC}}
    appeal = cast.published().appeal
    News.objects.create(appeal=appeal, kind="update", on=dt.date(2026, 5, 1), texts=texts)
    assert heard(desk, "replies/") == [("ar", True)]

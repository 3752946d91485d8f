"""The gate: no sentence says more than its claims, and none says what harms somebody."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.publishing import corrected
from tocsin.appeals.content import content
from tocsin.appeals.models import Appeal
from tocsin.cases.concerned import Person
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import gate, moves
from tocsin.publishing.models import Override, Proposal, Revision

pytestmark = pytest.mark.django_db
BOLD = "Seven ferry workers were arrested on 3 March"
HARM = "Call the family at +591 71234567."
WHY = "The ministry said so to us on the telephone."


def draft(**changed: str) -> Appeal:
    appeal = cast.draft()
    if changed:
        corrected.edited(appeal, **changed)
    appeal.refresh_from_db()
    return appeal


def found(appeal: Appeal, kind: str) -> list[gate.Objection]:
    return [one for one in gate.objections(appeal, content(appeal)) if one.kind == kind]


def test_a_text_within_its_claims_passes() -> None:
    appeal = draft()
    assert gate.objections(appeal, content(appeal)) == []
    assert moves.propose(cast.olga(), appeal).state == "waiting"


def test_a_sentence_that_says_too_much_is_refused_with_reason_and_wording() -> None:
    appeal = draft(summary=f"{BOLD} [c1].")
    (told,) = found(appeal, "wording")
    assert (told.place, told.sentence, told.claims) == ("summary (English)", f"{BOLD}.", ("c1",))
    assert told.reason == "Claim c1 is reported: say who says so."
    assert (
        told.remedy
        == "According to El Faro del Lago, seven ferry workers were arrested on 3 March."
    )
    with pytest.raises(Refusal) as refused:
        moves.propose(cast.olga(), appeal)
    assert refused.value.sentence == f"“{BOLD}.” (summary (English)): {told.reason}"
    assert not Proposal.objects.exists()


def test_a_sentence_that_cites_nothing_is_refused() -> None:
    appeal = draft(summary=f"{BOLD}.")
    (told,) = found(appeal, "wording")
    assert told.reason.startswith("This states a fact of the case and cites no claim")


def test_a_claim_that_falls_after_the_approval_stops_the_publishing() -> None:
    appeal = draft()
    proposal = moves.propose(cast.olga(), appeal)
    moves.approve(cast.amir(), proposal)
    corrected.refuted(appeal)
    with pytest.raises(Refusal, match="This was edited after it was proposed"):
        moves.publish(cast.olga(), proposal)
    with pytest.raises(Refusal, match="Claim c1 is refuted: tell it only as false"):
        moves.propose(cast.olga(), appeal)


def test_what_harms_is_refused_with_its_remedy() -> None:
    appeal = draft(ask=HARM)
    (told,) = [one for one in found(appeal, "harm") if "number" in one.reason]
    assert (told.place, told.sentence) == ("ask (English)", HARM)
    assert "Take the private number out" in told.reason
    with pytest.raises(Refusal, match="Take the private number out"):
        moves.propose(cast.olga(), appeal)


def test_a_name_without_a_consent_is_refused_and_cannot_be_overridden() -> None:
    appeal = draft(ask="Let Rosa Quispe go.")
    Person.objects.create(case=appeal.case, names=["Rosa Quispe"])
    (told,) = found(appeal, "consent")
    assert told.key == ""
    assert told.reason == (
        "no consent lets everybody read the name of “Rosa Quispe”. "
        "Record the consent at the case, or take the name out here."
    )
    with pytest.raises(Refusal, match="no consent lets everybody read the name"):
        moves.propose(cast.olga(), appeal)
    with pytest.raises(Refusal, match="This sentence was changed; nothing stands against it"):
        gate.override(cast.amir(), appeal, "", WHY)


def test_a_claim_that_not_everybody_may_read_is_refused() -> None:
    appeal = draft()
    appeal.claims.filter(number=2).update(sensitivity="desk")
    reasons = [one.reason for one in found(appeal, "consent")]
    assert any("c2 is not for everybody" in reason for reason in reasons)


def test_a_second_person_overrides_a_wording_and_readers_see_it(client: Client) -> None:
    appeal = draft(summary=f"{BOLD} [c1].")
    (told,) = found(appeal, "wording")
    gate.override(cast.amir(), appeal, told.key, WHY)
    corrected.revised(appeal, "")
    (shown,) = Revision.objects.get().overrides
    assert (shown["sentence"], shown["reason"]) == (f"{BOLD}.", WHY)
    said = client.get("/FA-01-2026/").content.decode()
    assert WHY in said
    assert said.count(f"{BOLD}.") >= 2
    listed = json.loads(client.get("/FA-01-2026.json").content)["revision"]["overrides"]
    assert listed == [shown]


def test_an_override_of_harm_stays_in_the_record(client: Client) -> None:
    appeal = draft(ask=HARM)
    for one in found(appeal, "harm"):
        gate.override(cast.amir(), appeal, one.key, "It is the public number of the office.")
    corrected.revised(appeal, "")
    assert Revision.objects.get().overrides == []
    assert Override.objects.filter(kind="harm").exists()
    assert "public number of the office" not in client.get("/FA-01-2026/").content.decode()
    trail = audit.Entry.objects.filter(verb="override finding")
    assert all("71234567" not in str(entry.detail) for entry in trail)


def test_an_override_falls_when_its_sentence_changes() -> None:
    appeal = draft(summary=f"{BOLD} [c1].")
    (told,) = found(appeal, "wording")
    gate.override(cast.amir(), appeal, told.key, WHY)
    corrected.edited(appeal, summary=f"{BOLD}, at night [c1].")
    with pytest.raises(Refusal, match=r"at night\.” \(summary \(English\)\)"):
        moves.propose(cast.olga(), appeal)


def test_an_override_falls_when_its_claim_does() -> None:
    appeal = draft(summary=f"{BOLD} [c1].")
    (told,) = found(appeal, "wording")
    gate.override(cast.amir(), appeal, told.key, WHY)
    assert gate.standing(appeal, content(appeal)) == []
    appeal.claims.filter(number=1).update(status="unconfirmed")
    assert [one.claims for one in gate.standing(appeal, content(appeal))][-1] == ("c1",)


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (cast.olga, "Only a person with the role “approver” may do this"),
        (cast.nadia, "Only a person with the role “approver” may do this"),
    ],
)
def test_who_is_no_approver_overrides_nothing(person: Callable[[], Any], sentence: str) -> None:
    appeal = draft(summary=f"{BOLD} [c1].")
    (told,) = found(appeal, "wording")
    with pytest.raises(Refusal, match=sentence):
        gate.override(person(), appeal, told.key, WHY)


def test_nobody_overrides_what_they_wrote_or_propose() -> None:
    appeal = draft(summary=f"{BOLD} [c1].")
    (told,) = found(appeal, "wording")
    with pytest.raises(Refusal, match="Write why, so that others can follow"):
        gate.override(cast.amir(), appeal, told.key, " ")
    gate.override(cast.pavel(), appeal, told.key, WHY)
    with pytest.raises(Refusal, match="say who says so"):
        moves.propose(cast.pavel(), appeal)
    assert moves.propose(cast.olga(), appeal).state == "waiting"
    Appeal.objects.filter(pk=appeal.pk).update(changed_by="pavel")
    with pytest.raises(Refusal, match=r"You wrote this yourself\. Ask another approver"):
        gate.override(cast.pavel(), appeal, told.key, WHY)


def test_a_language_without_rules_is_read_by_a_second_person() -> None:
    appeal = draft()
    corrected.edited(appeal, "fr")
    row = appeal.texts.get(language="fr")
    row.language = "qu"
    row.save()
    assert gate.unchecked(content(appeal)) == ["qu"]
    proposal = moves.propose(cast.olga(), appeal)
    moves.approve(cast.amir(), proposal)
    assert audit.Entry.objects.filter(verb="approve").get().detail["read"] == ["qu"]


def test_the_desk_names_sentence_claim_reason_and_wording(client: Client, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    appeal = draft(summary=f"{BOLD} [c1].", ask=HARM)
    client.force_login(cast.olga())
    said = client.get("/desk/appeals/FA-01-2026/").content.decode()
    for words in (
        f"{BOLD}.",
        "Claim c1 is reported: say who says so.",
        "According to El Faro del Lago, seven ferry workers were arrested on 3 March.",
        "Take the private number out",
    ):
        assert words in said
    assert "Let it pass</button>" not in said
    assert "Propose for approval" not in said
    client.force_login(cast.amir())
    said = client.get("/desk/appeals/FA-01-2026/").content.decode()
    assert "Let it pass</button>" in said
    (told,) = found(appeal, "wording")
    address = "/desk/appeals/FA-01-2026/override/"
    refused = client.post(address, {"key": told.key, "reason": ""}, follow=True).content.decode()
    assert "Write why, so that others can follow." in refused
    client.post(address, {"key": told.key, "reason": WHY})
    assert Override.objects.get().by == "amir"


def test_a_withdrawn_appeal_keeps_no_override() -> None:
    from tocsin.publishing import withdrawing

    appeal = draft(summary=f"{BOLD} [c1].")
    (told,) = found(appeal, "wording")
    gate.override(cast.amir(), appeal, told.key, WHY)
    corrected.revised(appeal, "")
    appeal.refresh_from_db()
    withdrawing.confirm(cast.amir(), withdrawing.propose(cast.olga(), appeal, "harm", "Harm."))
    assert not Override.objects.exists()
    assert Revision.objects.get().overrides == []
    assert timezone.now() >= Revision.objects.get().published_at

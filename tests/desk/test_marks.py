"""From an imported document to a text that passes, by plain forms: marks, claims, wordings."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from tests import cast
from tests.paths import DATA, seed
from tests.publishing import corrected
from tocsin.appeals.content import content
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Claim
from tocsin.people.models import Staff
from tocsin.publishing import gate, marking, moves
from tocsin.publishing.gate import HARM, WORDING, Objection

pytestmark = pytest.mark.django_db
LIKE = "The police detained seven workers of the ferry on 3 March."
NEW = "BOLIVIA: A lawyer was beaten at the gate"
DOCUMENTS = sorted({seed(), DATA / "FA-07-2004.txt"})
COVER = "We are forwarding information"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: object) -> None:
    settings.TOCSIN_DEMONSTRATION = True  # type: ignore[attr-defined]


def visit(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, appeal: Appeal) -> str:
    return unescape(client.get(f"/desk/appeals/{appeal}/").content.decode())


def post(client: Client, appeal: Appeal, place: str, **data: str) -> str:
    appeal.refresh_from_db()
    told = {"version": str(appeal.version), "language": "en"} | data
    answer = client.post(f"/desk/appeals/{appeal}/{place}/", told, follow=True)
    appeal.refresh_from_db()
    return unescape(answer.content.decode())


def against(appeal: Appeal, kind: str = WORDING) -> list[Objection]:
    appeal.refresh_from_db()
    return [one for one in gate.objections(appeal, content(appeal)) if one.kind == kind]


def claim_form(client: Client, appeal: Appeal, one: marking.Sentence) -> dict[str, str]:
    """The form as the button opens it, sent as it is."""
    address = f"/desk/cases/{appeal.case_id}/claims/new/"
    query = {"appeal": str(appeal), "language": one.language, "sentence": one.key}
    form = client.get(address, query).context["form"]
    kept = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    kept["sources"] = [source.pk for source in kept["sources"] or []]
    told = {name: value for name, value in kept.items() if value}
    words = "&".join(f"{name}={value}" for name, value in query.items())
    answer = client.post(f"{address}?{words}", told)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith(f"/desk/appeals/{appeal}/")
    return told


def edited(**changed: str) -> Appeal:
    appeal = cast.draft()
    corrected.edited(appeal, **changed)
    return appeal


def test_the_editor_shows_proposals_and_marks_nothing_by_itself() -> None:
    appeal = edited(summary=LIKE)
    told = page(visit(cast.olga()), appeal)
    assert "Nothing is marked until you say so." in told
    assert f"<bdi>{LIKE}</bdi>" in told
    assert "Set [c1]" in told
    assert appeal.texts.get(language="en").summary == LIKE


def test_a_proposal_is_accepted_by_its_button() -> None:
    appeal = edited(summary=LIKE)
    (one,) = [one for one in marking.unmarked(appeal, "en") if one.part == "summary"]
    told = post(visit(cast.olga()), appeal, "marks", sentence=one.key)
    assert "1 sentence is marked." in told
    assert appeal.texts.get(language="en").summary == f"{LIKE[:-1]} [c1]."


def test_all_are_accepted_by_one_button() -> None:
    appeal = edited(summary=LIKE, letter=LIKE)
    client = visit(cast.olga())
    assert "Set all 2 marks" in page(client, appeal)
    assert "2 sentences are marked." in post(client, appeal, "marks", sentence="all")
    assert marking.unmarked(appeal, "en") == []


def test_a_proposal_that_is_old_is_refused_in_words() -> None:
    appeal = edited(summary=LIKE)
    told = post(visit(cast.olga()), appeal, "marks", sentence="gone")
    assert "This sentence was changed meanwhile; look at the proposals again." in told
    assert appeal.texts.get(language="en").summary == LIKE


def test_an_approver_alone_sets_no_mark() -> None:
    appeal = edited(summary=LIKE)
    post(visit(cast.amir()), appeal, "marks", sentence="all")
    assert appeal.texts.get(language="en").summary == LIKE


def test_looking_sets_no_mark() -> None:
    appeal = edited(summary=LIKE)
    answer = visit(cast.olga()).get(f"/desk/appeals/{appeal}/marks/")
    assert answer.status_code == 405


def test_the_claim_form_opens_filled_in_with_the_partner_as_source() -> None:
    appeal = edited(headline=NEW)
    partner = appeal.case.sources.create(name="River House", kind="partner")
    (one,) = [one for one in marking.unmarked(appeal, "en") if one.part == "headline"]
    client = visit(cast.olga())
    assert "Make a claim of this sentence" in page(client, appeal)
    told = claim_form(client, appeal, one)
    claim = Claim.objects.get(number=4)
    assert (claim.text, claim.status) == ("A lawyer was beaten at the gate.", "reported")
    assert told["status"] == "reported"
    assert list(claim.sources.all()) == [partner]
    assert appeal.texts.get(language="en").headline == f"{NEW} [c4]"
    assert claim in appeal.claims.all()


def test_without_a_partner_in_the_case_nobody_is_taken_for_the_source() -> None:
    appeal = edited(headline=NEW)
    (one,) = [one for one in marking.unmarked(appeal, "en") if one.part == "headline"]
    told = claim_form(visit(cast.olga()), appeal, one)
    assert (told["status"], "sources" in told) == ("unconfirmed", False)


def test_a_sentence_of_another_language_fills_the_field_of_that_language() -> None:
    appeal = cast.draft()
    corrected.edited(appeal, "fr", summary="Un avocat a été battu devant la porte.")
    (one,) = [one for one in marking.unmarked(appeal, "fr") if one.part == "summary"]
    query = {"appeal": str(appeal), "language": "fr", "sentence": one.key}
    address = f"/desk/cases/{appeal.case_id}/claims/new/"
    told = visit(cast.olga()).get(address, query).context["form"].initial
    assert told["text_fr"] == "Un avocat a été battu devant la porte."
    assert "text" not in told


def test_a_sentence_that_is_gone_opens_an_empty_form() -> None:
    appeal = cast.draft()
    query = {"appeal": str(appeal), "language": "en", "sentence": "gone"}
    address = f"/desk/cases/{appeal.case_id}/claims/new/"
    answer = visit(cast.olga()).get(address, query)
    assert answer.status_code == 200
    assert answer.context["of"] is None


def test_the_offered_wording_is_put_in_place_by_its_button() -> None:
    appeal = edited(summary=f"{LIKE[:-1]} [c1].")
    client = visit(cast.olga())
    assert "Put this in its place" in page(client, appeal)
    told = post(client, appeal, "mend", key=against(appeal)[0].key)
    assert "The offered wording stands in its place now." in told
    assert against(appeal) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_whole_document_goes_from_import_to_approval(document: Path) -> None:
    cast.document_type()
    cast.olga()
    call_command("import_alert", str(document), actor="olga")
    appeal, client = Appeal.objects.get(), visit(cast.olga())

    # The desk sees what is alike; until it is set, the sentence rests on no claim.
    told = page(client, appeal)
    assert f"<bdi>{COVER}" in told
    assert "Make a claim of this sentence" in told
    (bare,) = [one for one in against(appeal) if one.sentence.startswith(COVER)]
    assert "claim" in bare.reason, bare

    post(client, appeal, "marks", sentence="all")
    bold = [one for one in against(appeal) if one.sentence.startswith(COVER)]
    assert [one.reason.partition(": ")[2] for one in bold] == ["say openly that it is in doubt."]
    assert re.search(r"It is not confirmed that .* (to|were) ", bold[0].remedy)
    assert bold[0].sentence in page(client, appeal)

    # What no claim says becomes one, reported by the partner.
    while open_ := [one for one in marking.unmarked(appeal, "en") if one.uncited]:
        assert claim_form(client, appeal, open_[0])["status"] == "reported"
    while wrong := against(appeal):
        assert wrong[0].remedy, wrong[0]
        post(client, appeal, "mend", key=wrong[0].key)
    assert not any(COVER in getattr(text, "body", "") for text in appeal.texts.all())

    for one in against(appeal, HARM):
        gate.override(cast.amir(), appeal, one.key, "It names an office, and nobody in it.")
    appeal.refresh_from_db()
    assert moves.propose(cast.olga(), appeal).state == "waiting"

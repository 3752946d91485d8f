"""A name goes to those who may read it, and stands in no other thing that leaves the house."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.mailing.people import subscriber
from tests.publishing import corrected, renderings
from tests.publishing.audiences.rosa import (
    ENGLISH,
    LOOPS,
    NAME,
    TU,
    WITHHELD,
    agree,
    named,
    naming,
    spoken,
)
from tests.signing.people import sign_and_confirm
from tocsin.appeals.content import content, digest
from tocsin.appeals.models import Appeal
from tocsin.cases import moves as cases
from tocsin.cases.models import Consent
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance.dossier import dossier_pdf
from tocsin.conveyance.lands import Lands
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.publishing import audiences, gate, moves, stopping
from tocsin.publishing.models import Override, Proposal, Revision
from tocsin.replies import moves as replies

pytestmark = pytest.mark.django_db


def test_a_name_for_one_office_is_found_in_no_other_output(
    appeal: Appeal, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    cast.signing_key()
    subscriber("a@example.org")
    subscriber("b@example.org", language="fr")
    with caplog.at_level(logging.INFO):
        revision = corrected.first(appeal)
        mailing.dispatch(cast.olga(), revision)
        sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
        run_until_idle(LOOPS)
        pages = renderings.pages([*renderings.ADDRESSES, "/FA-01-2026.json", "/join/"])
        searches = [f"/appeals/?words={word}" for word in ("Rosa", "Quispe", "ferry")]
        pages |= renderings.pages(searches)
        mails = renderings.mails()
        sheets = {code: renderings.sheet(revision, code) for code in ("en", "fr")}
        told = cast.authority("Office of the Ombudsman")
        other = renderings.bundle(conveyance.export(cast.olga(), appeal, told))
        ours = renderings.bundle(conveyance.export(cast.olga(), appeal, cast.authority()))
    pages |= renderings.pages(["/FA-01-2026.json"])  # with what was conveyed
    assert len(mails) >= 3
    # Whoever types the name into the search field reads what they typed, and no appeal.
    typed = {place: pages.pop(place) for place in searches[:2]}
    assert [place for place in typed if "FA-01-2026" in typed[place]] == []
    assert "FA-01-2026" in pages[searches[2]]
    assert naming(pages | mails | sheets | {"search": renderings.index()}) == []
    assert naming({"manifest": other[0], "dossier": other[1]}) == []
    assert naming({"log": caplog.text}) == []
    assert (
        naming({"public": json.dumps(revision.content), "overrides": str(revision.overrides)}) == []
    )
    # The office that may read the name reads it, in the same words; the child has initials there.
    for said in ours:
        assert NAME.casefold() in spoken(said)
        assert "Tito" not in said
    assert WITHHELD in pages["/FA-01-2026/"]
    assert "T. Q. waits" in pages["/FA-01-2026/"]
    assert TU in pages["/fr/FA-01-2026/"]
    assert (
        'content="A local newspaper reports that seven ferry workers and a person whose'
        in (pages["/FA-01-2026/"])
    )


def test_the_dossier_says_that_it_names_more_and_which_text_was_signed(appeal: Appeal) -> None:
    cast.signing_key()
    revision = corrected.first(appeal)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    manifest = conveyance.manifest(revision, cast.authority())
    assert manifest["names_given"] is True
    assert manifest["revision_sha256"] == revision.sha256 == digest(revision.content)
    whole = manifest | {"created": "2026-05-01", "sha256": {"records.bin": "0" * 64}}
    said = spoken(renderings.pdf(dossier_pdf(whole, [], Lands())))
    assert "names are given to you here that are withheld in public" in said
    assert revision.sha256 in said.replace(" ", "")
    plain = conveyance.manifest(revision, cast.authority("Office of the Ombudsman"))
    assert plain["names_given"] is False
    whole = plain | {"created": "2026-05-01", "sha256": {"records.bin": "0" * 64}}
    assert "withheld in public" not in spoken(renderings.pdf(dossier_pdf(whole, [], Lands())))


def test_a_dossier_that_names_fewer_does_not_say_that_it_names_more(appeal: Appeal) -> None:
    cast.signing_key()
    agree(appeal.case.persons.get(role="affected"), "public")
    revision = corrected.first(appeal)
    manifest = conveyance.manifest(revision, cast.authority("Office of the Ombudsman"))
    assert NAME in revision.content["texts"]["en"]["letter"]
    assert NAME not in str(manifest["letter"])
    assert manifest["names_given"] is False


def test_a_bundle_of_an_older_tocsin_has_no_such_line() -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    manifest = conveyance.manifest(revision, cast.authority()) | {"created": "2026-05-01"}
    del manifest["names_given"]
    whole = manifest | {"sha256": {"records.bin": "0" * 64}}
    assert "withheld in public" not in spoken(renderings.pdf(dossier_pdf(whole, [], Lands())))


def test_the_network_reads_a_name_that_everybody_may_not(appeal: Appeal) -> None:
    agree(appeal.case.persons.get(role="affected"), "network")
    subscriber("a@example.org")
    revision = corrected.first(appeal)
    mailing.dispatch(cast.olga(), revision)
    run_until_idle(LOOPS)
    (mail,) = renderings.mails().values()
    assert "Tell the family of ROSA QUISPE" in mail
    assert "Tito" not in mail
    assert naming(renderings.pages()) == []


def test_a_consent_taken_back_takes_the_name_out_of_the_next_mail(appeal: Appeal) -> None:
    consent = agree(appeal.case.persons.get(role="affected"), "network")
    revision = corrected.first(appeal)
    cases.withdraw_consent(cast.olga(), consent, timezone.localdate(), "She is afraid.")
    assert "Rosa" not in json.dumps(audiences.for_network(revision), ensure_ascii=False)


def test_with_a_consent_for_everybody_nothing_is_withheld(appeal: Appeal) -> None:
    agree(appeal.case.persons.get(role="affected"), "public")
    agree(
        appeal.case.persons.get(role="family"),
        "public",
        giver="representative",
        representative="Ana Quispe",
    )
    revision = corrected.first(appeal)
    assert revision.written is None
    assert digest(revision.content) == digest(content(appeal))


def test_who_agreed_to_nothing_is_not_replaced_silently(appeal: Appeal) -> None:
    Consent.objects.all().delete()
    with pytest.raises(Refusal, match="no consent lets everybody read the name of “Rosa Quispe”"):
        moves.propose(cast.olga(), appeal)
    appeal.case.persons.filter(role="affected").update(shown_as="nameless")
    assert moves.propose(cast.olga(), appeal).state == "waiting"


@pytest.mark.parametrize(
    "words",
    [
        "Let Ros&#97; Quispe go.",
        "Let [them](https://example.org/rosa%20quispe) go.",
    ],
)
def test_a_name_in_code_or_in_an_address_is_refused(appeal: Appeal, words: str) -> None:
    corrected.edited(appeal, body=words)
    appeal.refresh_from_db()
    with pytest.raises(Refusal, match=r"the public text would still name “Rosa Quispe”|Ros"):
        corrected.first(appeal)
    assert not Revision.objects.exists()


def test_a_name_in_a_plain_address_is_replaced_there(appeal: Appeal) -> None:
    corrected.edited(appeal, body="Let [them](https://example.org/?q=Rosa+Quispe) go.")
    appeal.refresh_from_db()
    public = audiences.for_all(appeal, content(appeal))
    assert public["texts"]["en"]["body"] == f"Let [them](https://example.org/?q={WITHHELD}) go."


def test_a_mark_within_a_name_hides_it_from_nobody(appeal: Appeal) -> None:
    corrected.edited(appeal, ask="Let Rosa [c1] Quispe go.")
    appeal.refresh_from_db()
    public = audiences.for_all(appeal, content(appeal))
    assert public["texts"]["en"]["ask"] == f"Let {WITHHELD} go."


def test_a_partner_who_may_not_be_named_stops_the_publishing(appeal: Appeal) -> None:
    appeal.partner.name = f"House of {NAME}"  # type: ignore[union-attr]
    appeal.partner.save()  # type: ignore[union-attr]
    found = [one for one in gate.objections(appeal, content(appeal)) if one.kind == gate.CONSENT]
    assert [one.place for one in found] == ["facts and attachments"]
    assert "would still name “Rosa Quispe”" in found[0].reason


def test_an_approval_falls_with_a_consent(appeal: Appeal) -> None:
    consent = agree(appeal.case.persons.get(role="affected"), "public")
    proposal = moves.propose(cast.olga(), appeal)
    moves.approve(cast.amir(), proposal)
    cases.withdraw_consent(cast.olga(), consent, timezone.localdate(), "She is afraid.")
    with pytest.raises(Refusal, match=r"edited after it was proposed \(who may be named\)"):
        moves.publish(cast.olga(), proposal)
    assert not Revision.objects.exists()


def test_another_name_behind_the_same_public_words_is_another_text(appeal: Appeal) -> None:
    agree(named(appeal, "Ana Mamani"), "authorities", cast.authority())
    proposal = moves.propose(cast.olga(), appeal)
    corrected.edited(appeal, ask=ENGLISH["ask"].replace("ROSA QUISPE", "Ana Mamani"))
    appeal.refresh_from_db()
    assert digest(audiences.for_all(appeal, content(appeal))) == proposal.digest
    with pytest.raises(Refusal, match=r"edited after it was proposed \(ask \(English\)\)"):
        moves.approve(cast.amir(), Proposal.objects.get())


def test_a_published_override_tells_no_name(appeal: Appeal) -> None:
    bold = "Seven ferry workers and Rosa Quispe were arrested on 3 March"
    corrected.edited(appeal, summary=f"{bold} [c1]. Rosa Quispe and Ana Rosa were beaten [c1].")
    appeal.refresh_from_db()
    for one in gate.objections(appeal, content(appeal)):
        if one.key:
            gate.override(cast.amir(), appeal, one.key, f"{NAME} told us so.")
    revision = corrected.first(appeal)
    assert len(revision.overrides) == Override.objects.filter(kind="wording").count() >= 2
    assert NAME not in str(revision.overrides)
    assert "“Rosa”" not in str(revision.overrides)
    assert WITHHELD in revision.overrides[0]["sentence"]


@pytest.mark.parametrize("field", ["note", "wrong"])
def test_a_note_on_what_changed_names_nobody(appeal: Appeal, field: str) -> None:
    corrected.first(appeal)
    corrected.edited(appeal, ask="Let Rosa Quispe and the seven go.")
    appeal.refresh_from_db()
    told = {"note": "More is known.", field: f"{NAME} is at home."}
    with pytest.raises(Refusal, match="may not be named to everybody") as no:
        moves.propose(cast.olga(), appeal, **told)
    assert no.value.field == field


def test_what_came_back_and_a_stop_name_nobody(appeal: Appeal) -> None:
    corrected.first(appeal)
    appeal.refresh_from_db()
    today = timezone.localdate()
    for part in ("title", "text"):
        texts = {"en": {"title": "News", "text": "News."} | {part: f"{NAME} is free."}}
        with pytest.raises(Refusal, match="may not be named to everybody") as no:
            replies.record(cast.olga(), appeal, "update", today, texts)
        assert no.value.field == f"{part}_en"
    texts = {"en": {"title": "News", "text": "News."}}
    with pytest.raises(Refusal, match="may not be named to everybody"):
        replies.record(cast.olga(), appeal, "update", today, texts, source=NAME)
    with pytest.raises(Refusal, match="may not be named to everybody"):
        stopping.stop(cast.olga(), appeal, "other", f"{NAME} is free.")
    appeal.case.sources.create(name="Eva Rey", kind="witness", protected=True)
    with pytest.raises(Refusal, match="“Eva Rey” is a protected source"):
        stopping.stop(cast.olga(), appeal, "other", "Eva Rey said so.")


def test_a_protected_source_goes_to_no_office_either(appeal: Appeal) -> None:
    appeal.case.sources.create(name="Eva Rey", kind="witness", protected=True)
    corrected.edited(appeal, letter="I write since Eva Rey said so.")
    appeal.refresh_from_db()
    with pytest.raises(Refusal, match="“Eva Rey” is a protected source and stands in"):
        moves.propose(cast.olga(), appeal)

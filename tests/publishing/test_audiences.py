"""One text, several readers: a name goes where its consent lets it, and nowhere else."""

from __future__ import annotations

import json
import logging
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.mailing.people import subscriber
from tests.publishing import corrected, renderings
from tests.signing.people import sign_and_confirm
from tocsin.appeals.content import content, digest
from tocsin.appeals.models import Appeal, Attachment
from tocsin.archive import work as archive
from tocsin.authorities.models import Authority
from tocsin.cases import moves as cases
from tocsin.cases.models import Claim, Consent, Person
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance import reads as conveyed
from tocsin.conveyance.dossier import dossier_pdf
from tocsin.desk.due import worklists
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.mailing import work as mailing_work
from tocsin.publishing import audiences, consents, gate, moves, stopping, withdrawing
from tocsin.publishing.models import Override, Proposal, Revision
from tocsin.replies import moves as replies
from tocsin.replies import work as replies_work

pytestmark = pytest.mark.django_db
# What is queued stays there, so that each mail can be read.
LOOPS = [mailing_work.LOOP, replies_work.LOOP, archive.LOOP]
NAME, CHILD = "Rosa Quispe", "Tito Quispe"
WITHHELD, TU = "a person whose name is withheld", "une personne dont le nom est tu"
ENGLISH = {
    "headline": "BOLIVIA: Newspaper reports seven ferry workers and Rosa Quispe arrested [c1]",
    "summary": "A local newspaper reports that seven ferry workers and Rosa Quispe were arrested "
    "on 3 March [c1]. It is not confirmed that they are held without charge [c2].",
    "body": "River House asks for help for **Rosa** *Quispe*. It is feared that they will be moved "
    "to a military court [c3]. Tito Quispe waits for her.",
    "ask": "Tell the family of ROSA QUISPE where the seven are, and let a lawyer see them.",
    "letter": "I write about seven ferry workers and Rosa Quispe, who are reported to have been "
    "arrested [c1].",
}
FRENCH = {
    "headline": "BOLIVIE : selon un journal, sept bateliers et Rosa Quispe arrêtés [c1]",
    "summary": "Selon un journal local, sept bateliers et Rosa Quispe ont été arrêtés le 3 mars "
    "[c1]. Il n’est pas confirmé qu’ils soient détenus sans inculpation [c2].",
    "ask": "Dites à la famille de Rosa Quispe où sont les sept, et laissez un avocat les voir.",
    "letter": "Je vous écris au sujet de sept bateliers et de Rosa Quispe qui auraient été "
    "arrêtés [c1].",
}


def agree(person: Person, scope: str, *offices: Authority, **facts: Any) -> Consent:
    usual: dict[str, Any] = {"giver": "person", "form": "written", "given_on": date(2026, 4, 1)}
    told = cases.Agreed(scope, **(usual | facts), authorities=offices)
    return cases.give_consent(cast.olga(), person, told)


def named(appeal: Appeal, *names: str, **facts: Any) -> Person:
    told = cases.Told(names=names or (NAME, "Quispe, Rosa"), **facts)
    return cases.add_person(cast.olga(), appeal.case, told)


def drafted() -> Appeal:
    """A draft that names Rosa and a child in each of its parts, in both languages."""
    appeal = cast.draft()
    claim = appeal.claims.get(number=1)
    Claim.objects.filter(pk=claim.pk).update(
        text="Seven ferry workers and Rosa Quispe were arrested on 3 March.",
        translations={"fr": "Sept bateliers et Rosa Quispe ont été arrêtés le 3 mars."},
    )
    aunt = appeal.case.sources.create(name="sister of Rosa Quispe", kind="family")
    claim.assertions.create(source=aunt, order=5)
    Attachment.objects.create(
        appeal=appeal,
        sha256="a" * 64,
        media_type="image/jpeg",
        width=10,
        height=10,
        alt={"en": "Rosa Quispe at the quay", "fr": "Rosa Quispe au quai"},
        sealed_sha256="b" * 64,
        key_id="k",
        added_by="olga",
        changed_by="olga",
    )
    corrected.edited(appeal, **ENGLISH)
    corrected.edited(appeal, "fr", **FRENCH)
    appeal.refresh_from_db()
    return appeal


@pytest.fixture
def appeal() -> Appeal:
    """Rosa lets the ministry alone read her name; nobody agreed for the child."""
    made = drafted()
    agree(named(made), "authorities", cast.authority())
    named(made, CHILD, role="family", age=9)
    return made


def spoken(text: str) -> str:
    return " ".join(text.split()).casefold()


def naming(rendered: dict[str, str], *names: str) -> list[str]:
    return [
        place
        for place, text in rendered.items()
        if any(spoken(name) in spoken(text) for name in (*names, "rosa", "quispe", "tito"))
    ]


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
    said = spoken(renderings.pdf(dossier_pdf(whole, [], Counter())))
    assert "names are given to you here that are withheld in public" in said
    assert revision.sha256 in said.replace(" ", "")
    plain = conveyance.manifest(revision, cast.authority("Office of the Ombudsman"))
    assert plain["names_given"] is False
    whole = plain | {"created": "2026-05-01", "sha256": {"records.bin": "0" * 64}}
    assert "withheld in public" not in spoken(renderings.pdf(dossier_pdf(whole, [], Counter())))


def test_a_bundle_of_an_older_tocsin_has_no_such_line() -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    manifest = conveyance.manifest(revision, cast.authority()) | {"created": "2026-05-01"}
    del manifest["names_given"]
    whole = manifest | {"sha256": {"records.bin": "0" * 64}}
    assert "withheld in public" not in spoken(renderings.pdf(dossier_pdf(whole, [], Counter())))


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


def due() -> dict[str, list[str]]:
    return {one.title: [words for words, _at in one.rows] for one in worklists(cast.olga())}


PUBLIC_LIST = "Named in public without a consent that holds"


def test_a_consent_that_ends_puts_the_appeal_on_a_worklist(appeal: Appeal) -> None:
    rosa = appeal.case.persons.get(role="affected")
    agree(rosa, "public", expires_on=timezone.localdate())
    corrected.first(appeal)
    assert PUBLIC_LIST not in due()
    Consent.objects.filter(scope="public").update(
        expires_on=timezone.localdate() - timedelta(days=1)
    )
    (row,) = due()[PUBLIC_LIST]
    assert row.startswith("FA-01-2026 · The consent of “Rosa Quispe” to be named to the public")
    assert row.endswith("Propose the next revision without the name, or withdraw the appeal.")


def test_a_consent_that_is_taken_back_does_too_until_it_is_withdrawn(appeal: Appeal) -> None:
    rosa = appeal.case.persons.get(role="affected")
    consent = agree(rosa, "public")
    corrected.first(appeal)
    cases.withdraw_consent(cast.olga(), consent, timezone.localdate(), "She is afraid.")
    assert "took back on" in due()[PUBLIC_LIST][0]
    appeal.refresh_from_db()
    revision = corrected.revised(appeal, "A name is withheld now.")
    assert NAME not in json.dumps(revision.content)
    (row,) = due()[PUBLIC_LIST]
    assert row.endswith("Older revisions still show the name; only a withdrawal takes them away.")
    appeal.refresh_from_db()
    made = withdrawing.propose(cast.olga(), appeal, "asked", "She asked.")
    withdrawing.confirm(cast.amir(), made)
    assert consents.fallen() == []
    assert Revision.objects.exclude(written=None).count() == 0
    assert Proposal.objects.exclude(written=None).count() == 0


def test_a_source_that_is_protected_later_is_named_to_nobody_from_then_on(appeal: Appeal) -> None:
    cast.signing_key()
    revision = corrected.first(appeal)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    paper = appeal.case.sources.get(name="El Faro del Lago")
    assert "El Faro" in json.dumps(audiences.for_network(revision))
    paper.protected = True
    paper.save()
    for shown in (
        audiences.for_network(revision),
        audiences.for_office(revision, cast.authority()),
    ):
        assert "El Faro" not in json.dumps(shown)
    (row,) = due()[PUBLIC_LIST]
    assert "“El Faro del Lago” is a protected source now. Propose the next revision" in row


def test_a_bundle_that_names_somebody_without_consent_is_not_given_out(appeal: Appeal) -> None:
    cast.signing_key()
    revision = corrected.first(appeal)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    made = conveyance.export(cast.olga(), appeal, cast.authority())
    assert conveyed.named_without_consent(made) == []
    assert conveyance.bundle_path(made).exists()
    consent = Consent.objects.get(scope="authorities")
    cases.withdraw_consent(cast.olga(), consent, timezone.localdate(), "She is afraid.")
    with pytest.raises(Refusal, match="Prepare the conveyance anew and destroy every copy of it"):
        conveyance.bundle_path(made)
    (row,) = due()["Prepared for an office to which somebody may not be named any more"]
    assert row == "FA-01-2026 → Ministry of the Interior · Rosa Quispe"
    again = conveyance.export(cast.olga(), appeal, cast.authority())
    assert naming({"again": renderings.bundle(again)[0]}) == []


def page(address: str) -> str:
    client = Client()
    client.force_login(cast.olga())
    return client.get(address).content.decode()


def test_the_preview_shows_both_renderings_side_by_side(appeal: Appeal, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    said = page("/desk/appeals/FA-01-2026/preview/")
    everybody, _heading, office = said.partition("What is read by: Ministry of the Interior")
    assert WITHHELD in everybody.partition("What everybody reads")[2]
    assert NAME not in everybody.partition("What everybody reads")[2]
    assert "Tell the family of ROSA QUISPE" in office
    assert "T. Q. waits" in office
    other = cast.authority("Office of the Ombudsman")
    said = page(f"/desk/appeals/FA-01-2026/preview/?for={other.pk}")
    assert "The same as everybody reads." in said
    assert "Dites à la famille de Rosa Quispe" in page(
        "/desk/appeals/FA-01-2026/preview/?language=fr"
    )


def test_whoever_approves_reads_both(appeal: Appeal, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    proposal = moves.propose(cast.olga(), appeal)
    said = page(f"/desk/approvals/{proposal.pk}/")
    assert "What everybody reads" in said
    assert "Tell the family of ROSA QUISPE" in said


def test_where_all_read_the_same_one_rendering_is_shown(settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    cast.draft()
    said = page("/desk/appeals/FA-01-2026/preview/")
    assert "Everybody, the network and the addressees read the same names." in said
    assert "What everybody reads" not in said

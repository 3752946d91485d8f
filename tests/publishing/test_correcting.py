"""A correction says what was wrong, and says so for good."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from tests import cast
from tests.publishing import corrected
from tests.signing.people import sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import correcting, moves
from tocsin.publishing.models import Proposal, Revision
from tocsin.signing import reads as signing

pytestmark = pytest.mark.django_db
OLD, NEW = "reports that seven ferry workers were arrested on 3 March.", "It is false that"


@pytest.fixture
def appeal(settings: object) -> Appeal:
    """An appeal whose first revision is out."""
    settings.TOCSIN_DEMONSTRATION = True  # type: ignore[attr-defined]
    cast.signing_key()
    return corrected.first().appeal


def page(client: Client, address: str = "/FA-01-2026/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_first_revision_corrects_nothing() -> None:
    with pytest.raises(
        Refusal, match=r"A first revision corrects nothing; leave this empty\."
    ) as told:
        moves.propose(cast.olga(), cast.draft(), wrong="All of it.")
    assert told.value.field == "wrong"


def test_only_claims_that_were_published_are_corrected(appeal: Appeal) -> None:
    corrected.edited(appeal, ask="Tell the families.")
    with pytest.raises(Refusal, match="Choose claims that the last revision rests on") as told:
        moves.propose(cast.olga(), appeal, "New ask.", corrected=["c9"])
    assert told.value.field == "corrected"


def test_what_was_wrong_is_told_in_few_words(appeal: Appeal) -> None:
    corrected.edited(appeal, ask="Tell the families.")
    with pytest.raises(Refusal, match="This is 501 characters long; shorten it to 500") as told:
        moves.propose(cast.olga(), appeal, "New ask.", wrong="w" * 501)
    assert told.value.field == "wrong"


def test_an_ordinary_revision_is_no_correction(appeal: Appeal, client: Client) -> None:
    corrected.edited(appeal, ask="Tell the families.")
    revision = corrected.revised(appeal, "A shorter ask.")
    assert revision.correction is None
    assert "Corrections" not in page(client)


def test_the_same_text_can_be_proposed_anew_as_a_correction(appeal: Appeal) -> None:
    corrected.edited(appeal, ask="Tell the families.")
    moves.propose(cast.olga(), appeal, "New ask.")
    made = moves.propose(cast.olga(), appeal, "New ask.", wrong="The ask.")
    assert made.correction == {"claims": [], "wrong": "The ask."}
    assert Proposal.objects.get(state="waiting") == made


def test_a_claim_that_fell_proposes_a_correction(appeal: Appeal, client: Client) -> None:
    corrected.refuted(appeal)
    corrected.set_right(appeal)
    client.force_login(cast.olga())
    said = page(client, "/desk/appeals/FA-01-2026/")
    boxes = dict(re.findall(r'name="corrected" value="(c\d)"[^>]*?( checked)?>', said))
    assert boxes == {"c1": " checked", "c2": "", "c3": ""}


def test_the_desk_marks_a_correction_and_the_approver_reads_it(
    appeal: Appeal, client: Client
) -> None:
    corrected.refuted(appeal)
    corrected.set_right(appeal)
    client.force_login(cast.olga())
    words = {"note": "They came home.", "corrected": ["c1"], "wrong": corrected.WRONG}
    client.post("/desk/appeals/FA-01-2026/propose/", words)
    proposal = Proposal.objects.get(state="waiting")
    assert proposal.correction == {"claims": ["c1"], "wrong": corrected.WRONG}
    client.force_login(cast.amir())
    said = page(client, f"/desk/approvals/{proposal.pk}/")
    assert f'<b>This is a correction.</b> <bdi lang="">{corrected.WRONG}</bdi> (c1)' in said


def test_the_page_shows_the_old_sentence_struck_through(appeal: Appeal, client: Client) -> None:
    corrected.correction(appeal)
    said = page(client)
    assert corrected.WRONG in said
    assert re.search(rf"<del>[^<]*{OLD} ?</del>", said)
    assert re.search(rf"<ins>{NEW}[^<]*</ins>", said)
    shown = said[said.index('id="corrections"') :]
    assert re.findall(r'data-status="(\w+)"', shown)[:2] == ["reported", "refuted"]


def test_a_correction_stands_through_every_later_revision(appeal: Appeal, client: Client) -> None:
    corrected.correction(appeal)
    corrected.edited(appeal, ask="Let a doctor see them.")
    corrected.revised(appeal, "A new ask.")
    said = page(client)
    assert said.count("<del>") > 1
    assert OLD in said
    assert "· <b>correction</b>" in said


def test_each_reader_sees_the_sentences_of_their_language(appeal: Appeal, client: Client) -> None:
    corrected.correction(appeal)
    said = page(client, "/fr/FA-01-2026/")
    assert corrected.WRONG in said
    struck = re.findall(r"<del>([^<]*)</del>", said)
    assert any("sept bateliers ont été arrêtés" in one for one in struck)
    assert not any("ferry workers" in one for one in struck)


def test_a_later_revision_shows_what_changed_and_why(appeal: Appeal, client: Client) -> None:
    corrected.correction(appeal)
    said = page(client, "/FA-01-2026/r2/")
    changes = said[said.index('id="changes"') : said.index("<article")]
    assert "What changed since revision 1" in changes
    assert "The seven came home." in changes
    assert re.search(rf"<del>[^<]*{OLD} ?</del><ins>{NEW}[^<]*</ins>", changes)
    assert "It is not confirmed that they are held without charge." in changes
    assert 'id="changes"' not in page(client, "/FA-01-2026/r1/")


def test_a_new_language_is_told_as_one(client: Client) -> None:
    draft = cast.draft()
    draft.texts.filter(language="fr").update(headline="", summary="", body="", ask="", letter="")
    appeal = corrected.first(draft).appeal
    corrected.edited(appeal, "fr")
    corrected.revised(appeal, "In French too.")
    assert "This language was added." in page(client, "/FA-01-2026/r2/?text=fr")
    assert "No sentence and no status changed." in page(client, "/FA-01-2026/r2/")


def test_the_json_tells_every_correction(appeal: Appeal, client: Client) -> None:
    revision = corrected.correction(appeal)
    told = json.loads(client.get("/FA-01-2026.json").content)["corrections"]
    assert told == [
        {
            "revision": 2,
            "published_at": revision.published_at.isoformat(),
            "wrong": corrected.WRONG,
            "claims": [{"ref": "c1", "before": "reported", "after": "refuted"}],
        }
    ]


def test_words_of_a_correction_are_no_markup(appeal: Appeal, client: Client) -> None:
    corrected.edited(appeal, ask="<b>bold</b> & more.")
    corrected.revised(appeal, "<i>", wrong="<script>alert(1)</script>")
    for address in ("/FA-01-2026/", "/FA-01-2026/r2/"):
        said = page(client, address)
        assert "<script" not in said
        assert "<ins>&lt;b&gt;bold&lt;/b&gt; &amp; more.</ins>" in said


def test_the_desk_shows_how_many_signed_which_revision(appeal: Appeal, client: Client) -> None:
    first = Revision.objects.get()
    sign_and_confirm(first, "Ada Lind", "ada@example.org")
    sign_and_confirm(first, "Bo Berg", "bo@example.org")
    second = corrected.correction(appeal)
    sign_and_confirm(second, "Cy Dahl", "cy@example.org")
    assert signing.by_revision(second.appeal) == [(2, 1), (1, 2)]
    client.force_login(cast.olga())
    said = page(client, "/desk/signatures/FA-01-2026/")
    assert "Revision 2: 1 signature · Revision 1: 2 signatures" in said


def test_a_correction_is_told_between_two_revisions_alone(appeal: Appeal) -> None:
    revision = corrected.correction(appeal)
    (told,) = correcting.corrections(revision.appeal, "en")
    assert [one.ref for one in told.statuses] == ["c1"]
    assert [part.word for part in told.parts] == ["headline", "summary"]

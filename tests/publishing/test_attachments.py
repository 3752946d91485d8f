"""An attachment is approved with the text, described in every language, and names nobody."""

from __future__ import annotations

import pytest

from tests import cast
from tests.appeals.photographs import ALT, attached, photograph
from tocsin.appeals import moves as appeals
from tocsin.appeals.content import content
from tocsin.appeals.models import Appeal, Text
from tocsin.cases.models import Source
from tocsin.kernel import files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import moves, reads, withdrawing
from tocsin.publishing.differences import changes
from tocsin.publishing.figures import figures
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal() -> Appeal:
    """A draft with a photograph."""
    cast.signing_key()
    made = cast.draft()
    attached(made)
    return made


def publish(appeal: Appeal, note: str = "") -> Revision:
    proposal = moves.propose(cast.olga(), appeal, note)
    moves.approve(cast.amir(), proposal)
    return moves.publish(cast.olga(), proposal)


def test_a_revision_holds_it_as_it_was_approved(appeal: Appeal) -> None:
    revision = publish(appeal)
    assert revision.content["attachments"][0]["alt"] == ALT
    held = reads.attachment(appeal.document_id, revision.content["attachments"][0]["sha256"])
    assert held == revision.content["attachments"][0]


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_takes_picture_and_original_off_the_disk(appeal: Appeal) -> None:
    row = appeal.attachments.get()
    kept = [files.path(home() / "files", name) for name in (row.sha256, row.sealed_sha256)]
    publish(appeal)
    assert all(path.exists() for path in kept)
    withdrawal = withdrawing.propose(cast.olga(), appeal, "asked", "The seven asked for it.")
    withdrawing.confirm(cast.amir(), withdrawal)
    assert not any(path.exists() for path in kept)
    assert not appeal.attachments.exists()
    assert reads.attachment(appeal.document_id, row.sha256) is None


def test_a_picture_added_after_the_approval_voids_it(appeal: Appeal) -> None:
    proposal = moves.propose(cast.olga(), appeal)
    moves.approve(cast.amir(), proposal)
    attached(appeal, 7)
    assert reads.edited_since(proposal) == ["attachments"]
    with pytest.raises(Refusal, match=r"edited after it was proposed \(attachments\)"):
        moves.publish(cast.olga(), proposal)


def test_a_draft_knows_no_file(appeal: Appeal) -> None:
    sha256 = content(appeal)["attachments"][0]["sha256"]
    assert reads.attachment(appeal.document_id, sha256) is None


def test_an_older_revision_still_holds_what_was_removed(appeal: Appeal) -> None:
    first = publish(appeal).content["attachments"][0]
    row = appeal.attachments.get()
    appeal.refresh_from_db()
    appeals.remove(cast.olga(), row)
    attached(appeal, 7)
    second = publish(appeal, "Another picture.").content["attachments"][0]
    assert first["sha256"] != second["sha256"]
    for one in (first, second):
        assert reads.attachment(appeal.document_id, one["sha256"]) == one
    assert reads.attachment("FA-99-2026", first["sha256"]) is None
    assert reads.attachment(appeal.document_id, "0" * 64) is None


def test_a_language_without_a_description_stands_in_the_way(appeal: Appeal) -> None:
    row = appeal.attachments.get()
    appeals.describe(cast.olga(), row, {"en": ALT["en"]}, 1)
    with pytest.raises(Refusal, match="Attachment 1 is not described in French; do so"):
        moves.propose(cast.olga(), appeal)
    Text.objects.filter(language="fr").delete()
    moves.propose(cast.olga(), appeal)


def test_a_protected_source_is_not_named_in_a_description(appeal: Appeal) -> None:
    Source.objects.create(case=appeal.case, name="Ines Marin", kind="witness", protected=True)
    row = appeal.attachments.get()
    appeals.describe(cast.olga(), row, ALT | {"fr": "Sept hommes, vus par Ines Marin."}, 1)
    with pytest.raises(Refusal) as refused:
        moves.propose(cast.olga(), appeal)
    assert "stands in: description of attachment 1 (French)" in str(refused.value)


def test_who_attached_a_picture_does_not_approve_it() -> None:
    cast.signing_key()
    appeal = cast.draft()
    appeals.attach(cast.pavel(), appeal, "a.jpg", photograph(), ALT)
    proposal = moves.propose(cast.olga(), appeal)
    with pytest.raises(Refusal, match="You wrote or proposed this yourself"):
        moves.approve(cast.pavel(), proposal)


def test_a_revision_from_before_attachments_is_no_change() -> None:
    appeal = cast.draft()
    made = content(appeal)
    assert changes(made, content(appeal)) == []
    assert figures(made, "en") == []


def test_a_figure_speaks_the_readers_language_or_the_originals(appeal: Appeal) -> None:
    made = content(appeal)
    assert [(one.alt, one.language) for one in figures(made, "fr")] == [(ALT["fr"], "fr")]
    assert [(one.alt, one.language) for one in figures(made, "de")] == [(ALT["en"], "en")]
    sha256 = made["attachments"][0]["sha256"]
    assert figures(made, "en")[0].url == f"/FA-01-2026/files/{sha256}.jpg"

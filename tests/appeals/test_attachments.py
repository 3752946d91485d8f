"""Attachments are cleaned before they are kept; their originals are sealed and open elsewhere."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.appeals.photographs import ALT, CAMERA, NAME, PLACE, attached, photograph
from tests.kernel.planted.finding import holds
from tests.kernel.planted.pdfs import pdf
from tocsin.appeals import guard, moves, reads
from tocsin.appeals.attachments import MOST
from tocsin.appeals.content import content, digest
from tocsin.appeals.models import Appeal, Attachment
from tocsin.kernel import audit, keys
from tocsin.kernel.crypto import envelope, seal
from tocsin.kernel.foreign import pixels
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair() -> seal.KeyPair:
    """The organisation's key pair."""
    return cast.signing_key()


@pytest.fixture
def appeal(pair: seal.KeyPair) -> Appeal:
    """A draft in English and French."""
    return cast.draft()


def kept(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def test_what_is_kept_tells_neither_place_nor_camera_nor_name(appeal: Appeal, home: Path) -> None:
    assert holds(photograph(), PLACE)
    assert holds(photograph(), CAMERA)
    attached(appeal)
    assert len(kept(home)) == 2
    for path in kept(home):
        for told in (PLACE, CAMERA, "taken by Ines", "ferry strike"):
            assert not holds(path.read_bytes(), told)


def test_a_row_tells_what_a_page_needs_and_who_attached_it(appeal: Appeal) -> None:
    row = attached(appeal)
    assert (row.media_type, row.width, row.height, row.pages) == ("image/jpeg", 120, 80, 0)
    assert row.alt == ALT
    assert row.added_by == row.changed_by == "olga"
    assert pixels.only("image/jpeg", reads.attachment_bytes(row))
    assert "Ines" not in str(Attachment.objects.filter(pk=row.pk).values().get())


def test_the_original_opens_with_the_organisations_key_alone(
    appeal: Appeal, pair: seal.KeyPair
) -> None:
    row = attached(appeal)
    blob = reads.original_bytes(row)
    assert row.key_id == pair.key_id
    assert envelope.open_sealed(pair.private, blob, appeal.document_id) == (NAME, photograph())
    with pytest.raises(Refusal, match="sealed to the key"):
        envelope.open_sealed(seal.create_keypair("Others").private, blob, appeal.document_id)


def test_without_a_key_in_use_nothing_is_attached_and_nothing_is_kept(home: Path) -> None:
    with pytest.raises(Refusal, match="No key is in use, so the original could not be sealed"):
        attached(cast.draft())
    assert kept(home) == []


def test_a_retired_key_seals_nothing(appeal: Appeal) -> None:
    key = keys.active()
    assert key is not None
    keys.retire(cast.nadia(), key)
    with pytest.raises(Refusal, match="Ask an administrator to add the organisation’s key"):
        attached(appeal)


def test_the_trail_tells_who_attached_what(appeal: Appeal) -> None:
    row = attached(appeal)
    entry = audit.trail("appeal", appeal.document_id)[0]
    assert (entry.actor, entry.verb) == (str(cast.olga()), "attach file")
    assert entry.detail == {"sha256": row.sha256}


def test_a_pdf_is_attached_as_pages(appeal: Appeal) -> None:
    row = moves.attach(cast.olga(), appeal, "a.pdf", pdf(), ALT)
    assert (row.media_type, row.pages) == ("application/pdf", 1)


def test_a_file_that_cannot_be_cleaned_is_refused_and_nothing_is_kept(
    appeal: Appeal, home: Path
) -> None:
    with pytest.raises(Refusal, match="damaged or cut off") as refused:
        moves.attach(cast.olga(), appeal, "a.jpg", photograph()[:600], ALT)
    assert refused.value.field == "file"
    assert kept(home) == []


@pytest.mark.parametrize(
    ("alt", "field", "sentence"),
    [
        ({}, "alt_en", "Say what is seen, for those who do not see it."),
        ({"en": " \n ", "fr": "Mots"}, "alt_en", "Say what is seen"),
        ({"en": "x" * 301}, "alt_en", "This is 301 characters long; shorten it to 300."),
        ({"en": "x", "fr": "x" * 301}, "alt_fr", "shorten it to 300"),
        ({"en": "x\0"}, "alt_en", "holds a character that is no text"),
    ],
)
def test_what_is_seen_has_to_be_said(
    appeal: Appeal, alt: dict[str, str], field: str, sentence: str
) -> None:
    with pytest.raises(Refusal) as refused:
        moves.attach(cast.olga(), appeal, "a.jpg", photograph(), alt)
    assert sentence in str(refused.value)
    assert refused.value.field == field


def test_a_language_that_the_appeal_is_not_written_in_is_not_kept(appeal: Appeal) -> None:
    assert set(attached(appeal, de="Sieben Männer").alt) == {"en", "fr"}


def test_the_same_picture_is_attached_once(appeal: Appeal) -> None:
    attached(appeal)
    with pytest.raises(Refusal, match="This file is attached already; nothing was changed"):
        attached(appeal)
    assert Attachment.objects.count() == 1


def test_more_than_a_page_carries_are_refused(appeal: Appeal) -> None:
    for grey in range(MOST):
        attached(appeal, grey * 20)
    with pytest.raises(Refusal, match="at most 8 attachments; remove one first"):
        attached(appeal, 255)


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_may(who: Any, appeal: Appeal) -> None:
    row = attached(appeal)
    for move in (
        lambda: moves.attach(who(), appeal, "a.jpg", photograph(1), ALT),
        lambda: moves.describe(who(), row, ALT, 1),
        lambda: moves.remove(who(), row),
    ):
        with pytest.raises(Refusal, match="Only a person with the role “officer”"):
            move()


def test_a_closed_appeal_is_not_changed(appeal: Appeal) -> None:
    row = attached(appeal)
    Appeal.objects.filter(pk=appeal.pk).update(state="closed")
    for move in (
        lambda: attached(appeal, 1),
        lambda: moves.describe(cast.olga(), row, ALT, 1),
        lambda: moves.remove(cast.olga(), row),
    ):
        with pytest.raises(Refusal, match="This appeal is closed"):
            move()


def order(appeal: Appeal) -> list[int]:
    return [row.pk for row in reads.attachments(appeal)]


def test_attachments_stand_in_the_order_in_which_they_came_or_were_put(appeal: Appeal) -> None:
    first, second, third = (attached(appeal, grey) for grey in (1, 99, 200))
    assert order(appeal) == [first.pk, second.pk, third.pk]
    moves.describe(cast.olga(), third, ALT, 1)
    assert order(appeal) == [third.pk, first.pk, second.pk]
    moves.describe(cast.olga(), third, ALT, 8)
    assert order(appeal) == [first.pk, second.pk, third.pk]


def test_a_description_is_said_anew(appeal: Appeal) -> None:
    row = attached(appeal)
    moves.describe(cast.pavel(), row, ALT | {"en": "Seven men and a dog."}, 1)
    assert row.alt["en"] == "Seven men and a dog."
    assert row.changed_by == "pavel"
    with pytest.raises(Refusal, match="Say what is seen"):
        moves.describe(cast.pavel(), row, {"en": ""}, 1)


def test_removed_from_a_draft_it_leaves_the_disk(appeal: Appeal, home: Path) -> None:
    row = attached(appeal)
    moves.remove(cast.olga(), row)
    assert kept(home) == []
    assert not Attachment.objects.exists()
    assert audit.trail("appeal", appeal.document_id)[0].verb == "remove file"


def test_what_another_appeal_holds_stays_on_the_disk(appeal: Appeal) -> None:
    row, other = attached(appeal), attached(cast.draft("FA-02-2026"))
    assert row.sha256 == other.sha256
    moves.remove(cast.olga(), row)
    assert reads.attachment_bytes(other)
    assert reads.original_bytes(other)
    with pytest.raises(Refusal, match="missing or damaged"):
        reads.original_bytes(row)


def test_removed_after_publication_its_file_stays_for_older_revisions(appeal: Appeal) -> None:
    row = attached(appeal)
    Appeal.objects.filter(pk=appeal.pk).update(state="published")
    moves.remove(cast.olga(), row)
    assert "attachments" not in content(appeal)
    assert reads.attachment_bytes(row)
    attached(appeal)
    assert len(content(appeal)["attachments"]) == 1


def test_what_is_removed_already_is_not_changed(appeal: Appeal) -> None:
    row = attached(appeal)
    moves.remove(cast.olga(), Attachment.objects.get())
    with pytest.raises(Refusal, match="was removed meanwhile"):
        moves.remove(cast.pavel(), row)
    with pytest.raises(Refusal, match="was removed meanwhile"):
        moves.describe(cast.pavel(), row, ALT, 1)


def test_the_content_names_each_file_by_its_hash(appeal: Appeal) -> None:
    before = content(appeal)
    assert "attachments" not in before
    row = attached(appeal)
    made = content(appeal)
    assert made["attachments"] == [
        {
            "sha256": row.sha256,
            "media_type": "image/jpeg",
            "width": 120,
            "height": 80,
            "pages": 0,
            "alt": ALT,
        }
    ]
    assert digest(made) != digest(before)
    assert hashlib.sha256(reads.attachment_bytes(row)).hexdigest() == row.sha256


def test_whoever_attached_or_described_it_wrote_it(appeal: Appeal) -> None:
    row = attached(appeal)
    moves.describe(cast.pavel(), row, ALT, 1)
    guard.save(cast.olga(), appeal, appeal.version)
    assert "pavel" in reads.writers(appeal)

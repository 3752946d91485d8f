"""The whole loop on real input: from an alert to a voice delivered, in the real program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.paths import DATA, seed
from tests.stories.canary import hits
from tests.stories.conftest import program
from tests.stories.delivery import (
    an_answer_comes,
    it_closes_after_the_outcome,
    it_is_delivered_with_evidence,
    it_stays,
    the_dossier_is_made_apart,
)
from tests.stories.people import Story
from tests.stories.publishing import (
    a_claim_is_judged,
    an_alert_is_read,
    it_is_approved_and_published,
    the_appeal_is_proposed,
    the_public_reads_it,
)
from tests.stories.voices import (
    SHOWN,
    a_sheet_is_filled,
    it_is_mailed_out,
    others_sign,
    rosa_joins,
    rosa_signs,
    the_bundle_is_downloaded,
)

# The founding document where it lies beside the checkout, and always the invented one.
DOCUMENTS = sorted({seed(), DATA / "FA-07-2004.txt"})

CHAPTERS = [
    an_alert_is_read,
    a_claim_is_judged,
    the_appeal_is_proposed,
    it_is_approved_and_published,
    the_public_reads_it,
    rosa_joins,
    it_is_mailed_out,
    rosa_signs,
    others_sign,
    a_sheet_is_filled,
    the_bundle_is_downloaded,
    the_dossier_is_made_apart,
    it_is_delivered_with_evidence,
    an_answer_comes,
    it_closes_after_the_outcome,
    it_stays,
]


@pytest.fixture(params=DOCUMENTS, ids=lambda document: document.stem)
def story(
    request: pytest.FixtureRequest, tmp_path: Path, browser: Browser, database: dict[str, str]
) -> Iterator[Story]:
    """A new program for each document, without the demonstration."""
    apart = tmp_path / "apart"
    apart.mkdir()
    with program(tmp_path, **database) as one:
        told = Story(one, browser, request.param, apart)
        told.begin()
        yield told


def test_an_alert_becomes_a_voice_delivered(story: Story) -> None:
    for chapter in CHAPTERS:
        chapter(story)
    story.end()
    assert story.program.stop() == 0
    home = story.program.home
    assert hits([home], story.secrets, spare=[home / "outbox"]) == []
    said = "".join(story.program.said)
    assert not [secret for secret in [*story.secrets, SHOWN] if secret in said]

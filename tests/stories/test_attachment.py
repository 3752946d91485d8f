"""A photograph that would betray its maker: handed in, approved, published, and verified apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from tests.appeals.photographs import CAMERA, NAME, PLACE, photograph
from tests.browser import axe, sideways
from tests.kernel.planted.finding import holds
from tests.paths import DATA
from tests.stories.conftest import program
from tests.stories.people import Story
from tests.stories.publishing import an_alert_is_read, it_is_approved_and_published
from tests.stories.publishing import the_appeal_is_proposed as it_is_proposed
from tests.stories.steps import download, follow, look, press, said

SEEN = "Seven men stand at a landing stage."


@pytest.fixture
def story(tmp_path: Path, browser: Browser, database: dict[str, str]) -> Iterator[Story]:
    """A new program, without the demonstration."""
    apart = tmp_path / "apart"
    apart.mkdir()
    with program(tmp_path, **database) as one:
        told = Story(one, browser, DATA / "FA-07-2004.txt", apart)
        told.begin()
        yield told


def is_seen(page: Page) -> bool:
    """Whether the browser has drawn the picture, at its size."""
    picture = page.get_by_alt_text(SEEN)
    picture.scroll_into_view_if_needed()
    drawn = "e => e.decode().then(() => [e.naturalWidth, e.naturalHeight])"
    return bool(picture.evaluate(drawn) == [120, 80])


def it_is_handed_in(story: Story) -> None:
    """Olga chooses the file in her browser, and sees at once what is left of it."""
    olga = story.olga
    olga.goto(f"/desk/appeals/{story.number}/")
    follow(olga, "Attachments")
    sent: FilePayload = {"name": NAME, "mimeType": "image/jpeg", "buffer": photograph()}
    olga.get_by_label("File").set_input_files(sent)
    press(olga, "Attach")
    assert "Say what is seen, for those who do not see it." in said(olga)
    olga.get_by_label("File").set_input_files(sent)
    olga.get_by_label("What is seen").fill(SEEN)
    press(olga, "Attach")
    assert "The file is attached." in said(olga)
    assert is_seen(olga)
    assert axe(olga) == []
    assert sideways(olga) == 0


def the_public_sees_it(story: Story) -> None:
    """Rosa sees it on her telephone, from this server alone; what she gets tells nothing."""
    rosa = story.rosa
    look(rosa, f"/{story.number}/")
    assert is_seen(rosa)
    assert axe(rosa) == []
    assert sideways(rosa) == 0
    address = rosa.get_by_alt_text(SEEN).get_attribute("src") or ""
    got = rosa.request.get(address)
    assert got.headers["content-type"] == "image/jpeg"
    for told in (CAMERA, PLACE, "taken by Ines"):
        assert not holds(got.body(), told)


def the_original_is_verified_apart(story: Story) -> None:
    """On the machine that has the key, the original tells again where it was taken."""
    story.olga.goto(f"/desk/appeals/{story.number}/attachments/")
    sealed = download(story.olga, "Download the sealed original", story.apart)
    assert not holds(sealed.read_bytes(), PLACE)
    key = str(story.apart / "organisation.private")
    opened = story.program.run("attachments", "open", str(sealed), "--key", key)
    assert opened.returncode == 0, opened.stderr
    assert (story.apart / NAME).read_bytes() == photograph()


def test_a_photograph_is_published_without_its_secrets(story: Story) -> None:
    for chapter in (
        an_alert_is_read,
        it_is_handed_in,
        it_is_proposed,
        it_is_approved_and_published,
        the_public_sees_it,
        the_original_is_verified_apart,
    ):
        chapter(story)
    story.end()
    assert story.program.stop() == 0
    for path in story.program.home.rglob("*"):
        if path.is_file():
            for told in (CAMERA, PLACE, "taken by Ines"):
                assert not holds(path.read_bytes(), told), path

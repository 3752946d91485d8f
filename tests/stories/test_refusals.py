"""What a person reads when something is wrong, in a real browser: a sentence, and their words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, HEIGHTS, PHONE, axe, sideways
from tests.program import Program
from tests.stories.conftest import Visitors
from tests.stories.steps import come_in, fill_sign_form, follow, heading, link, mail, press, said

LONG = "x" * 100_000
CONFIRM = "confirm"


def errors(page: Page) -> str:
    """The box above a form that tells what is wrong."""
    return page.get_by_role("alert").first.inner_text()


def test_an_empty_form_names_each_field(screen: Page) -> None:
    screen.goto("/FA-01-2026/")
    press(screen, "Sign")
    for label in ("Name", "E-mail", "Country"):
        assert label in errors(screen)
    assert axe(screen) == []
    assert sideways(screen) == 0


def test_what_was_typed_is_still_there(page: Page) -> None:
    page.goto("/FA-01-2026/")
    fill_sign_form(page, "Hemi Rātā", "hemi at home", comment="They must be heard.")
    assert "E-mail" in errors(page)
    assert page.get_by_label("Name", exact=True).input_value() == "Hemi Rātā"
    assert page.get_by_role("textbox", name="E-mail").input_value() == "hemi at home"
    assert page.get_by_label("Country").input_value() == "NZ"
    assert page.get_by_label("Comment").input_value() == "They must be heard."


def test_a_very_long_comment_is_refused_and_kept(page: Page) -> None:
    page.goto("/FA-01-2026/")
    page.get_by_label("Comment").evaluate("field => field.removeAttribute('maxlength')")
    fill_sign_form(page, "Hemi Rātā", "hemi@home.example", comment=LONG)
    assert "500" in errors(page)
    assert page.get_by_label("Comment").input_value() == LONG


def test_an_altered_link_says_what_to_do(page: Page, running: Program) -> None:
    running.desk_link()
    page.goto("/FA-01-2026/")
    fill_sign_form(page, "Hemi Rātā", "hemi@home.example")
    address = link(mail(running, "hemi@home.example", CONFIRM), "/confirm/")
    marks = address.rstrip("/")
    altered = marks[:-1] + ("A" if marks[-1] != "A" else "B") + "/"
    answer = page.goto(altered if address.endswith("/") else altered.rstrip("/"))
    assert answer is not None
    assert answer.status in {404, 410}
    assert "sign again" in said(page).casefold()
    page.goto(address)
    assert heading(page) == "Confirm your signature"


def test_an_unknown_page_leads_back(screen: Page) -> None:
    answer = screen.goto("/FA-99-1999/")
    assert answer is not None
    assert answer.status == 404
    assert heading(screen)
    assert axe(screen) == []
    with screen.expect_navigation():
        screen.locator("main a").first.click()
    assert screen.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ({"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}, "empty"),
        ({"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\0\0\1" * 50}, "text"),
        ({"name": "large.txt", "mimeType": "text/plain", "buffer": b"a\n" * 5_500_000}, "MB"),
    ],
    ids=["empty", "binary", "11 MB"],
)
def test_a_file_that_is_no_alert_is_refused_at_the_desk(
    officer: Page, file: dict[str, object], sentence: str
) -> None:
    officer.goto("/desk/alerts/")
    officer.get_by_label("Or choose its file").set_input_files(file)  # type: ignore[arg-type]
    press(officer, "Read it")
    assert sentence in errors(officer)
    assert axe(officer) == []


def test_a_form_of_the_desk_shows_again_what_a_browser_would_hide(officer: Page) -> None:
    officer.goto("/desk/cases/1/persons/new/")
    officer.get_by_label("Names").fill("Juana Quispe")
    part = officer.get_by_label("Part in the case")
    part.evaluate("list => { list.add(new Option('hero')); list.value = 'hero' }")
    born = officer.get_by_label("Born on")
    born.evaluate("field => { field.type = 'text'; field.value = 'in spring' }")
    press(officer, "Add the person")
    assert "Part in the case: This is not in the list. Choose again." in errors(officer)
    assert "Born on: Write the day like 2026-10-03." in errors(officer)
    assert officer.get_by_label("Names").input_value() == "Juana Quispe"
    assert officer.get_by_label("Part in the case").input_value() == ""
    assert officer.get_by_label("Born on").input_value() == "in spring"
    assert axe(officer) == []


def test_a_heading_of_one_long_word_fits_a_phone(officer: Page) -> None:
    officer.goto("/desk/cases/new/")
    officer.get_by_label("Title").fill("Donaudampfschifffahrtsgesellschaft" * 3)
    press(officer, "Open the case")
    officer.set_viewport_size({"width": PHONE, "height": HEIGHTS[PHONE]})
    assert heading(officer).startswith("Donaudampf")
    assert sideways(officer) == 0
    follow(officer, "Change title and notes")
    crumbs = officer.locator(".crumbs li").last
    slash = "mark => parseFloat(getComputedStyle(mark, '::before').inlineSize)"
    link = crumbs.get_by_role("link")
    assert link.bounding_box()["x"] > crumbs.bounding_box()["x"] + crumbs.evaluate(slash)  # type: ignore[index]
    assert link.bounding_box()["y"] == crumbs.bounding_box()["y"]  # type: ignore[index]
    officer.set_viewport_size({"width": DESKTOP, "height": HEIGHTS[DESKTOP]})


@pytest.fixture(scope="module")
def officer(reader: Visitors, running: Program) -> Page:
    """Somebody at the desk of the demonstration, come in once."""
    page = reader()
    come_in(page, running)
    return page

"""Every page of the demonstration, found by following links as a person would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, PHONE, violations
from tests.program import Program
from tests.stories.conftest import Visitors
from tests.stories.steps import come_in
from tests.stories.walk import one_of_each, pages_from, too_wide, without_a_name, wrong

MOST = 30_000  # bytes of a public page (DESIGN §8)


@pytest.fixture(scope="module")
def public(reader: Visitors, running: Program) -> list[str]:
    """Every page that a reader can come to, a search, and names that few appeals need."""
    found = pages_from(reader(), f"{running.address}/", lambda path: "/desk/" not in path)
    more = ("appeals/?words=zzzz", "UA-01-2026/names/", "fr/UA-01-2026/names/")
    return [*found, *(f"{running.address}/{path}" for path in more)]


@pytest.fixture(scope="module")
def staff(reader: Visitors, running: Program) -> Page:
    """Somebody at the desk, come in by the one-time link."""
    page = reader()
    come_in(page, running)
    return page


@pytest.fixture(scope="module")
def desk(staff: Page, running: Program) -> list[str]:
    """Every page that somebody at the desk can come to; a mail is not a page."""
    return pages_from(
        staff,
        f"{running.address}/desk/",
        lambda path: path.startswith("/desk/") and not path.startswith("/desk/mailouts/new/"),
    )


def test_the_walk_comes_everywhere(public: list[str], desk: list[str], running: Program) -> None:
    paths = {url.removeprefix(running.address) for url in [*public, *desk]}
    assert {"/", "/appeals/", "/join/", "/FA-01-2026/", "/fr/FA-01-2026/"} <= paths
    assert {"/desk/", "/desk/alerts/", "/desk/approvals/", "/desk/mailouts/"} <= paths
    assert {"/desk/cases/1/", "/desk/sheets/1/", "/desk/conveyances/1/"} <= paths


def test_no_page_is_too_wide_or_without_a_name(
    reader: Visitors, staff: Page, public: list[str], desk: list[str]
) -> None:
    page = reader(PHONE, storage_state=staff.context.storage_state())
    found = wrong(page, [*public, *desk], lambda one: [*too_wide(one), *without_a_name(one)])
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_every_kind_of_page_is_for_everybody(
    reader: Visitors, staff: Page, public: list[str], desk: list[str], width: int, scheme: str
) -> None:
    signed_in = staff.context.storage_state()
    page = reader(width, color_scheme=scheme, storage_state=signed_in, script=True)
    found = wrong(
        page, one_of_each([*public, *desk]), lambda one: [*too_wide(one), *violations(one)]
    )
    assert not found, "\n".join(found)


def test_no_public_page_sets_a_cookie(reader: Visitors, public: list[str]) -> None:
    page = reader()
    for url in public:
        page.goto(url)
    assert page.context.cookies() == []


def test_every_public_page_is_small(reader: Visitors, public: list[str]) -> None:
    get = reader().request.get
    sizes = {url: len(get(url).body()) for url in public}
    assert {url: size for url, size in sizes.items() if size >= MOST} == {}


def test_no_public_page_carries_a_script(reader: Visitors, public: list[str]) -> None:
    page = reader()
    found = wrong(page, public, lambda one: ["carries one"] * one.locator("script").count())
    assert not found, "\n".join(found)

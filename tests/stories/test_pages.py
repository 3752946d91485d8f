"""Every page of the demonstration, found by following links as a person would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, PHONE, violations
from tests.program import Program
from tests.stories.conftest import Visitors
from tests.stories.steps import come_in
from tests.stories.walk import Walk, one_of_each, pages_from, read, too_wide, without_a_name, wrong

MOST = 30_000  # bytes of a public page (DESIGN §8)


@pytest.fixture(scope="module")
def stranger(reader: Visitors) -> Page:
    """A reader who came for the first time."""
    return reader()


@pytest.fixture(scope="module")
def public(stranger: Page, running: Program) -> Walk:
    """Every page that a reader can come to, a search, and names that few appeals need."""
    found = pages_from(stranger, f"{running.address}/", lambda path: "/desk/" not in path)
    for path in ("appeals/?words=zzzz", "UA-01-2026/names/", "fr/UA-01-2026/names/"):
        url = f"{running.address}/{path}"
        answer = stranger.request.get(url)
        assert answer.ok, url
        found[url] = read(url, answer.body())
    return found


@pytest.fixture(scope="module")
def staff(reader: Visitors, running: Program) -> Page:
    """Somebody at the desk, come in by the one-time link."""
    page = reader()
    come_in(page, running)
    return page


@pytest.fixture(scope="module")
def desk(staff: Page, running: Program) -> Walk:
    """Every page that somebody at the desk can come to; a mail is not a page."""
    return pages_from(
        staff,
        f"{running.address}/desk/",
        lambda path: path.startswith("/desk/") and not path.startswith("/desk/mailouts/new/"),
    )


def test_the_walk_comes_everywhere(public: Walk, desk: Walk, running: Program) -> None:
    paths = {url.removeprefix(running.address) for url in [*public, *desk]}
    assert {"/", "/appeals/", "/join/", "/FA-01-2026/", "/fr/FA-01-2026/"} <= paths
    assert {"/desk/", "/desk/alerts/", "/desk/approvals/", "/desk/mailouts/"} <= paths
    assert {"/desk/cases/1/", "/desk/sheets/1/", "/desk/conveyances/1/"} <= paths


def test_no_page_is_too_wide_or_without_a_name(
    reader: Visitors, staff: Page, public: Walk, desk: Walk
) -> None:
    page = reader(PHONE, storage_state=staff.context.storage_state())
    found = wrong(page, [*public, *desk], lambda one: [*too_wide(one), *without_a_name(one)])
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_every_kind_of_page_is_for_everybody(
    reader: Visitors, staff: Page, public: Walk, desk: Walk, width: int, scheme: str
) -> None:
    signed_in = staff.context.storage_state()
    page = reader(width, color_scheme=scheme, storage_state=signed_in, script=True)
    found = wrong(
        page, one_of_each([*public, *desk]), lambda one: [*too_wide(one), *violations(one)]
    )
    assert not found, "\n".join(found)


def test_no_public_page_sets_a_cookie(stranger: Page, public: Walk) -> None:
    assert len(public) > 3
    assert stranger.context.cookies() == []


def test_every_public_page_is_small(public: Walk) -> None:
    assert {url: page.size for url, page in public.items() if page.size >= MOST} == {}


def test_no_public_page_carries_a_script(public: Walk) -> None:
    assert [url for url, page in public.items() if "script" in page.names] == []

"""Every pattern of the look, in both widths, both schemes and both directions."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import DESKTOP, PHONE
from tests.specimen.render import DIRECTIONS, PAGES, faults, write


@pytest.fixture(scope="module")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages, written once."""
    folder = tmp_path_factory.mktemp("specimen")
    write(folder)
    return folder


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_the_specimen_fits_the_screen_and_has_no_barrier(
    browser: Browser, specimen: Path, page: str, direction: str, width: int, scheme: str
) -> None:
    assert faults(browser, specimen / f"{page}-{direction}.html", width, scheme) == []

"""Every pattern of the look, in both widths, both schemes and both directions."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import DESKTOP, PHONE
from tests.specimen.render import DIRECTIONS, PAGES, faults, write


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_the_specimen_fits_the_screen_and_has_no_barrier(
    browser: Browser, tmp_path: Path, page: str, direction: str, width: int, scheme: str
) -> None:
    write(tmp_path)
    assert faults(browser, tmp_path / f"{page}-{direction}.html", width, scheme) == []

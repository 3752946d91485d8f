"""`python -m tests.stories.pictures`: the pictures of docs/start.md, from the running program."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import launch
from tests.paths import ROOT
from tests.program import Program
from tests.stories.steps import come_in

PICTURES = ROOT / "docs" / "pictures"
WIDE, NARROW = 1100, 360

# name, address, width; the desk's pages come after its sign-in
PUBLIC = [
    ("appeal", "/FA-01-2026/", WIDE),
    ("appeal-phone", "/FA-01-2026/", NARROW),
    ("appeal-french", "/fr/FA-01-2026/", NARROW),
    ("archive", "/appeals/", WIDE),
]
DESK = [
    ("alerts", "/desk/alerts/", WIDE),
    ("case", "/desk/cases/1/", WIDE),
    ("appeal-edit", "/desk/appeals/FA-01-2026/", WIDE),
    ("approvals", "/desk/approvals/", WIDE),
    ("mailouts", "/desk/mailouts/", WIDE),
    ("signatures", "/desk/signatures/", WIDE),
    ("conveyance", "/desk/conveyances/1/", WIDE),
    ("replies", "/desk/replies/", WIDE),
]


def take(page: Page, address: str, name: str, path: str, width: int) -> None:
    """One picture of the first screens of a page."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}{path}")
    page.screenshot(path=PICTURES / f"{name}.png")


def take_all(running: Program) -> None:
    """All pictures of a running demonstration."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(java_script_enabled=False).new_page()
        for name, path, width in PUBLIC:
            take(page, running.address, name, path, width)
        come_in(page, running)
        for name, path, width in DESK:
            take(page, running.address, name, path, width)
        browser.close()


def main() -> None:
    """Starts a demonstration in a folder of its own, takes the pictures, stops it."""
    with tempfile.TemporaryDirectory() as home, Program(Path(home), "--demonstration") as running:
        take_all(running)
    print(f"{len(PUBLIC) + len(DESK)} pictures in {PICTURES.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()

"""`python -m tests.specimen.render FOLDER` writes the specimen; `--look` photographs and checks it.

The pages lie beside a copy of the stylesheet, so that they open straight from the disk.
"""

from __future__ import annotations

import os
import shutil
import sys
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.browser import DESKTOP, PHONE, launch, sideways, violations, visit

HERE = Path(__file__).resolve().parent
PAGES = ["appeal", "wrong", "worklist", "case"]
DIRECTIONS = {"ltr": False, "rtl": True}


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    import django

    django.setup()


def pages() -> dict[str, str]:
    """The HTML of each page of the specimen, by file name."""
    from django.template import Context, engines
    from django.template.engine import Engine
    from django.test import override_settings
    from django.utils import translation

    base: Engine = engines["django"].engine  # type: ignore[attr-defined]
    engine = Engine(
        dirs=[*base.dirs, str(HERE / "templates")], app_dirs=True, libraries=base.libraries
    )
    made: dict[str, str] = {}
    for direction, arabic in DIRECTIONS.items():
        for page in PAGES:
            template = engine.get_template(f"specimen/{page}.html")
            with (
                override_settings(ROOT_URLCONF="tests.specimen.urls"),
                translation.override("ar" if arabic else "en"),
            ):
                made[f"{page}-{direction}.html"] = template.render(Context(_data(arabic)))
    return made


def _data(arabic: bool) -> dict[str, Any]:
    from django.test import RequestFactory

    from tests.specimen.sample import context

    request = RequestFactory().get("/appeals/")
    request.user = SimpleNamespace(is_authenticated=True, full_name="Olga Ferrant")  # type: ignore[assignment]
    return {**context(arabic), "nav_current": "due", "request": request}


def write(folder: Path) -> None:
    """Writes the pages and the static files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    static = HERE.parent.parent / "tocsin" / "static"
    shutil.copytree(static, folder / "static", dirs_exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text.replace('"/static/', '"static/'), "utf-8")


def faults(
    browser: Browser, file: Path, width: int, scheme: str, *, photograph: bool = False
) -> list[str]:
    """What axe-core finds on a page, and sideways scrolling; its photograph lies beside it."""
    seen = visit(browser, width, script=True, color_scheme=scheme)
    page = seen.context.new_page()
    page.goto(file.as_uri())
    if photograph:
        page.screenshot(path=file.with_name(f"{file.stem}-{width}-{scheme}.png"), full_page=True)
    wrong = violations(page)
    if beyond := sideways(page):
        wrong.append(f"{beyond} pixels too wide")
    seen.context.close()
    return wrong


def look(folder: Path) -> int:
    """Photographs each page at two widths in two schemes; returns how many faults there are."""
    found = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for file in sorted(folder.glob("*.html")):
            for width, scheme in product((PHONE, DESKTOP), ("light", "dark")):
                for fault in faults(browser, file, width, scheme, photograph=True):
                    found += 1
                    print(file.stem, width, scheme, fault)
        browser.close()
    return found


if __name__ == "__main__":
    _start()
    target = Path(sys.argv[1])
    write(target)
    sys.exit(1 if "--look" in sys.argv and look(target) else 0)

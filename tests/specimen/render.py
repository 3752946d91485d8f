"""`python -m tests.specimen.render FOLDER` writes the specimen; `--look` photographs and checks it.

The pages lie beside a copy of the stylesheet, so that they open straight from the disk.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

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


def look(folder: Path) -> int:
    """Photographs each page at two widths in two schemes; returns how many findings axe has."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    found = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for file in sorted(folder.glob("*.html")):
            for width in (320, 1280):
                for scheme in ("light", "dark"):
                    page = browser.new_page(
                        viewport={"width": width, "height": 900},
                        color_scheme=scheme,
                    )
                    page.goto(file.as_uri())
                    page.screenshot(
                        path=folder / f"{file.stem}-{width}-{scheme}.png", full_page=True
                    )
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        print(f"{file.stem} scrolls sideways at {width}")
                        found += 1
                    for one in Axe().run(page).response["violations"]:
                        found += 1
                        print(file.stem, width, scheme, one["id"], one["nodes"][0]["html"][:120])
                        print("  ", one["nodes"][0]["failureSummary"][:300])
                    page.close()
        browser.close()
    return found


if __name__ == "__main__":
    _start()
    target = Path(sys.argv[1])
    write(target)
    sys.exit(1 if "--look" in sys.argv and look(target) else 0)

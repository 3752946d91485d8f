"""Templates: each compiles; no script or style inside; nothing from elsewhere; forms are closed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

from tests.house.survey import PACKAGE

FOLDER = PACKAGE / "templates"
PAGES = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt", ".xml"})
# Mail programs read no stylesheet, so a mail carries its style itself.
MAILS = {path for path in PAGES if "mail" in path.relative_to(FOLDER).as_posix()}

RESOURCE = re.compile(
    r"""(?:\bsrc(?:set)?|<link\b[^>]*\bhref|\bposter|<use\b[^>]*\bhref|<object\b[^>]*\bdata)"""
    r"""\s*=\s*["']?\s*(?:https?:)?//""",
    re.IGNORECASE,
)
FROM_ELSEWHERE = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
HANDLER = re.compile(r"""<[^>{]*\s(on[a-z]+)\s*=\s*["']""", re.IGNORECASE)
POST_FORM = re.compile(
    r"""<form\b[^>]*\bmethod=["']?post["']?[^>]*>(?P<inside>.*?)</form>""",
    re.IGNORECASE | re.DOTALL,
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)


def label(path: Path) -> str:
    """The name by which templates know each other."""
    return path.relative_to(FOLDER).as_posix()


def text(path: Path) -> str:
    """The template without its comments."""
    return COMMENT.sub("", path.read_text("utf-8"))


every_page = pytest.mark.parametrize("page", PAGES, ids=label)


def test_there_are_templates() -> None:
    assert PAGES


@every_page
def test_a_template_compiles(page: Path) -> None:
    engines["django"].get_template(label(page))


@every_page
def test_what_a_template_names_exists(page: Path) -> None:
    named = re.findall(r"""\{% (?:include|extends) ["']([^"']+)["']""", text(page))
    for one in named:
        engines["django"].get_template(one)


SCRIPTS = {
    # A form of an appeal under attack brings one file of ours (docs/how-it-works/floods.md).
    "site/_sign_form.html": ["asset 'proof.js' %}\" defer"],
    # Browsers ask a passkey for nothing without one; these are allauth's, at the desk alone.
    # Ours shows the buttons that need them.
    "mfa/webauthn/snippets/scripts.html": [
        "static 'passkeys.js' %}\" defer",
        "static 'mfa/js/webauthn-json.js' %}\"",
        "static 'mfa/js/webauthn.js' %}\"",
        "static 'account/js/onload.js' %}\"",
    ],
}


@every_page
def test_a_page_holds_no_script(page: Path) -> None:
    left = text(page)
    for source in SCRIPTS.get(label(page), []):
        left = left.replace(f'<script src="{{% {source}></script>', "")
    assert "<script" not in left.lower()
    assert "javascript:" not in text(page).lower()
    assert not HANDLER.findall(text(page))


@pytest.mark.parametrize("page", [page for page in PAGES if page not in MAILS], ids=label)
def test_a_page_holds_no_style(page: Path) -> None:
    assert "<style" not in text(page).lower()
    assert not re.search(r"<[a-z][^>]*\sstyle\s*=", text(page), re.IGNORECASE)


@every_page
def test_a_page_takes_nothing_from_elsewhere(page: Path) -> None:
    assert not RESOURCE.findall(text(page))
    assert not FROM_ELSEWHERE.findall(text(page))


def test_a_stylesheet_takes_nothing_from_elsewhere() -> None:
    sheets = list((PACKAGE / "static").rglob("*.css"))
    assert sheets
    for sheet in sheets:
        assert not FROM_ELSEWHERE.findall(sheet.read_text("utf-8")), sheet.name


def test_the_stylesheet_is_small() -> None:
    assert sum(one.stat().st_size for one in (PACKAGE / "static").rglob("*.css")) <= 10_240


@pytest.mark.parametrize(
    "page", [page for page in PAGES if label(page).startswith("desk/")], ids=label
)
def test_a_form_of_the_desk_carries_its_token(page: Path) -> None:
    for form in POST_FORM.finditer(text(page)):
        assert "csrf_token" in form["inside"], form.group()[:200]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if label(page).startswith("site/")], ids=label
)
def test_a_public_form_carries_no_token(page: Path) -> None:
    # A token would set a cookie; kernel.web.origin looks where a request comes from instead.
    assert "csrf_token" not in text(page)


@every_page
def test_a_picture_says_what_it_shows(page: Path) -> None:
    for picture in re.findall(r"<img\b[^>]*>", text(page), re.IGNORECASE):
        assert re.search(r"\salt=", picture), picture


@pytest.mark.parametrize("name", ["proof.js", "passkeys.js"])
def test_each_script_is_small_and_asks_nobody_else(name: str) -> None:
    script = PACKAGE / "static" / name
    assert len(list((PACKAGE / "static").rglob("*.js"))) == 2
    text = script.read_text("utf-8")
    assert script.stat().st_size < 3000
    assert "//" not in re.sub(r"(^|\s)// .*", "", text), "no address stands in it"
    for word in ("eval", "innerHTML", "document.cookie", "localStorage", "import(", "Function("):
        assert word not in text, word

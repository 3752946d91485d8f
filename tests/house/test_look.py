"""The look: a small sheet, readable in both schemes and both directions, and whole templates."""

from __future__ import annotations

import re

import pytest
from django.template.loader import get_template

from tests.paths import ROOT
from tests.specimen.render import pages
from tocsin.cases.models import STATUSES
from tocsin.cases.templatetags.cases import claim_status
from tocsin.kernel.templatetags.tocsin import asset

SHEET = (ROOT / "tocsin/static/tocsin.css").read_text("utf-8")
TEMPLATES = ROOT / "tocsin/templates"
LARGEST = 10_000
TEXT = 4.5  # WCAG 2.2, 1.4.3: contrast of text
EDGE = 3.0  # WCAG 2.2, 1.4.11: contrast of the edges of controls

# What carries a colour, what it lies on, and the least contrast between them.
PAIRS = [
    ("ink", "paper", TEXT),
    ("quiet", "paper", TEXT),
    ("signal", "paper", TEXT),
    ("on-signal", "signal", TEXT),
    ("edge", "paper", EDGE),
]
# It is drawn when everything else failed, and so leans on nothing.
STANDS_ALONE = {"errors/500.html"}


def schemes() -> dict[str, dict[str, str]]:
    """The colours of both schemes; the dark one keeps what it does not name."""
    blocks = re.findall(r":root \{(.*?)\}", SHEET, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", one)) for one in blocks[:2])
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    """Relative luminance of a colour like #fff or #1d1b18 (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def declarations() -> list[tuple[str, str]]:
    """Every property with its value."""
    return re.findall(r"([a-z-]+):\s*([^;{}]+);", re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL))


def included() -> set[str]:
    """Every template that another one takes in; it is a part, no page."""
    texts = (path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    return {name for text in texts for name in re.findall(r'{% include "([^"]+)"', text)}


def templates() -> list[str]:
    """The names of the templates of the faces and of the pages for errors."""
    rooms = ("site", "desk", "errors")
    paths = [path for room in rooms for path in (TEMPLATES / room).glob("*.html")]
    return sorted(str(path.relative_to(TEMPLATES)) for path in paths)


def test_the_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


def test_the_stylesheet_is_small() -> None:
    assert len(SHEET.encode()) <= LARGEST


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_stand_out_in_both_schemes(
    scheme: str, front: str, ground: str, least: float
) -> None:
    colours = schemes()[scheme]
    assert contrast(colours[front], colours[ground]) >= least


def test_colours_are_named_in_one_place() -> None:
    rules = re.sub(r":root \{.*?\}", "", SHEET, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,6}\b|rgb|hsl", rules) == []


def test_the_stylesheet_names_no_left_and_no_right() -> None:
    assert not re.search(r"\b(left|right)\b", SHEET)


def test_no_shorthand_sets_one_side_apart_from_the_other() -> None:
    for name, value in declarations():
        words = value.split()
        if name in {"margin", "padding", "border-width"} and len(words) == 4:
            assert words[1] == words[3], f"{name}: {value}"


def test_nothing_moves() -> None:
    assert not re.search(r"animation|transition|@keyframes", SHEET)


def test_the_stylesheet_asks_nobody_else() -> None:
    assert not re.search(r"url\(|@import|https?:|//", SHEET)


def test_pages_ask_nobody_else() -> None:
    for name, text in pages().items():
        assert not re.search(r"(src|href|action)=\"(https?:)?//", text), name
        assert "<script" not in text, name


def test_a_class_that_a_page_names_is_in_the_stylesheet() -> None:
    known = set(re.findall(r"\.([a-z][\w-]*)", SHEET))
    pages_and_parts = [*templates(), *(f"parts/{p.name}" for p in (TEMPLATES / "parts").iterdir())]
    named = {
        (name, word)
        for name in pages_and_parts
        for words in re.findall(r'class="([^"{]*)', (TEMPLATES / name).read_text("utf-8"))
        for word in words.split()
    }
    assert {
        (name, word) for name, word in named if "mail" not in name and word not in known
    } == set()


def _shape(status: str) -> str:
    page = get_template("parts/status.html").render(claim_status(status))
    found = re.search(r"<svg[^>]*>(.*?)</svg>", page, re.DOTALL)
    assert found
    return found.group(1).strip()


@pytest.mark.parametrize(("status", "word"), STATUSES)
def test_every_status_has_a_word_and_a_shape(status: str, word: str) -> None:
    page = get_template("parts/status.html").render(claim_status(status))
    assert _shape(status)
    assert page.rstrip().endswith(f"{word}</span>")


def test_no_two_statuses_share_a_shape() -> None:
    shapes = [_shape(status) for status, _word in STATUSES]
    assert len(set(shapes)) == len(shapes)


def test_a_shape_has_no_colour_of_its_own() -> None:
    assert not re.search(r"#[0-9a-f]{3}|red|green", "".join(_shape(s) for s, _word in STATUSES))


@pytest.mark.parametrize("name", templates())
def test_each_page_continues_a_base(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    room, _slash, file = name.partition("/")
    if file == "base.html" or file.startswith("_") or name in included():
        assert "{% extends" not in text
    elif name not in STANDS_ALONE:
        face = "(site|desk)" if room == "errors" else room
        assert re.match(rf'{{% extends "{face}/\w+.html" %}}', text), name


def test_the_page_for_a_breakdown_needs_no_context() -> None:
    page = get_template("errors/500.html").render({})
    assert "Something broke on our side" in page
    assert (ROOT / "tocsin/static/tocsin.css").exists()


def test_a_page_says_its_language_and_direction() -> None:
    made = pages()
    assert '<html lang="en" dir="ltr">' in made["appeal-ltr.html"]
    assert '<html lang="ar" dir="rtl">' in made["appeal-rtl.html"]


def test_each_page_has_one_main_heading_and_a_way_to_it() -> None:
    for name, text in pages().items():
        assert len(re.findall(r"<h1\b", text)) == 1, name
        assert '<a class="skip" href="#main">' in text, name
        assert 'id="main"' in text, name


def test_a_page_names_the_stylesheet_with_its_hash() -> None:
    for name, text in pages().items():
        assert f'href="{asset("tocsin.css")}"' in text, name


def test_an_error_stands_on_top_and_beside_the_field_with_what_was_typed() -> None:
    text = pages()["wrong-ltr.html"]
    assert '<a href="#id_email">E-mail: Enter a valid email address.</a>' in text
    assert '<a href="#id_choice_0">Who sees your name: This field is required.</a>' in text
    assert 'aria-describedby="id_email_helptext id_email_error"' in text
    assert 'id="id_email_error"' in text
    assert 'aria-describedby="id_choice_error"' in text
    assert 'value="A long name kept as it was typed"' in text
    assert 'value="no address"' in text


def test_an_optional_field_says_so_and_a_needed_one_does_not() -> None:
    text = pages()["appeal-ltr.html"]
    assert re.search(r"Comment <small>\(optional\)</small>", text)
    assert re.search(r"<label for=\"id_name\">Your name</label>", text)


def test_the_tally_shows_each_class_and_no_sum() -> None:
    text = pages()["appeal-ltr.html"]
    for number in ("1,204", "310", "52"):
        assert f"<b>{number}</b>" in text
    assert "1,514" not in text
    assert "1,566" not in text


def test_a_protected_source_is_never_named() -> None:
    source = {"name": "Ingrid Example", "kind": "witness", "protected": True}
    page = get_template("parts/sources.html").render({"sources": [source]})
    assert "Ingrid" not in page
    assert "witness, protected" in page

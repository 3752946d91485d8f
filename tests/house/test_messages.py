"""Translations: complete, exact in their placeholders, and compiled from what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tests.house.messages import (
    FIRST,
    as_python,
    catalogue,
    compiled,
    holders,
    key,
    po_files,
    read,
    take,
    texts,
    translated,
    written,
)

REMEDY = "run make messages, then translate what is new"
every_language = pytest.mark.parametrize(
    "po", po_files(), ids=lambda path: str(path.parent.parent.name)
)


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return catalogue()


def forms(message: Message) -> tuple[str, ...]:
    """A translation in each of its numbers."""
    said = message.string
    return tuple(said) if isinstance(said, tuple | list) else (said or "",)


def test_the_first_language_is_there() -> None:
    assert FIRST in {path.parent.parent.name for path in po_files()}, REMEDY


@every_language
def test_every_text_of_the_program_is_in_the_translation(po: Path, wanted: Catalog) -> None:
    there = {key(message) for message in texts(read(po))}
    missing = [key(message) for message in texts(wanted) if key(message) not in there]
    assert not missing, REMEDY


@every_language
def test_no_text_is_translated_that_the_program_no_longer_has(po: Path, wanted: Catalog) -> None:
    there = {key(message) for message in texts(wanted)}
    assert not [key(message) for message in texts(read(po)) if key(message) not in there], REMEDY


@every_language
def test_every_text_is_translated(po: Path) -> None:
    assert not [key(message) for message in texts(read(po)) if not translated(message)]


@every_language
def test_a_translation_has_the_placeholders_of_its_text(po: Path) -> None:
    wrong = []
    for message in texts(read(po)):
        ids = key(message)[1]
        # The singular of a text may write “one” where the plural writes a number.
        most, least = holders(ids[-1]) | holders(ids[0]), holders(ids[0]) & holders(ids[-1])
        if any(form and not least <= holders(str(form)) <= most for form in forms(message)):
            wrong.append(ids[0])
    assert not wrong


@every_language
def test_no_translation_stands_there_twice(po: Path) -> None:
    """What was pasted twice has a quotation mark in its middle that its text has not."""
    wrong = []
    for message in texts(read(po)):
        marks = key(message)[1][-1].count('"')
        wrong += [form for form in forms(message) if form.count('"') != marks]
    assert not wrong


@every_language
def test_what_is_compiled_is_what_is_written(po: Path) -> None:
    assert po.with_suffix(".mo").read_bytes() == compiled(read(po)), REMEDY


@every_language
def test_a_translation_is_written_in_the_usual_order(po: Path) -> None:
    assert po.read_bytes() == written(read(po)), REMEDY


def test_texts_are_found_in_python() -> None:
    found = Catalog()
    source = """
title = gettext_lazy("A title")
_("Long " "text")
ngettext("%(n)s voice", "%(n)s voices", n)
pgettext("month", "May")
not_ours("Nothing")
"""
    take(found, "x.py", source.encode())
    assert {key(message) for message in texts(found)} == {
        (None, ("A title",)),
        (None, ("Long text",)),
        (None, ("%(n)s voice", "%(n)s voices")),
        ("month", ("May",)),
    }


def test_texts_are_found_in_templates(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        """<div>
      <h1>{% translate "It's here" %}</h1> {# _("not this") #}
   <p title="{% translate 'May' context 'month' %}">{% blocktranslate trimmed with n=x %}
     Two lines
     for {{ n }}
   {% endblocktranslate %}</p>
  {% blocktranslate count n=total %}{{ n }} voice{% plural %}{{ n }} voices{% endblocktranslate %}
  {{ _("Inside")|upper }} don't "stop" (here
</div>""",
        "utf-8",
    )
    found = Catalog()
    take(found, "page.html", as_python(page).encode())
    assert {key(message) for message in texts(found)} == {
        (None, ("It's here",)),
        ("month", ("May",)),
        (None, ("Two lines for %(n)s",)),
        (None, ("%(n)s voice", "%(n)s voices")),
        (None, ("Inside",)),
    }


def test_placeholders_of_both_kinds_are_seen() -> None:
    assert holders("%(name)s has {n} of 100% {{literal}}") == {"name", "n"}

"""A list of choices looks to the byte as Django draws it, whatever stands in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import CharField, Form, Select, SelectMultiple
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as some

from tocsin.kernel.web.choices import Renderer

DJANGO, OURS = DjangoTemplates(), Renderer()
WORDS = some.text(max_size=8)
VALUES = WORDS | some.integers() | some.none()
ATTRIBUTES = some.dictionaries(WORDS, WORDS | some.integers() | some.booleans(), max_size=3)
CHOICES = some.lists(
    some.tuples(VALUES, WORDS)
    | some.tuples(WORDS, some.lists(some.tuples(VALUES, WORDS), max_size=3)),
    max_size=5,
)


def same(widget: Select, value: Any, name: str = "land") -> str:
    """What both draw."""
    ours = widget.render(name, value, {"id": "id_land"}, OURS)
    assert ours == widget.render(name, value, {"id": "id_land"}, DJANGO)
    return ours


@given(CHOICES, VALUES, ATTRIBUTES, WORDS)
def test_any_choices_are_drawn_as_django_draws_them(
    choices: Any, chosen: Any, attributes: dict[str, Any], name: str
) -> None:
    same(Select(attrs=attributes, choices=choices), chosen, name)


@given(CHOICES, some.lists(VALUES, max_size=3))
def test_and_where_several_may_be_chosen(choices: Any, chosen: list[Any]) -> None:
    same(SelectMultiple(choices=choices), chosen)


@pytest.mark.parametrize(
    ("label", "drawn"),
    [
        ("<b> & 'x'", "&lt;b&gt; &amp; &#x27;x&#x27;"),
        (mark_safe("<b>"), "<b>"),
        (gettext_lazy("Country"), "Country"),
        (1234.5, "1234.5"),
    ],
)
def test_a_label_is_escaped_unless_it_is_safe(label: Any, drawn: str) -> None:
    assert f">{drawn}</option>" in same(Select(choices=[("a", label)]), "b")


def test_forms_are_drawn_by_it_and_the_rest_of_them_by_django() -> None:
    class Asking(Form):
        land = CharField(widget=Select(choices=[("SE", "Sweden")]))
        name = CharField()

    assert isinstance(get_default_renderer(), Renderer)
    shown = str(Asking({"land": "SE"}))
    assert shown == str(Asking({"land": "SE"}, renderer=DJANGO))
    assert '<option value="SE" selected>Sweden</option>' in shown

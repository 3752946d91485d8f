"""Lists of choices in forms are drawn at once, to the byte as Django's own templates draw them.

Those use two templates for each choice, and a page that lists the countries spent half its time in
them, a sheet of twenty lines nearly all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe


class Renderer(DjangoTemplates):
    """Django's own, but for `<select>` (settings: FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """A widget, or a whole form, as HTML."""
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    """The box with its choices, some of which may stand in groups."""
    inside = []
    for name, choices, _index in widget["optgroups"]:
        lines = "".join(f"\n  {_option(one)}" for one in choices)
        if name:
            label = conditional_escape(localize(name))
            lines = f'\n  <optgroup label="{label}">{lines}\n  </optgroup>'
        inside.append(lines)
    head = format_html('<select name="{}"{}>', widget["name"], _attributes(widget["attrs"].items()))
    return mark_safe(f"{head}{''.join(inside)}\n</select>")  # noqa: S308 - escaped above


def _option(one: Mapping[str, Any]) -> str:
    value, attributes = str(one["value"]), _attributes(one["attrs"].items())
    label = conditional_escape(localize(one["label"]))
    return f'<option value="{conditional_escape(value)}"{attributes}>{label}</option>\n'


def _attributes(told: Iterable[tuple[str, Any]]) -> SafeString:
    """One that is True stands alone, one that is False does not stand there."""
    words = [
        f" {conditional_escape(name)}"
        + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in told
        if value is not False
    ]
    return mark_safe("".join(words))  # noqa: S308 - escaped above

"""`{% load storm %}`: the switches that are on, as every page of the desk shows them."""

from __future__ import annotations

from typing import Any

from django import template

from tocsin.kernel import switches
from tocsin.people.guard import name_of

register = template.Library()


@register.inclusion_tag("desk/_switches.html", takes_context=True)
def switches_on(context: template.Context) -> dict[str, Any]:
    """Each with who, why and since; nothing before somebody has signed in."""
    person = context.get("user")
    if person is None or not person.is_authenticated:
        return {"rows": []}
    rows = [(one, name_of(one.by)) for one in switches.standing()]
    return {"rows": rows, "csrf_token": context.get("csrf_token")}

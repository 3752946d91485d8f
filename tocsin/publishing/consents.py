"""Consents that ended after a name was published, and what is to be done about each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import marks
from tocsin.appeals.models import Appeal
from tocsin.cases.concerned import Person
from tocsin.cases.consent import why_not
from tocsin.cases.rendering import mentioned
from tocsin.publishing import audiences
from tocsin.publishing.models import Revision


@dataclass(frozen=True)
class Fallen:
    """A name that stands in public without a consent. `older` says that the newest text is free
    of it already and only revisions before it still show it."""

    appeal: Appeal
    person: Person
    why: str
    older: bool

    @property
    def remedy(self) -> str:
        """What to do, as a sentence."""
        if self.older:
            return _("Older revisions still show the name; only a withdrawal takes them away.")
        return _("Propose the next revision without the name, or withdraw the appeal.")


def fallen(today: date | None = None) -> list[Fallen]:
    """Every published appeal that names somebody who may not be named any more."""
    day = today or timezone.localdate()
    rows = Appeal.objects.exclude(state__in=["draft", "withdrawn"]).select_related("case")
    return [one for appeal in rows.order_by("pk") for one in _of(appeal, day)]


def _of(appeal: Appeal, today: date) -> Iterator[Fallen]:
    persons = audiences.hidden(appeal, audiences.PUBLIC, today)
    if not persons:
        return
    newest, *older = Revision.objects.filter(appeal=appeal).order_by("-number")
    now = named_in(newest.content, persons)
    before = {one.pk for row in older for one in named_in(row.content, persons)}
    for one in persons:
        if one in now or one.pk in before:
            why = why_not(one, audiences.PUBLIC, today)
            yield Fallen(appeal, one, why, older=one not in now)


def named_in(value: Any, persons: Iterable[Person]) -> list[Person]:
    """Those of the persons whom any string of a content names, whatever marks stand in it."""
    return mentioned(" . ".join(_strings(value)), persons)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield marks.bare(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)

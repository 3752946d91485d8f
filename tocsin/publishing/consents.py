"""Consents that ended after a name was published, and what is to be done about each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import marks
from tocsin.appeals.models import Appeal
from tocsin.cases.consent import why_not
from tocsin.cases.rendering import Anybody, mentioned
from tocsin.publishing import audiences
from tocsin.publishing.models import Revision


@dataclass(frozen=True)
class Fallen:
    """A name that stands in public and should not. `why` names whom, and is a sentence. `older`
    says that the newest text is free of it already and only revisions before it still show it."""

    appeal: Appeal
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
    # Most of an archive concerns nobody who could be withheld; none of it is looked at one by one.
    somebody = Q(case__persons__isnull=False) | Q(case__sources__protected=True)
    rows = Appeal.objects.filter(somebody).exclude(state__in=["draft", "withdrawn"]).distinct()
    rows = rows.select_related("case")
    return [one for appeal in rows.order_by("pk") for one in _of(appeal, day)]


def _of(appeal: Appeal, today: date) -> Iterator[Fallen]:
    persons = audiences.hidden(appeal, audiences.PUBLIC, today)
    sources = audiences.guarded(appeal)
    if not persons and not sources:
        return
    newest, *older = Revision.objects.filter(appeal=appeal).order_by("-number")
    texts = [row.content for row in older]
    for one in named_in([newest.content, *texts], persons):
        why = why_not(one, audiences.PUBLIC, today)
        yield Fallen(appeal, why, older=not named_in(newest.content, [one]))
    for source in named_in([newest.content, *texts], sources):
        why = _("“%(name)s” is a protected source now.") % {"name": str(source)}
        yield Fallen(appeal, why, older=not named_in(newest.content, [source]))


def named_in(value: Any, persons: Iterable[Anybody]) -> list[Anybody]:
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

"""Names whose owners chose to show them, the newest first, a page at a time.

Pages have numbers and no keys: the key of a name would tell its minute, or how many signed before
it. A page is looked for from the nearer end, in an index that holds the names shown alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from django.core.paginator import Paginator
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from tocsin.appeals.models import Appeal
from tocsin.signing.models import Signature
from tocsin.signing.tallies import number_named

# The condition of the index, word for word. With values beside it SQLite would not see that it
# holds for all of the index, and would read each row that a page far back passes over.
SHOWN = "state = 'counted' AND NOT (public_name = '')"


def _keys(appeal: Appeal) -> QuerySet[Signature, int]:
    shown = RawSQL(SHOWN, [], BooleanField())  # noqa: S611 - a constant
    return Signature.objects.filter(shown, appeal=appeal).values_list("pk", flat=True)


class _Names(Sequence[str]):
    """All of an appeal; their number is one of those that the database keeps."""

    def __init__(self, appeal: Appeal) -> None:
        self.appeal, self.number = appeal, number_named(appeal)

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, wanted: int) -> str: ...

    @overload
    def __getitem__(self, wanted: slice) -> list[str]: ...

    def __getitem__(self, wanted: int | slice) -> str | list[str]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        first, end, _step = wanted.indices(self.number)
        keys = _keys(self.appeal)
        if first <= self.number - end:
            found = list(keys.order_by("-counted_at", "-pk")[first:end])
        else:
            oldest = keys.order_by("counted_at", "pk")
            found = list(oldest[self.number - end : self.number - first])[::-1]
        return _names(found)


def _names(keys: Sequence[int]) -> list[str]:
    """In that order, without who has left at this moment."""
    names = dict(Signature.objects.filter(pk__in=keys).values_list("pk", "public_name"))
    return [names[pk] for pk in keys if names.get(pk)]


def public_names(appeal: Appeal, limit: int) -> list[str]:
    """The newest ones."""
    return _names(list(_keys(appeal).order_by("-counted_at", "-pk")[:limit]))


def names_pages(appeal: Appeal, per_page: int) -> Paginator[str]:
    """Pages of all of them."""
    return Paginator(_Names(appeal), per_page)

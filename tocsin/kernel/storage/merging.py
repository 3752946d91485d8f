"""Two rows turn out to be one: what hangs on the gone row goes over, and can go back.

Which fields join, and how, is said by the room that owns the rows. Whatever other rooms hang on
a row follows by itself, since a table tells which tables point at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.states import declare

MATCH = declare(
    "match",
    {"apart": ("merged",), "merged": ("apart",)},
    {"apart": _("kept apart"), "merged": _("merged")},
)

Moved = dict[str, list[Any]]
Field = models.ForeignKey[Any, Any]


class Pair(models.Model):
    """A decision on two rows of one table: `gone` is `kept`, or both are known to be two.

    `moved` lists what went over to the kept row. `before` and `after` hold the fields of the
    kept row that the merge changed, so that an undo restores them and nothing else.
    """

    kept = models.PositiveBigIntegerField()
    gone = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=MATCH.choices, default=MATCH.first)
    moved = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        ordering = ["-id"]

    def keep(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Notes which fields of the kept row change, from what and to what."""
        self.before = {name: plain(before[name]) for name in after}
        self.after = {name: plain(value) for name, value in after.items()}

    def restored(self, now: dict[str, Any]) -> dict[str, Any]:
        """The fields to write back: those that still are as the merge left them.

        Of a list or a dictionary, what came with the merge goes, and what was added since stays.
        """
        values: dict[str, Any] = {}
        for name, value in self.after.items():
            held, before = now[name], self.before[name]
            if isinstance(value, list):
                came = [one for one in value if one not in before]
                values[name] = [one for one in held if one not in came]
            elif isinstance(value, dict):
                came = [key for key in value if key not in before]
                values[name] = {
                    key: one for key, one in held.items() if key not in came or one != value[key]
                }
            elif plain(held) == value:
                values[name] = before
        return values


def plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def names(known: Iterable[str], more: Iterable[str], but: str = "") -> list[str]:
    """All spellings once, those that were known first; `but` is the name itself."""
    return [name for name in dict.fromkeys([*known, *more]) if name != but]


def carry(kept: models.Model, gone: models.Model) -> Moved:
    """All rows of all tables that point at the gone row point at the kept one from now on.

    A link that the kept row has already goes, written down so that it can come back; any other
    row of which the kept row has the like already (a second first delivery) stays where it is.
    Returns what `carry_back` needs.
    """
    moved: Moved = {}
    for table, field, is_link in _pointing(type(kept)):
        label = f"{table._meta.label_lower}.{field.name}"
        rows = list(table._base_manager.filter(**{field.name: gone.pk}))
        twins = [row for row in rows if _has_the_like(row, field, kept)]
        keys = [row.pk for row in rows if row not in twins]
        if keys:
            table._base_manager.filter(pk__in=keys).update(**{field.name: kept.pk})
            moved[label] = keys
        if is_link and twins:
            moved[f"{label}:links"] = [_values(row) for row in twins]
            table._base_manager.filter(pk__in=[row.pk for row in twins]).delete()
    return moved


def carry_back(moved: Moved, kept: models.Model, gone: models.Model) -> None:
    """What went over and still is with the kept row; what was taken from it since stays so."""
    for table, field, _is_link in _pointing(type(kept)):
        label = f"{table._meta.label_lower}.{field.name}"
        rows = table._base_manager.filter(pk__in=moved.get(label, []), **{field.name: kept.pk})
        rows.update(**{field.name: gone.pk})
        for values in moved.get(f"{label}:links", []):
            row = table(**values)
            if _has_the_like(row, field, kept) and not _has_the_like(row, field, gone):
                row.save(force_insert=True)


def _pointing(
    table: type[models.Model],
) -> Iterator[tuple[type[models.Model], Field, bool]]:
    """Tables and their field that points here; whether a row of it is no more than a link."""
    found = table._meta.get_fields(include_hidden=True)
    through = {
        one.through  # type: ignore[union-attr]
        for one in found
        if one.many_to_many and one.auto_created
    }
    for one in found:
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one):
            other = one.related_model
            if isinstance(other, type) and other is not table:
                yield other, cast("Field", one.field), other in through  # type: ignore[union-attr]


def _has_the_like(row: models.Model, field: Field, of: models.Model) -> bool:
    """Whether `of` has this row already: equal in all else, or where the table allows one only."""
    table = type(row)
    aside = {table._meta.pk.attname, field.attname}
    columns = [one.attname for one in table._meta.concrete_fields if one.attname not in aside]
    equal = {name: getattr(row, name) for name in columns}
    if table._base_manager.filter(**equal | {field.name: of.pk}).exists():
        return True
    for names_, condition in _unique(table):
        if field.name in names_:
            same = {name: getattr(row, table._meta.get_field(name).attname) for name in names_}  # type: ignore[union-attr]
            rows = table._base_manager.filter(**same | {field.name: of.pk})
            mine = table._base_manager.filter(pk=row.pk)
            if condition is not None:
                rows, mine = rows.filter(condition), mine.filter(condition)
                if not mine.exists():
                    continue
            if rows.exists():
                return True
    return False


def _unique(table: type[models.Model]) -> Iterator[tuple[tuple[str, ...], models.Q | None]]:
    for names_ in table._meta.unique_together:
        yield tuple(names_), None
    for one in table._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            yield tuple(one.fields), one.condition


def _values(row: models.Model) -> dict[str, Any]:
    return {one.attname: plain(getattr(row, one.attname)) for one in row._meta.concrete_fields}

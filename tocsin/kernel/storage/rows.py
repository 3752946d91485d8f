"""Rows by the hundred, for the few places where so many are made or written in one transaction.

Django's own ways look at each value of a row on its own, when it is made, read or written, and that
costs more than writing it down. These do the same for a whole row at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    TextField,
)
from django.db.models.base import ModelState
from django.utils import timezone

MOST = 1000  # rows of one statement
# Both engines take these as Python has them.
AS_THEY_ARE = (BinaryField, BooleanField, CharField, ForeignKey, IntegerField, TextField)

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class _Shape:
    """How a row of a model begins: its values, and what makes values; its links to other rows."""

    names: tuple[str, ...]
    plain: dict[str, Any]
    made: tuple[tuple[str, Callable[[], Any]], ...]
    links: tuple[tuple[str, str], ...]


@lru_cache(maxsize=32)
def _shape(model: type[Model]) -> _Shape:
    every = model._meta.concrete_fields
    made = {o.attname: o.default for o in every if o.has_default() and callable(o.default)}
    return _Shape(
        names=tuple(one.attname for one in every),
        plain={one.attname: one.get_default() for one in every if one.attname not in made},
        made=tuple(made.items()),
        links=tuple((one.name, one.attname) for one in every if isinstance(one, ForeignKey)),
    )


def new(model: type[Row], **values: Any) -> Row:
    """A new row as `model(**values)` is. Raises TypeError for a value that has no place in it."""
    shape, row = _shape(model), model.__new__(model)
    row._state = ModelState()
    for name, column in shape.links:
        if name in values:
            row._state.fields_cache[name] = linked = values.pop(name)
            values[column] = linked.pk
    told = row.__dict__
    told |= shape.plain
    for name, make in shape.made:
        told[name] = values[name] if name in values else make()
    known = len(told)
    told |= values
    if len(told) != known:
        raise TypeError(f"{model.__name__} has no place for some of {', '.join(values)}")
    return row


class _Seen:
    """Some columns of a model as they are read: what makes values of what the engine gives."""

    def __init__(self, model: type[Model], names: tuple[str, ...]) -> None:
        fields = {one.attname: one for one in model._meta.concrete_fields}
        table = model._meta.db_table
        columns = [fields[name].get_col(table) for name in names]
        self.names = [connection.ops.quote_name(str(fields[name].column)) for name in names]
        self._makers = [
            (at, column, makers)
            for at, column in enumerate(columns)
            if (
                makers := connection.ops.get_db_converters(column)
                + column.get_db_converters(connection)
            )
        ]

    def of(self, found: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """The values as Django gives them.

        Many rows hold the same ones, which are made once; but each has its own lists and the like.
        """
        columns: list[Sequence[Any]] = list(zip(*found, strict=True))
        for at, column, makers in self._makers if columns else ():
            if isinstance(column.target, JSONField):
                columns[at] = [_made(value, column, makers) for value in columns[at]]
            else:
                known = {value: _made(value, column, makers) for value in set(columns[at])}
                columns[at] = [known[value] for value in columns[at]]
        return list(zip(*columns, strict=True))


def _made(value: Any, column: Any, makers: Iterable[Callable[..., Any]]) -> Any:
    for make in makers:
        value = make(value, column, connection)
    return value


@lru_cache(maxsize=64)
def _seen(model: type[Model], names: tuple[str, ...], _vendor: str) -> _Seen:
    return _Seen(model, names)


def find(
    model: type[Model], names: Sequence[str], *, locked: bool = False, **among: Collection[Any]
) -> list[tuple[Any, ...]]:
    """Values of `names`, of the rows in which each other column named is one of these values.

    `locked` locks them for this transaction, in the order of their keys. Columns are named as
    attributes are (`appeal_id`); values are such as the engine takes as they are.
    """
    if not all(among.values()):
        return []
    seen = _seen(model, tuple(names), connection.vendor)
    said = f"SELECT {', '.join(seen.names)} FROM {_table(model)}{_where(model, among)}"  # noqa: S608
    if locked:
        said += f" ORDER BY {connection.ops.quote_name(_key(model))}"
        said += " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(said, list(chain.from_iterable(among.values())))
        return seen.of(cursor.fetchall())


def read(
    model: type[Row],
    *,
    locked: bool = False,
    only: Sequence[str] = (),
    **among: Collection[Any],
) -> list[Row]:
    """The rows that `find` finds, as Django would give them; what they link to is not fetched.

    With `only` the other columns are not either, but when they are asked for, as with Django's own.
    """
    names = only or _shape(model).names
    return _rows(model, names, find(model, names, locked=locked, **among))


def newest(model: type[Row], name: str) -> Row | None:
    """The row whose column `name` is greatest; none where there is no row."""
    names = _shape(model).names
    seen = _seen(model, names, connection.vendor)
    order = seen.names[names.index(name)]
    said = f"SELECT {', '.join(seen.names)} FROM {_table(model)} ORDER BY {order} DESC LIMIT 1"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(said)
        return next(iter(_rows(model, names, seen.of(cursor.fetchall()))), None)


def fetch(query: QuerySet[Row]) -> list[Row]:
    """The rows that a query finds, likewise."""
    names = _shape(query.model).names
    return _rows(query.model, names, query.values_list(*names))


def _rows(model: type[Row], names: Sequence[str], found: Iterable[Sequence[Any]]) -> list[Row]:
    rows, alias = [], connection.alias
    for values in found:
        row = model.__new__(model)
        row._state = ModelState()
        row._state.adding, row._state.db = False, alias
        row.__dict__.update(zip(names, values, strict=True))
        rows.append(row)
    return rows


def delete(model: type[Model], **among: Collection[Any]) -> None:
    """Deletes the rows that `find` finds, and nothing that links to them."""
    if all(among.values()):
        said = f"DELETE FROM {_table(model)}{_where(model, among)}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(said, list(chain.from_iterable(among.values())))


def _key(model: type[Model]) -> str:
    return next(str(one.column) for one in model._meta.concrete_fields if one.primary_key)


def _where(model: type[Model], among: Mapping[str, Collection[Any]]) -> str:
    columns = {one.attname: str(one.column) for one in model._meta.concrete_fields}
    asked = (
        f"{connection.ops.quote_name(columns[name])} IN ({', '.join(['%s'] * len(values))})"
        for name, values in among.items()
    )
    return f" WHERE {' AND '.join(asked)}"


class _Columns:
    """Some columns of a model, and their values as the engine takes them."""

    def __init__(self, fields: Sequence[Field[Any, Any]]) -> None:
        self.names = tuple(connection.ops.quote_name(str(one.column)) for one in fields)
        self._values = itemgetter(*(one.attname for one in fields))
        told = [(at, one) for at, one in enumerate(fields) if not isinstance(one, AS_THEY_ARE)]
        self._moments = [at for at, one in told if isinstance(one, DateTimeField)]
        self._others = [(at, one) for at, one in told if not isinstance(one, DateTimeField)]

    def of(self, rows: Iterable[Model]) -> Iterator[list[Any]]:
        """The values of each; many bear the same moments, which are worked out once."""
        known = dict[datetime | None, Any]()
        for row in rows:
            values = list(self._values(row.__dict__))
            for at in self._moments:
                if (moment := values[at]) not in known:
                    known[moment] = connection.ops.adapt_datetimefield_value(moment)
                values[at] = known[moment]
            for at, field in self._others:
                values[at] = field.get_db_prep_save(values[at], connection)
            yield values


@lru_cache(maxsize=32)
def _written(model: type[Model]) -> tuple[_Columns, list[str]]:
    """The columns of a new row, and those that tell when it was made.

    The database numbers the row where it is not numbered already.
    """
    fields = [one for one in model._meta.concrete_fields if one is not model._meta.auto_field]
    return _Columns(fields), [o.attname for o in fields if getattr(o, "auto_now_add", False)]


def insert(rows: Sequence[Model], *, unless_there: bool = False) -> None:
    """Writes new rows of one model; the numbers that they get are not learnt.

    `unless_there` leaves alone what would break a unique constraint; else it is an IntegrityError.
    """
    for at in range(0, len(rows), MOST):
        _insert(rows[at : at + MOST], " ON CONFLICT DO NOTHING" if unless_there else "")


def _insert(rows: Sequence[Model], ending: str) -> None:
    (columns, stamped), now = _written(type(rows[0])), timezone.now()
    for row in rows if stamped else ():
        row.__dict__.update(dict.fromkeys(stamped, now))
    place = f"({', '.join(['%s'] * len(columns.names))})"
    table, places = _table(type(rows[0])), ", ".join([place] * len(rows))
    said = f"INSERT INTO {table} ({', '.join(columns.names)}) VALUES {places}{ending}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(said, list(chain.from_iterable(columns.of(rows))))


@lru_cache(maxsize=32)
def _changed(model: type[Model], names: tuple[str, ...]) -> _Columns:
    """These columns, and that of the key at their end."""
    fields = [one for one in model._meta.concrete_fields if one.name in names]
    return _Columns([*fields, *(o for o in model._meta.concrete_fields if o.primary_key)])


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Writes these fields of rows that are there, one row after the other."""
    if not rows:
        return
    columns = _changed(type(rows[0]), tuple(names))
    *places, own = (f"{name} = %s" for name in columns.names)
    said = f"UPDATE {_table(type(rows[0]))} SET {', '.join(places)} WHERE {own}"  # noqa: S608
    values = list(columns.of(rows))
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(said, values[0])
        else:
            cursor.executemany(said, values)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)

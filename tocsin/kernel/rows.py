"""Many rows in one statement, for the few places where hundreds are written in one transaction.

Django's own ways make an object for each value, which costs more than writing it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

MOST = 1000  # rows of one statement
# Both engines take these as Python has them.
AS_THEY_ARE = (BinaryField, BooleanField, CharField, ForeignKey, IntegerField, TextField)


@lru_cache(maxsize=32)
def _fields(model: type[Model]) -> tuple[tuple[Field[Any, Any], bool], ...]:
    """The columns of a new row, and whether their values go as they are.

    The database numbers the row where it is not numbered already.
    """
    numbered = model._meta.auto_field
    columns = (one for one in model._meta.concrete_fields if one is not numbered)
    return tuple((one, isinstance(one, AS_THEY_ARE)) for one in columns)


def _values(row: Model, fields: Iterable[tuple[Field[Any, Any], bool]]) -> Iterator[Any]:
    for one, as_it_is in fields:
        if as_it_is:
            yield row.__dict__[one.attname]
        else:
            yield one.get_db_prep_save(one.pre_save(row, True), connection)


def insert(rows: Sequence[Model], *, unless_there: bool = False) -> None:
    """Writes new rows of one model; the numbers that they get are not learnt.

    `unless_there` leaves alone what would break a unique constraint; else it is an IntegrityError.
    """
    for at in range(0, len(rows), MOST):
        _insert(rows[at : at + MOST], " ON CONFLICT DO NOTHING" if unless_there else "")


def _insert(rows: Sequence[Model], ending: str) -> None:
    fields, values = _fields(type(rows[0])), list[Any]()
    for row in rows:
        values.extend(_values(row, fields))
    names = ", ".join(_column(one) for one, _as_it_is in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    table = connection.ops.quote_name(rows[0]._meta.db_table)
    said = f"INSERT INTO {table} ({names}) VALUES {places}{ending}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(said, values)


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Writes these fields of rows that are there, one row after the other."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [one for one in meta.concrete_fields if one.name in names]
    own = next(one for one in meta.concrete_fields if one.primary_key)
    places = ", ".join(f"{_column(one)} = %s" for one in fields)
    table = connection.ops.quote_name(meta.db_table)
    said = f"UPDATE {table} SET {places} WHERE {_column(own)} = %s"  # noqa: S608
    values: list[list[Any]] = [
        [one.get_db_prep_save(getattr(row, one.attname), connection) for one in (*fields, own)]
        for row in rows
    ]
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(said, values[0])
        else:
            cursor.executemany(said, values)


def _column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))

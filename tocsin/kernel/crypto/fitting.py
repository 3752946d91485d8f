"""Whether the keys in the data folder are those with which the rows were made; the rows tell.

Beside a table stands which keys no row of it was made without, and whether its rows hold what such
a key signed. So nothing is kept for it: an older file is known by the keys that it lacks, and that
of another server by what this one signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from tocsin.kernel.tlog.note import LOG, Signer
from tocsin.kernel.tlog.verify import Invalid, key_id, split_note

Rows = models.QuerySet[Any]


@dataclass(frozen=True)
class Need:
    """The keys, by their names, without which no row of the model was made.

    `signs` is the name of the key by which the newest row has its `note` signed.
    """

    model: type[models.Model]
    names: Callable[[Rows], Iterable[str]]
    signs: str = ""

    @property
    def rows(self) -> Rows:
        """All of the model's."""
        return self.model._default_manager.all()


NEEDS: list[Need] = []


def declare(model: type[models.Model], name: str, *, signs: bool = False) -> None:
    """Declares a key that each row of the model needs."""
    NEEDS.append(Need(model, lambda rows: [name] if rows.exists() else [], name if signs else ""))


def declare_many(model: type[models.Model], names: Callable[[Rows], Iterable[str]]) -> None:
    """Declares keys of which some rows need one and some another."""
    NEEDS.append(Need(model, names))


def needed() -> set[str]:
    """The keys that must be there; it is asked before one is made, and at unlocking."""
    return {name for need in _with_tables() for name in need.names(need.rows)}


def are_of_another(keys: Mapping[str, bytes]) -> bool:
    """Whether what is signed in the rows was signed by a key of the same name as one of these."""
    signed = [need for need in _with_tables() if need.signs in keys]
    return any(not _signed(need.rows.first(), keys[need.signs]) for need in signed)


def _with_tables() -> list[Need]:
    """Those that can be asked: a new database has no tables yet."""
    there = connection.introspection.table_names() if NEEDS else []
    return [need for need in NEEDS if need.model._meta.db_table in there]


def _signed(row: Any, key: bytes) -> bool:
    """Whether the key signed the note; one that is damaged is no matter of the keys."""
    try:
        lines = split_note(row.note)[1] if row is not None else []
    except Invalid:
        return True
    public = Signer("any", key).public
    return not lines or any(blob[:4] == key_id(name, LOG, public) for name, blob, _ in lines)

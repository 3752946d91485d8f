"""What a test that commits leaves in the database is taken away after it.

Django's `flush` empties each table, used or not, and writes content types and permissions anew.
"""

from __future__ import annotations

# Names of tables are Django's own.
# ruff: noqa: S608
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

KEPT = {"django_content_type", "auth_permission"}  # as `migrate` leaves them; no test changes them


def empty() -> None:
    """Deletes all rows of all models; the numbers of the next rows go on, as after `flush`."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = sorted(set(tables) - KEPT)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # neither keys nor triggers are asked: all goes
            cursor.execute("SET LOCAL session_replication_role = replica")
        while filled := holding(cursor, names):  # SQLite's triggers may write while we delete
            for name in filled:
                cursor.execute(f'DELETE FROM "{name}"')


def holding(cursor: CursorWrapper, names: list[str]) -> list[str]:
    """Those of the tables that have a row."""
    each = (f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM \"{one}\")" for one in names)
    cursor.execute(" UNION ALL ".join(each))
    return [name for (name,) in cursor.fetchall()]

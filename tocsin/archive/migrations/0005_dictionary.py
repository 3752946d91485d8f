"""SQLite gets a dictionary of the words that stand in the archive."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from tocsin.archive import finding


def index(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Over what is there."""
    finding.keep()


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_choices")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]

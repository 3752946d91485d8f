"""The index of words is made over the entries, once they have their places."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from tocsin.archive import finding


def index(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Over what is there."""
    finding.rebuild()


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_places")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]

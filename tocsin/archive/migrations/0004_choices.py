"""What the archive offers to choose by gets rows, of which the database keeps the numbers."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from tocsin.archive import choosing
from tocsin.archive.models import COUNTER
from tocsin.kernel import counters


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """From the entries; the triggers, which stand first, count."""
    counters.keep(COUNTER)
    choosing.rebuild()


class Migration(migrations.Migration):
    dependencies = [("appeals", "0006_withdrawn"), ("archive", "0003_index_of_words")]

    operations = [
        migrations.CreateModel(
            "Offered",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=7)),
                ("word", models.CharField(max_length=60)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "word"], name="archive_off_kind_737c84_idx")
                ],
            },
        ),
        migrations.CreateModel(
            "Choice",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=7)),
                ("word", models.CharField(max_length=60)),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="archive.archiveentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "kind", "word"), name="one_choice")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

"""A link is known by its mark alone; indexes that nothing asks for go."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from tocsin.kernel import counters
from tocsin.signing.tallies import COUNTER


def keep(apps: object, schema_editor: object) -> None:  # noqa: ARG001
    """Sets the triggers again, which SQLite drops with a table that is made anew."""
    counters.keep(COUNTER)


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0005_at_risk"),
        ("publishing", "0004_written"),
        ("signing", "0008_held"),
    ]

    operations = [
        migrations.RemoveField("signature", "token_hash"),
        migrations.AlterField(
            "signature", "commitment", models.BinaryField(max_length=32, null=True)
        ),
        migrations.AlterField(
            "signature",
            "appeal",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="appeals.appeal",
            ),
        ),
        migrations.AlterField(
            "signature",
            "revision",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="publishing.revision",
            ),
        ),
        migrations.AlterField(
            "signature",
            "hold",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="signatures",
                to="signing.hold",
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

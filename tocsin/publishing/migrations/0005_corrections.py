"""Corrections are found without reading the other revisions."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_written")]

    operations = [
        migrations.AddIndex(
            "revision",
            models.Index(
                condition=models.Q(("correction__isnull", False)),
                fields=["appeal"],
                name="corrections",
            ),
        ),
    ]

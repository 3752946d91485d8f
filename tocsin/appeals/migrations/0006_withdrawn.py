"""Appeals that were withdrawn are found without reading the others."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appeals", "0005_at_risk")]

    operations = [
        migrations.AddIndex(
            "appeal",
            models.Index(
                condition=models.Q(("state", "withdrawn")),
                fields=["state"],
                name="withdrawn_appeals",
            ),
        ),
    ]

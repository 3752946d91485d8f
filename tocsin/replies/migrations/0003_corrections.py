"""News of corrections are found without reading the other news."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("replies", "0002_corrections_stops_withdrawals")]

    operations = [
        migrations.AddIndex(
            "news",
            models.Index(
                condition=models.Q(("kind", "correction")),
                fields=["recorded_at"],
                name="news_of_corrections",
            ),
        ),
    ]

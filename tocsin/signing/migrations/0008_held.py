"""Voices that are held back are found by their batch alone."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0007_counters")]

    operations = [
        migrations.AddIndex(
            "signature",
            models.Index(
                condition=models.Q(("state", "held")), fields=["hold"], name="held_in_a_batch"
            ),
        ),
    ]

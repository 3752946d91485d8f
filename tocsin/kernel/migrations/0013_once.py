"""What was used once, over all machines."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_return_paths")]

    operations = [
        migrations.CreateModel(
            "Once",
            [
                ("mark", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("by", models.BinaryField(max_length=8)),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
    ]

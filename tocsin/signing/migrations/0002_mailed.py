from django.db import migrations, models


class Migration(migrations.Migration):
    """Of a mail one row instead of two: of those there were, the one for all appeals goes on."""

    dependencies = [
        ("signing", "0001_schema"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailed",
            name="here",
            field=models.BinaryField(default=b"", max_length=16),
        ),
    ]

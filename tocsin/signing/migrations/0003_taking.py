from django.db import migrations, models


class Migration(migrations.Migration):
    """Large batches are taken, and appeals that are over emptied, in many transactions."""

    dependencies = [
        ("signing", "0002_mailed"),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="taking",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="settled",
            name="emptying",
            field=models.BooleanField(default=False),
        ),
    ]

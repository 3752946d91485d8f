from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes in which voices are counted by day and revision, and that lead to who is told."""

    dependencies = [
        ("signing", "0003_taking"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="signature",
            name="signing_sig_appeal__952b58_idx",
        ),
        migrations.RemoveIndex(
            model_name="signature",
            name="counted_since",
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                fields=["appeal", "state", "channel", "counted_at", "revision"],
                name="standing_since",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                fields=["appeal", "id"],
                condition=models.Q(inform__isnull=False),
                name="informed_in_turn",
            ),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index instead of two, in which days and revisions of an appeal's voices are counted."""

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
    ]

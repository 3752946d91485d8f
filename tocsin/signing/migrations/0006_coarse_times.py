"""When somebody signed is kept to the hour, when it was counted to the minute, also of before."""

from django.db import migrations, models
from django.db.models.functions import TruncHour, TruncMinute

import tocsin.kernel.coarse


def coarsen(apps, _schema_editor):
    """What went out tells its hour alone."""
    signatures = apps.get_model("signing", "Signature").objects
    signatures.update(signed_at=TruncHour("signed_at"), counted_at=TruncMinute("counted_at"))
    sent = apps.get_model("kernel", "Mail").objects.filter(state="sent")
    sent.update(created_at=TruncHour("created_at"), sent_at=TruncHour("sent_at"))


class Migration(migrations.Migration):
    # PostgreSQL alters no table in the transaction that has changed its rows.
    atomic = False

    dependencies = [
        ("signing", "0005_floods"),
        ("kernel", "0008_prepared_mails"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signature",
            name="signed_at",
            field=models.DateTimeField(default=tocsin.kernel.coarse.this_hour),
        ),
        migrations.AddField(
            model_name="signature",
            name="quick",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(coarsen, migrations.RunPython.noop),
    ]

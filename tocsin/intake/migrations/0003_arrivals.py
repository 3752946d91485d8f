"""Alerts that were here before get their mark of sameness and their one arrival."""

from django.db import migrations

from tocsin.intake.sameness import mark


def note(apps, _editor):
    """One arrival each; of two alerts with the same text the older keeps the mark."""
    alerts, arrivals = apps.get_model("intake", "Alert"), apps.get_model("intake", "Arrival")
    for alert in alerts.objects.order_by("pk").iterator():
        same = mark(alert.text)
        if not alerts.objects.filter(same=same).exists():
            alerts.objects.filter(pk=alert.pk).update(same=same)
        made = arrivals.objects.create(
            alert=alert,
            way=alert.way,
            sha256=alert.sha256,
            filename=alert.filename,
            received_by=alert.received_by,
        )
        arrivals.objects.filter(pk=made.pk).update(received_at=alert.received_at)


class Migration(migrations.Migration):
    """Data alone; nothing is lost on the way back."""

    dependencies = [("intake", "0002_ways")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

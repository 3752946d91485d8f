"""Entries get their place by the moment at which they came out."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from tocsin.archive.folding import spaced
from tocsin.archive.work import EPOCH


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Places in order; two of one microsecond stand beside each other."""
    entry, last = apps.get_model("archive", "ArchiveEntry"), -1
    for one in entry.objects.order_by("published_at", "pk").iterator():
        since = one.published_at - EPOCH
        exact = (since.days * 86_400 + since.seconds) * 10**6 + since.microseconds
        last = max(exact * 1000, last + 1)
        entry.objects.filter(pk=one.pk).update(place=last, words=spaced(one.words))


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    operations = [
        migrations.AddField("archiveentry", "place", models.BigIntegerField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("archiveentry", "place", models.BigIntegerField(unique=True)),
        migrations.AlterModelOptions("archiveentry", {"ordering": ["-place"]}),
        migrations.AddIndex(
            "archiveentry",
            models.Index(
                fields=["place", "countries", "issues", "code", "year", "revision"],
                name="archive_facets",
            ),
        ),
    ]

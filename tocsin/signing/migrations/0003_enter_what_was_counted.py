"""Voices that were counted before there was a log are entered, so that both tell one number."""

import hashlib
import secrets

from django.db import migrations


def enter_counted(apps, _schema_editor):
    """Their commitments are random: nobody holds what would open them."""
    signatures = apps.get_model("signing", "Signature")
    entries = apps.get_model("kernel", "LedgerEntry")
    rows = signatures.objects.filter(state="counted", commitment=None).select_related("appeal")
    for row in rows.iterator():
        row.commitment = secrets.token_bytes(32)
        row.save(update_fields=["commitment"])
        document_id = row.appeal.document_id.encode()
        entries.objects.create(
            id=secrets.randbelow(2**62) + 1,
            kind=1 if row.channel == "web" else 8,
            subject=hashlib.sha256(b"tocsin appeal 1\n" + document_id).digest(),
            hour=int(row.counted_at.timestamp()) // 3600,
            commitment=row.commitment,
            not_before=row.counted_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("signing", "0002_public_log"),
        ("kernel", "0004_public_log"),
    ]

    operations = [migrations.RunPython(enter_counted, migrations.RunPython.noop)]

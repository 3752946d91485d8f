from django.db import migrations

import tocsin.kernel.transparency.ledger
from tocsin.kernel.storage import counters
from tocsin.kernel.transparency.ledger import COUNTER


def keep(apps: object, schema_editor: object) -> None:  # noqa: ARG001
    """Sets the triggers again: SQLite makes the table anew."""
    counters.keep(COUNTER)


class Migration(migrations.Migration):
    """On SQLite entries of the log are no longer numbered in the order in which they came."""

    dependencies = [
        ("kernel", "0001_schema"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ledgerentry",
            name="id",
            field=tocsin.kernel.transparency.ledger.RowKey(
                default=tocsin.kernel.transparency.ledger._key, primary_key=True, serialize=False
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

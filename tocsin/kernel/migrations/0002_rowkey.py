from django.db import migrations

import tocsin.kernel.ledger
from tocsin.kernel import counters
from tocsin.kernel.ledger import COUNTER


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
            field=tocsin.kernel.ledger.RowKey(
                default=tocsin.kernel.ledger._key, primary_key=True, serialize=False
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

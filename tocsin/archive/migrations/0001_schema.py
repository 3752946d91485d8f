import django.db.models.deletion
from django.db import migrations, models

from tocsin.archive import finding
from tocsin.archive.models import COUNTER
from tocsin.kernel.storage import counters
from tocsin.kernel.storage.tables import Tables


def keep(apps: object, schema_editor: object) -> None:  # noqa: ARG001
    """Sets the triggers that count, and makes the index of words."""
    counters.keep(COUNTER)
    finding.keep()


class Migration(migrations.Migration):
    replaces = [
        ("archive", "0001_initial"),
        ("archive", "0002_places"),
        ("archive", "0003_index_of_words"),
        ("archive", "0004_choices"),
        ("archive", "0005_dictionary"),
    ]

    initial = True

    dependencies = [
        ("publishing", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="ArchiveEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("document_id", models.CharField(max_length=40, unique=True)),
                        ("code", models.CharField(db_index=True, max_length=10)),
                        ("year", models.PositiveIntegerField(db_index=True)),
                        ("countries", models.CharField(max_length=200)),
                        ("issues", models.TextField()),
                        ("words", models.TextField()),
                        ("published_at", models.DateTimeField(db_index=True)),
                        (
                            "revision",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                to="publishing.revision",
                            ),
                        ),
                        ("place", models.BigIntegerField(unique=True)),
                    ],
                    options={
                        "ordering": ["-place"],
                        "indexes": [
                            models.Index(
                                fields=["place", "countries", "issues", "code", "year", "revision"],
                                name="archive_facets",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Choice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("kind", models.CharField(max_length=7)),
                        ("word", models.CharField(max_length=60)),
                        (
                            "entry",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="choices",
                                to="archive.archiveentry",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entry", "kind", "word"), name="one_choice"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offered",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("kind", models.CharField(max_length=7)),
                        ("word", models.CharField(max_length=60)),
                        ("number", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["kind", "word"], name="archive_off_kind_737c84_idx"
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

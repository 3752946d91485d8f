import django.db.models.deletion
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("publishing", "0001_initial"),
        ("publishing", "0002_corrections_stops_withdrawals"),
        ("publishing", "0003_overrides"),
        ("publishing", "0004_written"),
        ("publishing", "0005_corrections"),
    ]

    initial = True

    dependencies = [
        ("appeals", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Proposal",
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
                        ("content", models.JSONField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what changed"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting for approval"),
                                    ("approved", "approved"),
                                    ("returned", "returned"),
                                    ("published", "published"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("proposed_by", models.CharField(max_length=150)),
                        ("proposed_at", models.DateTimeField(auto_now_add=True)),
                        ("decided_by", models.CharField(blank=True, max_length=150)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("reason", models.TextField(blank=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proposals",
                                to="appeals.appeal",
                            ),
                        ),
                        ("correction", models.JSONField(null=True)),
                        ("written", models.JSONField(null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "approved"])),
                                fields=("appeal",),
                                name="one_open_proposal",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Revision",
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
                        ("number", models.PositiveIntegerField()),
                        ("content", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("published_at", models.DateTimeField()),
                        ("published_by", models.CharField(max_length=150)),
                        ("approved_by", models.CharField(max_length=150)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="revisions",
                                to="appeals.appeal",
                            ),
                        ),
                        ("correction", models.JSONField(null=True)),
                        ("overrides", models.JSONField(default=list)),
                        ("written", models.JSONField(null=True)),
                    ],
                    options={
                        "ordering": ["-number"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("correction__isnull", False)),
                                fields=["appeal"],
                                name="corrections",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("appeal", "number"), name="one_revision"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stop",
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
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("released", "the people it speaks of are free"),
                                    ("harm", "letters would do harm now"),
                                    ("wrong", "it may be wrong and is being checked"),
                                    ("other", "another reason, in words"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("before", models.CharField(max_length=10)),
                        ("stopped_by", models.CharField(max_length=150)),
                        ("stopped_at", models.DateTimeField(auto_now_add=True)),
                        ("resumed_by", models.CharField(blank=True, max_length=150)),
                        ("resumed_at", models.DateTimeField(null=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stops",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("resumed_at", None)),
                                fields=("appeal",),
                                name="one_stop",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Withdrawal",
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
                        (
                            "why",
                            models.CharField(
                                choices=[
                                    ("asked", "people whom it concerns do not agree"),
                                    ("harm", "it may harm people"),
                                    ("wrong", "it proved to be wrong"),
                                    ("other", "another reason, which readers are not told"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("done", "withdrawn"),
                                    ("declined", "declined"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        ("proposed_by", models.CharField(max_length=150)),
                        ("proposed_at", models.DateTimeField(auto_now_add=True)),
                        ("decided_by", models.CharField(blank=True, max_length=150)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawals",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["proposed", "done"])),
                                fields=("appeal",),
                                name="one_withdrawal",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Override",
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
                        ("kind", models.CharField(max_length=10)),
                        ("key", models.CharField(max_length=64)),
                        ("part", models.CharField(max_length=20)),
                        ("language", models.CharField(max_length=10)),
                        ("sentence", models.TextField()),
                        ("finding", models.TextField()),
                        ("reason", models.TextField()),
                        ("by", models.CharField(max_length=150)),
                        ("at", models.DateTimeField(auto_now=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="overrides",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("appeal", "key"), name="one_override")
                        ],
                    },
                ),
            ],
        ),
    ]

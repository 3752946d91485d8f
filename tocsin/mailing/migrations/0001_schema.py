import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [("mailing", "0001_initial"), ("mailing", "0002_corrections_stops_withdrawals")]

    initial = True

    dependencies = [
        ("publishing", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Subscriber",
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
                        ("tag", models.BinaryField(max_length=32, unique=True)),
                        ("address", models.BinaryField(null=True)),
                        ("language", models.CharField(default="en", max_length=10)),
                        ("countries", models.JSONField(default=list)),
                        ("issues", models.JSONField(default=list)),
                        ("wish", models.JSONField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "asked to join"),
                                    ("subscribed", "subscribed"),
                                    ("left", "left"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("way", models.CharField(default="site", max_length=10)),
                        ("token_hash", models.BinaryField(max_length=32, null=True, unique=True)),
                        ("leave", models.CharField(max_length=43, unique=True)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("agreed_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["state", "id"], name="mailing_sub_state_211bfe_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Dispatch",
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
                            "due_at",
                            models.DateTimeField(
                                db_index=True, default=django.utils.timezone.now, null=True
                            ),
                        ),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "being prepared"),
                                    ("sending", "being sent"),
                                    ("done", "done"),
                                    (
                                        "ended",
                                        "ended, because the revision was corrected or withdrawn",
                                    ),
                                ],
                                default="preparing",
                                max_length=10,
                            ),
                        ),
                        ("audience", models.PositiveIntegerField(default=0)),
                        ("cursor", models.BigIntegerField(default=0)),
                        ("last", models.BigIntegerField(default=0)),
                        ("started_by", models.CharField(max_length=150)),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "revision",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispatch",
                                to="publishing.revision",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                            "due_at",
                            models.DateTimeField(
                                db_index=True, default=django.utils.timezone.now, null=True
                            ),
                        ),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "being prepared"),
                                    ("sending", "being sent"),
                                    ("done", "done"),
                                ],
                                default="preparing",
                                max_length=10,
                            ),
                        ),
                        ("cursor", models.BigIntegerField(default=0)),
                        ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "revision",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice",
                                to="publishing.revision",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
            ],
        ),
    ]

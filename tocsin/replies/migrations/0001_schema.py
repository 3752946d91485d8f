import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("replies", "0001_initial"),
        ("replies", "0002_corrections_stops_withdrawals"),
        ("replies", "0003_corrections"),
    ]

    initial = True

    dependencies = [
        ("appeals", "0001_schema"),
        ("authorities", "0001_schema"),
        ("publishing", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="News",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reply", "reply"),
                                    ("silence", "silence"),
                                    ("update", "update"),
                                    ("outcome", "outcome"),
                                    ("correction", "correction"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="date")),
                        ("texts", models.JSONField(default=dict)),
                        (
                            "source",
                            models.CharField(blank=True, max_length=200, verbose_name="source"),
                        ),
                        ("file_name", models.CharField(blank=True, max_length=200)),
                        ("file_sha256", models.CharField(blank=True, max_length=64)),
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
                        ("recorded_by", models.CharField(max_length=150)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="news",
                                to="appeals.appeal",
                            ),
                        ),
                        (
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="authorities.authority",
                            ),
                        ),
                        (
                            "revision",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="news",
                                to="publishing.revision",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("kind", "correction")),
                                fields=["recorded_at"],
                                name="news_of_corrections",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "silence")),
                                fields=("appeal", "authority"),
                                name="one_silence",
                            )
                        ],
                    },
                )
            ],
        ),
    ]

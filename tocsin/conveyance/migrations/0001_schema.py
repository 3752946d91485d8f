import django.db.models.deletion
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [("conveyance", "0001_initial")]

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
                    name="Conveyance",
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
                        ("tally", models.JSONField()),
                        ("bundle_sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "prepared"),
                                    ("sent", "sent, not yet proved"),
                                    ("refused", "refused"),
                                    ("returned", "returned"),
                                    ("delivered", "delivered"),
                                ],
                                default="prepared",
                                max_length=10,
                            ),
                        ),
                        ("prepared_by", models.CharField(max_length=150)),
                        ("prepared_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conveyances",
                                to="appeals.appeal",
                            ),
                        ),
                        (
                            "authority",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="authorities.authority",
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="publishing.revision",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("appeal", "authority", "number"), name="conveyance_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
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
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "e-mail"),
                                    ("post", "post"),
                                    ("hand", "by hand"),
                                ],
                                max_length=10,
                                verbose_name="way",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("sent", "sent, not yet proved"),
                                    ("delivered", "delivered"),
                                    ("refused", "refused"),
                                    ("returned", "returned"),
                                ],
                                max_length=10,
                                verbose_name="result",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="date")),
                        ("note", models.TextField(blank=True, verbose_name="what happened")),
                        ("evidence_name", models.CharField(blank=True, max_length=200)),
                        ("evidence_sha256", models.CharField(blank=True, max_length=64)),
                        ("recorded_by", models.CharField(max_length=150)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "conveyance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="conveyance.conveyance",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", "delivered"), _negated=True),
                                    models.Q(("evidence_sha256", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="delivered_needs_evidence",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

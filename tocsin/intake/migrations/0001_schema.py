import django.db.models.deletion
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [("intake", "0001_initial"), ("intake", "0002_ways"), ("intake", "0003_arrivals")]

    initial = True

    dependencies = [
        ("people", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Alert",
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
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("filename", models.CharField(blank=True, max_length=200)),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("command", "by command"),
                                    ("paste", "pasted"),
                                    ("file", "as a file"),
                                    ("mail", "by e-mail"),
                                    ("folder", "through the folder"),
                                    ("form", "by the public form"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("document_id", models.CharField(blank=True, max_length=40)),
                        ("title", models.CharField(blank=True, max_length=300)),
                        ("text", models.TextField()),
                        ("reading", models.JSONField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "new"),
                                    ("taken up", "taken up"),
                                    ("joined", "joined to a case"),
                                    ("set aside", "set aside"),
                                ],
                                default="new",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("received_at", models.DateTimeField(auto_now_add=True)),
                        ("received_by", models.CharField(max_length=150)),
                        ("compared", models.BooleanField(default=False)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("same", models.CharField(blank=True, db_index=True, max_length=64)),
                        (
                            "severity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("life", "life"),
                                    ("liberty", "torture or liberty"),
                                    ("other", "other"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "joined_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joined",
                                to="intake.alert",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("same", ""), _negated=True),
                                fields=("same",),
                                name="one_alert_per_text",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Arrival",
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
                            "way",
                            models.CharField(
                                choices=[
                                    ("command", "by command"),
                                    ("paste", "pasted"),
                                    ("file", "as a file"),
                                    ("mail", "by e-mail"),
                                    ("folder", "through the folder"),
                                    ("form", "by the public form"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        ("filename", models.CharField(blank=True, max_length=200)),
                        ("sender", models.CharField(blank=True, max_length=254)),
                        ("subject", models.CharField(blank=True, max_length=300)),
                        ("message_id", models.CharField(blank=True, max_length=250)),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "signed",
                            models.CharField(
                                choices=[
                                    ("unsigned", "unsigned"),
                                    ("verified", "verified"),
                                    ("unfit", "signature does not fit"),
                                    ("unknown", "signed with a key that is not known here"),
                                ],
                                default="unsigned",
                                max_length=10,
                            ),
                        ),
                        ("received_at", models.DateTimeField(auto_now_add=True)),
                        ("received_by", models.CharField(max_length=150)),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="arrivals",
                                to="intake.alert",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to="people.partner",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                        ("filename", models.CharField(blank=True, max_length=200)),
                        ("content_type", models.CharField(max_length=100)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveBigIntegerField()),
                        (
                            "arrival",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="intake.arrival",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Passed",
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
                        ("why", models.CharField(max_length=20)),
                        ("sender", models.CharField(blank=True, max_length=254)),
                        ("subject", models.CharField(blank=True, max_length=300)),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Likeness",
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
                        ("score", models.PositiveSmallIntegerField()),
                        ("grounds", models.JSONField(default=dict)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("open", "not decided"),
                                    ("same", "same case"),
                                    ("different", "not the same"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("decided_by", models.CharField(blank=True, max_length=150)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="likenesses",
                                to="intake.alert",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="likened",
                                to="intake.alert",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-score", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("alert", "other"), name="one_likeness")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fear",
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
                        ("text", models.TextField()),
                        ("words", models.CharField(blank=True, max_length=120)),
                        ("day", models.DateField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("confirmed", "confirmed"),
                                    ("dismissed", "no day"),
                                    ("over", "over"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        ("said_by", models.CharField(blank=True, max_length=150)),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fears",
                                to="intake.alert",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["day", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Return",
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
                        ("code_hash", models.BinaryField(max_length=32, unique=True)),
                        ("contact", models.BinaryField(null=True)),
                        ("key_id", models.CharField(blank=True, max_length=16)),
                        ("may_name", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="returns",
                                to="intake.alert",
                            ),
                        ),
                        (
                            "arrival",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="way_back",
                                to="intake.arrival",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Word",
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
                        ("from_desk", models.BooleanField()),
                        ("text", models.TextField()),
                        ("by", models.CharField(blank=True, max_length=150)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "way_back",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="words",
                                to="intake.return",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
            ],
        ),
    ]

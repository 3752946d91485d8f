import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tocsin.kernel.transparency.ledger
from tocsin.kernel.storage import counters
from tocsin.kernel.storage.tables import Tables
from tocsin.kernel.transparency.ledger import COUNTER


def keep(apps: object, schema_editor: object) -> None:  # noqa: ARG001
    """Sets the triggers that count."""
    counters.keep(COUNTER)


class Migration(migrations.Migration):
    replaces = [
        ("kernel", "0001_initial"),
        ("kernel", "0002_ways"),
        ("kernel", "0003_corrections_stops_withdrawals"),
        ("kernel", "0004_public_log"),
        ("kernel", "0005_opened"),
        ("kernel", "0006_counted"),
        ("kernel", "0007_storm"),
        ("kernel", "0008_prepared_mails"),
        ("kernel", "0009_lean_mail"),
        ("kernel", "0010_workers"),
        ("kernel", "0011_counters"),
        ("kernel", "0012_return_paths"),
        ("kernel", "0013_once"),
    ]

    initial = True

    dependencies = []

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Entry",
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
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("actor", models.CharField(max_length=150)),
                        ("verb", models.CharField(max_length=60)),
                        ("kind", models.CharField(max_length=60)),
                        ("subject", models.CharField(max_length=120)),
                        ("detail", models.JSONField(default=dict)),
                        ("position", models.BigIntegerField(null=True, unique=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                fields=["kind", "subject"], name="kernel_entr_kind_affa33_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerEntry",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                default=tocsin.kernel.transparency.ledger._key,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("kind", models.PositiveSmallIntegerField()),
                        ("subject", models.BinaryField(max_length=32)),
                        ("hour", models.PositiveIntegerField()),
                        ("commitment", models.BinaryField(max_length=32, unique=True)),
                        ("position", models.BigIntegerField(null=True, unique=True)),
                        ("not_before", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["subject", "kind", "position"],
                                name="kernel_ledg_subject_f41f30_idx",
                            ),
                            models.Index(
                                condition=models.Q(("position__isnull", True)),
                                fields=["not_before"],
                                name="waiting_for_the_log",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entered",
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
                        ("subject", models.BinaryField(max_length=32)),
                        ("kind", models.PositiveSmallIntegerField()),
                        ("placed", models.BooleanField()),
                        ("number", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["subject", "kind", "placed"],
                                name="kernel_ente_subject_8438a1_idx",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checkpointed",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("root", models.BinaryField(max_length=32)),
                        ("frontier", models.BinaryField()),
                        ("note", models.TextField()),
                        ("cosignatures", models.TextField(blank=True)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-size"],
                    },
                ),
                migrations.CreateModel(
                    name="SealingKey",
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
                        ("key_id", models.CharField(max_length=16, unique=True)),
                        ("public", models.BinaryField()),
                        ("organisation", models.CharField(max_length=200)),
                        ("fingerprint", models.CharField(max_length=120)),
                        ("active", models.BooleanField(default=True)),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("active", True)),
                                fields=("active",),
                                name="one_active_key",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seen",
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
                        ("vkey", models.CharField(max_length=200, unique=True)),
                        ("size", models.BigIntegerField(default=0)),
                        ("note", models.TextField(blank=True)),
                        ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("trouble", models.CharField(blank=True, max_length=300)),
                    ],
                ),
                migrations.CreateModel(
                    name="Switch",
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
                        ("name", models.CharField(max_length=20)),
                        ("subject", models.CharField(blank=True, max_length=253)),
                        ("why", models.CharField(max_length=300)),
                        ("by", models.CharField(max_length=150)),
                        ("since", models.DateTimeField()),
                        ("next_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["since", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("name", "subject"), name="one_switch_of_a_kind"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sealed",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("frontier", models.BinaryField()),
                        ("note", models.TextField()),
                    ],
                    options={
                        "ordering": ["-size"],
                    },
                ),
                migrations.CreateModel(
                    name="Stencil",
                    fields=[
                        (
                            "name",
                            models.CharField(max_length=32, primary_key=True, serialize=False),
                        ),
                        ("sealed", models.BinaryField()),
                        ("used_at", models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Mail",
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
                            models.DateTimeField(default=django.utils.timezone.now, null=True),
                        ),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("key", models.CharField(max_length=120)),
                        ("batch", models.CharField(max_length=60)),
                        ("repeatable", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("sending", "being sent"),
                                    ("uncertain", "uncertain"),
                                    ("failed", "given up"),
                                    ("sent", "sent"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("payload", models.BinaryField(null=True)),
                        ("error", models.CharField(blank=True, max_length=200)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("about", models.CharField(blank=True, max_length=60)),
                        ("lane", models.BigIntegerField(null=True)),
                        ("rank", models.PositiveSmallIntegerField(default=1)),
                        (
                            "stencil",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="kernel.stencil",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["about"], name="mail_about"),
                            models.Index(
                                fields=["batch", "state"], name="kernel_mail_batch_8e32d8_idx"
                            ),
                            models.Index(
                                fields=["state", "rank", "due_at"],
                                name="kernel_mail_state_6b200b_idx",
                            ),
                            models.Index(
                                condition=models.Q(("lane__isnull", False)),
                                fields=["lane"],
                                name="in_a_lane",
                            ),
                            models.Index(
                                condition=models.Q(("stencil__isnull", False)),
                                fields=["stencil"],
                                name="mail_stencil",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("key",), name="one_mail_of_a_key")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bounced",
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
                        ("mark", models.BinaryField(max_length=32, null=True, unique=True)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("key", models.CharField(max_length=120, null=True, unique=True)),
                        ("gone", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Held",
                    fields=[
                        (
                            "about",
                            models.CharField(max_length=60, primary_key=True, serialize=False),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Worker",
                    fields=[
                        (
                            "name",
                            models.CharField(max_length=32, primary_key=True, serialize=False),
                        ),
                        ("host", models.CharField(max_length=100)),
                        ("version", models.CharField(max_length=20)),
                        ("word", models.CharField(max_length=32)),
                        ("former", models.CharField(blank=True, max_length=32)),
                        ("is_locked", models.BooleanField(default=False)),
                        ("seen_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["host", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="Minute",
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
                        ("minute", models.DateTimeField()),
                        ("what", models.CharField(max_length=20)),
                        ("subject", models.CharField(blank=True, max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=40)),
                        ("number", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("minute", "what", "subject", "reason"),
                                name="one_row_a_minute",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Once",
                    fields=[
                        (
                            "mark",
                            models.BinaryField(max_length=16, primary_key=True, serialize=False),
                        ),
                        ("by", models.BinaryField(max_length=8)),
                        ("until", models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Opened",
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
                        ("kind", models.CharField(max_length=60)),
                        ("subject", models.CharField(max_length=120)),
                        ("by", models.CharField(max_length=150)),
                        ("since", models.DateTimeField()),
                        ("seen", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "ordering": ["since", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "subject", "by"), name="opened_once_by_each"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Try",
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
                        ("kind", models.CharField(max_length=20)),
                        ("mark", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["kind", "at"], name="kernel_try_kind_75a41b_idx")
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

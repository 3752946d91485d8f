import django.db.models.deletion
from django.db import migrations, models

import tocsin.kernel.coarse
from tocsin.kernel.storage import counters
from tocsin.kernel.storage.tables import Tables
from tocsin.signing.tallies import COUNTER


def keep(apps: object, schema_editor: object) -> None:  # noqa: ARG001
    """Sets the triggers that count."""
    counters.keep(COUNTER)


class Migration(migrations.Migration):
    replaces = [
        ("signing", "0001_initial"),
        ("signing", "0002_public_log"),
        ("signing", "0003_enter_what_was_counted"),
        ("signing", "0004_counted"),
        ("signing", "0005_floods"),
        ("signing", "0006_coarse_times"),
        ("signing", "0007_counters"),
        ("signing", "0008_held"),
        ("signing", "0009_links_by_their_marks"),
    ]

    initial = True

    dependencies = [
        ("appeals", "0001_schema"),
        ("publishing", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Tallied",
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
                        ("state", models.CharField(max_length=12)),
                        ("channel", models.CharField(max_length=5)),
                        ("named", models.BooleanField()),
                        ("number", models.BigIntegerField()),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tallied",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["appeal", "state", "channel", "named"],
                                name="signing_tal_appeal__b4dd08_idx",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
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
                        ("language", models.CharField(max_length=10)),
                        ("lines", models.PositiveSmallIntegerField(default=10)),
                        (
                            "place",
                            models.CharField(
                                blank=True, max_length=120, verbose_name="for which office"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("printed", "printed"), ("entered", "entered")],
                                default="printed",
                                max_length=10,
                            ),
                        ),
                        ("printed_by", models.CharField(max_length=150)),
                        ("printed_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="appeals.appeal",
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
                                fields=("appeal", "number"), name="sheet_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "held back"),
                                    ("proposed", "a decision is proposed"),
                                    ("released", "counted again"),
                                    ("voided", "voided"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("since", models.DateTimeField(null=True)),
                        ("until", models.DateTimeField(null=True)),
                        ("domain", models.BinaryField(max_length=3, null=True)),
                        ("catches", models.DateTimeField(null=True)),
                        (
                            "why",
                            models.CharField(max_length=300, verbose_name="why they are held back"),
                        ),
                        ("number", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("void", "void them"), ("release", "count them again")],
                                max_length=10,
                            ),
                        ),
                        (
                            "reason",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (16, "made by a program"),
                                    (17, "signed in the names of others"),
                                    (18, "bought, or ordered from people who were not free"),
                                    (19, "another reason, in words"),
                                ],
                                default=0,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("held_by", models.CharField(max_length=150)),
                        ("held_at", models.DateTimeField(auto_now_add=True)),
                        ("proposed_by", models.CharField(blank=True, max_length=150)),
                        ("proposed_at", models.DateTimeField(null=True)),
                        ("decided_by", models.CharField(blank=True, max_length=150)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
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
                                choices=[("web", "web"), ("paper", "paper")], max_length=5
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("unconfirmed", "not yet confirmed"),
                                    ("counted", "counted"),
                                    ("held", "held back"),
                                    ("voided", "voided"),
                                    ("repeated", "signed more than once, counted once"),
                                ],
                                default="unconfirmed",
                                max_length=12,
                            ),
                        ),
                        ("sealed", models.BinaryField()),
                        ("key_id", models.CharField(max_length=16)),
                        ("tag", models.BinaryField(max_length=32, null=True)),
                        ("held", models.BinaryField(null=True)),
                        ("inform", models.BinaryField(null=True)),
                        ("public_name", models.CharField(blank=True, max_length=120)),
                        ("language", models.CharField(max_length=10)),
                        ("signed_at", models.DateTimeField(default=tocsin.kernel.coarse.this_hour)),
                        ("counted_at", models.DateTimeField(null=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="appeals.appeal",
                            ),
                        ),
                        (
                            "revision",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="publishing.revision",
                            ),
                        ),
                        ("commitment", models.BinaryField(max_length=32, null=True)),
                        ("digest", models.BinaryField(null=True)),
                        ("mark", models.BinaryField(max_length=32, null=True, unique=True)),
                        ("domain", models.BinaryField(max_length=3, null=True)),
                        ("likeness", models.BinaryField(max_length=2, null=True)),
                        ("withheld", models.PositiveSmallIntegerField(default=0)),
                        ("quick", models.BooleanField(default=False)),
                        (
                            "hold",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="signatures",
                                to="signing.hold",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["appeal", "state", "channel"],
                                name="signing_sig_appeal__952b58_idx",
                            ),
                            models.Index(
                                fields=["appeal", "tag"], name="signing_sig_appeal__8a6140_idx"
                            ),
                            models.Index(
                                fields=["appeal", "domain", "state"],
                                name="signing_sig_appeal__2ac8b6_idx",
                            ),
                            models.Index(
                                condition=models.Q(("state", "counted")),
                                fields=["appeal", "counted_at"],
                                name="counted_since",
                            ),
                            models.Index(
                                condition=models.Q(("withheld__gt", 0)),
                                fields=["appeal", "domain"],
                                name="withheld_links",
                            ),
                            models.Index(
                                condition=models.Q(("state", "held")),
                                fields=["hold"],
                                name="held_in_a_batch",
                            ),
                            models.Index(
                                condition=models.Q(("state", "unconfirmed")),
                                fields=["signed_at"],
                                name="unconfirmed_since",
                            ),
                            models.Index(
                                models.F("appeal"),
                                models.OrderBy(models.F("counted_at"), descending=True),
                                models.OrderBy(models.F("id"), descending=True),
                                condition=models.Q(
                                    ("state", "counted"),
                                    models.Q(("public_name", ""), _negated=True),
                                ),
                                name="named_newest_first",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("counted", "held", "voided"))),
                                fields=("appeal", "tag"),
                                name="counted_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mailed",
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
                        ("mark", models.BinaryField(max_length=16)),
                        ("at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["mark"], name="signing_mai_mark_3be36c_idx")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
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
                        ("commitment", models.BinaryField(max_length=32)),
                        ("held", models.BinaryField()),
                        (
                            "signature",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="receipt",
                                to="signing.signature",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Leaving",
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
                        ("token_hash", models.BinaryField(max_length=32, unique=True)),
                        ("mark", models.BinaryField(max_length=32)),
                        ("held", models.BinaryField()),
                        ("asked_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["mark", "asked_at"], name="signing_lea_mark_46e8cf_idx"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Withdrawn",
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
                        ("leaf", models.BinaryField(max_length=32, unique=True)),
                        ("commitment", models.BinaryField(max_length=32)),
                        ("hour", models.PositiveIntegerField()),
                        ("on", models.DateField()),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="withdrawn",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Settled",
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
                        ("closed_on", models.DateField()),
                        ("forgotten_on", models.DateField(null=True)),
                        (
                            "appeal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="settled",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Line",
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
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "rejected",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="why it is not counted"
                            ),
                        ),
                        ("entered_by", models.CharField(max_length=150)),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "sheet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="signing.sheet",
                            ),
                        ),
                        (
                            "signature",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="line",
                                to="signing.signature",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sheet", "number"), name="one_line")
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

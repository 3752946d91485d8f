import django.db.models.deletion
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("appeals", "0001_initial"),
        ("appeals", "0002_related"),
        ("appeals", "0003_attachment"),
        ("appeals", "0004_stopped_withdrawn"),
        ("appeals", "0005_at_risk"),
        ("appeals", "0006_withdrawn"),
    ]

    initial = True

    dependencies = [
        ("authorities", "0001_schema"),
        ("cases", "0001_schema"),
        ("people", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="DocumentType",
                    fields=[
                        (
                            "code",
                            models.CharField(
                                max_length=10,
                                primary_key=True,
                                serialize=False,
                                verbose_name="code",
                            ),
                        ),
                        ("names", models.JSONField(default=dict)),
                        (
                            "offered",
                            models.BooleanField(
                                default=True, verbose_name="offered for new appeals"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Series",
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
                        ("code", models.CharField(max_length=10)),
                        ("year", models.PositiveIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "year"), name="one_series")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appeal",
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
                        ("countries", models.JSONField(default=list)),
                        ("issues", models.JSONField(default=list)),
                        ("original_language", models.CharField(default="en", max_length=10)),
                        (
                            "document_date",
                            models.DateField(
                                blank=True, null=True, verbose_name="date of the document"
                            ),
                        ),
                        (
                            "deadline",
                            models.DateField(blank=True, null=True, verbose_name="sign until"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "draft"),
                                    ("published", "open for signing"),
                                    ("closed", "closed"),
                                    ("stopped", "stopped"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("written_by", models.CharField(max_length=150)),
                        ("changed_by", models.CharField(max_length=150)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="cases.case",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="people.partner",
                            ),
                        ),
                        (
                            "document_type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="appeals.documenttype",
                            ),
                        ),
                        (
                            "at_risk",
                            models.BooleanField(
                                default=False, verbose_name="signing may put people at risk"
                            ),
                        ),
                        (
                            "claims",
                            models.ManyToManyField(related_name="appeals", to="cases.claim"),
                        ),
                        (
                            "addressees",
                            models.ManyToManyField(
                                related_name="appeals",
                                through="appeals.Addressee",
                                to="authorities.authority",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "withdrawn")),
                                fields=["state"],
                                name="withdrawn_appeals",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relation",
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
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="relations",
                                to="appeals.appeal",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="related_by",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("appeal", "other"), name="one_relation")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerName",
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
                        ("name", models.CharField(max_length=300, unique=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_names",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Text",
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
                        ("language", models.CharField(max_length=10, verbose_name="language")),
                        ("headline", models.CharField(max_length=200, verbose_name="headline")),
                        ("summary", models.TextField(verbose_name="summary")),
                        ("body", models.TextField(blank=True, verbose_name="text")),
                        ("ask", models.TextField(verbose_name="what is asked")),
                        (
                            "letter",
                            models.TextField(blank=True, verbose_name="letter to the addressees"),
                        ),
                        ("changed_by", models.CharField(max_length=150)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("appeal", "language"), name="one_text")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Addressee",
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
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        (
                            "authority",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="authorities.authority",
                            ),
                        ),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, to="appeals.appeal"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("appeal", "authority"), name="one_addressee"
                            )
                        ],
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
                        ("sha256", models.CharField(max_length=64)),
                        ("media_type", models.CharField(max_length=40)),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        ("pages", models.PositiveIntegerField(default=0)),
                        ("alt", models.JSONField(default=dict)),
                        ("order", models.PositiveSmallIntegerField(default=0)),
                        ("sealed_sha256", models.CharField(max_length=64)),
                        ("key_id", models.CharField(max_length=16)),
                        ("added_by", models.CharField(max_length=150)),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        ("changed_by", models.CharField(max_length=150)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("removed_at", models.DateTimeField(null=True)),
                        (
                            "appeal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="appeals.appeal",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("appeal", "sha256"),
                                name="one_attachment",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

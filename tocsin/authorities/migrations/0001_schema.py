import django.db.models.deletion
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [("authorities", "0001_initial"), ("authorities", "0002_matches")]

    initial = True

    dependencies = []

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Authority",
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
                            "name",
                            models.CharField(
                                max_length=250, unique=True, verbose_name="name of the office"
                            ),
                        ),
                        ("names", models.JSONField(blank=True, default=dict)),
                        ("salutations", models.JSONField(blank=True, default=dict)),
                        (
                            "country",
                            models.CharField(blank=True, max_length=2, verbose_name="country"),
                        ),
                        (
                            "language",
                            models.CharField(
                                default="en", max_length=10, verbose_name="language it reads"
                            ),
                        ),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("changed_by", models.CharField(blank=True, max_length=150)),
                        ("variants", models.JSONField(blank=True, default=list)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="authorities.authority",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Holder",
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
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "authority",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="holders",
                                to="authorities.authority",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-since", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Channel",
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
                            "kind",
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
                        ("address", models.TextField(verbose_name="address")),
                        ("works", models.BooleanField(default=True, verbose_name="works")),
                        (
                            "authority",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="channels",
                                to="authorities.authority",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="OfficeMatch",
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
                        ("kept", models.PositiveBigIntegerField()),
                        ("gone", models.PositiveBigIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("apart", "kept apart"), ("merged", "merged")],
                                default="apart",
                                max_length=10,
                            ),
                        ),
                        ("moved", models.JSONField(default=dict)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("by", models.CharField(max_length=150)),
                        ("at", models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kept", "gone"), name="one_match_of_two_offices"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

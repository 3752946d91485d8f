import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [("people", "0001_initial"), ("people", "0002_ways")]

    initial = True

    dependencies = []

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Staff",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "username",
                            models.CharField(max_length=60, unique=True, verbose_name="user name"),
                        ),
                        ("full_name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                        ),
                        ("is_officer", models.BooleanField(default=False, verbose_name="officer")),
                        (
                            "is_approver",
                            models.BooleanField(default=False, verbose_name="approver"),
                        ),
                        (
                            "is_administrator",
                            models.BooleanField(default=False, verbose_name="administrator"),
                        ),
                        (
                            "is_active",
                            models.BooleanField(default=True, verbose_name="may sign in"),
                        ),
                        ("joined_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="EntryLink",
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
                        ("used_at", models.DateTimeField(null=True)),
                        ("made_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Partner",
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
                            models.CharField(max_length=200, unique=True, verbose_name="name"),
                        ),
                        (
                            "country",
                            models.CharField(blank=True, max_length=2, verbose_name="country"),
                        ),
                        ("city", models.CharField(blank=True, max_length=120, verbose_name="city")),
                        ("contact", models.TextField(blank=True, verbose_name="how to reach them")),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        ("key", models.BinaryField(max_length=32, null=True)),
                        ("key_id", models.CharField(blank=True, max_length=16)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key_id", ""), _negated=True),
                                fields=("key_id",),
                                name="one_partner_per_key",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

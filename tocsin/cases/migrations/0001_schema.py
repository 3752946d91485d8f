import django.db.models.deletion
from django.db import migrations, models

from tocsin.kernel.storage.tables import Tables


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_assertions"),
        ("cases", "0003_persons"),
        ("cases", "0004_matches"),
        ("cases", "0005_twins"),
    ]

    initial = True

    dependencies = [
        ("authorities", "0001_schema"),
        ("intake", "0001_schema"),
        ("people", "0001_schema"),
    ]

    operations = [
        Tables(
            tables=[
                migrations.CreateModel(
                    name="Twin",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[("case", "case"), ("alert", "alert")], max_length=10
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "kept", "gone"), name="one_match_of_twins"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
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
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        (
                            "summary",
                            models.TextField(blank=True, verbose_name="what this is about"),
                        ),
                        ("countries", models.JSONField(default=list)),
                        ("language", models.CharField(default="en", max_length=10)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "open"), ("closed", "closed")],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("opened_by", models.CharField(max_length=150)),
                        ("changed_by", models.CharField(blank=True, max_length=150)),
                        ("opened_at", models.DateTimeField(auto_now_add=True)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "alert",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="intake.alert",
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
                    ],
                    options={
                        "ordering": ["-changed_at"],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
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
                        ("names", models.JSONField(default=list)),
                        ("born", models.DateField(blank=True, null=True)),
                        ("age", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("age_on", models.DateField(blank=True, null=True)),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("affected", "affected by it"),
                                    ("family", "of the family"),
                                    ("witness", "witness"),
                                    ("defender", "defends them"),
                                    ("official", "acts in office"),
                                ],
                                default="affected",
                                max_length=20,
                            ),
                        ),
                        (
                            "shown_as",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "as usual: initials of a minor, no name of others"),
                                    ("initials", "initials"),
                                    ("nameless", "no name at all"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("risk", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_by", models.CharField(blank=True, max_length=150)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="persons",
                                to="cases.case",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="cases.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                            "scope",
                            models.CharField(
                                choices=[
                                    ("desk", "the desk alone"),
                                    ("authorities", "named authorities"),
                                    ("network", "the network"),
                                    ("public", "the public"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "giver",
                            models.CharField(
                                choices=[
                                    ("person", "the person"),
                                    ("representative", "a representative"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("representative", models.CharField(blank=True, max_length=200)),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("written", "in writing"),
                                    ("message", "by message"),
                                    ("spoken", "by word of mouth"),
                                    ("recorded", "recorded in sound or picture"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("given_on", models.DateField()),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        ("withdrawn_on", models.DateField(blank=True, null=True)),
                        ("withdrawn_why", models.TextField(blank=True)),
                        ("recorded_by", models.CharField(max_length=150)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consents",
                                to="cases.person",
                            ),
                        ),
                        (
                            "authorities",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="authorities.authority"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-given_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Match",
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
                                choices=[("source", "source"), ("person", "person")], max_length=10
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="matches",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "kept", "gone"), name="one_match_of_a_pair"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Source",
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
                        ("variants", models.JSONField(blank=True, default=list)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("victim", "victim"),
                                    ("family", "family"),
                                    ("witness", "witness"),
                                    ("partner", "partner"),
                                    ("media", "media"),
                                    ("official", "official"),
                                    ("anonymous official", "anonymous official"),
                                    ("document", "document"),
                                    ("open source", "open source"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "protected",
                            models.BooleanField(
                                default=False,
                                verbose_name="protected: never named outside the desk",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note for the desk")),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_by", models.CharField(blank=True, max_length=150)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sources",
                                to="cases.case",
                            ),
                        ),
                        ("group", models.CharField(blank=True, max_length=100)),
                        (
                            "reliability",
                            models.CharField(
                                choices=[
                                    ("A", "A · completely reliable"),
                                    ("B", "B · usually reliable"),
                                    ("C", "C · fairly reliable"),
                                    ("D", "D · not usually reliable"),
                                    ("E", "E · unreliable"),
                                    ("F", "F · cannot be judged"),
                                ],
                                default="F",
                                max_length=1,
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="cases.source",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Claim",
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
                        ("text", models.TextField(verbose_name="what is said to be so")),
                        ("translations", models.JSONField(blank=True, default=dict)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("event", "event"),
                                    ("status", "state of affairs"),
                                    ("plan", "plan"),
                                    ("opinion", "opinion"),
                                ],
                                default="event",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("confirmed", "confirmed"),
                                    ("corroborated", "corroborated"),
                                    ("reported", "reported"),
                                    ("unconfirmed", "unconfirmed"),
                                    ("contested", "contested"),
                                    ("feared", "feared"),
                                    ("opinion", "opinion"),
                                    ("refuted", "refuted"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="unconfirmed",
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_by", models.CharField(max_length=150)),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="claims",
                                to="cases.case",
                            ),
                        ),
                        ("happened", models.CharField(blank=True, max_length=12)),
                        ("place", models.CharField(blank=True, max_length=200)),
                        (
                            "place_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not recorded"),
                                    ("exact", "exact place"),
                                    ("town", "town or village"),
                                    ("region", "region"),
                                    ("country", "country"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "sensitivity",
                            models.CharField(
                                choices=[
                                    ("desk", "the desk alone"),
                                    ("authorities", "named authorities"),
                                    ("network", "the network"),
                                    ("public", "the public"),
                                ],
                                default="public",
                                max_length=12,
                            ),
                        ),
                        ("rivals", models.ManyToManyField(blank=True, to="cases.claim")),
                        (
                            "persons",
                            models.ManyToManyField(
                                blank=True, related_name="claims", to="cases.person"
                            ),
                        ),
                        (
                            "sources",
                            models.ManyToManyField(
                                related_name="claims", through="cases.Assertion", to="cases.source"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "number"), name="claim_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assertion",
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
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assertions",
                                to="cases.claim",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assertions",
                                to="cases.source",
                            ),
                        ),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        ("changed_by", models.CharField(blank=True, max_length=150)),
                        (
                            "credibility",
                            models.CharField(
                                choices=[
                                    ("1", "1 · confirmed by others"),
                                    ("2", "2 · probably true"),
                                    ("3", "3 · possibly true"),
                                    ("4", "4 · doubtful"),
                                    ("5", "5 · improbable"),
                                    ("6", "6 · cannot be judged"),
                                ],
                                default="6",
                                max_length=1,
                            ),
                        ),
                        ("evidence_name", models.CharField(blank=True, max_length=200)),
                        ("evidence_sha256", models.CharField(blank=True, max_length=64)),
                        ("hearsay", models.BooleanField(default=False)),
                        (
                            "manner",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not recorded"),
                                    ("quoted", "quoted word by word"),
                                    ("paraphrased", "in other words"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("received_on", models.DateField(blank=True, null=True)),
                        (
                            "says",
                            models.CharField(
                                choices=[
                                    ("asserts", "says that it is so"),
                                    ("denies", "says that it is not so"),
                                    ("doubts", "says that it is not confirmed"),
                                ],
                                default="asserts",
                                max_length=10,
                            ),
                        ),
                        ("set_aside", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "heard_from",
                            models.ManyToManyField(
                                blank=True, related_name="passed_to", to="cases.assertion"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["order", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
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
                            "before",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("confirmed", "confirmed"),
                                    ("corroborated", "corroborated"),
                                    ("reported", "reported"),
                                    ("unconfirmed", "unconfirmed"),
                                    ("contested", "contested"),
                                    ("feared", "feared"),
                                    ("opinion", "opinion"),
                                    ("refuted", "refuted"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "after",
                            models.CharField(
                                choices=[
                                    ("confirmed", "confirmed"),
                                    ("corroborated", "corroborated"),
                                    ("reported", "reported"),
                                    ("unconfirmed", "unconfirmed"),
                                    ("contested", "contested"),
                                    ("feared", "feared"),
                                    ("opinion", "opinion"),
                                    ("refuted", "refuted"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="why")),
                        ("by", models.CharField(max_length=150)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assessments",
                                to="cases.claim",
                            ),
                        ),
                        (
                            "proposed",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("confirmed", "confirmed"),
                                    ("corroborated", "corroborated"),
                                    ("reported", "reported"),
                                    ("unconfirmed", "unconfirmed"),
                                    ("contested", "contested"),
                                    ("feared", "feared"),
                                    ("opinion", "opinion"),
                                    ("refuted", "refuted"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("proposed_why", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
            ],
        ),
    ]

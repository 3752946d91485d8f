"""One entry per published appeal; it can be thrown away and made again."""

from __future__ import annotations

from django.db import models

from tocsin.kernel.storage import counters
from tocsin.publishing.models import Revision

COUNTRY, ISSUE, TYPE, YEAR = "country", "issue", "type", "year"


class ArchiveEntry(models.Model):
    """What is searched: `words` is folded text in all languages; lists are written `,MN,TH,`.

    `place` orders them by when they were published (microseconds since 1970, times a thousand).
    """

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE)
    document_id = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=10, db_index=True)
    year = models.PositiveIntegerField(db_index=True)
    countries = models.CharField(max_length=200)
    issues = models.TextField()
    words = models.TextField()
    published_at = models.DateTimeField(db_index=True)
    place = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["-place"]
        indexes = [
            models.Index(
                fields=["place", "countries", "issues", "code", "year", "revision"],
                name="archive_facets",
            )
        ]

    def __str__(self) -> str:
        return self.document_id


class Choice(models.Model):
    """One word by which a reader may choose an entry: `kind` is COUNTRY, ISSUE, TYPE or YEAR."""

    entry = models.ForeignKey(ArchiveEntry, models.CASCADE, related_name="choices", db_index=False)
    kind = models.CharField(max_length=7)
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "kind", "word"], name="one_choice")]

    def __str__(self) -> str:
        return f"{self.kind} {self.word}"


class Offered(models.Model):
    """How many entries can be chosen by a word (`kernel.storage.counters`), or a part."""

    kind = models.CharField(max_length=7)
    word = models.CharField(max_length=60)
    number = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "word"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.word}: {self.number}"


COUNTER = counters.declare(
    "archive_choice", "archive_offered", kind="{row}.kind", word="{row}.word"
)

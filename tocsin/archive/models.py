"""One entry per published appeal; it can be thrown away and made again."""

from __future__ import annotations

from django.db import models

from tocsin.publishing.models import Revision


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

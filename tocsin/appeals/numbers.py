"""The numbers of documents: given per type and year, never twice."""

from __future__ import annotations

import re

from django.db import transaction

from tocsin.appeals.models import Appeal, Series

PATTERN = re.compile(r"(?P<code>[A-Z]+)-(?P<number>[0-9]+)-(?P<year>[0-9]{4})")


def next_id(code: str, year: int) -> str:
    """The next document ID, e.g. "FA-35-2026" (two digits at least).

    Called in the transaction that makes the appeal: then the series stays locked until the
    number is used, and a failed draft leaves no gap. A number that an imported document
    holds is passed over.
    """
    with transaction.atomic():
        Series.objects.get_or_create(code=code, year=year)
        series = Series.objects.select_for_update().get(code=code, year=year)
        held = _held(code, year)
        number = series.last + 1
        while number in held:
            number += 1
        series.last = number
        series.save(update_fields=["last"])
    return f"{code}-{number:02d}-{year}"


def _held(code: str, year: int) -> set[int]:
    """Numbers in use, in whatever spelling (FA-5-2026 holds the number of FA-05-2026)."""
    ids = Appeal.objects.filter(
        document_id__startswith=f"{code}-", document_id__endswith=f"-{year}"
    ).values_list("document_id", flat=True)
    found = (PATTERN.fullmatch(document_id) for document_id in ids)
    return {int(match["number"]) for match in found if match and match["code"] == code}

"""The document types that a new data folder begins with."""

from __future__ import annotations

from django.db import transaction

from tocsin.appeals.models import DocumentType
from tocsin.kernel import audit
from tocsin.vocabulary import document_types


def seed_document_types() -> int:
    """Adds the types that are missing, gives how many; what an administrator changed stays."""
    added = 0
    with transaction.atomic():
        for code, kind in document_types.all_types().items():
            values = {"names": kind.names, "offered": kind.offered}
            _row, new = DocumentType.objects.get_or_create(code=code, defaults=values)
            if new:
                audit.record(audit.SYSTEM, "save document type", "document type", code)
            added += new
    return added

"""A new data folder knows the document types of the vocabulary."""

from __future__ import annotations

import pytest

from tocsin.appeals.models import DocumentType
from tocsin.appeals.seed import seed_document_types
from tocsin.kernel import audit
from tocsin.vocabulary import document_types

pytestmark = pytest.mark.django_db


def test_every_type_of_the_vocabulary_is_there_with_its_names() -> None:
    assert seed_document_types() == len(document_types.all_types())
    assert DocumentType.objects.get(pk="FA").name_in("en") == "Forwarded Urgent Appeal"
    assert DocumentType.objects.get(pk="FA").name_in("fr") == "Appel urgent transmis"
    assert audit.trail("document type", "FA").count() == 1


def test_a_second_time_changes_nothing() -> None:
    seed_document_types()
    assert seed_document_types() == 0
    assert DocumentType.objects.count() == len(document_types.all_types())


def test_what_an_administrator_changed_stays() -> None:
    DocumentType.objects.create(code="FA", names={"en": "Relayed"}, offered=False)
    seed_document_types()
    kept = DocumentType.objects.get(pk="FA")
    assert (kept.names, kept.offered) == ({"en": "Relayed"}, False)


def test_only_what_is_offered_is_offered() -> None:
    seed_document_types()
    wanted = {code for code, kind in document_types.all_types().items() if kind.offered}
    assert set(DocumentType.objects.filter(offered=True).values_list("pk", flat=True)) == wanted

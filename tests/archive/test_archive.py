"""Published appeals are found by words in any script, and by what they are about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.archive import reads, work
from tocsin.archive.folding import fold, query_words
from tocsin.archive.models import ArchiveEntry
from tocsin.archive.reads import Question
from tocsin.publishing.models import Revision


def published(document_id: str, **changes: object) -> Revision:
    revision = cast.published(document_id)
    revision.content = revision.content | changes
    revision.save()
    return revision


def found(**asked: object) -> list[str]:
    return [entry.document_id for entry in reads.search(Question(**asked))]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_published_appeal_is_indexed_once() -> None:
    cast.published()
    assert work.turn() == 1
    assert work.turn() == 0
    assert ArchiveEntry.objects.get().document_id == "FA-01-2026"


@pytest.mark.django_db
def test_a_newer_revision_takes_the_place_of_the_older() -> None:
    first = cast.published()
    work.turn()
    texts = {"en": cast.TEXTS["en"] | {"headline": "BOLIVIA: The pelican came back"}}
    Revision.objects.create(
        appeal=first.appeal,
        number=2,
        content=first.content | {"texts": texts},
        sha256="0" * 64,
        published_at=first.published_at,
        published_by="olga",
        approved_by="amir",
    )
    assert work.turn() == 1
    assert found(words="pelican") == ["FA-01-2026"]
    assert found(words="strike") == []


@pytest.mark.django_db
def test_a_draft_is_not_found() -> None:
    cast.draft()
    assert work.turn() == 0
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["ferry", "FERRY workers", "bateliers", "greve", "Bolivie", "el faro", "ombudsman"]
)
def test_an_appeal_is_found_by_its_words_in_each_language(words: str) -> None:
    cast.published()
    work.turn()
    assert found(words=words) == ["FA-01-2026"]


@pytest.mark.django_db
def test_every_word_must_be_there() -> None:
    cast.published()
    work.turn()
    assert found(words="ferry dragons") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("МОНГОЛИЯ: Журналистка задержана", "журналистка"),
        ("蒙古：二十六人被扣留", "被扣留"),
        ("مناشدة عاجلة من أجل البحارة", "البحارة"),
        ("बोलीविया: नाविक हिरासत में", "नाविक"),
    ],
)
def test_an_appeal_is_found_in_any_script(headline: str, words: str) -> None:
    text = cast.TEXTS["en"] | {"headline": headline}
    published("FA-02-2026", texts={"en": text})
    work.turn()
    assert found(words=words) == ["FA-02-2026"]


@pytest.mark.django_db
def test_a_protected_source_is_not_found_by_its_name() -> None:
    cast.published()
    work.turn()
    assert found(words="guard") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [{"country": "BO"}, {"issue": "arbitrary-arrest-detention"}, {"code": "FA"}, {"year": 2026}],
)
def test_an_appeal_is_found_by_what_it_is_about(asked: dict[str, object]) -> None:
    cast.published()
    work.turn()
    assert found(**asked) == ["FA-01-2026"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", [{"country": "MN"}, {"issue": "torture"}, {"code": "UA"}, {"year": 2003}]
)
def test_an_appeal_about_something_else_is_not_found(asked: dict[str, object]) -> None:
    cast.published()
    work.turn()
    assert found(**asked) == []


@pytest.mark.django_db
def test_an_imported_document_belongs_to_the_year_of_its_number() -> None:
    cast.published("FA-34-2003")
    work.turn()
    assert found(year=2003) == ["FA-34-2003"]


@pytest.mark.django_db
def test_choices_are_counted() -> None:
    cast.published()
    work.turn()
    choices = reads.choices()
    assert choices.countries == {"BO": 1}
    assert choices.years == {2026: 1}
    assert choices.codes == {"FA": 1}


@pytest.mark.django_db
def test_an_archive_that_was_thrown_away_is_made_again() -> None:
    cast.published()
    work.turn()
    ArchiveEntry.objects.all().delete()
    assert work.turn() == 1


def test_accents_of_latin_letters_are_folded_and_indic_vowels_stay() -> None:
    assert fold("Œuvre d’Été, STRAẞE") == fold("œuvre d’ete, strasse")
    assert fold("हिंदी") != fold("हद")


def test_a_search_has_ten_words_at_most() -> None:
    assert len(query_words("word " * 500)) == 10


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)

"""The index of words finds what reading every entry finds, in any script, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tocsin.archive import finding, reads, work
from tocsin.archive.folding import DOT, fold, query_words, spaced
from tocsin.archive.models import ArchiveEntry
from tocsin.archive.reads import MOST, Question, entries, search
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db

LETTERS = "aàbCé 'œß\"%_\\*-(王小梅中国กาาตำรวจ한국かゴمБж́😀" + DOT
TEXTS = st.text(alphabet=LETTERS, max_size=12)


def entry(number: int, text: str) -> ArchiveEntry:
    """One that stands alone, of an appeal that need not be whole."""
    first = Revision.objects.filter(number=1).first() or cast.published()
    revision = Revision(
        appeal=first.appeal,
        number=1 + number,
        content=first.content,
        sha256="0" * 64,
        published_at=first.published_at + timedelta(days=number),
        published_by="olga",
        approved_by="amir",
    )
    revision.save()
    return ArchiveEntry.objects.create(
        revision=revision,
        document_id=f"FA-{number:02}-2026",
        code="FA",
        year=2026,
        countries=",BO,",
        issues="",
        words=spaced(fold(text)),
        published_at=revision.published_at,
        place=work.place(revision.published_at),
    )


def found(words: str) -> list[int]:
    return [one.pk for one in search(Question(words=words))]


def read_whole(words: str) -> list[int]:
    """What LIKE finds, by reading each entry."""
    return list(entries(Question(words=words)).values_list("pk", flat=True)[: reads.PER_PAGE])


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), asked=TEXTS, at=st.integers(0, 11))
def test_the_index_finds_what_reading_finds(texts: list[str], asked: str, at: int) -> None:
    with transaction.atomic():
        for number, text in enumerate(texts, 1):
            entry(number, text)
        parts = [asked, texts[0][at : at + 4], texts[-1][:3]]
        for words in [*parts, " ".join(parts)]:
            assert found(words) == read_whole(words)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("蒙古：二十六人被扣留", "扣留"),
        ("蒙古：二十六人被扣留", "蒙"),
        ("ตำรวจจับกุมชาวเรือ", "ตำรวจ"),
        ("ตำรวจจับกุมชาวเรือ", "เรือ"),
        ("구금된 기자", "구금"),
        ("ジャーナリストの拘束", "拘束"),
        ("ຊາວປະມົງ ຖືກຈັບ", "ຖືກ"),
        ("Œuvre d’été à Nîmes", "nimes ete"),
        ("Nîmes", "im"),
        ('the "Pelican"', '"pelican"'),
        ("up to 50% of them", "50%"),
        ("snake_case", "e_c"),
    ],
)
def test_words_of_any_script_and_length_are_found(text: str, words: str) -> None:
    made = entry(1, text)
    entry(2, "something else")
    assert found(words) == [made.pk]


def test_what_is_no_word_of_it_is_not_found() -> None:
    entry(1, "蒙古：二十六人被扣留")
    assert found("人留") == []
    assert found("扣被") == []


def test_the_letter_that_stands_between_is_never_a_word() -> None:
    entry(1, "中国")
    assert query_words(DOT) == []
    assert query_words(f"中{DOT}国") == query_words("中国")


def test_answers_are_the_newest_first_and_every_filter_holds() -> None:
    keys = [entry(number, "ferry").pk for number in (3, 1, 2)]
    assert found("ferry") == [keys[0], keys[2], keys[1]]
    assert not search(Question(words="ferry", country="MN")).object_list
    assert search(Question(words="ferry", country="BO")).paginator.count == 3


def test_two_appeals_of_one_moment_have_two_places() -> None:
    first = entry(1, "ferry")
    assert work.place(first.published_at) == first.place + 1


def test_a_page_that_does_not_exist_gives_the_nearest() -> None:
    for number in range(1, 22):
        entry(number, "ferry")
    assert search(Question(words="ferry"), 9).number == 2
    assert len(search(Question(words="ferry"), 2).object_list) == 1


def test_more_answers_than_are_listed_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST == 1000
    monkeypatch.setattr(reads, "MOST", 2)
    keys = [entry(number, "ferry").pk for number in range(1, 5)]
    page = search(Question(words="ferry"))
    assert [one.pk for one in page] == [keys[3], keys[2]]
    assert isinstance(page.paginator, reads.Answers)
    assert page.paginator.more
    few = search(Question(words="dragon")).paginator
    assert isinstance(few, reads.Answers)
    assert not few.more


def test_an_entry_that_changed_or_went_is_found_as_it_is() -> None:
    made = entry(1, "ferry")
    made.words = "pelican"
    made.save()
    assert (found("ferry"), found("pelican")) == ([], [made.pk])
    made.delete()
    assert found("pelican") == []
    assert finding.doubt() == ""


def test_an_index_that_is_missing_is_named_does_no_harm_and_is_made_again() -> None:
    made = entry(1, "ferry")
    connection.check_constraints()  # PostgreSQL changes no table that still has to be checked
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX archive_words")
        else:
            cursor.execute("DROP TRIGGER archive_words_insert")
    assert finding.doubt() == finding.NOT_THERE
    later = entry(2, "ferry")
    assert found("ferry") == [later.pk, made.pk]
    connection.check_constraints()
    finding.keep()
    assert finding.doubt() == ""
    assert found("ferry") == [later.pk, made.pk]


def test_an_index_that_is_not_that_of_the_entries_is_found() -> None:
    entry(1, "ferry")
    connection.check_constraints()  # PostgreSQL changes no table that still has to be checked
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX archive_words")
        else:
            cursor.execute("INSERT INTO archive_words (archive_words) VALUES ('delete-all')")
    assert finding.doubt() == finding.NOT_THERE
    connection.check_constraints()
    finding.rebuild()
    assert finding.doubt() == ""
    assert len(found("ferry")) == 1

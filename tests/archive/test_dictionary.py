"""The dictionary by which SQLite finds words: it finds the same, and keeps no word too long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.archive.test_finding import TEXTS, entry, found, read_whole
from tocsin.appeals.models import Appeal
from tocsin.archive import dictionary, finding, work
from tocsin.archive.dictionary import LETTERS, TOKENS, WORDS, asked
from tocsin.archive.folding import DOT, fold, query_words
from tocsin.archive.models import ArchiveEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def sqlite() -> bool:
    """Whether this is the engine that has a dictionary; the other finds the same without."""
    return connection.vendor == "sqlite"


@pytest.fixture(params=[0, 1, 100])
def many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many words of the dictionary are asked for before its trigrams are trusted instead."""
    monkeypatch.setattr(dictionary, "MANY", request.param)
    return int(request.param)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), more=TEXTS, at=st.integers(0, 11))
def test_each_way_to_look_finds_what_reading_finds(
    many: int, texts: list[str], more: str, at: int
) -> None:
    del many
    with transaction.atomic():
        for number, text in enumerate(texts, 1):
            entry(number, f"{text} {more}" if number % 2 else text)
        parts = [texts[0][at : at + 1], texts[0][at : at + 2], texts[-1][:4], more]
        for words in [*parts, " ".join(parts), " ".join(parts[1:]), " ".join(parts[2:])]:
            assert found(words) == read_whole(words)
        transaction.set_rollback(True)


TEXT = 'The ferry\'s crew: 26 人被扣留 bbcไทย ตำรวจ e_c 50% "le" pelican'


ASKED = ["ferry", "rry's", "crew: 2", "le pelican", "l pelican", "le ferry 人", "26", "%", "e_c"]
ASKED += [
    '"le"',
    "人",
    "扣留",
    "被扣留",
    "c 被扣留 ferry",
    "bbcไ",
    "bbc",
    "ไทย",
    "รว",
    "ตำรวจ 人 e",
]


def test_a_word_is_found_alone_and_beside_others(many: int) -> None:
    del many
    made = entry(1, TEXT)
    entry(2, "something else 中国 การ")
    for words in ASKED:
        both = read_whole(words)
        assert found(words) == both
        assert made.pk in both
        assert found(f"{words} dragon") == []


def test_each_kind_of_word_has_its_index(sqlite: bool) -> None:
    if sqlite:
        entry(1, f"{TEXT} {TEXT.upper()}")
        assert asked(query_words("ferry")) == ({TOKENS: '("ferry\'s")'}, [])
        assert asked(query_words("ตำรวจ")) == (
            {LETTERS: f'"{fold("ตำรวจ")}"'},
            [],
        )
        assert asked(query_words("扣留")) == ({WORDS: f'"扣{DOT}留{DOT}"'}, [])
        assert asked(query_words("扣")) == ({TOKENS: '("扣")'}, [])
        assert asked(["ferry", "dragon"]) == ({}, [])


def test_what_stands_in_many_words_is_looked_for_by_trigrams_or_read(
    sqlite: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "MANY", 1)
    entry(1, "ferry ferries")
    assert found("ferr") == found("fe") == found("ferry fe") == read_whole("ferry")
    if sqlite:
        assert asked(["ferry", "ferr", "fe"]) == ({TOKENS: '("ferry")', WORDS: '"ferr"'}, ["fe"])
        assert finding.places(["fe"], 9) is None


def words() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word FROM {dictionary.DICTIONARY}")  # noqa: S608
        return {word for (word,) in cursor}


def in_the_file() -> Iterator[bytes]:
    """All that the indexes of whole words keep."""
    for name in (TOKENS, dictionary.PARTS):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT block FROM {name}_data")  # noqa: S608
            yield from (block for (block,) in cursor)


def test_a_word_goes_with_the_last_entry_in_which_it_stands(sqlite: bool) -> None:
    first, second = entry(1, 'ferry "crew" 人b'), entry(2, "ferry 中")
    if sqlite:
        assert words() == {"ferry", '"crew"', "人", "b", "中"}
    first.words = "pelican ferry"
    first.save()
    if sqlite:
        assert words() == {"ferry", "pelican", "中"}
    second.delete()
    assert (found("ferry"), found("pelican")) == ([first.pk], [first.pk])
    first.delete()
    if sqlite:
        assert words() == set()
    assert finding.doubt() == ""


def test_no_word_stays_in_the_file_after_an_appeal_was_withdrawn(sqlite: bool) -> None:
    gone = cast.published().appeal
    cast.published("FA-02-2026")
    work.turn()
    ArchiveEntry.objects.filter(document_id=gone.document_id).update(words="quixotry zither")
    assert len(found("quixotry")) == 1
    if sqlite:
        assert any(b"uixotry" in block for block in in_the_file())
    Appeal.objects.filter(pk=gone.pk).update(state="withdrawn")
    assert work.turn() == 1
    assert [one.document_id for one in ArchiveEntry.objects.all()] == ["FA-02-2026"]
    assert finding.doubt() == ""
    if sqlite:
        assert not any(b"uixotry" in block for block in in_the_file())


@pytest.mark.parametrize("name", list(dictionary.INDEXES))
def test_an_index_that_lost_its_words_is_found_and_made_again(sqlite: bool, name: str) -> None:
    made = entry(1, TEXT)
    if sqlite:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")  # noqa: S608
        assert finding.doubt() == finding.NOT_THERE
        finding.rebuild()
    assert finding.doubt() == ""
    for one in ("ferry", "ตำรวจ", "扣留", "e"):
        assert found(one) == [made.pk]


def test_a_dictionary_that_lacks_a_word_is_found_and_made_again(sqlite: bool) -> None:
    made = entry(1, TEXT)
    if sqlite:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {dictionary.DICTIONARY} WHERE word = 'pelican'")  # noqa: S608
        assert finding.doubt() == finding.NOT_THERE
        finding.rebuild()
    assert finding.doubt() == ""
    assert found("pelican") == [made.pk]

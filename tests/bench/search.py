"""Searches in an archive of a hundred thousand appeals, beside reading each of them (`LIKE`).

Texts are invented: words of syllables, as often as Zipf has it, in Latin, Cyrillic, Thai and
Chinese letters. Questions are words of these texts, so most of them find something.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from tests.bench.frame import Row, milliseconds
from tests.bench.stage import BEGAN, _insert, surroundings

APPEALS = 100_000
SCRIPTS = {
    "latin": ([a + b for a in "bdfgklmnprstv" for b in ("a", "er", "i", "on", "u", "es")], " "),
    "cyrillic": ([a + b for a in "бвгдклмнпрст" for b in "аеиоу"], " "),
    "thai": ([a + b for a in "กขคงจดตนบปมยรลวส" for b in "าอิีุู"], ""),
    "chinese": ([chr(0x4E00 + 7 * at) for at in range(1500)], ""),
}
AT_ONCE = 200_000  # words that are drawn in one go


class Writer:
    """Texts of one script."""

    def __init__(self, script: str, chance: random.Random) -> None:
        syllables, self.gap = SCRIPTS[script]
        lengths = (1, 2, 2) if script == "chinese" else (1, 2, 2, 3, 3, 4)
        self.words = [
            "".join(chance.choices(syllables, k=chance.choice(lengths))) for _word in range(40_000)
        ]
        self.weights = list(itertools.accumulate(1 / (at + 10) for at in range(len(self.words))))
        self.chance = chance
        self.drawn: list[str] = []

    def text(self, number: int) -> str:
        """So many words."""
        if len(self.drawn) < number:
            self.drawn = self.chance.choices(self.words, cum_weights=self.weights, k=AT_ONCE)
        taken, self.drawn = self.drawn[:number], self.drawn[number:]
        return self.gap.join(taken)


def fill(number: int, first: Any) -> dict[str, Writer]:
    """Appeals like the first: of ten, seven in Latin letters, one of each other script."""
    from tocsin.archive import choosing, finding, work
    from tocsin.archive.folding import spaced

    chance = random.Random(5)  # noqa: S311 - the same texts again
    writers = {script: Writer(script, chance) for script in SCRIPTS}
    others = list(SCRIPTS)[1:]
    appeal, revision = _row("appeals_appeal"), _row("publishing_revision")
    revision["content"] = json.dumps({**first.content, "claims": []})

    def appeals() -> Iterator[tuple[object, ...]]:
        for at in range(number):
            yield tuple((appeal | {"id": 1000 + at, "document_id": f"FA-{at}-1999"}).values())

    def revisions() -> Iterator[tuple[object, ...]]:
        for at in range(number):
            moment = BEGAN + timedelta(seconds=at)
            own = {"id": 1000 + at, "appeal_id": 1000 + at, "published_at": moment}
            yield tuple((revision | own).values())

    def entries() -> Iterator[tuple[object, ...]]:
        for at in range(number):
            script = others[at % 10] if at % 10 < 3 else "latin"
            moment = BEGAN + timedelta(seconds=at)
            words = spaced(writers[script].text(300 if at % 10 >= 3 else 200))  # folded already
            place = (moment - work.EPOCH) // timedelta(microseconds=1) * 1000
            lands = f",{chance.choice('AB')}{chance.choice('KLMNOPRST')},"
            told = (1000 + at, f"FA-{at}-1999", "FA", 1990 + at % 30, lands, ",torture,")
            yield *told, words, moment, place

    _insert("appeals_appeal", list(appeal), appeals())
    _insert("publishing_revision", list(revision), revisions())
    began = time.perf_counter()
    _insert("archive_archiveentry", ENTRY, entries())
    print(f"{number:,} entries in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    began = time.perf_counter()
    finding.rebuild()
    choosing.rebuild()
    print(f"index of words in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return writers


def _row(table: str) -> dict[str, Any]:
    """Its one row, as the database holds it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
        return dict(zip([one[0] for one in cursor.description], cursor.fetchone(), strict=True))


ENTRY = [
    *("revision_id", "document_id", "code", "year", "countries", "issues", "words"),
    *("published_at", "place"),
]


def _questions(writers: dict[str, Writer]) -> dict[str, list[dict[str, Any]]]:
    """Kinds of questions, thirty of each."""
    latin = [word for word in writers["latin"].words if len(word) > 3]
    pick = random.Random(6).sample  # noqa: S311
    asked = {
        "a frequent word": pick(latin[:100], 30),
        "a rarer word": pick(latin[2000:20_000], 30),
        "two words": [f"{a} {b}" for a, b in zip(pick(latin[:300], 30), latin[300:], strict=False)],
        "a part of a word": [word[:3] for word in pick(latin[:5000], 30)],
        "Cyrillic": pick(writers["cyrillic"].words[:5000], 30),
        "Thai": pick(writers["thai"].words[:5000], 30),
        "Chinese": pick(writers["chinese"].words[:5000], 30),
        "two letters": pick(["er", "on", "ti", "ma", "su", "de", "ka", "le"], 8),
        "nothing that is there": [f"{word[::-1]}q" for word in pick(latin, 30)],
    }
    kinds = {name: [{"words": one} for one in words] for name, words in asked.items()}
    kinds["a country"] = [{"country": f"A{letter}"} for letter in "KLMNOPRST"]
    kinds["no question"] = [{}] * 5
    return kinds


def rows(quick: bool) -> list[Row]:
    """Each kind of question, then all of them."""
    number = APPEALS // 100 if quick else APPEALS
    with surroundings():
        from tests import cast

        writers = fill(number, cast.published())
        from tocsin.archive import reads
        from tocsin.archive.reads import Question

        whose = f"{number:,} appeals"
        kinds = _questions(writers)
        made = []
        for name, asked in kinds.items():
            ours = _each([Question(**one) for one in asked], reads.search)
            theirs = _each([Question(**one) for one in asked[:5]], _by_reading)
            what = f"archive search, {name}, {whose}"
            made.append(Row(what, ours, f"reading each entry: {theirs}", "≤ 10 ms"))
        every = [Question(**one) for asked in kinds.values() for one in asked]
        made.append(
            Row(f"archive search, all kinds, {whose}", _each(every, reads.search), "", "≤ 10 ms")
        )
        made.append(
            Row(f"what the archive's filters offer, {whose}", milliseconds(reads.choices, 10))
        )
        return made


def _each(asked: list[Any], do: Callable[[Any], object]) -> str:
    left = iter(asked)
    return milliseconds(lambda: do(next(left)), len(asked))


def _by_reading(question: Any) -> object:
    from tocsin.archive import reads

    keys = list(reads.entries(question).values_list("pk", flat=True))
    return reads.Answers(keys).get_page(1)

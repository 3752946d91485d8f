"""How SQLite finds words: by trigrams of entries, and mostly by a dictionary of all their words.

A trigram stands in most entries, so that a long word takes long by its trigrams alone. Therefore
each word stands once in a dictionary, which has trigrams of its own, and another index tells in
which entries a whole word stands. Scripts without spaces have no words: three letters of them are
looked for among trigrams that leave out the letter between (`folding.DOT`).

Triggers keep all of it in the transaction that writes an entry, and let a word go with the last
entry in which it stands.
"""

# Names of tables are constants of this program.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from tocsin.archive.folding import DOT

ENTRIES = "archive_archiveentry"
WORDS, LETTERS, TOKENS = "archive_words", "archive_letters", "archive_tokens"
DICTIONARY, PARTS, DENSE = "archive_dictionary", "archive_parts", "archive_dense"
TRIGRAM = 3  # letters
MANY = 100  # words of the dictionary: what stands in more is found quickly by its trigrams
INDEXES = {WORDS: "words", LETTERS: "words", TOKENS: "words", PARTS: "word"}

TABLES = {
    f"TABLE {DICTIONARY}": "(id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    f"VIEW {DENSE}": f"AS SELECT place, replace(words, '{DOT}', '') AS words FROM {ENTRIES} "
    f"WHERE instr(words, '{DOT}')",
    f"VIRTUAL TABLE {WORDS}": f"USING fts5(words, content='{ENTRIES}', "
    "content_rowid='place', tokenize='trigram case_sensitive 1')",
    f"VIRTUAL TABLE {LETTERS}": f"USING fts5(words, content='{DENSE}', "
    "content_rowid='place', tokenize='trigram case_sensitive 1')",
    f"VIRTUAL TABLE {TOKENS}": f"USING fts5(words, content='{ENTRIES}', content_rowid='place', "
    'detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 '
    f"categories 'L* M* N* P* S* C*' separators '{DOT}'\")",
    f"VIRTUAL TABLE {PARTS}": f"USING fts5(word, content='{DICTIONARY}', "
    "content_rowid='id', tokenize='trigram case_sensitive 1')",
}


def _fill(row: str, delete: bool) -> str:
    """The entry's words into the indexes, or out of them."""
    name, value = ("{0}, ", "'delete', ") if delete else ("", "")
    insert = f"INSERT INTO {{0}} ({name}rowid, words) SELECT {value}{row}.place, "
    return (
        f"{insert.format(WORDS)}{row}.words; {insert.format(TOKENS)}{row}.words; "
        f"{insert.format(LETTERS)}replace({row}.words, '{DOT}', '') "
        f"WHERE instr({row}.words, '{DOT}');"
    )


def _each_word(row: str, also: str = "") -> str:
    apart = f"replace(json_quote(replace({row}.words, '{DOT}', ' ')), ' ', '\",\"')"
    return f"SELECT value FROM {also}json_each('[' || {apart} || ']') WHERE value <> ''"


def _every_word() -> str:
    return _each_word(ENTRIES, also=f"{ENTRIES}, ")


FILLED, EMPTIED = _fill("new", delete=False), _fill("old", delete=True)
KEPT = f"INSERT OR IGNORE INTO {DICTIONARY} (word) {_each_word('new')};"
LOST = (
    f"DELETE FROM {DICTIONARY} WHERE word IN ({_each_word('old')}) AND NOT EXISTS "
    f"(SELECT 1 FROM {TOKENS} WHERE {TOKENS} MATCH '\"' || replace(word, '\"', '\"\"') || '\"');"
)
TRIGGERS = {
    f"{WORDS}_insert": f"AFTER INSERT ON {ENTRIES} BEGIN {FILLED} {KEPT} END",
    f"{WORDS}_delete": f"AFTER DELETE ON {ENTRIES} BEGIN {EMPTIED} {LOST} END",
    f"{WORDS}_update": f"AFTER UPDATE OF place, words ON {ENTRIES} "
    f"BEGIN {EMPTIED} {FILLED} {KEPT} {LOST} END",
    f"{PARTS}_insert": f"AFTER INSERT ON {DICTIONARY} "
    f"BEGIN INSERT INTO {PARTS} (rowid, word) VALUES (new.id, new.word); END",
    f"{PARTS}_delete": f"AFTER DELETE ON {DICTIONARY} BEGIN INSERT INTO {PARTS} "
    f"({PARTS}, rowid, word) VALUES ('delete', old.id, old.word); END",
}


def stands() -> bool:
    """Whether all that keeps it up is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(TRIGGERS) <= {name for (name,) in cursor}


def rebuild() -> None:
    """Throws all of it away and makes it anew from the entries, in a transaction of the caller."""
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        for kind, name in [table.rsplit(" ", 1) for table in reversed(TABLES)]:
            cursor.execute(f"DROP {kind.removeprefix('VIRTUAL ')} IF EXISTS {name}")
        for table, text in TABLES.items():
            cursor.execute(f"CREATE {table} {text}")
        cursor.execute(f"INSERT OR IGNORE INTO {DICTIONARY} (word) {_every_word()}")
        for name in INDEXES:
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
        for name, text in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER {name} {text}")


def is_whole() -> bool:
    """Whether it is that of the entries, word by word. May raise DatabaseError where it is not."""
    with connection.cursor() as cursor:
        for name in INDEXES:  # with rank 1 each is compared with its table
            cursor.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
        unknown = f"value NOT IN (SELECT word FROM {DICTIONARY})"
        cursor.execute(f"SELECT EXISTS ({_every_word()} AND {unknown})")
        return not cursor.fetchone()[0]


def wipe() -> None:
    """Writes the words anew, so that none stays in a corner of the file after it was let go."""
    with connection.cursor() as cursor:
        for name in (TOKENS, PARTS):
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")


def asked(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """What to ask each of the indexes of entries for, and the words that none can find.

    Nothing is asked for where one of the words is surely in no entry.
    """
    found: dict[str, list[str]] = {WORDS: [], LETTERS: [], TOKENS: []}
    left = list[str]()
    for word in words:
        letters, whole = word.replace(DOT, ""), _whole(word)
        if whole is not None and not whole:
            return {}, []
        if whole is not None:
            found[TOKENS].append(f"({' OR '.join(map(_quoted, whole))})")
        elif letters != word and len(letters) >= TRIGRAM:
            found[LETTERS].append(_quoted(letters))
        elif len(word) >= TRIGRAM:
            found[WORDS].append(_quoted(word))
        else:
            left.append(word)
    return {name: " AND ".join(some) for name, some in found.items() if some}, left


def _whole(part: str) -> list[str] | None:
    """Words of the dictionary that have this part; None where they are too many, or it is no part.

    The letter between parts words, so that nothing that has it within is in the dictionary.
    """
    part = part.removesuffix(DOT)
    if DOT in part:
        return None
    if len(part) < TRIGRAM:
        ask, told = f"SELECT word FROM {DICTIONARY} WHERE instr(word, %s)", part
    else:
        among = f"SELECT rowid FROM {PARTS} WHERE {PARTS} MATCH %s"
        ask, told = f"SELECT word FROM {DICTIONARY} WHERE id IN ({among})", _quoted(part)
    with connection.cursor() as cursor:
        cursor.execute(f"{ask} LIMIT {MANY + 1}", [told])
        words = [word for (word,) in cursor]
    return words if len(words) <= MANY else None


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def streamed(asked: dict[str, str], at_once: int) -> Iterator[list[int]]:
    """Places of the entries that have all that is asked for, newest first, a number at once."""
    if not asked:
        return
    first, *others = asked
    # With its plus the first index goes through its own answers, and is not asked for each place.
    also = "".join(
        f" AND +rowid IN (SELECT rowid FROM {name} WHERE {name} MATCH %s)" for name in others
    )
    ask = f"SELECT rowid FROM {first} WHERE {first} MATCH %s{also} ORDER BY rowid DESC"
    with connection.cursor() as cursor:
        cursor.execute(ask, list(asked.values()))
        while some := cursor.fetchmany(at_once):
            yield [place for (place,) in some]

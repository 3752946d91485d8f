"""`tocsin lint`: what in a text, or in labelled sentences, would harm somebody in public."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts.text import decode
from tocsin.publishing.harm import KINDS, findings
from tocsin.publishing.harm.finding import Finding, remedy
from tocsin.publishing.harm.measure import Labels, Measure, table
from tocsin.publishing.harm.rules import languages
from tocsin.publishing.harm.texts import in_text

MISREAD = 2  # exit code: the input is not what it should be
FOUND = 1  # exit code: a text has findings
MOST = 16 * 1024 * 1024


class Row(NamedTuple):
    """One line of a file of sentences."""

    key: Any
    language: str
    sentence: str
    labels: Labels | None


class Misread(Exception):  # noqa: N818 - turned into a line and an exit code below
    """A line that cannot be used, in one sentence."""


class Command(BaseCommand):
    """Exits 0 when nothing is found (or sentences were given), 1 on findings, 2 on bad input."""

    help = "Find what would harm somebody when published: addresses, minors, hiding places …"

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the command."""
        parser.add_argument("file", nargs="?", help="a plain text; - reads standard input")
        parser.add_argument("--language", help="of the text (default: recognised)")
        parser.add_argument(
            "--sentences", metavar="FILE", help="lines of JSON: id, language, sentence"
        )
        parser.add_argument(
            "--measure", action="store_true", help="compare with the findings on the lines"
        )

    def handle(self, *_words: Any, **options: Any) -> None:
        """One of two ways: sentences with their language, or a text as people write it."""
        if bool(options["file"]) == bool(options["sentences"]):
            self._stop(_("Name either a text or --sentences FILE; tocsin lint --help tells more."))
        if options["measure"] and not options["sentences"]:
            self._stop(_("--measure needs --sentences FILE with findings on its lines."))
        if options["file"]:
            self._text(options["file"], options["language"])
        try:
            if options["measure"]:
                self._measure(options["sentences"])
            else:
                self._sentences(options["sentences"])
        except Misread as problem:
            self._stop(str(problem))

    def _stop(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(MISREAD)

    def _sentences(self, name: str) -> None:
        for row in rows(name):
            found = [as_dict(one) for one in findings(row.sentence, row.language)]
            line = json.dumps({"id": row.key, "findings": found}, ensure_ascii=False)
            self.stdout.write(line)

    def _measure(self, name: str) -> None:
        measure = Measure()
        for number, row in enumerate(counted(rows(name), "Sentences"), start=1):
            if row.labels is None:
                raise Misread(
                    _("Sentence %(number)s has no “findings” to compare with; add the list.")
                    % {"number": number}
                )
            found = [(one.kind, one.text) for one in findings(row.sentence, row.language)]
            measure.add(row.sentence, row.labels, found)
        self.stdout.write("\n".join(table(measure)))

    def _text(self, name: str, language: str | None) -> None:
        text = self._decoded(name)
        language = language or _recognised(text)
        if language.partition("-")[0] not in languages():
            words = {"language": language, "known": ", ".join(languages())}
            self.stderr.write(
                _("There are no rules for “%(language)s” (only for %(known)s): numbers alone "
                  "are found.") % words
            )  # fmt: skip
        found = in_text(text, language)
        for one in found:
            line = text.count("\n", 0, one.start) + 1
            words_found = " ".join(one.text.split())
            self.stdout.write(f"{name}:{line}: {one.kind}: {words_found}\n  {one.remedy}")
        sys.exit(FOUND if found else 0)

    def _decoded(self, name: str) -> str:
        """The text as `tocsin import` reads it; what is none must not pass for harmless."""
        with opened(name) as file:
            raw = file.read(MOST)
        try:
            read = decode(raw)
        except Refusal as refusal:
            self._stop(refusal.sentence)
        for warning in read.warnings:
            self.stderr.write(warning)
        return read.text


def as_dict(finding: Finding) -> dict[str, str]:
    """A finding for a program."""
    return {"kind": finding.kind, "text": finding.text, "remedy": remedy(finding.kind)}


def opened(name: str) -> BinaryIO:
    """A file, or standard input for “-”; raises Refusal where it cannot be read."""
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise Refusal(
            _("The file “%(file)s” cannot be read (%(why)s).")
            % {"file": name, "why": error.strerror}
        ) from error


def rows(name: str) -> Iterator[Row]:
    """The lines of a file of sentences; raises Misread with the number of a bad one."""
    with opened(name) as file:
        for number, raw in enumerate(file, start=1):
            if raw.strip(b"\xef\xbb\xbf \r\n\t"):
                yield _row(raw, number)


def _row(raw: bytes, number: int) -> Row:
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except ValueError as error:
        raise Misread(
            _("Line %(number)s is no JSON in UTF-8; write one object on each line.")
            % {"number": number}
        ) from error
    told = data if isinstance(data, dict) else {}
    language, sentence = told.get("language"), told.get("sentence")
    if "id" not in told or not isinstance(language, str) or not isinstance(sentence, str):
        raise Misread(
            _("Line %(number)s needs “id”, “language” and “sentence”; add what is missing.")
            % {"number": number}
        )
    return Row(told["id"], language, sentence, _labels(told.get("findings"), sentence, number))


def _labels(given: Any, sentence: str, number: int) -> Labels | None:
    if given is None:
        return None
    found = [_label(one, sentence) for one in given] if isinstance(given, list) else [None]
    kept = [one for one in found if one is not None]
    if len(kept) < len(found):
        raise Misread(
            _("Line %(number)s has a finding without a known “kind”, or with a “text” that does "
              "not stand in the sentence; correct it.") % {"number": number}
        )  # fmt: skip
    return kept


def _label(one: Any, sentence: str) -> tuple[str, str] | None:
    if not isinstance(one, dict) or one.get("kind") not in KINDS:
        return None
    text = one.get("text")
    return (one["kind"], text) if isinstance(text, str) and text in sentence else None


def _recognised(text: str) -> str:
    import py3langid

    language, _score = py3langid.classify(text)
    return str(language)

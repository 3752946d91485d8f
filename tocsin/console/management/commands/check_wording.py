"""`tocsin check`: is a sentence, a document or an appeal more certain than its claims?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from tocsin.appeals.content import content
from tocsin.appeals.models import Appeal
from tocsin.console.run import Misused
from tocsin.intake.identifiers import parse
from tocsin.intake.reading import read
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.floor import appeals, documents
from tocsin.publishing.floor.cited import Cited
from tocsin.publishing.floor.judging import judge
from tocsin.publishing.floor.measuring import Measure, measure

MOST = 16 * 1024 * 1024  # bytes of a document, as `tocsin import` reads them
VERDICTS = ("pass", "overstated", "uncited")


class Command(BaseCommand):
    """Exits 0 when nothing says too much, 1 when something does, 2 on a line that is broken."""

    help = "Check whether sentences are more certain than the claims they cite."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the command."""
        parser.add_argument("what", nargs="?", help="a document, or the ID of an appeal")
        parser.add_argument(
            "--sentences", metavar="FILE", help="lines of JSON, one sentence each; - reads input"
        )
        parser.add_argument(
            "--measure", action="store_true", help="compare with the verdicts in the lines"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")

    def handle(self, *_words: Any, **options: Any) -> None:
        """Checks what was named; prints what was found."""
        if bool(options["sentences"]) == bool(options["what"]):
            raise Misused(_("Name a document, the ID of an appeal, or --sentences FILE."))
        if options["sentences"]:
            self._sentences(options)
            return
        place = Path(options["what"])
        if place.is_dir():
            raise Refusal(_("“%(word)s” is a folder. Name a document in it.") % {"word": place})
        check = self._document if place.is_file() else self._appeal
        if check(options["what"], options["json"]):
            raise SystemExit(1)

    def _sentences(self, options: dict[str, Any]) -> None:
        with _opened(options["sentences"]) as lines:
            if options["measure"]:
                pairs = (
                    (_person(number, one), _answer(one)["verdict"])
                    for number, one in counted(_read(lines), "Sentences")
                )
                self.stdout.write("\n".join(figures(measure(pairs))))
                return
            for _number, one in _read(lines):
                self.stdout.write(json.dumps(_answer(one), ensure_ascii=False))

    def _document(self, place: str, as_json: bool) -> bool:
        with Path(place).open("rb") as file:
            reading = read(file.read(MOST), place)
        found = documents.overstatements(reading)
        if as_json:
            self._write(found)
        else:
            told = [line for one in found for line in _of_document(one)]
            self.stdout.write("\n".join(told or [_("Nothing is more certain than its claims.")]))
        return bool(found)

    def _appeal(self, word: str, as_json: bool) -> bool:
        found = appeals.findings(content(_find(word)))
        if as_json:
            self._write(found)
        else:
            told = [line for one in found for line in _of_appeal(one)]
            self.stdout.write("\n".join(told or [_("Nothing is more certain than its claims.")]))
        return any(one.verdict != "pass" for one in found)

    def _write(self, found: Iterable[documents.Overstatement | appeals.Finding]) -> None:
        told = [one.to_json() for one in found]
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))


def _opened(name: str) -> IO[str]:
    if name == "-":
        return sys.stdin
    try:
        return Path(name).open(encoding="utf-8")
    except OSError as error:
        words = {"file": name, "why": error.strerror}
        raise Refusal(_("The file “%(file)s” cannot be read (%(why)s).") % words) from error


def _read(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line that is not empty, with its number; Misused where one is broken."""
    numbered = enumerate(lines, start=1)
    while True:
        try:
            number, line = next(numbered)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise Misused(_("The file is not written in UTF-8.")) from error
        if line.strip():
            yield number, _line(number, line)


def _line(number: int, line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _broken(number, _("This is no JSON.")) from error
    if not isinstance(given, dict):
        raise _broken(number, _("A line holds one JSON object."))
    for key in ("sentence", "language"):
        if not isinstance(given.get(key), str):
            raise _broken(number, _("The key “%(key)s” is missing or no text.") % {"key": key})
    claims = given.get("claims", [])
    if not isinstance(claims, list):
        raise _broken(number, _("“claims” is a list."))
    try:
        return given | {"claims": [Cited.read(claim) for claim in claims]}
    except Refusal as refusal:
        raise _broken(number, refusal.sentence) from refusal


def _broken(number: int, why: str) -> Misused:
    return Misused(_("Line %(number)d: %(why)s") % {"number": number, "why": why})


def _answer(given: dict[str, Any]) -> dict[str, Any]:
    verdict = judge(given["sentence"], given["language"], given["claims"])
    return {"id": given.get("id")} | verdict.to_json()


def _person(number: int, given: dict[str, Any]) -> str:
    if given.get("verdict") not in VERDICTS:
        raise _broken(number, _("To measure, each line needs a “verdict”."))
    return str(given["verdict"])


def figures(measured: Measure) -> list[str]:
    """What was measured, in lines."""
    told: dict[str, Callable[[Measure], float | None]] = {
        _("recall of overstated"): lambda one: one.recall,
        _("precision of overstated"): lambda one: one.precision,
        _("false alarms"): lambda one: one.false_alarms,
        _("recall of uncited"): lambda one: one.uncited_recall,
    }
    lines = [f"{_('sentences'):<24} {measured.lines}"]
    for name, figure in told.items():
        value = figure(measured)
        lines.append(f"{name:<24} {'—' if value is None else f'{value:.3f}'}")
    return lines


def _find(word: str) -> Appeal:
    identifier = parse(word)
    if identifier is None and (Path(word).name != word or "." in word):  # a file, and no appeal
        raise _missing(word)
    appeal = Appeal.objects.filter(document_id=str(identifier or word)).first()
    if appeal is None:
        raise _missing(word)
    return appeal


def _missing(word: str) -> Refusal:
    return Refusal(
        _("There is no file and no appeal “%(word)s”. Look at its name.") % {"word": word}
    )


def _of_document(one: documents.Overstatement) -> list[str]:
    parts = {"title": _("Title"), "cover": _("Cover note"), "ask": _("Ask")}
    claims = [f"  {claim.id} [{claim.status}] “{claim.text}”" for claim in one.claims]
    place = f"{parts[one.part]} {one.number}: {one.verdict.verdict}"
    return [
        place,
        f"  “{one.sentence}”",
        *claims,
        *_told(one.verdict.reason, one.verdict.suggestion),
    ]


def _of_appeal(one: appeals.Finding) -> list[str]:
    place = f"{one.part} ({one.language}) {one.number}: {one.verdict}"
    cited = f"  “{one.sentence}” [{', '.join(one.claims) or '—'}]"
    return [place, cited, *_told(one.reason, one.suggestion)]


def _told(reason: str, suggestion: str) -> list[str]:
    offered = [f"  {_('Offered:')} {suggestion}"] if suggestion else []
    return [f"  {reason}", *offered, ""]

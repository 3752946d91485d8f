"""`python -m tests.intake.corpus` measures the reader on the corpus, field by field.

`--show SEED` prints a document with its answers, `--failures FIELD` the seeds that are read wrong,
`--write FOLDER` the files.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable
from pathlib import Path

from tests.intake.corpus.answers import FIELDS, LISTS
from tests.intake.corpus.document import Document, every, make

HEADING = (
    "| field | seen: exact | F1 | silently wrong | unseen: exact | F1 | silently wrong |",
    "|---|---|---|---|---|---|---|",
)


def main() -> None:
    """Reads the arguments and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.intake.corpus", description=__doc__)
    parser.add_argument("--show", type=int, metavar="SEED", help="print a document")
    parser.add_argument("--on", nargs="+", metavar="ODDITY", help="with --show: only these")
    parser.add_argument("--failures", choices=FIELDS, help="print seeds that are read wrong")
    parser.add_argument("--unseen", action="store_true", help="with --failures: of the unseen ones")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write files and answers")
    chosen = parser.parse_args()
    _start()
    if chosen.show is not None:
        show(make(chosen.show, chosen.on))
    elif chosen.failures:
        failures(chosen.failures, chosen.unseen)
    elif chosen.write:
        write(chosen.write)
    else:
        table()


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    import django

    django.setup()


def show(document: Document) -> None:
    """The text, its oddities, the answers, and what the reader makes of it."""
    from tests.intake.corpus.measure import judge

    print(document.text.replace("\r\n", "\n").replace("\r", "\n"))
    print("=" * 72)
    print("oddities:", ", ".join(document.oddities) or "none")
    print(json.dumps(document.answers.to_json(), ensure_ascii=False, indent=1))
    for verdict in judge(document):
        if not verdict.is_right:
            how = "silently" if verdict.is_silent else "with a warning"
            print(f"{verdict.name}: wrong {how}: {verdict.told!r}")


def failures(name: str, unseen: bool) -> None:
    """The seeds where a field is read wrong; “!” marks those that no warning names."""
    from tests.intake.corpus.measure import judge

    for document in (one for one in every() if one.is_unseen == unseen):
        verdict = next(one for one in judge(document) if one.name == name)
        if not verdict.is_right:
            mark = "!" if verdict.is_silent else " "
            print(f"{document.seed:4}{mark} {verdict.told!r}  {', '.join(document.oddities)}")


def write(folder: Path) -> None:
    """Each document as a file, and its answers beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in every():
        (folder / f"{one.seed:03d}.txt").write_bytes(one.raw)
        answers = json.dumps(one.answers.to_json(), ensure_ascii=False, indent=1)
        (folder / f"{one.seed:03d}.json").write_text(answers + "\n", "utf-8")


def table() -> None:
    """Accuracy, F1 and silent wrong answers, for seen and unseen documents."""
    from tests.intake.corpus.measure import measure

    seen = [one for one in every() if not one.is_unseen]
    unseen = [one for one in every() if one.is_unseen]
    both = [(measure(seen), len(seen)), (measure(unseen), len(unseen))]
    print(*HEADING, sep="\n")
    for name in FIELDS:
        cells = []
        for scores, _count in both:
            score = scores[name]
            f1 = f"{score.f1:.3f}" if name in LISTS else ""
            cells += [f"{score.accuracy:.1%}", f1, str(score.silent)]
        print(f"| {name} | {' | '.join(cells)} |")
    print(f"| documents | {both[0][1]} | | {_silent(both[0][0].values())} ", end="")
    print(f"| {both[1][1]} | | {_silent(both[1][0].values())} |")


def _silent(scores: Iterable[object]) -> int:
    return sum(getattr(one, "silent", 0) for one in scores)


if __name__ == "__main__":
    main()

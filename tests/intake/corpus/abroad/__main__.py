"""`python -m tests.intake.corpus.abroad` measures the reader on documents of other networks.

`--show SEED` prints a document and what is read wrong, `--failures FIELD` the seeds.
"""

from __future__ import annotations

import argparse
import os

from tests.intake.corpus.__main__ import HEADING, _start


def main() -> None:
    """Reads the arguments and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.intake.corpus.abroad")
    parser.add_argument("--show", type=int, metavar="SEED", help="print a document")
    parser.add_argument("--failures", metavar="FIELD", help="print seeds that are read wrong")
    parser.add_argument("--unseen", action="store_true", help="with --failures: of the unseen ones")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    _start()
    if chosen.show is not None:
        show(chosen.show)
    elif chosen.failures:
        failures(chosen.failures, chosen.unseen)
    else:
        table()


def show(seed: int) -> None:
    """The text, the wrong answers, the right ones."""
    from tests.intake.corpus.abroad.document import judge, make

    one = make(seed)
    print(one.text, "=" * 72, f"{one.form} {one.wear}", one.answers, sep="\n")
    for verdict in judge(one):
        if not verdict.is_right:
            how = "silently" if verdict.is_silent else "with a warning"
            print(f"{verdict.name}: wrong {how}: {verdict.told!r}")


def failures(name: str, unseen: bool) -> None:
    """The seeds where a field is read wrong; “!” marks those that no warning names."""
    from tests.intake.corpus.abroad.document import every, judge

    for one in every():
        verdict = next(each for each in judge(one) if each.name == name)
        if one.is_unseen == unseen and not verdict.is_right:
            mark = "!" if verdict.is_silent else " "
            print(f"{one.seed:4}{mark} {one.form:15} {verdict.told!r} {one.wear}")


def table() -> None:
    """Accuracy, F1 and silent wrong answers, for seen and unseen documents."""
    from tests.intake.corpus.abroad.document import every, rows, scores

    seen = [one for one in every() if not one.is_unseen]
    unseen = [one for one in every() if one.is_unseen]
    both = [scores(seen), scores(unseen)]
    silent = [sum(score.silent for score in told.values()) for told in both]
    print(*HEADING, *rows(both), sep="\n")
    print(f"| documents | {len(seen)} | | {silent[0]} | {len(unseen)} | | {silent[1]} |")


if __name__ == "__main__":
    main()

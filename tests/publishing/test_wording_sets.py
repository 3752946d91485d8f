"""How the floor does on labelled sentences, one file a language and an author.

The figures lie a little below what was measured; `tocsin check --sentences FILE --measure` shows
them. docs/how-it-works/wording.md says which of them were measured before anybody read the file.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tocsin.publishing.floor import Cited, judge
from tocsin.publishing.floor.measuring import Measure, measure

SETS = Path(__file__).parent / "sets"
# By another author (“second”, “fresh”), or written here for one class of faults after another.
REACHED = {  # recall of the overstated at least, false alarms at most
    "wording-en.third": (0.91, 0.02),
    "wording-fr.third": (0.91, 0.04),
    "wording-ru.third": (0.94, 0.02),
    "wording-en.second": (0.95, 0.04),
    "wording-fr.second": (0.96, 0.05),
    "wording-ru.second": (0.93, 0.03),
    "wording-en.fresh": (0.95, 0.03),
    "wording-fr.fresh": (0.93, 0.04),
    "wording-fr.unseen": (0.80, 0.07),
    "wording-en.classes": (0.93, 0.04),
    "wording-fr.classes": (0.95, 0.04),
    "wording-ru.classes": (0.95, 0.04),
}
UNCITED = 0.90


def measured(path: Path) -> Measure:
    """The whole file, read, judged and counted."""
    rows = [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]
    return measure(
        (
            row["verdict"],
            judge(
                row["sentence"], row["language"], [Cited.read(claim) for claim in row["claims"]]
            ).verdict,
        )
        for row in rows
    )


@pytest.mark.parametrize("name", sorted(REACHED))
def test_a_labelled_set_is_judged_as_well_as_was_reached(name: str) -> None:
    figures = measured(SETS / f"{name}.jsonl")
    recall, false_alarms = REACHED[name]
    assert figures.recall is not None
    assert figures.recall >= recall, figures
    assert figures.false_alarms is not None
    assert figures.false_alarms <= false_alarms, figures
    assert figures.uncited_recall is None or figures.uncited_recall >= UNCITED, figures


@pytest.mark.parametrize("path", sorted(SETS.glob("wording-*.jsonl")), ids=lambda path: path.stem)
def test_each_line_of_a_set_has_a_number_of_its_own(path: Path) -> None:
    rows = [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["verdict"] for row in rows} <= {"pass", "overstated", "uncited"}
    assert all(row["verdict"] != "uncited" or not row["claims"] for row in rows)

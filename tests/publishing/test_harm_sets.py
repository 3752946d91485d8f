"""How the rules do on sentences that others wrote and labelled, one file a language.

The floors lie a little below what was measured; `tocsin lint --sentences FILE --measure` shows
the figures kind by kind.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tocsin.publishing.harm import KINDS, findings
from tocsin.publishing.harm.measure import Measure, Score, table

TODAY = date(2026, 6, 1)  # by which a year of birth makes a minor
SETS = Path(__file__).parent / "sets"
RECALL = 0.94
RECALL_OF_A_KIND = 0.80
FEW = 10  # labels of a kind, below which one of them says nothing
FALSE = 0.08  # the share of findings that nobody labelled
DISTURBED = 0.05  # the share of harmless sentences with a finding
PRESENT = sorted(SETS.glob("harm-*.jsonl"))


def measured(path: Path) -> Measure:
    """The whole file, read and counted."""
    measure = Measure()
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        labels = [(one["kind"], one["text"]) for one in row["findings"]]
        told = findings(row["sentence"], row["language"], TODAY)
        found = [(one.kind, one.text) for one in told]
        measure.add(row["sentence"], labels, found)
    return measure


@pytest.mark.parametrize("path", PRESENT, ids=lambda path: path.stem)
def test_the_floors_are_reached_on_a_labelled_set(path: Path) -> None:
    measure = measured(path)
    figures = "\n".join(table(measure))
    assert measure.whole.recall >= RECALL, figures
    assert measure.whole.false_share <= FALSE, figures
    assert measure.disturbed_share <= DISTURBED, figures
    for kind, score in measure.kinds.items():
        few = score.labelled < FEW
        assert few or score.recall >= RECALL_OF_A_KIND, f"{kind}\n{figures}"


def test_a_label_is_met_where_a_finding_of_its_kind_shares_letters() -> None:
    measure = Measure()
    measure.add("Amina, 14, was ill", [("minor", "Amina, 14")], [("minor", "Amina")])
    measure.add("Amina, 14, was ill", [("minor", "Amina, 14")], [("health", "Amina")])
    measure.add("Amina, 14, was ill", [("minor", "Amina, 14")], [("minor", "ill")])
    assert measure.kinds["minor"] == Score(labelled=3, met=1, found=2, false=1)
    assert measure.kinds["health"] == Score(labelled=0, met=0, found=1, false=1)
    assert measure.whole == Score(labelled=3, met=1, found=3, false=2)
    assert measure.harmless == 0


def test_a_harmless_sentence_with_a_finding_is_disturbed() -> None:
    measure = Measure()
    measure.add("All is well", [], [])
    measure.add("All is well", [], [("health", "well")])
    assert (measure.harmless, measure.disturbed) == (2, 1)
    assert measure.disturbed_share == 0.5


def test_shares_of_nothing_are_kind() -> None:
    assert Score().recall == 1.0
    assert Score().false_share == 0.0
    assert Measure().disturbed_share == 0.0


def test_the_table_has_a_line_for_every_kind_and_for_all() -> None:
    lines = list(table(Measure()))
    assert [line.split()[0] for line in lines[1:-1]] == [*KINDS, "all"]
    assert lines[-1] == "harmless sentences: 0, with a finding: 0 (0.0%)"

"""Tables that are made at once are those that would be made one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from tocsin.kernel.storage.tables import Tables

KEY = ("id", models.BigAutoField(primary_key=True))
LEFT = CreateModel(
    "Left",
    [KEY, ("rights", models.ManyToManyField("kernel.right", through="kernel.between"))],
)
RIGHT = CreateModel("Right", [KEY, ("name", models.CharField(max_length=5, unique=True))])
BETWEEN = CreateModel(
    "Between",
    [
        KEY,
        ("left", models.ForeignKey("kernel.left", models.CASCADE)),
        ("right", models.ForeignKey("kernel.right", models.CASCADE)),
    ],
    {"indexes": [models.Index(fields=["left", "right"], name="left_and_right")]},
)
NAMES = {"kernel_left", "kernel_right", "kernel_between"}


def after(step: Tables, before: ProjectState) -> ProjectState:
    """What Django knows once the step was told."""
    state = before.clone()
    step.state_forwards("kernel", state)
    return state


def made() -> set[str]:
    """Those of the tables that are there."""
    return NAMES & set(connection.introspection.table_names())


def test_models_that_were_drawn_before_know_those_that_came() -> None:
    state = after(Tables([RIGHT]), ProjectState())
    assert [one.name for one in state.apps.get_model("kernel", "right")._meta.related_objects] == []
    Tables([LEFT, BETWEEN]).state_forwards("kernel", state)
    related = state.apps.get_model("kernel", "right")._meta.related_objects
    assert sorted(one.name for one in related) == ["between", "left"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tables", [[LEFT, RIGHT, BETWEEN], [RIGHT, LEFT, BETWEEN]])
def test_tables_in_a_ring_are_made_and_taken_away(tables: Sequence[CreateModel]) -> None:
    step, before = Tables(tables), ProjectState()
    state = after(step, before)
    with connection.schema_editor() as editor:
        step.database_forwards("kernel", editor, before, state)
    try:
        assert made() == NAMES
        with connection.cursor() as cursor:
            links = connection.introspection.get_relations(cursor, "kernel_between")
            found = connection.introspection.get_constraints(cursor, "kernel_between")
        assert {name: link[1] for name, link in links.items()} == {
            "left_id": "kernel_left",
            "right_id": "kernel_right",
        }
        assert found["left_and_right"]["columns"] == ["left_id", "right_id"]
    finally:
        with connection.schema_editor() as editor:
            step.database_backwards("kernel", editor, state, before)
    assert made() == set()


def test_the_plan_names_the_tables() -> None:
    assert Tables([LEFT, BETWEEN]).describe() == "Make the tables of Left, Between"

"""The appeal whose names are withheld from some."""

from __future__ import annotations

import pytest

from tests import cast
from tests.publishing.audiences.rosa import (
    CHILD,
    agree,
    drafted,
    named,
)
from tocsin.appeals.models import Appeal


@pytest.fixture
def appeal() -> Appeal:
    """Rosa lets the ministry alone read her name; nobody agreed for the child."""
    made = drafted()
    agree(named(made), "authorities", cast.authority())
    named(made, CHILD, role="family", age=9)
    return made

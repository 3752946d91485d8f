"""What every test of floods has: nothing remembered of the one before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.floods.clock import Clock, set_by_hand
from tocsin.signing.floods import pressure, proofs, signals, waiting, waves


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that the test moves."""
    with set_by_hand() as clock:
        yield clock


@pytest.fixture(autouse=True)
def unknown() -> None:
    """No network has sent anything yet."""
    signals.PREFIXES.forget()
    pressure.PRESSURE.forget()
    proofs.SPENT.forget()
    waiting.forget()
    waves.forget()

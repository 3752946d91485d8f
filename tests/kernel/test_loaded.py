"""The collector leaves alone what is loaded, and still takes what nobody can reach."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from tocsin.kernel import loaded


class Knot:
    """Refers to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """The collector of the tests."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_is_there_by_now_is_not_looked_at() -> None:
    kept = Knot()
    loaded.leave_alone()
    assert gc.get_freeze_count() > 0
    assert not any(one is kept for one in gc.get_objects())


def test_what_is_tied_into_a_knot_afterwards_goes() -> None:
    loaded.leave_alone()
    gone = weakref.ref(Knot())
    gc.collect()
    assert gone() is None

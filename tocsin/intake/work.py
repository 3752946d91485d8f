"""What the worker does here: take up what lies in the folder, compare what nobody compared."""

from __future__ import annotations

from tocsin.intake import dropped, likeness
from tocsin.kernel.work import Loop


def turn() -> int:
    """The number of files and of alerts."""
    return dropped.turn() + likeness.turn()


LOOP = Loop("intake", turn)

"""What the worker does here: take up what lies in the folder, compare what nobody compared."""

from __future__ import annotations

from tocsin.intake import dropped, likeness
from tocsin.kernel.web import throttle
from tocsin.kernel.work import Loop


def turn() -> int:
    """The number of files, of alerts and of tries that are forgotten."""
    return dropped.turn() + likeness.turn() + throttle.forget()


LOOP = Loop("intake", turn)

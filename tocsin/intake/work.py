"""What the worker does here: take up what lies in the folder, forget old tries."""

from __future__ import annotations

from tocsin.intake import dropped
from tocsin.kernel.work import Loop

LOOP = Loop("intake", dropped.turn)

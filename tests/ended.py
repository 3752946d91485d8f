"""Processes that do not outlive the test that starts them, whatever becomes of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def processes(words: Sequence[str], number: int = 1, **named: Any) -> Iterator[list[Any]]:
    """So many processes of the same words, as `subprocess.Popen` starts them."""
    running: list[subprocess.Popen[Any]] = []
    try:
        running.extend(subprocess.Popen(words, **named) for _number in range(number))
        yield running
    finally:
        for one in running:
            with suppress(ProcessLookupError):
                one.kill()
            one.wait()
            if one.stdout is not None:
                one.stdout.close()

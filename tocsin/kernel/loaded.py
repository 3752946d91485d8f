"""What a process that runs for long has loaded stays, and is looked at no more."""

from __future__ import annotations

import gc


def leave_alone() -> None:
    """The collector does not go through it again and again.

    It took a twentieth of the time in a storm, and held up everybody for as long as it looked.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)

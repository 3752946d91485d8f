"""The one way to say no: a sentence that says what is wrong and what to do."""

from __future__ import annotations

import re

# What steers a terminal, and half of a pair, which no stream takes: a sentence may quote a file.
UNSHOWN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """Raised by moves and readers; faces show `sentence` beside `field`, or on top."""

    def __init__(self, sentence: object, field: str | None = None) -> None:
        # A lazy translation becomes a text here, in the language of whoever asked.
        self.sentence = UNSHOWN.sub("?", str(sentence))
        super().__init__(self.sentence)
        self.field = field

    def __str__(self) -> str:
        return self.sentence

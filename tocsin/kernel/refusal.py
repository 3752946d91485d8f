"""The one way to say no: a sentence that says what is wrong and what to do."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """Raised by moves and readers; faces show `sentence` beside `field`, or on top."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)

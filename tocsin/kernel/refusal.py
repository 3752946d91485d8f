"""The one way to say no: a sentence that says what is wrong and what to do."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """Raised by moves and readers; faces show `sentence` beside `field`, or on top."""

    def __init__(self, sentence: object, field: str | None = None) -> None:
        # A lazy translation becomes a text here, in the language of whoever asked.
        self.sentence = str(sentence)
        super().__init__(self.sentence)
        self.field = field

    def __str__(self) -> str:
        return self.sentence

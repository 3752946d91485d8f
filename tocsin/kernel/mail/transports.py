"""Ways for mail to leave: files in `outbox/`, or an SMTP server (`smtp`).

A way takes a few letters at a time and tells later, of each, what became of it. None of them is
given to it before the database says so; what it has not told of when it dies is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tocsin.kernel import files
from tocsin.kernel.refusal import Refusal

EACH = 25  # letters that wait make one more worth while to be under way at the same time


class Refused(Exception):  # noqa: N818
    """It did not go; `final` when asking again is no use, `code` what a server said."""

    def __init__(self, reason: str, *, final: bool = False, code: int = 0) -> None:
        super().__init__(reason)
        self.final = final
        self.code = code


class Unreachable(Refused):
    """There is nobody to hand any mail to at the moment."""


@dataclass(frozen=True)
class Letter:
    """A mail on its way: the row's key in the database, its `name`, whom it goes to.

    `path` is where it comes back to; empty is where it comes from.
    """

    pk: int
    name: str
    to: str
    mail: bytes
    path: str = ""


# None: it went. Refused: surely not. OSError: nobody knows, but `went` may.
Told = tuple[Letter, Exception | None]


class Transport(Protocol):
    """A way for mail to leave."""

    def room(self, waiting: int, ahead: bool = False) -> int:
        """How many letters it takes now, of so many; raises Unreachable: surely nothing went.

        With `ahead` some of them may stand behind others; they must not mind being in doubt.
        """

    def begin(self, letters: Sequence[Letter]) -> None:
        """Takes so many letters, and never waits for an answer."""

    def poll(self, together: bool = False) -> list[Told]:
        """What became of letters since; waits until something did, while any is under way.

        With `together` it waits a moment longer for what else is said.
        """

    def went(self, name: str) -> bool | None:
        """Whether a mail of this name went, after a crash; None where nobody can know."""

    def close(self) -> None:
        """Ends the connections, where there are some."""


def fitting(waiting: int, most: int) -> int:
    """How many may be under way when so many wait: a few mails need no more than one."""
    return min(max(-(-waiting // EACH), 1), most)


class Folder:
    """Mail as files in `outbox/`: the default, until an SMTP server is set."""

    MOST = 100

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.letters: list[Letter] = []

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.eml"

    def room(self, waiting: int, ahead: bool = False) -> int:  # noqa: ARG002
        """The folder must be there."""
        if not self.folder.is_dir():
            raise Unreachable("the folder outbox is missing")
        return fitting(waiting, self.MOST)

    def begin(self, letters: Sequence[Letter]) -> None:
        """They are written when asked for."""
        self.letters = list(letters)

    def poll(self, together: bool = False) -> list[Told]:  # noqa: ARG002
        """Writes them, each whole or not at all; they are durable before it is told."""
        letters, self.letters = self.letters, []
        try:
            files.write_all({self._path(one.name): one.mail for one in letters})
        except Refusal as refusal:
            return [(one, Refused(refusal.sentence)) for one in letters]
        except OSError as error:
            return [(one, error) for one in letters]
        return [(one, None) for one in letters]

    def went(self, name: str) -> bool:
        """A file is there whole or not at all, so it tells."""
        return self._path(name).exists()

    def close(self) -> None:
        """Nothing to end."""

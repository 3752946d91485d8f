"""Asks a witness to cosign a checkpoint (c2sp.org/tlog-witness, the log's side)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.verify import Invalid, Verifier, decoded, number, open_note, split_note
from tocsin.kernel.tlog.witness import SIZE, Request


@dataclass(frozen=True)
class Smaller:
    """The witness saw another size last: ask again with a proof from there.

    A size larger than ours says that the log was set back, or that somebody else has its key.
    """

    size: int


def ask(
    url: str, old_size: int, proof: Sequence[bytes], note: str, seconds: float = 10
) -> list[str] | Smaller:
    """The lines with which the witness at `url` cosigns the note, or what it saw last.

    Raises Invalid (unsure) where it does not answer in time, and Invalid where it refuses. The
    lines are not verified here: `confirmed` does that.
    """
    with Site(url, seconds) as site:
        request = Request(old_size, tuple(proof), note).body()
        status, kind, data = site.ask("POST", "add-checkpoint", request)
    text = decoded(data)
    if status == 409 and kind == SIZE:
        return Smaller(number(text.removesuffix("\n")))
    if status != 200:
        unsure = status >= 500 or status in {404, 429}
        raise Invalid(f"The witness {url} answered {status}: {text.strip()[:200]}", unsure=unsure)
    return text.splitlines(keepends=True)


def confirmed(note: str, lines: Sequence[str], witnesses: Sequence[Verifier]) -> dict[str, str]:
    """By the name of each of these witnesses that really signed, its line; others are dropped."""
    text, _ = split_note(note)
    found: dict[str, str] = {}
    for line in lines:
        for one in witnesses:
            try:
                open_note(f"{text}\n{line}", [one])
            except Invalid:
                continue
            found[one.name] = line
    return found

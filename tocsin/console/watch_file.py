"""What a watcher keeps between two looks: one file about one log, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tocsin.kernel.tlog.folder import replace
from tocsin.kernel.tlog.verify import Checkpoint, Invalid, Policy, Verifier, open_note

FORMAT = "tocsin-watch 1"


@dataclass(frozen=True)
class Counted:
    """What an appeal's page counted at a time (seconds since 1970), until the log has it."""

    at: int
    confirmed: int
    paper: int


@dataclass(frozen=True)
class Kept:
    """The last look at which all was well.

    `logs` are the keys of the log in lines, `note` its signed checkpoint, `public` the key that
    names were sealed to (hex; empty: signing was closed), `counted` by the ID of the appeal.
    """

    url: str
    logs: tuple[str, ...]
    note: str
    public: str
    counted: dict[str, Counted]

    @property
    def policy(self) -> Policy:
        """Believes the keys that were kept, and asks for no witness."""
        return Policy(tuple(Verifier.parse(one) for one in self.logs), {}, {}, "none")

    def checkpoint(self, policy: Policy) -> Checkpoint:
        """What the log had signed; Invalid where none of these keys did."""
        return Checkpoint.parse(open_note(self.note, policy.logs).text)


def load(place: Path) -> Kept | None:
    """What was kept; None: nothing yet. Invalid (unsure) for what this program did not write."""
    try:
        data = place.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Invalid(f"{place} cannot be read ({error.strerror}).", unsure=True) from error
    try:
        held = json.loads(data)
        said = held.pop("sha256")
        if held.pop("format") != FORMAT or said != _digest(held):
            raise ValueError
        counted = {name: Counted(**one) for name, one in held.pop("counted").items()}
        kept = Kept(**(held | {"logs": tuple(held["logs"]), "counted": counted}))
        bytes.fromhex(kept.public)
        kept.checkpoint(kept.policy)
    except (Invalid, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(
            f"{place} was damaged, or altered by somebody. Take it from a copy of yours; without "
            "one, name another file, and compare the fingerprint by telephone.",
            unsure=True,
        ) from error
    return kept


def keep(place: Path, kept: Kept) -> None:
    """Writes it. Raises OSError."""
    held = asdict(kept) | {"logs": list(kept.logs)}
    data = held | {"format": FORMAT, "sha256": _digest(held)}
    replace(place, json.dumps(data, ensure_ascii=False, indent=1).encode(), 0o600)


def keep_other(place: Path, note: bytes) -> Path:
    """Keeps, beside the state, a checkpoint that contradicts it: both together are the proof.

    What was kept at an earlier look stays. Raises OSError.
    """
    first = other = place.with_name(f"{place.name}.other-checkpoint")
    number = 1
    while other.exists() and other.read_bytes() != note:
        number += 1
        other = first.with_name(f"{first.name}-{number}")
    replace(other, note, 0o600)
    return other


def _digest(held: dict[str, Any]) -> str:
    """Tells damage and a careless hand; who knows this program could write it anew."""
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()

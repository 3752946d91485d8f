"""What anybody can find out from a log alone: that it is whole, and the tally that it gives."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tocsin.kernel.progress import counted
from tocsin.kernel.tlog import tiles, tree
from tocsin.kernel.tlog.entry import void_commitment
from tocsin.kernel.tlog.tiles import MISFIT
from tocsin.kernel.tlog.verify import Checkpoint, Entry, Invalid, Policy, Witnessed, leaf_hash

# Which kind takes back which: what is voided by the desk, what is withdrawn by its signatory.
TAKEN_BACK = {2: (1, "voided"), 9: (1, "withdrawn"), 10: (8, "voided"), 11: (8, "withdrawn")}
CLASSES = {1: "confirmed", 8: "paper"}
REASONS = 256
NO_LOG = "There is no log here: it has no file “checkpoint”. Name its folder or its address."


@dataclass
class Tally:
    """The voices of one subject, by class; what was taken back is in `voided` and `withdrawn`."""

    confirmed: int = 0
    paper: int = 0
    voided: int = 0
    withdrawn: int = 0

    def as_dict(self) -> dict[str, int]:
        """For programs."""
        return {
            "confirmed": self.confirmed,
            "paper": self.paper,
            "voided": self.voided,
            "withdrawn": self.withdrawn,
        }


@dataclass
class Audit:
    """A log that was read whole: what it signed, how many of each kind, and who counts."""

    witnessed: Witnessed
    kinds: Counter[int] = field(default_factory=Counter)
    tallies: dict[bytes, Tally] = field(default_factory=dict)
    commitments: dict[bytes, int] = field(default_factory=dict)  # of each, where it stands
    entries: list[Entry] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)

    @property
    def checkpoint(self) -> Checkpoint:
        """What the log vouches for."""
        return self.witnessed.checkpoint

    def taken_back(self, position: int) -> tuple[int, int] | None:
        """The entry that takes back the voice of this one, and why; None where none does."""
        for reason in range(REASONS):
            back = self.commitments.get(void_commitment(self.leaves[position], reason))
            if back is not None and self.entries[back].kind in TAKEN_BACK:
                return back, reason
        return None

    def grew_from(self, earlier: Checkpoint) -> None:
        """Invalid if an earlier checkpoint of this log does not fit."""
        not_contradicted(earlier, self.checkpoint)
        if tree.root(self.leaves[: earlier.size]) != earlier.root:
            raise _rewritten(earlier)


def not_contradicted(earlier: Checkpoint, now: Checkpoint) -> None:
    """Invalid if two checkpoints cannot both be true, whatever the entries are."""
    if earlier.origin != now.origin:
        raise Invalid(f"The earlier checkpoint is of another log, “{earlier.origin}”.")
    if earlier.size > now.size:
        raise Invalid(f"The log has shrunk: it had {earlier.size} entries, now {now.size}.")
    if earlier.size == now.size and earlier.root != now.root:
        raise _rewritten(earlier)


def _rewritten(earlier: Checkpoint) -> Invalid:
    return Invalid(f"The log was rewritten since it had {earlier.size} entries.")


def audit(read: tiles.Read, policy: Policy) -> Audit:
    """Reads checkpoint and entries and recomputes root and tallies; Invalid names what is wrong."""
    try:
        note = read("checkpoint")
    except FileNotFoundError as error:
        raise Invalid(NO_LOG, unsure=True) from error
    found = Audit(policy.check(note))
    size = found.checkpoint.size
    there = counted(tiles.Reader(read, size).entries(0, size), "Entries of the log", size)
    for position, raw in enumerate(there):
        found.leaves.append(leaf_hash(raw))
        found.entries.append(_entry(position, raw))
    if tree.root(found.leaves) != found.checkpoint.root:
        raise Invalid(MISFIT)
    _known_once(found)
    for subject, entries in _by_subject(found.entries).items():
        tally = _tally(entries, found.leaves)
        if tally is not None:
            found.tallies[subject] = tally
    return found


def _entry(position: int, raw: bytes) -> Entry:
    try:
        entry = Entry.parse(raw)
    except Invalid as refused:
        raise Invalid(f"Entry {position}: {refused.sentence}") from refused
    if entry.hour > time.time() / 3600 + 1:
        raise Invalid(
            f"Entry {position} is from the future ({entry.when}). Is this computer’s clock right?",
            unsure=True,
        )
    return entry


def _known_once(found: Audit) -> None:
    """No commitment stands twice: a voice is counted once."""
    for position, entry in enumerate(found.entries):
        found.kinds[entry.kind] += 1
        first = found.commitments.setdefault(entry.commitment, position)
        if first != position:
            raise Invalid(f"Entry {position} repeats entry {first}: a voice stands there twice.")


def _by_subject(entries: Iterable[Entry]) -> dict[bytes, list[tuple[int, Entry]]]:
    found: dict[bytes, list[tuple[int, Entry]]] = {}
    for position, entry in enumerate(entries):
        found.setdefault(entry.subject, []).append((position, entry))
    return found


def _tally(entries: list[tuple[int, Entry]], leaves: list[bytes]) -> Tally | None:
    """The tally of one subject; None where it has no voices. Invalid for what cannot be."""
    voices = [(position, entry.kind) for position, entry in entries if entry.kind in CLASSES]
    back = {entry.commitment: position for position, entry in entries if entry.kind in TAKEN_BACK}
    if not voices and not back:
        return None
    kinds = {position: entry.kind for position, entry in entries}
    given = Counter(kind for _, kind in voices)
    tally = Tally(given[1], given[8])
    for position, void in _voids(voices, back, leaves):
        kind, word = TAKEN_BACK[kinds[void]]
        if kinds[position] != kind:
            raise Invalid(f"Entry {void} takes back a voice of another class than it says.")
        setattr(tally, CLASSES[kind], getattr(tally, CLASSES[kind]) - 1)
        setattr(tally, word, getattr(tally, word) + 1)
    return tally


def _voids(
    voices: list[tuple[int, int]], back: dict[bytes, int], leaves: list[bytes]
) -> Iterator[tuple[int, int]]:
    """Pairs of voice and what takes it back; each must be found, and each voice once."""
    sought = dict(back)
    gone: set[int] = set()
    for reason in range(REASONS):
        for position, _ in voices if sought else ():
            void = sought.pop(void_commitment(leaves[position], reason), None)
            if void is None:
                continue
            if position in gone:
                raise Invalid(f"The voice of entry {position} is taken back twice.")
            gone.add(position)
            yield position, void
    if sought:
        raise Invalid(f"Entry {min(sought.values())} takes back a voice that is not in the log.")

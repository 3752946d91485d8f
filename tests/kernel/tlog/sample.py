"""A small log for tests: a key, entries of invented voices, and a folder that they lie in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tocsin.kernel.tlog import cosign, tree
from tocsin.kernel.tlog.entry import Entry, commitment, subject_of, void_commitment
from tocsin.kernel.tlog.folder import LogFolder
from tocsin.kernel.tlog.note import Signer, sign_note, with_lines
from tocsin.kernel.tlog.proof import extra_of_signature, write
from tocsin.kernel.tlog.verify import Checkpoint, leaf_hash

ORIGIN = "river.example/log"
LOG = Signer(ORIGIN, b"\x01" * 32)
STRANGER = Signer("stranger.example/log", b"\x02" * 32)
WITNESSES = [Signer(f"w{number}.example", bytes([number]) * 32) for number in (11, 12, 13)]
APPEAL = "FA-07-2004"
HOUR = 480_000  # in 2024
SECONDS = 1_700_000_000


def secret(number: int) -> tuple[bytes, bytes]:
    """The secret and the record's digest of a voice."""
    made = hashlib.sha512(b"%d" % number).digest()
    return made[:32], made[32:]


def voice(number: int, kind: int = 1, appeal: str = APPEAL, hour: int = HOUR) -> Entry:
    """A voice: the same number is the same person."""
    return Entry(kind, subject_of(appeal), hour, commitment(*secret(number)))


def back(entry: Entry, kind: int, reason: int = 3) -> Entry:
    """What takes a voice back."""
    void = void_commitment(leaf_hash(entry.to_bytes()), reason)
    return Entry(kind, entry.subject, entry.hour, void)


def packed(entries: Sequence[Entry]) -> list[bytes]:
    """Their bytes."""
    return [one.to_bytes() for one in entries]


def voices(count: int) -> list[bytes]:
    """So many voices as bytes."""
    return packed([voice(number) for number in range(count)])


def checkpoint_of(entries: Sequence[bytes], origin: str = ORIGIN) -> Checkpoint:
    """The checkpoint of a log with exactly these."""
    return Checkpoint(origin, len(entries), tree.root(map(leaf_hash, entries)))


def signed(entries: Sequence[bytes], signer: Signer = LOG) -> str:
    """Its note, signed by the log."""
    return sign_note(checkpoint_of(entries, signer.name).text(), [signer])


def cosigned(note: str, *witnesses: Signer, seconds: int = SECONDS) -> str:
    """The note with the lines of witnesses."""
    text = note[: note.rindex("\n\n") + 1]
    return with_lines(note, [cosign.cosign(text, one, seconds) for one in witnesses])


def published(path: Path, entries: Sequence[bytes], *sizes: int, signer: Signer = LOG) -> LogFolder:
    """A folder that grew through these sizes to all of the entries."""
    folder = LogFolder(path)
    at = 0
    for size in (*sizes, len(entries)):
        folder.publish(at, entries[at:size], signed(entries[:size], signer))
        at = size
    return folder


def receipt(
    entries: Sequence[bytes], number: int, at: int | None = None, note: str | None = None
) -> str:
    """The receipt of voice `number`, which stands at that place."""
    at = number if at is None else at
    leaves = [leaf_hash(one) for one in entries]
    path = tree.inclusion_proof(at, len(entries), tree.of_leaves(leaves))
    extra = extra_of_signature(*secret(number), Entry.parse(entries[at]))
    return write(at, path, note or signed(entries), extra)


def growth(entries: list[bytes], old: int) -> tuple[bytes, ...]:
    """The proof that the log of these grew from `old`."""
    if not old or old > len(entries):
        return ()
    leaves = [leaf_hash(one) for one in entries]
    return tuple(tree.consistency_proof(old, len(leaves), tree.of_leaves(leaves)))


def forked(entries: list[bytes], at: int = 7) -> list[bytes]:
    """Another log of the same length, which is the same as far as `at`."""
    others = [voice(number, appeal="FA-99-2004") for number in range(len(entries) - at)]
    return entries[:at] + packed(others)

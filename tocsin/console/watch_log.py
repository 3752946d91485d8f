"""The log of another organisation, read whole and held against what was kept of it."""

from __future__ import annotations

from tocsin.console import watch_file
from tocsin.console.watch_look import ASK, Look
from tocsin.kernel.tlog.auditing import Audit, audit, not_contradicted
from tocsin.kernel.tlog.verify import Checkpoint, Invalid, open_note, split_note


def _read(it: Look) -> Audit:
    notes: list[bytes] = []

    def read(place: str) -> bytes:
        data = it.site.get(f"log/{place}")
        if place == "checkpoint":
            notes.append(data)
        return data

    try:
        return audit(read, it.policy)
    except Invalid as refused:
        if refused.unsure:
            raise
        raise Invalid(
            f"The log at {it.site.url}/log/ does not hold: {refused.sentence} "
            f"{_kept_too(it, notes[0])}Tell its owner, and others who watch it."
        ) from refused


def _kept_too(it: Look, note: bytes) -> str:
    """What the log signed, and then did not hold, is kept as well: it may not show it again."""
    if it.kept is None or _signed(it, note) is None:
        return ""
    return f"Keep {_proof(it, note)}. "


def _signed(it: Look, note: bytes) -> Checkpoint | None:
    """What the log vouches for, witnesses or not; None where it did not sign."""
    try:
        return Checkpoint.parse(open_note(note, it.policy.logs).text)
    except Invalid:
        return None


def grown(it: Look) -> Audit:
    """The log, read whole; it only grew since the kept checkpoint."""
    earlier = it.kept.checkpoint(it.policy) if it.kept else None
    if earlier is None:
        return _read(it)
    note = _same_log(it, earlier)
    if (now := _signed(it, note)) is not None:  # a fork may come without entries that fit it
        try:
            not_contradicted(earlier, now)
        except Invalid as refused:
            raise _rewritten(it, refused, note, is_older=now.size < earlier.size) from refused
    return since(it, earlier)


def since(it: Look, earlier: Checkpoint) -> Audit:
    """The log as it is now, which contains an earlier one."""
    found = _read(it)
    try:
        found.grew_from(earlier)
    except Invalid as refused:
        note, is_older = found.witnessed.note.encode(), found.checkpoint.size < earlier.size
        raise _rewritten(it, refused, note, is_older=is_older) from refused
    return found


def _rewritten(it: Look, refused: Invalid, note: bytes, *, is_older: bool) -> Invalid:
    """Both checkpoints are kept; an older one, which the log signed once, is no proof yet."""
    why = "what the log signed then and now is the proof."
    if is_older:
        why = "both are signed. Ask its owner whether an older copy is shown, as after a restore."
    return Invalid(
        f"{refused.sentence} Keep {_proof(it, note)}: {why} Tell its witnesses, and others who "
        "keep a copy."
    )


def _proof(it: Look, note: bytes) -> str:
    """The files to keep, of which the second is written now."""
    try:
        return f"{it.state} and {watch_file.keep_other(it.state, note)}"
    except OSError:
        return f"{it.state} and a copy of {it.site.url}/log/checkpoint"


def _same_log(it: Look, earlier: Checkpoint) -> bytes:
    """Its signed note, as it is shown now."""
    try:
        note = it.site.get("log/checkpoint")
    except FileNotFoundError as error:
        raise Invalid(
            f"The log is no longer at {it.site.url}/log/, where it was at the last look. Ask its "
            "owner why, and keep what you have of it."
        ) from error
    try:
        origin = Checkpoint.parse(split_note(note)[0]).origin
    except Invalid as refused:
        raise Invalid(
            f"{it.site.url}/log/checkpoint holds no checkpoint now, but perhaps a page of somebody "
            "in between. Try later; if it stays so, ask its owner why.",
            unsure=True,
        ) from refused
    if origin == earlier.origin:
        return note
    if it.kept and it.kept.url != it.site.url:
        raise Invalid(
            f"{it.state} is about the log “{earlier.origin}”, and {it.site.url} has “{origin}”. "
            "Name another file with --state.",
            unsure=True,
        )
    raise Invalid(
        f"{it.site.url} shows another log, “{origin}” instead of “{earlier.origin}”. {ASK}"
    )

"""One look at another organisation's log, key, forms and numbers, against what was kept."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.console import watch_file, watch_pages
from tocsin.console.watch_file import Counted, Kept
from tocsin.console.watch_pages import Numbers, Served
from tocsin.kernel.crypto.keypair import change, fingerprint
from tocsin.kernel.tlog.auditing import CLASSES, Audit, Tally, audit
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Checkpoint, Entry, Invalid, Policy, split_note, subject_of

KEY_CHANGE = 7
# The log promises an entry a day after it is due; where signing is dangerous it is due in a day.
PROMISED = 49 * 3600
ASK = "Sign nothing there, and ask them by telephone, at a number that you had before."


@dataclass
class Look:
    """What is looked at, what was found; `pinned` is a fingerprint, or empty."""

    site: Site
    policy: Policy
    kept: Kept | None
    pinned: str
    state: Path
    alarms: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    found: Audit | None = None
    key: Served | None = None
    counted: dict[str, Counted] = field(default_factory=dict)

    @property
    def before(self) -> str:
        """The fingerprint that was kept; empty where there was no key, or no look."""
        return (
            fingerprint(bytes.fromhex(self.kept.public)) if self.kept and self.kept.public else ""
        )

    @property
    def expected(self) -> str:
        """The fingerprint that is to be found; empty where none is known yet."""
        return self.pinned or self.before

    @property
    def accepted(self) -> bool:
        """Whether the person pinned another key than the kept one, and it is served."""
        return self.pinned not in {"", self.before} and self.key_mark == self.pinned

    @property
    def key_mark(self) -> str:
        """The fingerprint of the served key; empty where there is none."""
        return self.key.fingerprint if self.key else ""

    @contextmanager
    def noting(self) -> Iterator[None]:
        """A part that does not hold is noted, and the others are looked at all the same."""
        try:
            yield
        except Invalid as refused:
            (self.unsure if refused.unsure else self.alarms).append(refused.sentence)

    def now(self) -> Kept | None:
        """What to keep of this look; None where not all was well."""
        if self.alarms or self.unsure or self.found is None:
            return None
        lines = tuple(vkey(one.name, one.public) for one in self.policy.logs)
        public = self.key.public.hex() if self.key else ""
        kept = dict(self.kept.counted) if self.kept else {}
        note = self.found.witnessed.note
        return Kept(self.site.url, lines, note, public, kept | self.counted)


def look(it: Look, appeals: list[str]) -> None:
    """Looks at everything; alarms and what could not be told stand in `it`."""
    with it.noting():
        it.found = _grown(it)
    with it.noting():
        _key(it)
    for appeal in appeals:
        with it.noting():
            _form(it, appeal)
        with it.noting():
            _numbers(it, appeal)


def _read(it: Look) -> Audit:
    try:
        return audit(lambda place: it.site.get(f"log/{place}"), it.policy)
    except Invalid as refused:
        if refused.unsure:
            raise
        raise Invalid(
            f"The log at {it.site.url}/log/ does not hold: {refused.sentence} Tell its owner, and "
            "others who watch it."
        ) from refused


def _grown(it: Look) -> Audit:
    """The log, read whole; it only grew since the kept checkpoint."""
    earlier = it.kept.checkpoint(it.policy) if it.kept else None
    if earlier is None:
        return _read(it)
    _same_log(it, earlier)
    return _since(it, earlier)


def _since(it: Look, earlier: Checkpoint) -> Audit:
    """The log as it is now, which contains an earlier one."""
    found = _read(it)
    try:
        found.grew_from(earlier)
    except Invalid as refused:
        raise _rewritten(it, refused.sentence, found.witnessed.note) from refused
    return found


def _rewritten(it: Look, sentence: str, note: str) -> Invalid:
    """Both checkpoints together are the proof, so the new one is kept as well."""
    try:
        proof = f"{it.state} and {watch_file.keep_other(it.state, note)}"
    except OSError:
        proof = f"{it.state} and a copy of {it.site.url}/log/checkpoint"
    return Invalid(
        f"{sentence} Keep {proof}: what the log signed then and now is the proof. Tell its "
        "witnesses, and others who keep a copy."
    )


def _same_log(it: Look, earlier: Checkpoint) -> None:
    try:
        origin = Checkpoint.parse(split_note(it.site.get("log/checkpoint"))[0]).origin
    except FileNotFoundError as error:
        raise Invalid(
            f"The log is no longer at {it.site.url}/log/, where it was at the last look. Ask its "
            "owner why, and keep what you have of it."
        ) from error
    if origin == earlier.origin:
        return
    if it.kept and it.kept.url != it.site.url:
        raise Invalid(
            f"{it.state} is about the log “{earlier.origin}”, and {it.site.url} has “{origin}”. "
            "Name another file with --state.",
            unsure=True,
        )
    raise Invalid(
        f"{it.site.url} shows another log, “{origin}” instead of “{earlier.origin}”. {ASK}"
    )


def _key(it: Look) -> None:
    """The served key is the expected one, and the log has it in use."""
    try:
        it.key = watch_pages.served_key(it.site)
    except FileNotFoundError as error:
        raise Invalid(
            f"{it.site.url}/log/key.json is not there: which key names are sealed to cannot be "
            "seen. Ask its owner why.",
            unsure=not it.expected,
        ) from error
    if it.expected and it.key_mark != it.expected:
        it.alarms.append(_another(it))
    if it.found is None:
        return
    if it.key is not None:
        with it.noting():
            _in_use(it.key, it.found)
    since = it.kept.checkpoint(it.policy).size if it.kept else len(it.found.entries)
    told = [_told(it, one) for one in it.found.entries[since:] if one.kind == KEY_CHANGE]
    if told and not it.accepted:
        it.alarms.append(
            f"The log tells of a change of the key since the last look: {'; '.join(told)}. {ASK} "
            "If it was them, run this once with --fingerprint and what they read to you."
        )


def _another(it: Look) -> str:
    if it.key is None:
        return f"Signing is closed there: the key {it.expected} is no longer served. {ASK}"
    word = "you pinned" if it.pinned else "it was"
    return f"Names are sealed to another key now: {it.key_mark}; {word} {it.expected}. {ASK}"


def _in_use(key: Served, found: Audit) -> None:
    added = found.commitments.get(change("add", key.public))
    if added is None or found.entries[added].kind != KEY_CHANGE:
        raise Invalid(
            f"The log does not say that the key {key.fingerprint} was taken in use. If it is new, "
            "run this again after the next batch of the log; if it says the same then: "
            f"{ASK[0].lower()}{ASK[1:]}"
        )
    retired = found.commitments.get(change("retire", key.public))
    if retired is not None:
        raise Invalid(
            f"The key {key.fingerprint} is served, but the log says that it was taken out of use "
            f"({found.entries[retired].when}). {ASK}"
        )


def _told(it: Look, entry: Entry) -> str:
    """An entry about a key in words, as far as the key is known here."""
    known = [it.key.public] if it.key else []
    known += [bytes.fromhex(it.kept.public)] if it.kept and it.kept.public else []
    for public in known:
        if entry.commitment == change("add", public):
            return f"{fingerprint(public)} taken in use ({entry.when})"
        if entry.commitment == change("retire", public):
            return f"{fingerprint(public)} taken out of use ({entry.when})"
    return f"a key that is not known here taken in use or out of it ({entry.when})"


def _form(it: Look, appeal: str) -> None:
    """The form that people sign shows the same fingerprint, on both of its pages."""
    size = it.found.checkpoint.size if it.found else 0
    want = it.expected or it.key_mark
    for place in (f"{appeal}/", f"{appeal}/sign/"):
        status, _, page = it.site.ask("GET", f"{place}?log={size}")
        if status in {404, 410}:
            return  # its numbers tell which
        if status != 200:
            raise Invalid(f"{it.site.url} answered {status} for {place}. Try later.", unsure=True)
        shown = watch_pages.on_form(page, appeal)
        if shown is not None and shown != {want}:
            said = (
                "no fingerprint" if not shown else f"the fingerprint {' and '.join(sorted(shown))}"
            )
            raise Invalid(
                f"The form at {it.site.url}/{place} shows {said} instead of {want or 'none'}. {ASK}"
            )


def _numbers(it: Look, appeal: str) -> None:
    """What the page counts is in the log, as far as it was promised by now."""
    if it.found is None:
        return
    found, before = it.found, it.kept.counted.get(appeal) if it.kept else None
    try:
        said = watch_pages.numbers(it.site, appeal, found.checkpoint.size)
        if said and said.log != _tally(found, appeal):  # a batch may have come between
            found = _since(it, it.found.checkpoint)
            said = watch_pages.numbers(it.site, appeal, found.checkpoint.size)
    except FileNotFoundError as error:
        remedy = f", which was there before. {ASK}" if before else ". Is its ID written so?"
        raise Invalid(
            f"{it.site.url} has no appeal {appeal}{remedy}", unsure=before is None
        ) from error
    if said is not None:
        _same_numbers(found, appeal, said)
        it.counted[appeal] = _kept_promise(found, appeal, said, before)


def _kept_promise(found: Audit, appeal: str, said: Numbers, before: Counted | None) -> Counted:
    """What to look for next time; Invalid where the log lacks for too long what was counted."""
    now = Counted(int(time.time()), *said.page)
    if before is None or _has(found, appeal, before):
        return now
    if now.at - before.at <= PROMISED:
        return before
    day = time.strftime("%Y-%m-%d", time.gmtime(before.at))
    raise Invalid(
        f"The page of {appeal} counted {before.confirmed} and {before.paper} on paper on {day}, "
        "and the log never got that many. Do not quote the number, and ask its owner which "
        "voices those are."
    )


def _same_numbers(found: Audit, appeal: str, said: Numbers) -> None:
    there = _tally(found, appeal)
    if said.subject != subject_of(appeal).hex() or said.log != there:
        raise Invalid(
            f"The page of {appeal} says that the log holds {said.log[0]} and {said.log[1]} on "
            f"paper; it holds {there[0]} and {there[1]}. Run this again in some minutes; if it "
            "says the same then, do not quote the number, and ask its owner."
        )


def _tally(found: Audit, appeal: str) -> tuple[int, int]:
    tally = found.tallies.get(subject_of(appeal), Tally())
    return tally.confirmed, tally.paper


def _has(found: Audit, appeal: str, counted: Counted) -> bool:
    """Whether so many voices were ever entered; those taken back since count as well."""
    subject = subject_of(appeal)
    given = Counter(
        one.kind for one in found.entries if one.subject == subject and one.kind in CLASSES
    )
    return given[1] >= counted.confirmed and given[8] >= counted.paper

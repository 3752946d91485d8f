"""One look at another organisation's log, key, forms and numbers, against what was kept."""

from __future__ import annotations

import time
from collections import Counter

from tocsin.console import watch_log, watch_pages
from tocsin.console.watch_file import Counted
from tocsin.console.watch_look import ASK, Look
from tocsin.console.watch_pages import Numbers, Served
from tocsin.kernel.crypto.keypair import change, fingerprint
from tocsin.kernel.tlog.auditing import CLASSES, Audit, Tally
from tocsin.kernel.tlog.verify import Entry, Invalid, subject_of

KEY_CHANGE = 7
# The log promises an entry a day after it is due; where signing is dangerous it is due in a day.
PROMISED = 49 * 3600


def look(it: Look, appeals: list[str]) -> None:
    """Looks at everything; alarms and what could not be told stand in `it`."""
    with it.noting():
        it.found = watch_log.grown(it)
    with it.noting():
        _key(it)
    for appeal in appeals:
        with it.noting():
            _form(it, appeal)
        with it.noting():
            _numbers(it, appeal)


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
            found = watch_log.since(it, it.found.checkpoint)
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

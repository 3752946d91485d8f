"""`tocsin watch`: looks at another organisation's log and key, and says what changed."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

from tocsin.console import watch_file
from tocsin.console.watch_checks import look
from tocsin.console.watch_look import Look
from tocsin.kernel.tlog import verify
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Invalid, Policy

WELL, ALARM, UNSURE, STOPPED = 0, 1, 2, 130
WORDS = {WELL: "well", ALARM: "alarm", UNSURE: "unsure"}
ID = re.compile(r"[\w-]+", re.ASCII)


def run(words: list[str]) -> int:
    """0 all is well, 1 alarm, 2 cannot tell (also for words that are not understood)."""
    given = _parser().parse_args(words)
    try:
        while True:
            code = _round(given)
            if not given.every:
                return code
            time.sleep(given.every * 60)
    except KeyboardInterrupt:
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tocsin watch",
        description="Looks at another organisation's public log and at the key that names are "
        "sealed to there. Needs no server. Exit code 0: all is well, 1: alarm, 2: it cannot be "
        "told.",
    )
    parser.add_argument("url", help="the address of its site, or of its log")
    parser.add_argument("--key", help="the log's key in one line, or a file with it")
    parser.add_argument("--policy", help="a file that names logs and witnesses (tlog-policy)")
    parser.add_argument(
        "--fingerprint", type=_mark, help="of the key that names are to be sealed to"
    )
    parser.add_argument(
        "--state", type=Path, default=Path("watch.json"), help="what was seen (default: watch.json)"
    )
    parser.add_argument(
        "--appeal",
        action="extend",
        nargs="+",
        default=[],
        type=_appeal,
        metavar="ID",
        help="appeals whose sign form and numbers are looked at",
    )
    parser.add_argument(
        "--every", type=_minutes, metavar="MINUTES", help="look again, until Ctrl-C"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON, for programs")
    return parser


def _mark(text: str) -> str:
    """A fingerprint as people type it, in groups of four."""
    letters = "".join(text.split()).lower()
    if not re.fullmatch(r"[0-9a-f]{40}", letters):
        raise argparse.ArgumentTypeError(
            "a fingerprint has forty characters from 0 to 9 and a to f"
        )
    return " ".join(letters[at : at + 4] for at in range(0, 40, 4))


def _appeal(text: str) -> str:
    if not ID.fullmatch(text):
        raise argparse.ArgumentTypeError(f"“{text}” is no ID of an appeal, such as FA-01-2026")
    return text


def _minutes(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", text) or not float(text):
        raise argparse.ArgumentTypeError("say a number of minutes, such as 60")
    return float(text)


def _round(given: argparse.Namespace) -> int:
    """One look, told in sentences."""
    it = None
    try:
        with Site(given.url.rstrip("/").removesuffix("/log")) as site:
            kept = watch_file.load(given.state)
            policy = _believed(given, kept, site)
            it = Look(site, policy, kept, given.fingerprint or "", given.state)
            look(it, given.appeal)
            if (now := it.now()) is not None:
                watch_file.keep(given.state, now)
    except Invalid as refused:
        code = UNSURE if refused.unsure else ALARM
        return _say(given, code, [refused.sentence], it)
    except OSError as error:
        why = f"{given.state} cannot be written ({error.strerror}): the next look would not know."
        return _say(given, ALARM if it and it.alarms else UNSURE, [*_found(it), why], it)
    code = ALARM if it.alarms else UNSURE if it.unsure else WELL
    return _say(given, code, _found(it) or _well(it, given), it)


def _believed(given: argparse.Namespace, kept: watch_file.Kept | None, site: Site) -> Policy:
    """The log's key: as it was given, as it was kept, or, the first time, as the site has it."""
    if given.key or given.policy:
        policy = verify.trusted(given.key, given.policy)
        if kept is not None:
            try:
                kept.checkpoint(policy)
            except Invalid as refused:
                name = kept.checkpoint(kept.policy).origin
                raise Invalid(
                    f"{given.state} is about the log “{name}”, which the key that you name did "
                    "not sign. Name another file with --state.",
                    unsure=True,
                ) from refused
        return policy
    if kept is not None:
        return kept.policy
    try:
        told = Policy.parse(site.get("log/policy.txt"))
    except FileNotFoundError as error:
        raise Invalid(f"There is no log at {site.url}/log/ yet. Try later.", unsure=True) from error
    return Policy(told.logs, {}, {}, "none")


def _found(it: Look | None) -> list[str]:
    return [*it.alarms, *it.unsure] if it else []


def _well(it: Look, given: argparse.Namespace) -> list[str]:
    """The one line of a good look; of the first one, what was noted and on whose word."""
    if it.found is None:  # then something was unsure
        return []
    name, size = it.found.checkpoint.origin, it.found.checkpoint.size
    has = f"{name} has {size} {'entry' if size == 1 else 'entries'}"
    key = f"names are sealed to {it.key_mark}" if it.key else "signing is closed, there is no key"
    if it.kept is not None:
        earlier = it.kept.checkpoint(it.policy).size
        new = ", a key that you pinned anew" if it.accepted else ""
        return [f"All is well: {has} ({size - earlier} new), {key}{new}."]
    line = f"Noted in {given.state}: {has}, {key}."
    signed = [vkey(one.name, one.public) for one in it.policy.logs if one.name == name]
    pins = [] if given.key or given.policy else [f"--key {signed[0]}"]
    pins += [f'--fingerprint "{it.key_mark}"'] if it.key and not it.pinned else []
    if not pins:
        return [line]
    return [
        f"{line} That is on their word alone, the first time. Compare it by telephone or with "
        f"paper, and pin it: {' '.join(pins)}"
    ]


def _say(given: argparse.Namespace, code: int, why: list[str], it: Look | None) -> int:
    """A line on standard output where all is well, else on standard error; the exit code."""
    if given.json:
        told = {
            "verdict": WORDS[code],
            "why": why,
            "log": it.found.checkpoint.origin if it and it.found else "",
            "size": it.found.checkpoint.size if it and it.found else 0,
            "fingerprint": it.key_mark if it else "",
        }
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return code
    if code == WELL:
        print(*why, sep="\n", flush=True)
        return code
    alarms = len(it.alarms) if it else 0
    for at, sentence in enumerate(why):
        alarm = at < alarms or (it is None and code == ALARM)
        print("Alarm:" if alarm else "Cannot tell:", sentence, file=sys.stderr, flush=True)
    return code

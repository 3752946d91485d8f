"""Shares of a key as files and on paper: whose they are, and which one is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tocsin.kernel import files
from tocsin.kernel.crypto import shares
from tocsin.kernel.crypto.shares import Share, Unfit
from tocsin.kernel.refusal import Refusal

FORMAT = "tocsin-share 1"
KINDS = ("key", "master")
LINE = 6  # words


@dataclass(frozen=True)
class About:
    """What was split: `what` is key or master, `name` its public name; `suite` is of a key."""

    what: str
    name: str
    owner: str
    suite: int = 0


@dataclass(frozen=True)
class Joined:
    """A secret that shares gave back, and what they say of it, where they say it."""

    secret: bytes
    about: About | None


def write_shares(secret: bytes, about: About, need: int, of: int, out: Path) -> list[Path]:
    """Writes OUT-1.share, OUT-2.share …; what exists is never overwritten."""
    if need < 2:
        raise Refusal("One share that opens everything is a copy. Let at least 2 be needed.")
    made = shares.split(secret, need, of)
    paths = [out.with_name(f"{out.name}-{number}.share") for number in range(1, of + 1)]
    for path in paths:
        if path.exists():
            raise Refusal(f"{path} exists already. Name another place.")
    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write_all({path: _file(one, about, of) for path, one in zip(paths, made, strict=True)})
    return paths


def _file(share: Share, about: About, of: int) -> bytes:
    told = {
        "format": FORMAT,
        "what": about.what,
        "name": about.name,
        "owner": about.owner,
        "suite": about.suite,
        "set": share.identifier,
        "number": share.index + 1,
        "need": share.need,
        "of": of,
        "words": lines(share.text()),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def lines(text: str) -> list[str]:
    """Words six to a line, as they are printed."""
    each = text.split()
    return [" ".join(each[at : at + LINE]) for at in range(0, len(each), LINE)]


def join_files(paths: Sequence[Path], what: str) -> Joined:
    """The secret of share files, or of text files that hold the words alone.

    Raises Refusal that names the file which is damaged, foreign or of something else.
    """
    read = [_read(path, what) for path in paths]
    told = [about for _share, about in read if about is not None]
    most = max(told, key=told.count, default=None)
    for path, (_share, about) in zip(paths, read, strict=True):
        if about not in {None, most}:
            raise Refusal(f"{path} is a share of another {what} than the others. Leave it out.")
    try:
        secret = shares.join([share for share, _about in read])
    except Unfit as unfit:
        which = ", ".join(str(paths[at]) for at in unfit.which)
        raise Refusal(f"{which} {unfit.sentence}".strip()) from unfit
    return Joined(secret, most)


def _read(path: Path, what: str) -> tuple[Share, About | None]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is no text"
        raise Refusal(f"The share {path} cannot be read: {reason}.") from error
    try:
        if not text.lstrip().startswith("{"):
            return shares.parse(text), None
        held = json.loads(text)
        if held["format"] != FORMAT:
            raise ValueError
        return _checked(held, what)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal(f"{path} is no share, or is damaged. Take another one.") from error
    except Refusal as refusal:
        raise Refusal(f"{path}: {refusal.sentence}") from refusal


def _checked(held: dict[str, Any], what: str) -> tuple[Share, About]:
    about = About(held["what"], held["name"], held["owner"], held["suite"])
    texts = isinstance(about.name, str) and isinstance(about.owner, str)
    if about.what not in KINDS or not texts or not isinstance(about.suite, int):
        raise ValueError
    if about.what != what:
        raise Refusal(f"this is a share of a {about.what}, and one of a {what} is needed.")
    share = shares.parse(" ".join(held["words"]))
    if (share.identifier, share.index + 1, share.need) != (
        held["set"],
        held["number"],
        held["need"],
    ):
        raise ValueError
    return share, about

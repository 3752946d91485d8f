"""The demonstration's letter-box: mails in `outbox/`, so that one can follow their links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tocsin.kernel.crypto.home import home

MOST = 100
NAME = re.compile(r"[0-9a-f]{32}")
LINK = re.compile(r"(https?://[^\s<>]+)")


@dataclass(frozen=True)
class Letter:
    """One mail of the outbox."""

    name: str
    to: str
    subject: str
    at: datetime
    pieces: list[tuple[str, bool]]


def _open(path: Path) -> Letter:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(preferencelist=("plain",))
    text = body.get_content() if body is not None else ""
    pieces = [(part, bool(number % 2)) for number, part in enumerate(LINK.split(text))]
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Letter(path.stem, str(mail["To"]), str(mail["Subject"]), at, pieces)


def _files() -> list[Path]:
    if not settings.TOCSIN_DEMONSTRATION:
        raise Http404
    found = (home() / "outbox").glob("*.eml")
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def overview(request: HttpRequest) -> HttpResponse:
    """The newest mails on top."""
    letters = [_open(path) for path in _files()[:MOST]]
    return render(request, "desk/mail_outbox.html", {"letters": letters, "nav_current": "mailouts"})


def single(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as text; its links can be followed."""
    found = [path for path in _files() if path.stem == name and NAME.fullmatch(name)]
    if not found:
        raise Http404
    context = {"letter": _open(found[0]), "nav_current": "mailouts"}
    return render(request, "desk/mail_single.html", context)

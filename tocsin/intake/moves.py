"""An alert is received, set aside, looked at again, or taken up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.intake.models import ALERT, Alert
from tocsin.intake.reading import Reading, read
from tocsin.kernel import audit, files
from tocsin.kernel.home import home
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

REASON = 300
NAME = 200


def receive(actor: Actor, raw: bytes, filename: str, way: str) -> tuple[Alert, bool]:
    """Reads and keeps a document; the alert, and whether it is new.

    The same bytes are one alert, however often they come. Raises Refusal for what cannot be
    read and for a full disk; then neither row nor file is left.
    """
    require(actor, Role.OFFICER)
    sha256 = hashlib.sha256(raw).hexdigest()
    if known := Alert.objects.filter(sha256=sha256).first():
        return known, False
    reading = read(raw, filename)
    try:
        with kept(raw), transaction.atomic():
            alert = _enter(actor, reading, sha256, filename, way)
            audit.record(actor, "receive alert", "alert", alert.pk, way=way, sha256=sha256)
    except IntegrityError:  # the same document came twice at once, and the other was faster
        return Alert.objects.get(sha256=sha256), False
    return alert, True


def _enter(actor: Actor, reading: Reading, sha256: str, filename: str, way: str) -> Alert:
    return Alert.objects.create(
        sha256=sha256,
        filename=Path(filename.replace("\x00", "")).name[:NAME],
        way=way,
        document_id=reading.document_id or "",
        title=(reading.title or "")[:300],
        text=reading.text,
        reading=reading.to_row(),
        received_by=actor.username,
    )


@contextmanager
def kept(raw: bytes) -> Iterator[None]:
    """The original bytes lie in the data folder; a file that was new goes when the body fails."""
    stored = files.store(folder(), raw)
    try:
        yield
    except BaseException:
        if stored.new and not Alert.objects.filter(sha256=stored.sha256).exists():
            with suppress(OSError):
                stored.path.unlink()
                stored.path.parent.rmdir()
        raise


def folder() -> Path:
    """Where original bytes lie."""
    return home() / "files"


def set_aside(actor: Actor, alert: Alert, reason: str) -> None:
    """The desk will not act on this alert; the reason is kept and it can be looked at again."""
    require(actor, Role.OFFICER)
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Write why it is set aside, so that others can follow."), "reason")
    if len(reason) > REASON:
        raise Refusal(
            _("This is %(length)d characters long; shorten it to %(limit)d.")
            % {"length": len(reason), "limit": REASON},
            "reason",
        )
    with transaction.atomic():
        _move(alert, "set aside", reason)
        audit.record(actor, "set aside alert", "alert", alert.pk, reason=reason)


def look_again(actor: Actor, alert: Alert) -> None:
    """An alert that was set aside is new again."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        _move(alert, "new", "")
        audit.record(actor, "look again at alert", "alert", alert.pk)


def take_up(actor: Actor, alert: Alert) -> None:
    """The alert becomes a case (which the room after this one makes, in the same transaction)."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        _move(alert, "taken up", "")
        audit.record(actor, "take up alert", "alert", alert.pk)


def _move(alert: Alert, after: str, reason: str) -> None:
    """The state in the row decides, not the one a page was opened with."""
    now = Alert.objects.select_for_update().get(pk=alert.pk).state
    sentences = {
        "new": _("This alert is on the list already."),
        "taken up": _("This alert was taken up already; its case is there."),
        "set aside": _("This alert was set aside. Look at it again before you take it up."),
    }
    ALERT.check(now, after, sentences[now])
    Alert.objects.filter(pk=alert.pk).update(state=after, reason=reason)
    alert.refresh_from_db()

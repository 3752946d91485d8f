"""An alert is received: by whatever way it comes, the same text is one alert."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from tocsin.intake import likeness, urgency
from tocsin.intake.models import Alert, Arrival, Attachment, Fear, Passed
from tocsin.intake.reception import Understood, in_country, understand
from tocsin.intake.sameness import mark
from tocsin.kernel import audit, files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.storage.turns import wait_for_turn
from tocsin.people.roles import Actor, Role, require

NAME = 200


@dataclass(frozen=True)
class Received:
    """What became of a document: its alert, this arrival of it, and whether the alert is new."""

    alert: Alert
    arrival: Arrival
    new: bool


def receive(
    actor: Actor, raw: bytes, filename: str, way: str, *, sender: str = "", beside: str = ""
) -> tuple[Alert, bool]:
    """Reads and keeps a document; the alert, and whether it is new.

    The same text is one alert, however often and by whatever way it comes; each arrival is
    noted once. Raises Refusal for what cannot be read and for a full disk; then neither row
    nor file is left. `beside` is a signature that lay beside the file.
    """
    done = take(actor, raw, filename, way, sender=sender, beside=beside)
    return done.alert, done.new


def take(
    actor: Actor,
    raw: bytes,
    filename: str,
    way: str,
    *,
    sender: str = "",
    beside: str = "",
    country: str = "",
) -> Received:
    """As `receive`, with the arrival; `country` is taken where the text names none."""
    require(actor, Role.OFFICER)
    sha256 = hashlib.sha256(raw).hexdigest()
    name = Path(filename.replace("\x00", "")).name[:NAME]
    if (known := _known(sha256, way, sender)) and not beside:
        return Received(known.alert, known, new=False)
    told = in_country(understand(raw, filename, beside, is_mail=way == "mail"), country)
    same = mark(told.reading.text)
    came = Came(sha256, name, way, sender, actor.username)
    try:
        with ExitStack() as held:
            for data in (raw, *(file.data for file in told.post.attached)):
                held.enter_context(kept(data))
            held.enter_context(transaction.atomic())
            wait_for_turn(bytes.fromhex(same))
            done = _entered(actor, told, same, came)
    except IntegrityError:  # the same bytes came twice at once, read in two different ways
        alert = Alert.objects.get(sha256=sha256)
        return Received(alert, alert.arrivals.filter(sha256=sha256)[0], new=False)
    if done.new:
        likeness.note(done.alert)
    return done


@dataclass(frozen=True)
class Came:
    """How a document came."""

    sha256: str
    filename: str
    way: str
    sender: str
    by: str


def _known(sha256: str, way: str, sender: str) -> Arrival | None:
    """The arrival of the very same bytes by the same way; a form is another person each time."""
    if way == "form":
        return None
    found = Arrival.objects.filter(sha256=sha256, way=way).select_related("alert")
    return (found.filter(sender=sender) if sender else found).first()


def _entered(actor: Actor, told: Understood, same: str, came: Came) -> Received:
    alert = (
        Alert.objects.filter(same=same).first() or Alert.objects.filter(sha256=came.sha256).first()
    )
    new = alert is None
    if alert is None:
        alert = _alert(told, same, came)
        arrival = _arrive(alert, told, came)
        _note_fears(alert)
        audit.record(actor, "receive alert", "alert", alert.pk, way=came.way, sha256=came.sha256)
    else:
        arrival = _known(came.sha256, came.way, came.sender) or _arrive(alert, told, came)
        _note_signature(arrival, told)
    return Received(alert, arrival, new)


def _alert(told: Understood, same: str, came: Came) -> Alert:
    reading = told.reading
    return Alert.objects.create(
        sha256=came.sha256,
        same=same,
        filename=came.filename,
        way=came.way,
        document_id=reading.document_id or "",
        title=(reading.title or "")[:300],
        text=reading.text,
        reading=reading.to_row(),
        received_by=came.by,
    )


def _arrive(alert: Alert, told: Understood, came: Came) -> Arrival:
    post = told.post
    arrival = Arrival.objects.create(
        alert=alert,
        way=came.way,
        sha256=came.sha256,
        filename=came.filename,
        sender=came.sender or post.sender,
        subject=post.subject,
        message_id=post.message_id,
        sent_at=post.sent_at,
        signed=told.signed.signed,
        partner=told.signed.partner,
        received_by=came.by,
    )
    for file in post.attached:
        Attachment.objects.create(
            arrival=arrival,
            filename=file.filename,
            content_type=file.content_type,
            sha256=hashlib.sha256(file.data).hexdigest(),
            size=len(file.data),
        )
    return arrival


def _note_signature(arrival: Arrival, told: Understood) -> None:
    """A signature may come after the text; what was verified stays so."""
    if arrival.signed != "verified" and told.signed.signed != "unsigned":
        arrival.signed, arrival.partner = told.signed.signed, told.signed.partner
        arrival.save(update_fields=["signed", "partner"])


def _note_fears(alert: Alert) -> None:
    read = alert.reading
    written = urgency.written_on(read.get("date"), timezone.localdate())
    Fear.objects.bulk_create(
        Fear(alert=alert, text=one.text, words=one.words, day=one.day)
        for one in urgency.fears(read["claims"], written)
    )


@contextmanager
def kept(raw: bytes) -> Iterator[None]:
    """The original bytes lie in the data folder; a file that was new goes when the body fails."""
    stored = files.store(folder(), raw)
    try:
        yield
    except BaseException:
        if stored.new and not _is_named(stored.sha256):
            with suppress(OSError):
                stored.path.unlink()
                stored.path.parent.rmdir()
        raise


def _is_named(sha256: str) -> bool:
    """Whether a row names the file."""
    return any(
        kind._default_manager.filter(sha256=sha256).exists()
        for kind in (Alert, Arrival, Attachment, Passed)
    )


def folder() -> Path:
    """Where original bytes lie."""
    return home() / "files"

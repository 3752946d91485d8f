"""The post office: takes due mails and hands them to files or to SMTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from tocsin.kernel.holding import free
from tocsin.kernel.home import vault
from tocsin.kernel.mail import Mail, fingerprint, open_mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.transports import Refused, Transport, Unreachable, transport
from tocsin.kernel.vault import Locked
from tocsin.kernel.work import LAST_ATTEMPT, LEASE, Loop, back_off, is_past, lease

BATCH = 50


def recover(way: Transport) -> int:
    """Settles mails that a crash left in the middle; gives how many there were."""
    over = is_past("leased_until", timezone.now())
    rows = list(Mail.objects.filter(over, state="sending"))
    for row in rows:
        went = way.went(fingerprint(row.key))
        if went:
            _sent(row)
        elif went is False or row.repeatable:
            _change(row, state="waiting", due_at=timezone.now())
        else:
            _change(row, state="uncertain", due_at=None, error="interrupted")
    return len(rows)


def _change(row: Mail, **values: Any) -> None:
    """Only while the row is ours: when the lease ran out, somebody else may hold it."""
    held = Mail.objects.filter(pk=row.pk, state=row.state, leased_until=row.leased_until)
    held.update(leased_until=None, **values)


def _sent(row: Mail) -> None:
    _change(row, state="sent", payload=None, sent_at=timezone.now(), due_at=None, error="")


def _put_off(row: Mail, reason: str, *, final: bool) -> None:
    """It did not go: later again, or given up for a person to see."""
    attempts = row.attempts + 1
    if final or attempts >= LAST_ATTEMPT:
        _change(row, state="failed", attempts=attempts, due_at=None, error=reason[:200])
    else:
        due = timezone.now() + back_off(attempts)
        _change(row, state="waiting", attempts=attempts, due_at=due, error=reason[:200])


def _mark(row: Mail) -> bool:
    """Writes down that it is being sent; False when it is not ours any more, or held back."""
    now = timezone.now()
    mine = Mail.objects.filter(pk=row.pk, state="waiting", leased_until=row.leased_until)
    if not free(mine).update(state="sending", leased_until=now + LEASE):
        return False
    row.state, row.leased_until = "sending", now + LEASE
    return True


def send(way: Transport, row: Mail) -> None:
    """One mail: begin, write down, finish. Raises Unreachable when there is nobody to take it."""
    try:
        to, mail = open_mail(row)
        way.begin(to)
        if _mark(row):
            way.finish(fingerprint(row.key), mail)
            _sent(row)
        else:
            way.close()
    except (Unreachable, Locked):
        raise
    except Refused as refused:
        _put_off(row, str(refused), final=refused.final)
    except Refusal:
        _put_off(row, "does not open with this server’s keys", final=True)
    except OSError as error:
        way.close()
        _in_doubt(way, row, type(error).__name__)


def _in_doubt(way: Transport, row: Mail, reason: str) -> None:
    """The line broke while the mail went: what may be repeated is, the rest a person decides."""
    went = way.went(fingerprint(row.key))
    if went:
        _sent(row)
    elif went is None and row.state == "sending" and not row.repeatable:
        _change(row, state="uncertain", due_at=None, error=reason)
    else:
        _put_off(row, reason, final=False)


def deliver(way: Transport, rows: Sequence[Mail]) -> None:
    """Sends each row. A refused one does not stop the next; a server that is away stops all."""
    for number, row in enumerate(rows):
        try:
            send(way, row)
        except Unreachable as away:
            for waiting in rows[number:]:
                _put_off(waiting, str(away), final=False)
            return


def turn() -> int:
    """One turn of the post: settle what a crash left, send what is due. Raises Locked."""
    if vault().locked:
        raise Locked  # before a row is leased
    way = transport()
    try:
        settled = recover(way)
        rows = lease(free(Mail.objects.filter(state="waiting")), BATCH)
        deliver(way, rows)
    finally:
        way.close()
    return settled + len(rows)


LOOP = Loop("post", turn)

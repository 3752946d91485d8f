"""Faults planted for real in a running program, to see that the checker catches each of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

LATER = 1.0  # seconds by which a dishonest program is behind its word
_faults: dict[str, Callable[[], None]] = {}


def fault(plant_it: Callable[[], None]) -> Callable[[], None]:
    """A fault by the name of its function."""
    _faults[plant_it.__name__.replace("_", " ")] = plant_it
    return plant_it


def plant(name: str) -> None:
    """Plants one in this process."""
    _faults[name]()


@fault
def acknowledge_before_commit() -> None:
    """“Counted” is said, and written down a second later."""
    from tocsin.signing import moves

    honest = moves.confirm

    def later(token: str) -> None:
        time.sleep(LATER)
        honest(token)

    def confirm(token: str) -> Any:
        threading.Thread(target=later, args=[token], daemon=True).start()

    moves.confirm = confirm


@fault
def synchronous_normal() -> None:
    """SQLite does not wait for the disk."""
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("=FULL", "=NORMAL")


@fault
def synchronous_commit_off() -> None:
    """PostgreSQL does not wait for the disk."""
    from django.conf import settings

    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = "-c synchronous_commit=off"


@fault
def lost_unique_constraint() -> None:
    """The database does not know any more that a mailbox is one voice."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS counted_once")
    connection.close()


@fault
def retry_without_idempotency() -> None:
    """Each click on the same link is a voice."""
    from django.db import transaction
    from django.utils import timezone

    from tocsin.signing import moves
    from tocsin.signing.models import Signature

    honest = moves.confirm

    def confirm(token: str) -> Any:
        with transaction.atomic():
            before = Signature.objects.filter(token_hash=moves.hash_of(token)).first()
            if before is None or before.state != "counted":
                return honest(token)
            before.pk, before.token_hash, before.tag = None, None, None
            before.counted_at = timezone.now()
            before.save(force_insert=True)
            return before

    moves.confirm = confirm


@fault
def counted_before_it_is_confirmed() -> None:
    """The page counts what nobody has confirmed."""
    from tocsin.signing import reads

    honest = reads.tally

    def tally(appeal: Any) -> Any:
        true = honest(appeal)
        return reads.Tally(true.confirmed + true.unconfirmed, true.paper, 0)

    reads.tally = tally


@fault
def old_counts() -> None:
    """A cache gives each reader one of two answers: the new one, or that of a while ago."""
    from tocsin.signing import reads

    honest, kept = reads.tally, []

    def tally(appeal: Any) -> Any:
        kept.append(honest(appeal))
        return kept[-1] if len(kept) % 2 else kept[len(kept) // 2]

    reads.tally = tally


@fault
def forgotten_withdrawal() -> None:
    """“Withdrawn” is said, and nothing is done."""
    from tocsin.signing import moves

    def not_me(token: str) -> int:
        return len(token[:1])

    moves.not_me = not_me


@fault
def mail_marked_before_it_is_written() -> None:
    """The mail is noted as sent, and written a second later."""
    from tocsin.kernel import transports

    honest = transports.Folder.finish

    def finish(self: transports.Folder, name: str, mail: bytes) -> None:
        def later() -> None:
            time.sleep(LATER)
            honest(self, name, mail)

        threading.Thread(target=later, daemon=True).start()

    setattr(transports.Folder, "finish", finish)  # noqa: B010

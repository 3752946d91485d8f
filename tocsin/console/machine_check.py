"""Whether this machine, the others and the database fit together; run on each machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from tocsin.kernel import machines
from tocsin.kernel.crypto.home import home
from tocsin.kernel.web.listening import MANY, OTHERS, connections

CLOSE = timedelta(seconds=5)  # a lease is two minutes; a time in a row is written by any machine


@dataclass(frozen=True)
class Looked:
    """What was looked at; `remedy` is empty where it is in order."""

    about: str
    remedy: str = ""


def look() -> Iterator[Looked]:
    """Each worker that was seen within a minute; then what is wrong besides, if anything."""
    for row in machines.alive() if machines.is_shared() else ():
        yield Looked(f"worker on {row.host}", _worker(row))
    if (many := connections()) < MANY:
        yield Looked(
            "connections",
            f"Only {many} may be connected at once, since this user may open few files. In the "
            f"service set LimitNOFILE={MANY + OTHERS}, elsewhere ulimit -n.",
        )
    off = machines.clock_is_off()
    if abs(off) > CLOSE:
        much = f"{abs(off).total_seconds():.0f} seconds {'ahead of' if off > CLOSE else 'behind'}"
        yield Looked(
            "clock",
            f"The clock of this machine is {much} that of the database. Let NTP set it on each.",
        )
    if found := machines.weak():
        yield Looked(
            "durability",
            f"PostgreSQL may forget what it acknowledged. Turn on in it: {', '.join(found)}",
        )
    if machines.lacks_replica():
        yield Looked(
            "replica",
            "PostgreSQL waits for a replica and none is connected, so nothing is written. Start "
            "the replica, or empty synchronous_standby_names until there is one.",
        )


def _worker(row: machines.Worker) -> str:
    if not machines.has_same_folder(row):
        return (
            f"It works in another data folder than {home()}: keys and files would be made twice. "
            "Let TOCSIN_HOME name the one shared folder on each machine."
        )
    if row.is_locked:
        return "It is locked: mail waits there. Type on that machine: tocsin unlock"
    if row.version != settings.TOCSIN_VERSION[:20]:
        here = settings.TOCSIN_VERSION
        return f"It is of version {row.version}, this machine of {here}. Install the same on each."
    return ""

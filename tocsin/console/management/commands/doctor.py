"""`tocsin doctor`: look whether everything is in order, and say what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from shlex import quote
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tocsin.archive import choosing, finding
from tocsin.console import log_check, machine_check
from tocsin.kernel import audit, keys, progress
from tocsin.kernel.backups import making
from tocsin.kernel.crypto.home import FOLDERS, exposed, home, vault
from tocsin.kernel.crypto.unlocking import doubt, lies_on_a_disk
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.storage import counters, migrating

LATE = timedelta(minutes=10)
REHEARSAL = timedelta(days=183)
BACKUP = timedelta(days=7)
REHEARSE = "Run: tocsin keys rehearse, elsewhere; then tocsin keys rehearsed KEY-ID"
BRING_BACK = "Bring back a backup into an empty folder: tocsin restore"
LOCKED = "Signing is closed and mail waits."


@dataclass(frozen=True)
class Finding:
    """What was looked at; `remedy` is empty where it is in order."""

    about: str
    remedy: str = ""


def folders() -> Iterator[Finding]:
    """The data folder and its rooms."""
    for name in FOLDERS:
        there = (home() / name).is_dir()
        yield Finding(f"folder {name}", "" if there else "Run: tocsin init")
    for place in exposed():
        typed = f"chmod o= {quote(str(place))}"
        yield Finding(place.name, f"Everybody with a login here can open it. Type: {typed}")


def database() -> Iterator[Finding]:
    """Whether it answers and is of this version."""
    try:
        if remedy := migrating.doubt():
            yield Finding("database", remedy)
            return
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        way = "Look at DATABASE_URL." if settings.DATABASE_URL else BRING_BACK
        yield Finding("database", f"It does not answer ({error}). {way}")
        return
    yield Finding("database", "Run: tocsin init" if plan else "")


def sealing() -> Iterator[Finding]:
    """Whether signing is open, with the key that a person took in use."""
    remedy = keys.doubt()
    if not remedy and keys.active() is None:
        remedy = "Signing is closed. Run: tocsin keys create, elsewhere; then tocsin keys add FILE"
    yield Finding("organisation's key", remedy)


def rehearsals() -> Iterator[Finding]:
    """Whether the private half was tried lately: a key that nobody can open is found too late."""
    key = keys.active()
    if key is None:
        return
    last = keys.rehearsed_at(key)
    since = last or key.added_at
    late = f"It was last opened on {since:%d %B %Y}." if last else "It was never rehearsed."
    remedy = f"{late} {REHEARSE}" if timezone.now() - since > REHEARSAL else ""
    yield Finding("rehearsal of the key", remedy)


def unlocking() -> Iterator[Finding]:
    """Whether the server's own keys can be used."""
    locked, remedy = vault().locked, doubt()
    way = f"{LOCKED} {remedy or 'Type: tocsin unlock'}" if locked else remedy
    yield Finding("server's own keys", way)
    if lies_on_a_disk():
        yield Finding(
            "memory", "TOCSIN_RUNTIME lies on a disk. Let it name a folder in memory (tmpfs)."
        )


def backups() -> Iterator[Finding]:
    """Whether there is a backup, and how old it is."""
    last = making.last_made()
    since = last or audit.Entry.objects.order_by("at").values_list("at", flat=True).first()
    if settings.TOCSIN_DEMONSTRATION or since is None:
        return
    days = (timezone.now() - since).days
    age = "today" if not days else f"{days} day{'s' if days > 1 else ''} ago"
    told = f"The last one was made {age}." if last else "None was ever made."
    late = timedelta(days=days) > BACKUP
    yield Finding(
        f"last backup, {age}" if last else "backup",
        f"{told} Run: tocsin backup FOLDER, once a day" if late else "",
    )


def mail() -> Iterator[Finding]:
    """Whether the worker keeps up, and nothing is in doubt."""
    late = Mail.objects.filter(state="waiting", due_at__lt=timezone.now() - LATE).count()
    yield Finding("worker", f"{late} mails wait for long. Run: tocsin work" if late else "")
    doubt = Mail.objects.filter(state__in=["uncertain", "failed"]).count()
    yield Finding(
        "mail", f"{doubt} mails need a person. Look at the desk's mail-outs." if doubt else ""
    )
    if settings.TOCSIN_BOUNCE_MAIL:
        way = settings.TOCSIN_LMTP or settings.TOCSIN_INBOX
        remedy = "" if way else "Nothing takes it in. Set TOCSIN_LMTP, or empty TOCSIN_BOUNCE_MAIL."
        yield Finding("mail that comes back", remedy)


def public_log() -> Iterator[Finding]:
    """Whether the log may go on, and who vouches for it; `tocsin log check` looks further."""
    for one in log_check.briefly():
        yield Finding(one.about, one.remedy)


def machines() -> Iterator[Finding]:
    """Whether several machines fit together, and to their database."""
    for one in machine_check.look():
        yield Finding(one.about, one.remedy)


def numbers() -> Iterator[Finding]:
    """Whether the numbers that the database keeps are those of its rows; it reads all of them."""
    for one in counters.COUNTERS:
        wrong = len(counters.wrong(one)) if counters.stands(one) else None
        said = "They are not kept up." if wrong is None else f"{wrong} are not those of the rows."
        remedy = f"{said} Run: tocsin rebuild" if wrong != 0 else ""
        yield Finding(f"numbers in {one.into}", remedy)


def words() -> Iterator[Finding]:
    """Whether the archive's index, and what it offers to choose by, are those of its entries."""
    yield Finding("index of words", finding.doubt())
    yield Finding("choices of the archive", choosing.doubt())


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    folders,
    database,
    unlocking,
    sealing,
    rehearsals,
    backups,
    mail,
    public_log,
    machines,
    numbers,
    words,
)


class Command(BaseCommand):
    """Exit code 0 when all is in order, else 1."""

    help = "Look whether everything is in order, and say what to do."

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for programs."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Says each finding in a line."""
        found: list[Finding] = []
        for check in progress.steps(CHECKS, "Looked at"):
            found += check()
            if any(one.about == "database" and one.remedy for one in found):
                break  # nothing further can be asked
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found]))
        else:
            for one in found:
                self.stdout.write(
                    f"{'!!' if one.remedy else 'ok'}  {one.about}  {one.remedy}".rstrip()
                )
        if any(one.remedy for one in found):
            sys.exit(1)

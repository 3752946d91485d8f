"""What the harness starts: the program's own parts, with a fault planted where one is named.

`tests.faults.started:application` is the web; `python -m tests.faults.started WORD` the rest:

- `work`: the worker
- `setup`: makes a data folder with a published appeal
- `clerk`: enters a line of paper for each address of its standard input
- `kept`: says what the database holds of the addresses of its standard input
- `settle`: does what dead workers left
- `unconfirmed`: says how many signatures wait for their confirmation

TOCSIN_TEST_FAULT names the fault (tests.faults.planted); without one it is the program as it is.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import django

from tests.faults import planted
from tests.paths import ROOT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
sys.path.insert(0, str(ROOT))
LINES = 20


def begin() -> None:
    """Django, and the fault."""
    django.setup()
    if name := os.environ.get("TOCSIN_TEST_FAULT"):
        planted.plant(name)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The web's door, made when the server starts."""
    door = await asyncio.get_running_loop().run_in_executor(None, _door)  # it asks the database
    await door(scope, receive, send)


def _door(made: list[Any] = []) -> Any:  # noqa: B006 - one for the process
    if not made:
        from tocsin.asgi import application as door

        begin()
        made.append(door)
    return made[0]


def work() -> None:
    """The worker."""
    from tocsin.__main__ import main

    begin()
    main(["work", *sys.argv[2:]])


def setup() -> None:
    """A data folder, an appeal that may be signed, and the key that opens what is sealed."""
    django.setup()
    from tests import cast
    from tocsin.console.setting_up import set_up

    if find_spec("tests.unlocked"):  # where the server's keys are under a passphrase
        import_module("tests.unlocked").begin()
    set_up()
    pair = cast.signing_key()
    revision = cast.published()
    told = {"document_id": revision.appeal.document_id, "private": pair.private.hex()}
    print(json.dumps(told))


def clerk() -> None:
    """Enters a line of paper for each address of standard input, and answers when it is kept."""
    begin()
    from tests import cast
    from tocsin.publishing.models import Revision
    from tocsin.signing import sheets

    revision, olga = Revision.objects.get(), cast.olga()
    sheet, line = sheets.print_sheet(olga, revision, "en", "", LINES), 0
    for address in map(str.strip, sys.stdin):
        line += 1
        if line > LINES:
            sheet, line = sheets.print_sheet(olga, revision, "en", "", LINES), 1
        told = {"name": "Some Person", "country": "SE", "choice": "counted", "email": address}
        sheets.enter_line(olga, sheet, line, **told)
        print(address, flush=True)


def kept() -> None:
    """Where each address of standard input is counted, its leaf, and how many are counted."""
    begin()
    from tocsin.appeals.models import Appeal
    from tocsin.kernel.transparency import ledger
    from tocsin.kernel.transparency.ledger import LedgerEntry
    from tocsin.signing.mailboxes import tag
    from tocsin.signing.models import Signature

    appeal = Appeal.objects.get()
    entered = {bytes(row.commitment): row for row in LedgerEntry.objects.iterator()}
    # A crowd of one domain may look like a flood: what is held back is kept as well.
    rows = Signature.objects.filter(appeal=appeal, state__in=["counted", "held"])
    places: dict[bytes, list[int]] = {}
    leaves: dict[bytes, str] = {}
    for pk, mark, bound in rows.values_list("pk", "tag", "commitment"):
        places.setdefault(bytes(mark or b""), []).append(pk)
        if row := entered.get(bytes(bound or b"")):
            leaves[bytes(mark or b"")] = ledger.leaf(row).hex()
    marks = {one: tag(appeal, one) for one in json.load(sys.stdin)}
    told = {
        "places": {one: places.get(mark, []) for one, mark in marks.items()},
        "leaves": {one: leaves[mark] for one, mark in marks.items() if mark in leaves},
        "total": rows.count(),
    }
    print(json.dumps(told))


def settle() -> None:
    """Does all that is due, as if the leases of dead workers had run out."""
    begin()
    from django.utils import timezone

    from tocsin.console.loops import LOOPS
    from tocsin.kernel.mail.outbox import Mail
    from tocsin.kernel.work import LEASE, run_until_idle

    now = timezone.now()
    Mail.objects.exclude(leased_until=None).update(leased_until=now - LEASE)
    Mail.objects.filter(state="waiting").update(due_at=now - LEASE)
    print(run_until_idle(LOOPS))


def unconfirmed() -> None:
    """How many signatures wait for their confirmation."""
    django.setup()
    from tocsin.signing.models import Signature

    print(Signature.objects.filter(state="unconfirmed").count())


def seized() -> None:
    """Tags and encrypted addresses, as whoever has the database reads them."""
    django.setup()
    from tocsin.signing.models import Signature

    tags = Signature.objects.exclude(tag=None).values_list("tag", flat=True)
    asked = Signature.objects.exclude(inform=None).values_list("inform", "pk")
    told = {
        "tags": [bytes(tag or b"").hex() for tag in tags],
        "inform": [(bytes(blob or b"").hex(), str(pk)) for blob, pk in asked],
    }
    print(json.dumps(told))


WORDS = {
    "work": work,
    "setup": setup,
    "clerk": clerk,
    "kept": kept,
    "settle": settle,
    "seized": seized,
    "unconfirmed": unconfirmed,
}

if __name__ == "__main__":
    WORDS[sys.argv[1]]()

"""Makes what a new data folder lacks; what is there stays as it is."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections

from tocsin.appeals.seed import seed_document_types
from tocsin.archive import finding
from tocsin.intake import dropped
from tocsin.kernel.crypto.home import home, prepare
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import counters


def set_up() -> None:
    """Folders, secrets, database, document types. Raises Refusal where the folder is not usable."""
    try:
        prepare()
    except OSError as error:
        raise Refusal(
            f"The data folder {home()} cannot be used: {error.strerror}. "
            "Set TOCSIN_HOME to a folder that you may write to."
        ) from error
    dropped.prepare()
    call_command("migrate", verbosity=0, interactive=False)
    for counter in counters.COUNTERS:
        counters.keep(counter)
    finding.keep()
    connections.close_all()
    seed_document_types()

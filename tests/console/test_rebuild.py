"""Numbers that are kept and wrong are found by the doctor, with the remedy that mends them."""

from __future__ import annotations

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.archive import choosing, work
from tocsin.archive.models import Choice
from tocsin.kernel.storage import counters
from tocsin.signing import reads
from tocsin.signing.tallies import COUNTER, Tallied

pytestmark = pytest.mark.django_db
KEPT = "numbers in signing_tallied"


def remedy(about: str = KEPT) -> str:
    """What the doctor says of the tally, or of something else."""
    out = StringIO()
    with suppress(SystemExit):  # where anything is to be mended
        call_command("doctor", "--json", stdout=out)
    found = {one["about"]: one["remedy"] for one in json.loads(out.getvalue())}
    return str(found[about])


def rebuilt() -> str:
    out = StringIO()
    call_command("rebuild", stdout=out)
    return out.getvalue()


def test_right_numbers_need_nothing() -> None:
    cast.signing_key()
    sign_and_confirm(cast.published(), "Ada", "ada@example.org")
    assert remedy() == ""
    assert "signing_tallied: 0 numbers were wrong; counted anew.\n" in rebuilt()


def test_a_wrong_number_is_found_and_mended() -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada", "ada@example.org")
    Tallied.objects.filter(state="counted").update(number=6_100_000)
    assert remedy() == "1 are not those of the rows. Run: tocsin rebuild"
    assert "signing_tallied: 1 numbers were wrong; counted anew.\n" in rebuilt()
    assert remedy() == ""
    assert reads.tally(revision.appeal) == reads.Tally(confirmed=1)


def test_lost_triggers_are_found_and_set_again() -> None:
    with connection.cursor() as cursor:
        on = " ON signing_signature" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {next(iter(counters.wanted(COUNTER)))}{on}")
    assert remedy() == "They are not kept up. Run: tocsin rebuild"
    rebuilt()
    assert remedy() == ""


def test_the_choices_of_the_archive_are_made_anew() -> None:
    cast.published()
    work.turn()
    connection.check_constraints()  # PostgreSQL changes no table that still has to be checked
    assert "choices of the archive: made anew.\n" in rebuilt()
    Choice.objects.filter(kind="country").delete()
    assert remedy("choices of the archive") == choosing.NOT_THOSE
    assert "choices of the archive: were wrong; made anew.\n" in rebuilt()
    assert remedy("choices of the archive") == ""

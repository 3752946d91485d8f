"""The disk under the database is full: a sentence, what was typed, and nothing half kept.

SQLite may grow no further (PRAGMA max_page_count), PostgreSQL is told so by a trigger: both
then answer as they do on a full disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.engine import engine
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Case
from tocsin.console.run import run_command
from tocsin.kernel.audit import Entry
from tocsin.kernel.full_disk import is_full, refused_when_full
from tocsin.kernel.models import Mail
from tocsin.mailing.models import Subscriber
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "The server’s disk is full, so nothing was saved. Tell the administrator."
COMMENT = "They must be heard before anything is decided. " * 8
SIGNED = {
    "name": "Hemi Rātā",
    "email": "hemi@home.example",
    "country": "NZ",
    "choice": "counted",
    "comment": COMMENT,
}
REFUSING = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$;
"""


def fill(tables: tuple[str, ...]) -> None:
    """Leaves no room for another row."""
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            cursor.execute(REFUSING)
            for table in tables:
                cursor.execute(
                    f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION no_room()"
                )
            return
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")


def make_room() -> None:
    """As an administrator would."""
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS no_room CASCADE")
        else:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def until_refused(attempt: Callable[[int], str]) -> tuple[str, int]:
    """The page that refuses, and how many found room in what was left of the last pages."""
    for at in range(200):
        if SENTENCE in (page := attempt(at)):
            return page, at
    raise AssertionError("the disk was never full")


@pytest.fixture
def full() -> Iterator[Callable[[], None]]:
    """Fills the disk when it is called; at the end there is room again."""
    tables = (Signature, Subscriber, Mail, Entry, Case, Appeal)
    yield lambda: fill(tuple(model._meta.db_table for model in tables))
    make_room()


@pytest.fixture
def desk(client: Client, settings: Any) -> Client:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga())
    return client


def test_a_signature_is_refused_and_what_was_typed_stays(
    client: Client, full: Callable[[], None], home: Path
) -> None:
    cast.signing_key()
    address = reverse("site:sign", args=[cast.published().appeal.document_id])
    full()

    def attempt(at: int) -> str:
        return client.post(address, SIGNED | {"email": f"hemi{at}@home.example"}).content.decode()

    page, fitted = until_refused(attempt)
    assert COMMENT.strip() in page
    assert f"hemi{fitted}@home.example" in page
    assert Signature.objects.count() == Mail.objects.count() == fitted
    make_room()
    assert client.post(address, SIGNED).status_code == 302
    assert Signature.objects.count() == fitted + 1


def test_joining_is_refused_and_the_address_stays(
    client: Client, full: Callable[[], None], home: Path
) -> None:
    full()

    def attempt(at: int) -> str:
        wish = {"email": f"hemi{at}@home.example", "language": "en"}
        return client.post("/join/", wish).content.decode()

    page, fitted = until_refused(attempt)
    assert f"hemi{fitted}@home.example" in page
    assert Subscriber.objects.count() == Mail.objects.count() == fitted
    make_room()
    assert SENTENCE not in attempt(fitted)
    assert Subscriber.objects.count() == fitted + 1


def test_a_move_of_the_desk_is_refused_and_the_title_stays(
    desk: Client, full: Callable[[], None]
) -> None:
    full()

    def attempt(at: int) -> str:
        told = {"title": f"PERU: {at} teachers held", "country": "PE", "language": "en"}
        offered = desk.post("/desk/cases/new/", told)  # others that it may be are shown first
        likely = (offered.context or {}).get("likely", [])
        if not likely:
            return offered.content.decode()
        seen = {"seen": [one.key for one in likely]}
        return desk.post("/desk/cases/new/", told | seen).content.decode()

    page, fitted = until_refused(attempt)
    assert f"PERU: {fitted} teachers held" in page
    assert Case.objects.count() == fitted
    assert Entry.objects.filter(verb="open case").count() == fitted


def test_a_command_says_it_in_one_line(
    full: Callable[[], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    document = tmp_path / "alert.txt"
    document.write_text("PERU: Nine teachers held\n\nThey were taken at noon.\n" * 200, "utf-8")
    full()
    assert run_command("import_alert", [str(document)]) == 1
    told = capsys.readouterr().err
    assert told.strip() == SENTENCE
    assert not Case.objects.exists()


def test_other_errors_of_the_database_are_not_taken_for_a_full_disk() -> None:
    with pytest.raises(DatabaseError) as caught, refused_when_full(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert not is_full(caught.value)

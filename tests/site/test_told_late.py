"""Where signing is dangerous no public number grows at the moment in which somebody signs."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests import cast
from tests.conveyance.test_moves import first
from tests.kernel.growing import sequence_all
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.conveyance import moves as conveyance
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.publishing.models import Revision
from tocsin.signing import moves

pytestmark = pytest.mark.django_db

PLACES = ("/FA-01-2026/", "/fr/FA-01-2026/", "/FA-01-2026/names/", "/FA-01-2026.json", "/log/")


@pytest.fixture
def risky() -> Revision:
    """A published appeal where signing is dangerous."""
    cast.signing_key()
    made = cast.published()
    Appeal.objects.update(at_risk=True)
    made.refresh_from_db()
    return made


def everything(client: Client) -> list[bytes]:
    """All that a watcher can read, without what differs by the second for everybody."""
    found = [client.get(place) for place in PLACES]
    assert [one.status_code for one in found] == [200] * len(PLACES)
    return [
        b"\n".join(row for row in one.content.split(b"\n") if b"since" not in row) for one in found
    ]


def test_nothing_public_changes_when_somebody_signs_confirms_or_leaves(
    client: Client, risky: Revision
) -> None:
    before = everything(client)
    moves.sign(risky, entry("Ada Lind", "ada@example.org"))
    assert everything(client) == before
    moves.confirm(newest_token())
    assert everything(client) == before
    moves.not_me(newest_token())
    assert everything(client) == before


def test_the_page_counts_what_the_log_holds_and_says_why(client: Client, risky: Revision) -> None:
    moves.sign(risky, entry("Ada Lind", "ada@example.org"))
    moves.confirm(newest_token())
    LedgerEntry.objects.update(not_before="2026-01-01T00:00:00Z")
    sequence_all()
    said = client.get("/FA-01-2026/").content.decode()
    assert "<b>1</b> <span>confirmed by e-mail</span>" in said
    assert "It grows late and many at a time, so that nobody can tell when somebody signed." in said
    assert "Received:" not in said
    assert "unconfirmed <small>" not in said
    told = json.loads(client.get("/FA-01-2026.json").content)
    assert (told["tally"], told["numbers"], told["log"]["confirmed"]) == (None, None, 1)


def test_elsewhere_the_page_counts_at_once(client: Client, risky: Revision) -> None:
    Appeal.objects.update(at_risk=False)
    risky.refresh_from_db()
    moves.sign(risky, entry("Ada Lind", "ada@example.org"))
    moves.confirm(newest_token())
    assert (
        "<b>1</b> <span>confirmed by e-mail</span>" in client.get("/FA-01-2026/").content.decode()
    )
    assert json.loads(client.get("/FA-01-2026.json").content)["tally"]["confirmed"] == 1


def test_what_is_prepared_for_an_office_tells_no_number_before_the_log_does(
    client: Client, risky: Revision
) -> None:
    office = first(risky)
    sign_and_confirm(risky, "Ada Lind", "ada@example.org")
    conveyance.export(cast.olga(), risky.appeal, office)
    before = everything(client)
    sign_and_confirm(risky, "Bo Berg", "bo@example.org")
    assert everything(client) == before
    conveyance.export(cast.olga(), risky.appeal, office)
    said = client.get("/FA-01-2026/").content.decode()
    assert said.count("The number of voices is not told here") == 2
    assert "confirmed by e-mail, 0 on paper" not in said
    told = json.loads(client.get("/FA-01-2026.json").content)["conveyances"]
    assert [(one["number"], one["tally"]) for one in told] == [(1, None), (2, None)]


def test_who_chooses_to_be_named_reads_that_the_name_stands_there_at_once(
    client: Client, risky: Revision
) -> None:
    sign_and_confirm(risky, "Ada Lind", "ada@example.org", choice="public")
    for place in ("/FA-01-2026/", "/FA-01-2026/names/"):
        said = client.get(place).content.decode()
        assert "<b>0</b> <span>confirmed by e-mail</span>" in said
        assert "Only whoever chooses to be named stands here at once." in said
        assert "<bdi>Ada Lind</bdi>" in said
    Appeal.objects.update(at_risk=False)
    assert "stands here at once" not in client.get("/FA-01-2026/").content.decode()

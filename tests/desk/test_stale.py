"""A yes is for what the second person read, not for what somebody put in its place meanwhile."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Case
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import holds, reads, taking
from tocsin.signing.models import Hold
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db

SEEN = re.compile(r'name="seen" value="([^"]*)"')
STOP = "/desk/appeals/FA-01-2026/"


@pytest.fixture
def revision() -> Revision:
    """A published appeal, signed once on the web."""
    cast.signing_key()
    made = cast.published()
    sign_and_confirm(made, "Ada Lind", "ada@flood.example")
    return made


@pytest.fixture
def amir(client: Client, settings: Any) -> Client:
    """The approver's browser."""
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.amir(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def batch(revision: Revision) -> Hold:
    """The voice is held back, and it is proposed to count it again."""
    made = taking.hold_back(cast.olga(), revision.appeal, holds.Filter(), "A flood.")
    holds.propose(cast.olga(), made, "release", words="They are pupils of one school.")
    return made


def seen(browser: Client, place: str) -> str:
    """What the form of a page says that its reader saw."""
    found = SEEN.search(browser.get(place).content.decode())
    assert found is not None
    return unescape(found[1])


def test_a_yes_to_counting_again_does_not_void(amir: Client, batch: Hold) -> None:
    place = f"/desk/holds/{batch.pk}/"
    read = seen(amir, place)
    holds.decline(cast.olga(), batch)
    holds.propose(cast.olga(), batch, "void", 16)
    told = {"verb": "yes", "seen": read}
    said = amir.post(f"{place}decide/", told, follow=True).content.decode()
    assert "Something else was proposed while you were reading. Read it, then decide." in said
    assert reads.tally(batch.appeal) == Tally(held=1)
    amir.post(f"{place}decide/", {"verb": "yes", "seen": seen(amir, place)})
    batch.refresh_from_db()
    assert batch.state == "voided"


def test_a_yes_that_does_not_say_to_what_decides_nothing(amir: Client, batch: Hold) -> None:
    amir.post(f"/desk/holds/{batch.pk}/decide/", {"verb": "yes"})
    batch.refresh_from_db()
    assert batch.state == "proposed"


def test_who_read_of_one_stop_does_not_lift_the_next(amir: Client, revision: Revision) -> None:
    stopping.stop(cast.olga(), revision.appeal, "wrong")
    read = seen(amir, f"{STOP}stop/")
    stopping.resume(cast.pavel(), revision.appeal, open_again=True)
    stopping.stop(cast.olga(), revision.appeal, "harm")
    told = {"after": "open", "seen": read}
    said = amir.post(f"{STOP}resume/", told, follow=True).content.decode()
    assert "The appeal was stopped anew while you were reading. Read why, then decide." in said
    revision.appeal.refresh_from_db()
    assert revision.appeal.state == "stopped"


@pytest.mark.parametrize("after", ["", "later"])
def test_an_appeal_is_not_closed_for_good_by_default(
    amir: Client, revision: Revision, after: str
) -> None:
    stopping.stop(cast.olga(), revision.appeal, "wrong")
    told = {"after": after, "seen": seen(amir, f"{STOP}stop/")}
    said = amir.post(f"{STOP}resume/", told, follow=True).content.decode()
    assert "Choose whether it goes on or is closed for good." in said
    revision.appeal.refresh_from_db()
    assert revision.appeal.state == "stopped"


@pytest.mark.parametrize("kind", ["appeals", "cases"])
def test_closing_twice_does_not_open_again(
    client: Client, revision: Revision, settings: Any, kind: str
) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    client.force_login(cast.olga(), backend=settings.AUTHENTICATION_BACKENDS[0])
    row: Appeal | Case = revision.appeal if kind == "appeals" else revision.appeal.case
    name = "FA-01-2026" if kind == "appeals" else row.pk
    place = f"/desk/{kind}/{name}/turn/"
    found = re.search(r'name="verb" value="(\w+)"', client.get(place).content.decode())
    assert found is not None
    told = {"reason": "It is over.", "verb": found[1]}
    assert [client.post(place, told).status_code for _press in range(2)] == [302, 422]
    row.refresh_from_db()
    assert row.state == "closed"
    found = re.search(r'name="verb" value="(\w+)"', client.get(place).content.decode())
    assert found is not None
    client.post(place, {"reason": "It began again.", "verb": found[1]})
    row.refresh_from_db()
    assert row.state == ("published" if kind == "appeals" else "open")

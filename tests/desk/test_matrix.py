"""Each address of the desk, as its table has it, asked by whoever may not: nothing happens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests import cast
from tests.signing.people import sign_and_confirm
from tocsin.appeals.models import Attachment
from tocsin.cases.models import Claim
from tocsin.intake import receiving as intake
from tocsin.kernel import audit
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.people.models import Staff
from tocsin.publishing import moves as publishing
from tocsin.publishing import stopping, withdrawing
from tocsin.publishing.models import Stop
from tocsin.signing import holds, taking
from tocsin.signing.models import Hold, Signature

pytestmark = pytest.mark.django_db

PUBLISHED, DRAFT = "FA-01-2026", "FA-02-2026"
# What forms of the desk hold, so that each move gets as far as its own question who may.
FORM = {"verb": "yes", "after": "open", "why": "wrong", "note": "Read.", "reason": "So it is."}
FORM |= {"words": "Read.", "verdict": "void", "language": "fr", "name": "River", "went": "1"}
FORM |= {"title": "Seven held", "text": "Seven were held.", "status": "confirmed", "on": "1"}
FORM |= {"title_en": "Heard", "text_en": "They were heard.", "kind": "update", "code": "FA"}
FORM |= {"username": "mallory", "full_name": "Mallory", "password": cast.PASSWORD}
FORM |= {"roles": "administrator", "is_active": "on", "severity": "high", "version": "1"}
DECISIONS = {"approve", "void", "resume appeal", "withdraw appeal"}
WORDS = {"document_id": PUBLISHED, "language": "en", "code": "FA", "kind": "persons"}
WORDS |= {"name": "mail-paused", "token": "x" * 32, "sha256": "0" * 64}


@pytest.fixture
def numbers(settings: Any) -> dict[str, int]:
    """A desk at which much waits for a second person; by the word of an address, its row."""
    settings.TOCSIN_DEMONSTRATION = True
    cast.signing_key()
    revision, draft = cast.published(PUBLISHED), cast.draft(DRAFT)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    batch = taking.hold_back(cast.olga(), revision.appeal, holds.Filter(), "A flood.")
    holds.propose(cast.olga(), batch, "void", 16)
    alert, _new = intake.receive(
        cast.olga(), b"Seven ferry workers were arrested.", "a.txt", "file"
    )
    proposal = publishing.propose(cast.olga(), draft)
    waits = withdrawing.propose(cast.olga(), revision.appeal, "harm", "It would harm.")
    stopping.stop(cast.olga(), revision.appeal, "wrong")
    return {
        "alerts": alert.pk,
        "approvals": proposal.pk,
        "withdrawals": waits.pk,
        "holds": batch.pk,
        "cases": draft.case.pk,
        "claims": Claim.objects.filter(case=draft.case)[0].pk,
        "staff": cast.stranger().pk,
        "partners": cast.partner().pk,
        "authorities": cast.authority().pk,
    }


def addresses(numbers: dict[str, int]) -> list[str]:
    """Every address of the table, filled in."""
    found = []
    for one in get_resolver("tocsin.desk.urls").url_patterns:
        place = str(one.pattern)
        row = str(numbers.get(place.partition("/")[0], 1))
        place = re.sub(r"<int:\w+>", row, place)
        place = re.sub(r"<\w+:(\w+)>", lambda part: WORDS[part[1]], place)
        found += [f"/desk/{place}"]
        found += [f"/desk/{place}".replace(PUBLISHED, DRAFT)] if PUBLISHED in place else []
    assert len(found) > 100
    return [one for one in found if "/enter/" not in one]


def state() -> tuple[object, ...]:
    """What must not move."""
    rows = (audit.Entry, LedgerEntry, Attachment, Staff)
    held = Hold.objects.values_list("state"), Signature.objects.values_list("state")
    return (*(one.objects.count() for one in rows), *map(list, held))


def entered(person: Staff) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(person)
    return client


def test_who_has_no_account_or_none_any_more_is_let_in_nowhere(numbers: dict[str, int]) -> None:
    closed = cast.pavel()
    browsers = [Client(), entered(closed)]
    Staff.objects.filter(pk=closed.pk).update(is_active=False)
    before = state()
    for client in browsers:
        for address in addresses(numbers):
            for answer in (client.get(address), client.post(address, FORM)):
                assert answer.status_code == 302, address
                assert answer["Location"].startswith("/desk/account/login/?next="), address
    assert state() == before


def test_an_account_without_a_role_changes_nothing_anywhere(numbers: dict[str, int]) -> None:
    client, before = entered(cast.stranger()), state()
    for address in addresses(numbers):
        for answer in (client.get(address), client.post(address, FORM)):
            assert answer.status_code < 500, address
        assert state() == before, address


def decided_by(person: Staff, numbers: dict[str, int]) -> set[str]:
    """What a person decided who sends a yes to each address where something is decided."""
    client = entered(person)
    for address in addresses(numbers):
        parts = set(address.split("/"))
        if parts & {"approve", "decide", "withdrawals", "resume"}:
            verb = "confirm" if "withdrawals" in parts else "yes"
            seen = holds.proposal(Hold.objects.get()) if "holds" in parts else Stop.objects.get().pk
            client.post(address, FORM | {"verb": verb, "seen": str(seen)})
    trail = audit.Entry.objects.filter(actor=person.username)
    return DECISIONS & set(trail.values_list("verb", flat=True))


def test_who_proposed_decides_nothing_of_it_anywhere(numbers: dict[str, int]) -> None:
    Staff.objects.filter(pk=cast.olga().pk).update(is_approver=True)
    assert decided_by(cast.olga(), numbers) == set()
    assert decided_by(cast.amir(), numbers) == DECISIONS

"""The name of a protected source stays at the desk, whatever way a text takes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.mailing.people import html_of, subscriber, text_of
from tocsin.appeals import moves as appeals
from tocsin.appeals.models import Appeal, Text
from tocsin.archive import work as archive
from tocsin.cases import moves
from tocsin.cases.models import Case, Source
from tocsin.kernel.audit import Entry
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import moves as mailing
from tocsin.mailing.work import LOOP
from tocsin.publishing import moves as publishing
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db

NAME = "Quenilda Ortubé"


def is_named(text: str) -> bool:
    """Whether any part of the name stands there, as it is or as JSON and HTML write it."""
    folded = text.casefold()
    return any(part in folded for part in ("quenilda", "ortub"))


@pytest.fixture
def case() -> Case:
    """A case whose protected source stands everywhere that an officer may write."""
    case = cast.case()
    claim = case.claims.get(number=1)
    source = moves.add_source(
        cast.olga(), case, "Somebody", "witness", protected=True, note=f"{NAME} works there."
    )
    moves.change_source(
        cast.olga(),
        source,
        1,
        NAME,
        "witness",
        protected=True,
        variants=["Q. Ortubé"],
        group=f"friends of {NAME}",
        note=f"{NAME} works there.",
    )
    said = moves.Said(note=f"{NAME} called.", evidence=(f"{NAME}.png", b"picture"))
    made = moves.add_assertion(cast.olga(), claim, source, said)
    paper = claim.assertions.first()
    assert paper
    moves.change_assertion(cast.olga(), paper, 1, moves.Said(heard_from=(made,)))
    denial = moves.Said(says="denies", note=NAME)
    moves.add_assertion(cast.olga(), case.claims.get(number=2), source, denial)
    twice = moves.add_assertion(cast.olga(), claim, source, said)
    moves.set_aside(cast.olga(), twice, f"{NAME} was written down twice.")
    moves.assess(cast.olga(), claim, "corroborated", "Two say so.")
    return case


@pytest.fixture
def revision(case: Case) -> Revision:
    """An appeal on that case, published by the desk's own moves."""
    cast.document_type()
    appeal = appeals.draft(cast.olga(), case, "FA", "en")
    appeals.set_facts(
        cast.olga(),
        appeal,
        appeal.version,
        countries=["BO"],
        issues=["arbitrary-arrest-detention"],
        addressees=[cast.authority()],
        claims=list(case.claims.all()),
    )
    appeals.save_text(cast.olga(), appeal, "en", appeal.version, **cast.MARKED["en"])
    proposal = publishing.propose(cast.olga(), Appeal.objects.get(pk=appeal.pk), "")
    publishing.approve(cast.amir(), proposal)
    proposal.refresh_from_db()
    made = publishing.publish(cast.olga(), proposal)
    return Revision.objects.select_related("appeal").get(pk=made.pk)


def test_the_name_is_there_to_be_found() -> None:
    assert is_named(json.dumps(NAME))
    assert not is_named("Somebody")


def test_the_audit_trail_does_not_name_it(revision: Revision) -> None:
    told = json.dumps(list(Entry.objects.values("actor", "verb", "kind", "subject", "detail")))
    assert Entry.objects.filter(verb="add assertion").exists()
    assert not is_named(told)


def test_neither_page_nor_json_nor_feed_nor_archive_names_it(
    revision: Revision, client: Client
) -> None:
    archive.turn()
    address = f"/{revision.appeal.document_id}"
    for place in (f"{address}/", f"{address}/r1/", f"{address}.json", "/feed.atom", "/appeals/"):
        answer = client.get(place)
        assert answer.status_code == 200, place
        assert not is_named(answer.content.decode()), place
    assert not is_named(json.dumps(revision.content, ensure_ascii=False))


def test_the_search_does_not_find_it(revision: Revision, client: Client) -> None:
    archive.turn()
    assert revision.appeal.document_id in client.get("/appeals/?words=ferry").content.decode()
    found = client.get("/appeals/?words=Quenilda").content.decode()
    assert revision.appeal.document_id not in found


def test_no_mail_names_it(revision: Revision) -> None:
    subscriber("reader@example.org", language="en")
    mailing.dispatch(cast.olga(), revision)
    run_until_idle([LOOP])
    mails = list(Mail.objects.all())
    assert mails
    for mail in mails:
        assert not is_named(text_of(mail) + html_of(mail))


def test_a_name_in_the_text_stops_the_appeal(revision: Revision) -> None:
    appeal = revision.appeal
    Text.objects.filter(appeal=appeal).update(body=f"{NAME} saw it.")
    with pytest.raises(Refusal, match=r"is a protected source and stands in"):
        publishing.propose(cast.olga(), Appeal.objects.get(pk=appeal.pk), "Names a source.")


def test_no_log_names_it(case: Case, caplog: Any) -> None:
    source = Source.objects.get(name=NAME)
    moves.change_source(cast.olga(), source, 2, NAME, "witness", protected=True)
    assert not is_named(caplog.text)

"""What the desk sees of it: worklists of consents that ended, and both renderings."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.publishing import corrected, renderings
from tests.publishing.audiences.rosa import (
    NAME,
    WITHHELD,
    agree,
    naming,
)
from tests.signing.people import sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.cases import moves as cases
from tocsin.cases.models import Consent
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance import reads as conveyed
from tocsin.desk.due import worklists
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import audiences, consents, moves, withdrawing
from tocsin.publishing.models import Proposal, Revision

pytestmark = pytest.mark.django_db


def due() -> dict[str, list[str]]:
    return {one.title: [words for words, _at in one.rows] for one in worklists(cast.olga())}


PUBLIC_LIST = "Named in public without a consent that holds"


def test_a_consent_that_ends_puts_the_appeal_on_a_worklist(appeal: Appeal) -> None:
    rosa = appeal.case.persons.get(role="affected")
    agree(rosa, "public", expires_on=timezone.localdate())
    corrected.first(appeal)
    assert PUBLIC_LIST not in due()
    Consent.objects.filter(scope="public").update(
        expires_on=timezone.localdate() - timedelta(days=1)
    )
    (row,) = due()[PUBLIC_LIST]
    assert row.startswith("FA-01-2026 · The consent of “Rosa Quispe” to be named to the public")
    assert row.endswith("Propose the next revision without the name, or withdraw the appeal.")


def test_a_consent_that_is_taken_back_does_too_until_it_is_withdrawn(appeal: Appeal) -> None:
    rosa = appeal.case.persons.get(role="affected")
    consent = agree(rosa, "public")
    corrected.first(appeal)
    cases.withdraw_consent(cast.olga(), consent, timezone.localdate(), "She is afraid.")
    assert "took back on" in due()[PUBLIC_LIST][0]
    appeal.refresh_from_db()
    revision = corrected.revised(appeal, "A name is withheld now.")
    assert NAME not in json.dumps(revision.content)
    (row,) = due()[PUBLIC_LIST]
    assert row.endswith("Older revisions still show the name; only a withdrawal takes them away.")
    appeal.refresh_from_db()
    made = withdrawing.propose(cast.olga(), appeal, "asked", "She asked.")
    withdrawing.confirm(cast.amir(), made)
    assert consents.fallen() == []
    assert Revision.objects.exclude(written=None).count() == 0
    assert Proposal.objects.exclude(written=None).count() == 0


def test_a_source_that_is_protected_later_is_named_to_nobody_from_then_on(appeal: Appeal) -> None:
    cast.signing_key()
    revision = corrected.first(appeal)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    paper = appeal.case.sources.get(name="El Faro del Lago")
    assert "El Faro" in json.dumps(audiences.for_network(revision))
    paper.protected = True
    paper.save()
    for shown in (
        audiences.for_network(revision),
        audiences.for_office(revision, cast.authority()),
    ):
        assert "El Faro" not in json.dumps(shown)
    (row,) = due()[PUBLIC_LIST]
    assert "“El Faro del Lago” is a protected source now. Propose the next revision" in row


def test_a_bundle_that_names_somebody_without_consent_is_not_given_out(appeal: Appeal) -> None:
    cast.signing_key()
    revision = corrected.first(appeal)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    made = conveyance.export(cast.olga(), appeal, cast.authority())
    assert conveyed.named_without_consent(made) == []
    assert conveyance.bundle_path(made).exists()
    consent = Consent.objects.get(scope="authorities")
    cases.withdraw_consent(cast.olga(), consent, timezone.localdate(), "She is afraid.")
    with pytest.raises(Refusal, match="Prepare the conveyance anew and destroy every copy of it"):
        conveyance.bundle_path(made)
    (row,) = due()["Prepared for an office to which somebody may not be named any more"]
    assert row == "FA-01-2026 → Ministry of the Interior · Rosa Quispe"
    again = conveyance.export(cast.olga(), appeal, cast.authority())
    assert naming({"again": renderings.bundle(again)[0]}) == []


def page(address: str) -> str:
    client = Client()
    client.force_login(cast.olga())
    return client.get(address).content.decode()


def test_the_preview_shows_both_renderings_side_by_side(appeal: Appeal, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    said = page("/desk/appeals/FA-01-2026/preview/")
    everybody, _heading, office = said.partition("What is read by: Ministry of the Interior")
    assert WITHHELD in everybody.partition("What everybody reads")[2]
    assert NAME not in everybody.partition("What everybody reads")[2]
    assert "Tell the family of ROSA QUISPE" in office
    assert "T. Q. waits" in office
    other = cast.authority("Office of the Ombudsman")
    said = page(f"/desk/appeals/FA-01-2026/preview/?for={other.pk}")
    assert "The same as everybody reads." in said
    assert "Dites à la famille de Rosa Quispe" in page(
        "/desk/appeals/FA-01-2026/preview/?language=fr"
    )


def test_the_preview_says_who_reads_more_names_and_who_fewer(appeal: Appeal, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    other = cast.authority("Office of the Ombudsman")
    said = page("/desk/appeals/FA-01-2026/preview/")
    assert "Ministry of the Interior · more names" in said
    assert "fewer names" not in said
    agree(appeal.case.persons.get(role="affected"), "public")
    said = page(f"/desk/appeals/FA-01-2026/preview/?for={other.pk}")
    assert "Office of the Ombudsman · fewer names" in said
    assert "The same as everybody reads." not in said
    assert "more names" not in said


def test_whoever_approves_reads_both(appeal: Appeal, settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    proposal = moves.propose(cast.olga(), appeal)
    said = page(f"/desk/approvals/{proposal.pk}/")
    assert "What everybody reads" in said
    assert "Tell the family of ROSA QUISPE" in said


def test_where_all_read_the_same_one_rendering_is_shown(settings: Any) -> None:
    settings.TOCSIN_DEMONSTRATION = True
    cast.draft()
    said = page("/desk/appeals/FA-01-2026/preview/")
    assert "Everybody, the network and the addressees read the same names." in said
    assert "What everybody reads" not in said

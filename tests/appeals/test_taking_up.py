"""An alert becomes a case and a draft, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.paths import DATA, SHARED
from tocsin.appeals import taking_up
from tocsin.appeals.models import Appeal, DocumentType, Series, Text
from tocsin.authorities.models import Authority
from tocsin.cases import chains
from tocsin.cases.models import Case, Claim, Source
from tocsin.cases.proposals import proposal
from tocsin.cases.reads import claims
from tocsin.intake import moves as intake
from tocsin.intake.models import Alert
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import Partner
from tocsin.people.roles import System
from tocsin.vocabulary import issues

pytestmark = pytest.mark.django_db

FOUNDING = SHARED / "seed" / "FA-34-2003.txt"
INVENTED = DATA / "FA-07-2004.txt"
PLAIN = b"""PERU: Nine teachers held after a march

Casa Clara
Date: March 3, 2026
Puno, Peru

According to "El Faro", nine teachers were arrested on March 2, 2026.

Document Type : Forwarded Urgent Appeal
Countries : Peru,
Issues : Arbitrary arrest & detention,
"""


def arrived(raw: bytes, name: str = "alert.txt") -> Alert:
    """An alert that waits."""
    return intake.receive(cast.olga(), raw, name, "file")[0]


def rows() -> dict[str, int]:
    """How much there is of everything that a draft is made of."""
    kinds = (Case, Claim, Source, Appeal, Text, Partner, Authority, DocumentType, Series)
    return {kind.__name__: kind.objects.count() for kind in kinds}


def documents() -> list[Path]:
    """The founding document where it is there, and always the invented one."""
    return [document for document in (FOUNDING, INVENTED) if document.exists()]


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_a_whole_document_becomes_a_draft_under_its_own_id(document: Path) -> None:
    cast.document_type()
    appeal = taking_up.take_up(cast.olga(), arrived(document.read_bytes(), document.name))
    assert appeal.document_id == document.stem
    assert (appeal.document_type.code, appeal.state) == ("FA", "draft")
    assert appeal.partner == appeal.case.partner
    assert appeal.countries
    assert len(appeal.issues) >= 1
    assert appeal.document_date
    assert appeal.claims.count() == appeal.case.claims.count() >= 4
    assert appeal.addressees.count() >= 2
    text = appeal.texts.get()
    assert text.headline
    assert text.body
    assert appeal.case.alert
    assert appeal.case.alert.state == "taken up"
    assert taking_up.appeal_of(appeal.case.alert) == appeal


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_a_whole_document_is_understood_exactly(document: Path) -> None:
    cast.document_type()
    told = EXPECTED[document.stem]
    appeal = taking_up.take_up(cast.olga(), arrived(document.read_bytes(), document.name))
    assert appeal.partner
    assert (appeal.partner.name, str(appeal.document_date)) == (told["partner"], told["date"])
    assert appeal.countries == [told["country"]]
    assert [issues.name(slug) for slug in appeal.issues] == ["Refugees, IDPs & Asylum seekers"]
    offices = appeal.addressees.order_by("addressee__order")
    assert [authority.name for authority in offices] == told["addressees"]
    text = appeal.texts.get()
    assert text.headline == told["headline"]
    assert "us…”" in text.body
    assert told["repaired"] in text.body
    paper = appeal.case.sources.get(name=told["paper"])
    assert paper.variants == [told["other spelling"]]
    for words, statuses in told["claims"].items():
        claim = appeal.claims.get(text__contains=words)
        assert claim.status in statuses
        assert claim.sources.exists()
    caught = appeal.claims.get(text__contains=next(iter(told["claims"])))
    assert [said.source.kind for said in caught.assertions.all()][-1] == "anonymous official"


EXPECTED: dict[str, dict[str, Any]] = {
    "FA-34-2003": {
        "partner": "Liberty Center",
        "date": "2003-09-16",
        "country": "MN",
        "addressees": [
            "Ministry of Foreign Affairs of Mongolia",
            "Secretariat of the President of Mongolia",
        ],
        "headline": "MONGOLIA: A dispute arises over freedom of 26 North Korean refugees",
        "repaired": "Sonin’s",
        "paper": "Urdiin Sonin",
        "other spelling": "Udriin sonin",
        "claims": {
            "were caught by": {"reported"},
            "were North Koreans": {"unconfirmed"},
            "going to send refugees back": {"unconfirmed", "feared"},
            "officials already discussed": {"reported"},
        },
    },
    "FA-07-2004": {
        "partner": "Reef House",
        "date": "2004-02-09",
        "country": "FJ",
        "addressees": ["Ministry of Education of Fiji", "Office of the Harbour Master"],
        "headline": "FIJI: A dispute arises over the return of eleven island teachers",
        "repaired": "Herald’s",
        "paper": "Lau Herald",
        "other spelling": "Lua Herald",
        "claims": {
            "were stopped by": {"reported"},
            "eleven were teachers": {"unconfirmed"},
            "going to send them back": {"unconfirmed", "feared"},
            "officials already discussed": {"reported"},
        },
    },
}


def test_an_anonymous_official_is_protected_from_the_start() -> None:
    cast.document_type()
    raw = PLAIN.replace(
        b"2026.\n", b'2026. "El Faro" received this information from an anonymous police officer.\n'
    )
    taking_up.take_up(cast.olga(), arrived(raw))
    hidden = Source.objects.filter(kind="anonymous official")
    assert all(source.protected for source in hidden)
    assert not Source.objects.get(name="El Faro").protected


def test_a_document_without_an_id_gets_the_next_number() -> None:
    cast.document_type()
    first = taking_up.take_up(cast.olga(), arrived(PLAIN))
    second = taking_up.take_up(cast.olga(), arrived(PLAIN + b"\nIt goes on.\n"))
    year = first.created_at.year
    assert [first.document_id, second.document_id] == [f"FA-01-{year}", f"FA-02-{year}"]
    assert first.partner == second.partner
    assert Partner.objects.filter(name="Casa Clara").count() == 1


def test_a_document_of_a_new_type_enters_the_type_without_offering_it() -> None:
    raw = PLAIN.replace(b"Countries", b"Document ID : UA-09-2001\nCountries").replace(
        b"Forwarded Urgent Appeal", b"Urgent Appeal"
    )
    appeal = taking_up.take_up(System(), arrived(raw))
    assert (appeal.document_id, appeal.document_type.code) == ("UA-09-2001", "UA")
    assert not appeal.document_type.offered


def test_words_without_any_frame_become_a_draft_of_the_usual_type() -> None:
    cast.document_type("UA")
    cast.document_type("FA")
    appeal = taking_up.take_up(cast.olga(), arrived(b"Two people were taken from a bus today."))
    assert appeal.document_type.code == "FA"
    assert appeal.texts.get().headline


def test_without_any_document_type_the_sentence_says_whom_to_ask() -> None:
    alert = arrived(b"Two people were taken from a bus today.")
    with pytest.raises(Refusal, match=r"No document type is set up. Ask an administrator"):
        taking_up.take_up(cast.olga(), alert)
    assert not Case.objects.exists()


def test_an_id_that_is_taken_is_refused_and_nothing_is_half_made() -> None:
    cast.draft("FA-09-2001")
    raw = PLAIN.replace(b"Countries", b"Document ID : FA-09-2001\nCountries")
    alert = arrived(raw)
    before, entries = rows(), Entry.objects.count()
    with pytest.raises(Refusal, match=r"The ID FA-09-2001 is taken by another appeal") as refusal:
        taking_up.take_up(cast.olga(), alert)
    assert refusal.value.field == "document_id"
    assert rows() == before
    assert Entry.objects.count() == entries
    alert.refresh_from_db()
    assert alert.state == "new"


def test_an_alert_is_taken_up_once() -> None:
    cast.document_type()
    alert = arrived(PLAIN)
    taking_up.take_up(cast.olga(), alert)
    before = rows()
    with pytest.raises(Refusal, match=r"This alert was taken up already; its case is there."):
        taking_up.take_up(cast.pavel(), alert)
    assert rows() == before


def test_each_thing_that_is_made_has_one_beginning_in_the_trail() -> None:
    cast.document_type()
    appeal = taking_up.take_up(cast.olga(), arrived(PLAIN))
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    for verb in ("take up alert", "open case", "draft appeal", "save partner"):
        assert verbs.count(verb) == 1
    assert Entry.objects.get(verb="draft appeal").subject == appeal.document_id


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_takes_alerts_up(who: Callable[[], Any], home: Path) -> None:
    cast.document_type()
    alert = arrived(PLAIN)
    before = rows()
    for verb in (
        lambda: taking_up.take_up(who(), alert),
        lambda: taking_up.bring_in(who(), b"Another alert, with words.", "b.txt", "command"),
    ):
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb()
    assert rows() == before
    assert Alert.objects.count() == 1


def test_a_long_text_is_cut_after_a_paragraph_and_the_alert_has_it_all() -> None:
    cast.document_type()
    paragraphs = [f"On day {day} the families came to the gate and waited." for day in range(900)]
    raw = "\n\n".join(["PERU: Waiting at the gate", *paragraphs]).encode()
    appeal = taking_up.take_up(cast.olga(), arrived(raw))
    body = appeal.texts.get().body
    assert body.endswith("waited.\n\n[…]")
    assert len(body) <= 20_000
    assert appeal.case.alert
    assert "On day 899" in appeal.case.alert.text


def test_bringing_in_is_one_step_and_the_second_time_none(home: Path) -> None:
    cast.document_type()
    alert, appeal = taking_up.bring_in(System(), PLAIN, "alert.txt", "command")
    assert appeal
    before, entries = rows(), Entry.objects.count()
    assert taking_up.bring_in(System(), PLAIN, "other.txt", "command") == (alert, None)
    assert (rows(), Entry.objects.count()) == (before, entries)


def test_a_refused_document_leaves_neither_row_nor_file(home: Path) -> None:
    cast.draft("FA-09-2001")
    raw = PLAIN.replace(b"Countries", b"Document ID : FA-09-2001\nCountries")
    with pytest.raises(Refusal, match="is taken by another appeal"):
        taking_up.bring_in(System(), raw, "alert.txt", "command")
    assert not Alert.objects.exists()
    assert list((home / "files").iterdir()) == []


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_the_hands_it_went_through_are_kept_in_their_order(document: Path) -> None:
    cast.document_type()
    told = EXPECTED[document.stem]
    appeal = taking_up.take_up(cast.olga(), arrived(document.read_bytes(), document.name))
    caught = claims(appeal.case).get(text__contains=next(iter(told["claims"])))
    ways = [[one.source.kind for one in way] for way in chains.ways(caught.assertions.all())]
    assert ways
    assert all(way == ["anonymous official", "media", "partner"] for way in ways)
    assert {one.received_on and one.received_on.isoformat() for one in caught.assertions.all()} == {
        told["date"]
    }


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_an_anonymous_source_behind_three_papers_is_proposed_as_unconfirmed(
    document: Path,
) -> None:
    cast.document_type()
    appeal = taking_up.take_up(cast.olga(), arrived(document.read_bytes(), document.name))
    first = next(iter(EXPECTED[document.stem]["claims"]))
    caught = claims(appeal.case).get(text__contains=first)
    found = proposal(caught, timezone.localdate())
    assert (caught.status, found.status) == ("reported", "unconfirmed")


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_what_the_partner_calls_not_confirmed_is_kept_as_its_doubt(document: Path) -> None:
    cast.document_type()
    appeal = taking_up.take_up(cast.olga(), arrived(document.read_bytes(), document.name))
    words = list(EXPECTED[document.stem]["claims"])[1]
    doubted = claims(appeal.case).get(text__contains=words)
    said = [(one.source.kind, one.says) for one in doubted.assertions.all()]
    assert said == [("partner", "doubts")]
    assert proposal(doubted, timezone.localdate()).status == "unconfirmed"


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_who_is_quoted_stands_behind_the_partner_who_sent_it(document: Path) -> None:
    cast.document_type()
    appeal = taking_up.take_up(cast.olga(), arrived(document.read_bytes(), document.name))
    told = [
        [one.source.name for one in way]
        for claim in claims(appeal.case).filter(kind="opinion")
        for way in chains.ways(claim.assertions.all())
    ]
    assert told
    assert all(way[-1] == EXPECTED[document.stem]["partner"] for way in told)
    assert all(len(way) > 1 for way in told)

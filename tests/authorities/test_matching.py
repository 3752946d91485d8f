"""Offices that look alike are offered; a person merges them, and can undo it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers import serialize
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.appeals import moves as appeals
from tocsin.appeals.models import Addressee
from tocsin.authorities import matching, moves, reads
from tocsin.authorities.models import Authority, OfficeMatch
from tocsin.cases import moves as cases
from tocsin.conveyance.models import Conveyance
from tocsin.kernel.refusal import Refusal
from tocsin.replies.models import News
from tocsin.vocabulary.offices import alike

TODAY = date(2026, 5, 1)
LEFT_OUT = {"version", "changed_at", "changed_by"}


def office(name: str, country: str = "BO", **more: Any) -> Authority:
    return Authority.objects.create(name=name, country=country, **more)


@pytest.fixture
def ministry(db: None) -> Authority:
    return cast.authority()


@pytest.fixture
def twin(ministry: Authority) -> Authority:
    made = office(
        "Ministerio del Interior",
        names={"fr": "Ministère de l’Intérieur"},
        salutations={"es": "Señor Ministro:"},
    )
    moves.set_holder(cast.olga(), made, "Ramón Vidal", TODAY)
    moves.add_channel(cast.olga(), made, "post", "1 Quay, Copacabana")
    return made


def everything() -> list[str]:
    """All rows of all rooms that may hang on an office, apart from versions and days."""
    rooms = ("authorities", "appeals", "conveyance", "replies", "cases")
    tables = [table for room in rooms for table in apps.get_app_config(room).get_models()]
    rows = []
    for table in tables:
        if table is not OfficeMatch:
            names = [f.name for f in table._meta.get_fields() if f.name not in LEFT_OUT]
            rows.append(serialize("json", table._base_manager.order_by("pk"), fields=names))
    return rows


def conveyance(appeal: Any, to: Authority, number: int = 1) -> Conveyance:
    revision = appeal.revisions.get()
    return Conveyance.objects.create(
        appeal=appeal,
        authority=to,
        revision=revision,
        number=number,
        tally={},
        bundle_sha256=f"{number:064}",
        prepared_by="olga",
    )


# — what is offered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ministry of the Interior", "Ministerio del Interior"),
        ("Ministry of the Interior", "Ministère de l’Intérieur"),
        ("Minister of Justice", "The Ministry of Justice"),
        ("Ministry of Foreign Affairs", "Ministério das Relações Exteriores"),
        ("Prosecutor General", "Procureur général"),
        ("Ombudsman", "Ombudsmann"),
        ("Администрация Президента", "Администрация президента"),
    ],
)
def test_one_office_in_two_languages_or_spellings_is_offered(
    db: None, one: str, other: str
) -> None:
    first, second = office(one), office(other)
    (offer,) = matching.offers()
    assert (offer.kept, offer.gone) == (first, second)
    assert offer.likeness >= 85


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ministry of Justice", "Ministry of Defence"),
        ("Ministry of the Interior", "Ministry of the Interior, Department of Prisons"),
        ("Supreme Court", "Prime Minister"),
        ("President of the Republic", "President of the Supreme Court"),
        ("Embassy in Vienna", "Embassy in Geneva"),
    ],
)
def test_two_offices_are_not(db: None, one: str, other: str) -> None:
    office(one)
    office(other)
    assert matching.offers() == []


def test_offices_of_two_countries_are_two(db: None) -> None:
    office("Ministry of Justice", "BO")
    office("The Ministry of Justice", "PE")
    assert matching.offers() == []


def test_an_office_without_a_country_may_be_of_any(db: None) -> None:
    office("Ministry of Justice", "BO")
    office("The Ministry of Justice", "")
    assert len(matching.offers()) == 1


def test_two_offices_held_by_one_person_are_offered_with_the_name(db: None) -> None:
    for name in ("Office of the President", "Head of State"):
        moves.set_holder(cast.olga(), office(name), "Ramón Vidal")
    (offer,) = matching.offers()
    assert offer.holder == "Ramón Vidal"
    moves.set_holder(cast.olga(), Authority.objects.latest("pk"), "Somebody Else")
    assert matching.offers() == []


def test_two_offices_at_one_address_are_offered(db: None) -> None:
    for name in ("Office of the President", "Head of State"):
        moves.add_channel(cast.olga(), office(name), "email", "desk@office.example")
    (offer,) = matching.offers()
    assert offer.address == "desk@office.example"


def test_one_office_asks_for_its_own_offers_alone(ministry: Authority, twin: Authority) -> None:
    other = office("Port Authority")
    assert len(matching.offers(ministry)) == 1
    assert matching.offers(other) == []


@given(st.text(max_size=30))
def test_a_name_made_alike_stays_so(name: str) -> None:
    assert alike(alike(name)) == alike(name)


def test_a_name_of_joints_alone_is_kept() -> None:
    assert alike("The Office") == "office the"


# — merging


def test_merging_brings_names_holders_and_ways_to_one(ministry: Authority, twin: Authority) -> None:
    moves.merge(cast.olga(), ministry, twin)
    ministry.refresh_from_db()
    assert ministry.variants == ["Ministerio del Interior"]
    assert ministry.names == {"fr": "Ministère de l’Intérieur"}
    assert reads.salutation(ministry, "es") == "Señor Ministro:"
    assert [one.name for one in ministry.holders.filter(until=None)] == ["Ramón Vidal"]
    assert [one.address for one in ministry.channels.all()] == ["1 Quay, Copacabana"]
    assert list(reads.authorities()) == [ministry]
    assert matching.offers() == []


def test_its_own_words_stay_where_both_have_some(db: None) -> None:
    kept = office("Ministry of Justice", names={"fr": "Ministère de la Justice"})
    gone = office("The Ministry of Justice", names={"fr": "La Justice"})
    moves.merge(cast.olga(), kept, gone)
    kept.refresh_from_db()
    assert kept.names == {"fr": "Ministère de la Justice"}
    assert kept.variants == ["The Ministry of Justice", "La Justice"]


def test_addressees_conveyances_news_and_consents_follow(
    ministry: Authority, twin: Authority
) -> None:
    appeal = cast.published().appeal
    Addressee.objects.filter(appeal=appeal, authority=ministry).update(authority=twin)
    sent = conveyance(appeal, twin)
    reply = News.objects.create(
        appeal=appeal, kind="reply", authority=twin, on=TODAY, recorded_by="olga"
    )
    rosa = cases.add_person(cast.olga(), appeal.case, cases.Told(names=("Rosa Quispe",)))
    agreed = cases.Agreed(
        scope="authorities", giver="person", form="written", given_on=TODAY, authorities=(twin,)
    )
    consent = cases.give_consent(cast.olga(), rosa, agreed)
    before = everything()
    row = moves.merge(cast.olga(), ministry, twin)
    assert ministry in appeal.addressees.all()
    assert twin not in appeal.addressees.all()
    for one in (sent, reply):
        one.refresh_from_db()
        assert one.authority == ministry
    assert list(consent.authorities.all()) == [ministry]
    moves.undo(cast.olga(), row)
    assert everything() == before


def test_an_appeal_to_both_is_addressed_once_and_to_both_again(
    ministry: Authority, twin: Authority
) -> None:
    appeal = cast.draft()
    Addressee.objects.create(appeal=appeal, authority=twin, order=2)
    before = everything()
    row = moves.merge(cast.olga(), ministry, twin)
    assert list(appeal.addressees.filter(pk__in=[ministry.pk, twin.pk])) == [ministry]
    moves.undo(cast.olga(), row)
    assert everything() == before


def test_who_was_taken_off_the_addressees_since_is_not_put_back(
    ministry: Authority, twin: Authority
) -> None:
    appeal = cast.draft()
    Addressee.objects.create(appeal=appeal, authority=twin, order=2)
    row = moves.merge(cast.olga(), ministry, twin)
    appeals.set_facts(
        cast.olga(),
        appeal,
        appeal.version,
        countries=["BO"],
        issues=[],
        addressees=[cast.authority("Office of the Ombudsman")],
        claims=list(appeal.claims.all()),
    )
    moves.undo(cast.olga(), row)
    assert [str(one) for one in appeal.addressees.all()] == ["Office of the Ombudsman"]


def test_two_first_deliveries_keep_their_numbers(ministry: Authority, twin: Authority) -> None:
    """What was handed over names its number, so it cannot become another."""
    appeal = cast.published().appeal
    first, second = conveyance(appeal, ministry), conveyance(appeal, twin)
    before = everything()
    row = moves.merge(cast.olga(), ministry, twin)
    second.refresh_from_db()
    assert (second.authority, second.number) == (twin, 1)
    assert str(second.authority) == "Ministerio del Interior"
    moves.undo(cast.olga(), row)
    first.refresh_from_db()
    assert everything() == before


def test_a_way_that_both_have_stands_once(ministry: Authority, twin: Authority) -> None:
    moves.add_channel(cast.olga(), ministry, "post", "1 Quay, Copacabana")
    row = moves.merge(cast.olga(), ministry, twin)
    assert ministry.channels.count() == 1
    moves.undo(cast.olga(), row)
    assert ministry.channels.count() == twin.channels.count() == 1


def test_what_was_written_since_the_merge_stays(ministry: Authority, twin: Authority) -> None:
    row = moves.merge(cast.olga(), ministry, twin)
    ministry.refresh_from_db()
    spelled = [*ministry.variants, "MoI"]
    moves.save_authority(cast.olga(), ministry, name="Interior Ministry", variants=spelled)
    moves.undo(cast.olga(), row)
    ministry.refresh_from_db()
    assert (ministry.name, ministry.variants, ministry.names) == ("Interior Ministry", ["MoI"], {})


def test_an_undone_merge_is_not_offered_again(ministry: Authority, twin: Authority) -> None:
    moves.undo(cast.olga(), moves.merge(cast.olga(), ministry, twin))
    assert matching.offers() == []
    row = moves.merge(cast.olga(), ministry, twin)
    assert OfficeMatch.objects.get() == row


def test_two_that_stay_two_are_not_offered_again(ministry: Authority, twin: Authority) -> None:
    moves.keep_apart(cast.olga(), ministry, twin)
    assert matching.offers() == []
    assert reads.authorities().count() == 2


def test_an_import_that_names_the_gone_office_finds_the_kept_one(
    ministry: Authority, twin: Authority
) -> None:
    moves.merge(cast.olga(), ministry, twin)
    assert moves.find_or_add(cast.olga(), "ministerio del interior") == ministry
    assert moves.find_or_add(cast.olga(), "Ministère de l’Intérieur", "BO") == ministry
    assert moves.find_or_add(cast.olga(), "Ministère de l’Intérieur", "FR") != ministry


def test_its_history_shows_what_was_done_to_both(ministry: Authority, twin: Authority) -> None:
    moves.merge(cast.olga(), ministry, twin)
    verbs = [entry.verb for entry in reads.history(ministry)]
    assert verbs == ["merge", "add channel", "set holder"]


# — refusals


def test_what_is_merged_is_not_merged_again(ministry: Authority, twin: Authority) -> None:
    row = moves.merge(cast.olga(), ministry, twin)
    with pytest.raises(Refusal, match="was merged into “Ministry of the Interior” already"):
        moves.merge(cast.olga(), ministry, twin)
    moves.undo(cast.olga(), row)
    with pytest.raises(Refusal, match="This merge was undone already; nothing was changed"):
        moves.undo(cast.olga(), row)


def test_a_merge_under_a_later_one_is_undone_after_it(ministry: Authority, twin: Authority) -> None:
    third = office("Interior Ministry")
    row = moves.merge(cast.olga(), ministry, twin)
    later = moves.merge(cast.olga(), third, ministry)
    with pytest.raises(Refusal, match="was merged into “Interior Ministry” since; undo that first"):
        moves.undo(cast.olga(), row)
    assert reads.kept(Authority.objects.get(pk=twin.pk)) == third
    moves.undo(cast.olga(), later)
    moves.undo(cast.olga(), row)
    assert reads.authorities().count() == 3


def test_an_office_is_not_merged_with_itself(ministry: Authority) -> None:
    with pytest.raises(Refusal, match="Choose two offices"):
        moves.merge(cast.olga(), ministry, ministry)


def test_a_new_office_of_a_gone_name_is_refused_with_the_kept_one(
    ministry: Authority, twin: Authority
) -> None:
    moves.merge(cast.olga(), ministry, twin)
    with pytest.raises(Refusal, match="This office is “Ministry of the Interior” here"):
        moves.save_authority(cast.olga(), None, name="Ministerio del Interior")


def test_a_spelling_that_is_too_long_is_refused(ministry: Authority) -> None:
    with pytest.raises(Refusal, match="at most 250 characters") as refused:
        moves.save_authority(cast.olga(), ministry, name="Office", variants=["x" * 251])
    assert refused.value.field == "variants"


def test_who_saves_on_an_old_version_is_told_who_was_faster(ministry: Authority) -> None:
    moves.save_authority(cast.pavel(), ministry, 1, name="Ministry of Ports")
    with pytest.raises(Refusal, match="Pavel Imre changed this while you were") as refused:
        moves.save_authority(cast.olga(), ministry, 1, name="Ministry of Boats")
    assert refused.value.field == "version"
    assert Authority.objects.get(pk=ministry.pk).name == "Ministry of Ports"


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_decides(who: Any, ministry: Authority, twin: Authority) -> None:
    for move in (moves.merge, moves.keep_apart):
        with pytest.raises(Refusal, match="officer"):
            move(who(), ministry, twin)
    row = moves.merge(cast.olga(), ministry, twin)
    with pytest.raises(Refusal, match="officer"):
        moves.undo(who(), row)

"""Two networks tell of one case in their own words; it is offered, and officers decide."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests import cast
from tocsin.appeals import taking_up
from tocsin.cases import joining
from tocsin.cases.models import Case
from tocsin.intake import likeness, moves, verdicts, work
from tocsin.intake.models import Alert, Likeness
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

ONE = """PERU: Two teachers held in Puno

Casa Clara
Date: March 3, 2026
Puno, Peru

Marta Quispe Llosa and Teo Banda Ruiz were arrested on March 2, 2026 at the Lake School.
They have seen no lawyer. Their families wait before the barracks.

Countries : Peru,
Issues : Torture,
"""
OTHER = """Urgent: teachers arrested near the lake

Red del Lago writes: on 2 March soldiers came to the school and took away Teo Banda Ruiz and
Marta Quispe-Llosa, who teach there. Where they are is not told to anybody.

Countries : Peru,
"""
ELSEWHERE = ONE.replace("PERU", "KENYA").replace("Peru", "Kenya")
UNLIKE = """PERU: A well is poisoned

Farmers of Arequipa say that the mine let out water on 9 January. Nobody was arrested.

Countries : Peru,
"""


def alert(text: str) -> Alert:
    return moves.receive(cast.olga(), text.encode(), "a.txt", "file")[0]


def test_one_case_in_other_words_is_offered_with_its_grounds() -> None:
    first, second = alert(ONE), alert(OTHER)
    pair = Likeness.objects.get()
    assert (pair.alert, pair.other) == (second, first)
    assert pair.grounds["countries"] == ["PE"]
    assert pair.grounds["names"] == ["Marta Quispe-Llosa", "Teo Banda Ruiz"]
    assert pair.grounds["days"] == ["Mar 2"]
    assert pair.grounds["text"] < likeness.TWIN
    assert pair.score >= likeness.OFFERED


def test_another_case_of_the_same_country_is_not_offered() -> None:
    alert(ONE)
    alert(UNLIKE)
    assert not Likeness.objects.exists()


def test_the_same_words_of_another_country_are_not_offered() -> None:
    alert(ONE)
    alert(ELSEWHERE)
    assert not Likeness.objects.exists()


def test_the_partners_own_name_is_no_ground() -> None:
    words = likeness.traits("Casa Clara writes of Ana Mora.", ["PE"], ["Casa Clara"])
    assert words.names == {"ana mora": "Ana Mora"}


@pytest.mark.parametrize(
    "words",
    [
        "URGENT APPEAL",
        "APPEL URGENT",
        "Press Release",
        "This Urgent Appeal is new.",
        "Document Type : Urgent Appeal",
        "Suggested Letter",
        "Background Information",
        "Dear Friends,",
        "Yours Sincerely,",
    ],
)
def test_the_words_of_a_form_are_no_name(words: str) -> None:
    text = f"{words}\nMarta Quispe was held.\n"
    assert likeness.traits(text, ["PE"]).names == {"marta quispe": "Marta Quispe"}


@pytest.mark.parametrize("words", ["Article 5", "Decree 7", "Marta 2", "30 February", "20 may be"])
def test_what_is_no_month_makes_no_day(words: str) -> None:
    assert likeness.traits(f"By {words} held.", ["PE"]).days == frozenset()


@pytest.mark.parametrize("words", ["March 2, 2026", "2 mars", "2nd of March", "2026-03-02"])
def test_a_day_is_one_day_however_it_is_written(words: str) -> None:
    days = likeness.traits(f"Held on {words}.", ["PE"]).days
    assert days == {"Mar 2"}
    assert likeness.in_words(days) == ["2 March"]


def test_days_are_told_in_the_order_of_the_year_and_none_that_is_none() -> None:
    with translation.override("fr"):
        assert likeness.in_words(["Dec 5", "Art 5", "Mar 12"]) == ["12 mars", "5 décembre"]


def test_what_a_crash_left_uncompared_is_compared_by_the_worker() -> None:
    alert(ONE)
    alert(OTHER)
    Likeness.objects.all().delete()
    Alert.objects.update(compared=False)
    assert work.turn() == 2
    assert Likeness.objects.count() == 1
    assert work.turn() == 0


def pair() -> Likeness:
    """Two alerts, of which the first was taken up."""
    cast.document_type()
    first = alert(ONE)
    taking_up.take_up(cast.olga(), first)
    alert(OTHER)
    return Likeness.objects.get()


def test_the_same_case_takes_the_second_alert_in_as_another_voice() -> None:
    row = pair()
    claims = Case.objects.get().claims.count()
    case = joining.join(cast.olga(), row)
    second = Alert.objects.get(pk=row.alert_id)
    assert (second.state, second.joined_to) == ("joined", row.other)
    assert joining.joined(case) == [second]
    assert case.claims.count() == claims
    assert Case.objects.count() == 1
    assert row.verdict == "same"
    assert Entry.objects.filter(verb="join alert", kind="case").exists()


def test_who_sent_the_second_alert_becomes_a_source() -> None:
    cast.document_type()
    taking_up.take_up(cast.olga(), alert(ONE))
    named = OTHER.replace(
        "Red del Lago writes:", "Red del Lago\nDate: March 4, 2026\nPuno, Peru\n\nWe hear that"
    )
    alert(named)
    case = joining.join(cast.olga(), Likeness.objects.get())
    source = case.sources.get(name="Red del Lago")
    assert (source.kind, source.protected) == ("partner", False)


def test_not_the_same_is_remembered_and_not_asked_again() -> None:
    row = pair()
    joining.say_different(cast.olga(), row)
    assert list(verdicts.open_pairs()) == []
    assert [one.verdict for one in verdicts.pairs(row.alert)] == ["different"]
    assert row.decided_by == "olga"
    with pytest.raises(Refusal, match=r"Somebody has decided about these two already"):
        joining.say_different(cast.pavel(), row)
    with pytest.raises(Refusal, match=r"Somebody has decided about these two already"):
        joining.join(cast.pavel(), row)
    assert Alert.objects.get(pk=row.alert_id).state == "new"


def test_two_alerts_without_a_case_are_not_joined_yet() -> None:
    alert(ONE)
    alert(OTHER)
    with pytest.raises(Refusal, match=r"Neither alert has a case yet. Take one of them up first."):
        joining.join(cast.olga(), Likeness.objects.get())


def test_an_alert_that_was_set_aside_is_not_joined() -> None:
    row = pair()
    moves.set_aside(cast.olga(), row.alert, "Known.")
    with pytest.raises(Refusal, match=r"One of the two alerts does not wait any more"):
        joining.join(cast.olga(), row)


def test_an_older_alert_may_join_the_case_of_a_newer_one() -> None:
    cast.document_type()
    older = alert(ONE)
    newer = alert(OTHER)
    taking_up.take_up(cast.olga(), newer)
    joining.join(cast.olga(), Likeness.objects.get())
    older.refresh_from_db()
    assert older.joined_to == newer


def test_a_third_alert_joins_the_first_also_by_way_of_the_second() -> None:
    row = pair()
    joining.join(cast.olga(), row)
    third = alert(OTHER.replace("writes:", "writes again:"))
    twin = Likeness.objects.filter(alert=third, other=row.alert).get()
    joining.join(cast.olga(), twin)
    third.refresh_from_db()
    assert third.joined_to == row.other


def test_an_alert_is_not_joined_to_itself() -> None:
    first = alert(ONE)
    with pytest.raises(Refusal, match=r"An alert cannot be joined to itself."):
        moves.join(cast.olga(), first, first)


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_decides(who: object) -> None:
    row = pair()
    for verb in (joining.say_different, joining.join):
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb(who(), row)  # type: ignore[operator]

"""The risk clock: what presses most stands first, and officers have the last word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tocsin.intake import clock, moves
from tocsin.intake.models import Alert, Fear
from tocsin.kernel.audit import Entry
from tocsin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def alert(title: str, issues: str = "Corruption", feared: str = "") -> Alert:
    """An alert that arrives now, dated today."""
    day = today().strftime("%B %d, %Y")
    fear = f"It is feared that {feared}.\n" if feared else ""
    text = f"{title}\n\nCasa Clara\nDate: {day}\nPuno, Peru\n\nA thing happened to people.\n{fear}"
    text += f"\nCountries : Peru,\nIssues : {issues},\n"
    return moves.receive(cast.olga(), text.encode(), "a.txt", "file")[0]


def test_a_feared_day_sets_the_clock_and_is_a_proposal() -> None:
    one = clock.clock(alert("PERU: A", feared="they will be moved tomorrow"))
    assert one.by == today() + timedelta(1)
    assert one.fear
    assert one.is_proposed
    assert one.is_near
    assert not one.is_overdue


@pytest.mark.parametrize(
    ("issue", "severity", "days"),
    [("Right to life", "life", 1), ("Torture", "liberty", 2), ("Corruption", "other", 7)],
)
def test_without_a_day_gravity_and_age_set_it(issue: str, severity: str, days: int) -> None:
    one = clock.clock(alert("PERU: A", issue))
    assert (one.severity, one.is_severity_proposed) == (severity, True)
    assert one.by == today() + timedelta(days)
    assert one.fear is None


def test_a_day_farther_than_patience_does_not_make_an_alert_wait() -> None:
    one = clock.clock(alert("PERU: A", "Torture", "they will be moved within three weeks"))
    assert one.by == today() + timedelta(2)
    assert one.fear is None


def test_what_presses_most_comes_first() -> None:
    later = alert("PERU: Later", "Corruption")
    tomorrow = alert("PERU: Tomorrow", feared="they will be moved tomorrow")
    old = alert("PERU: Old", "Corruption")
    Alert.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(30))
    grave = alert("PERU: Grave", "Right to life")
    found = [one.alert for one in clock.waiting()]
    assert found == [old, grave, tomorrow, later]
    assert clock.waiting()[0].is_overdue


def test_what_was_decided_waits_no_more() -> None:
    moves.set_aside(cast.olga(), alert("PERU: A"), "It is known.")
    assert clock.waiting() == []


def fear_of(one: Alert) -> Fear:
    return one.fears.get()


def test_an_officer_confirms_another_day() -> None:
    one = alert("PERU: A", feared="they will be moved tomorrow")
    clock.confirm(cast.olga(), fear_of(one), today())
    told = clock.clock(Alert.objects.get())
    assert told.by == today()
    assert not told.is_proposed
    assert fear_of(one).said_by == "olga"
    assert Entry.objects.filter(verb="confirm fear").get().detail["day"] == today().isoformat()


def test_an_officer_says_that_there_is_no_day() -> None:
    one = alert("PERU: A", feared="they will be moved tomorrow")
    clock.dismiss(cast.olga(), fear_of(one))
    assert clock.clock(Alert.objects.get()).by == today() + timedelta(7)
    with pytest.raises(Refusal, match=r"Somebody has decided about this day already"):
        clock.confirm(cast.pavel(), fear_of(one), today())


def test_a_confirmed_day_stays_in_sight_after_the_alert_was_taken_up() -> None:
    one = alert("PERU: A", feared="they will be moved tomorrow")
    clock.confirm(cast.olga(), fear_of(one), today() + timedelta(1))
    assert clock.pressing() == []
    moves.take_up(cast.olga(), one)
    assert clock.pressing() == [fear_of(one)]
    clock.end(cast.olga(), fear_of(one))
    assert clock.pressing() == []


def test_a_day_must_be_written_to_be_confirmed() -> None:
    one = alert("PERU: A", feared="they will be moved tomorrow")
    with pytest.raises(Refusal, match=r"Write the day by which it may happen"):
        clock.confirm(cast.olga(), fear_of(one), None)


def test_an_officer_sets_the_gravity() -> None:
    one = alert("PERU: A")
    clock.set_severity(cast.olga(), one, "life")
    assert clock.clock(one).severity == "life"
    assert not clock.clock(one).is_severity_proposed
    with pytest.raises(Refusal, match=r"Choose how grave it is from the list."):
        clock.set_severity(cast.olga(), one, "mortal")


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_may_set_the_clock(who: Callable[[], Any]) -> None:
    one = alert("PERU: A", feared="they will be moved tomorrow")
    verbs: list[Callable[[], object]] = [
        lambda: clock.set_severity(who(), one, "life"),
        lambda: clock.confirm(who(), fear_of(one), today()),
        lambda: clock.dismiss(who(), fear_of(one)),
        lambda: clock.end(who(), fear_of(one)),
    ]
    for verb in verbs:
        with pytest.raises(Refusal, match=r"Only a person with the role “officer” may do this."):
            verb()

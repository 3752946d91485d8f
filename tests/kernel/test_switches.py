"""Switches: a row with who and why, known everywhere within a second, each use written down."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from tests import cast
from tocsin.kernel import audit, switches
from tocsin.kernel.crypto.home import home
from tocsin.kernel.mail import lanes, post
from tocsin.kernel.mail.outbox import Mail, Message, queue
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.switches import DOMAIN_SLOW, MAIL_PAUSED, NUMBER_HIDDEN, SIGN_CLOSED, Switch
from tocsin.kernel.work import run_until_idle
from tocsin.people import switching

pytestmark = pytest.mark.django_db


def fill(number: int, domain: str = "example.org") -> None:
    """Mails to so many people of a domain."""
    queue(Message(f"{domain}{n}", "b", f"p{n}@{domain}", "Hello", "Text") for n in range(number))


def test_a_switch_for_all_holds_for_each() -> None:
    assert not switches.on(SIGN_CLOSED, "FA-01-2026")
    switches.turn(cast.olga(), SIGN_CLOSED, "", True, "A flood")
    assert switches.on(SIGN_CLOSED, "FA-01-2026")
    assert switches.on(SIGN_CLOSED)
    assert not switches.on(NUMBER_HIDDEN, "FA-01-2026")


def test_a_switch_for_one_leaves_the_others_alone() -> None:
    switches.turn(cast.olga(), SIGN_CLOSED, "FA-01-2026", True, "A flood")
    assert switches.on(SIGN_CLOSED, "FA-01-2026")
    assert not switches.on(SIGN_CLOSED, "FA-02-2026")
    assert not switches.on(SIGN_CLOSED)


def test_it_says_who_and_why_and_since() -> None:
    before = timezone.now()
    switches.turn(cast.olga(), SIGN_CLOSED, "", True, "  Three thousand\n a minute ")
    row = Switch.objects.get()
    assert (row.by, row.why) == ("olga", "Three thousand a minute")
    assert before <= row.since <= timezone.now()


def test_each_use_is_in_the_audit_trail() -> None:
    switches.turn(cast.olga(), SIGN_CLOSED, "FA-01-2026", True, "A flood")
    switches.turn(cast.amir(), SIGN_CLOSED, "FA-01-2026", False)
    entries = audit.trail("switch", SIGN_CLOSED)
    assert [(one.actor, one.verb) for one in entries] == [
        ("amir", "switch off"),
        ("olga", "switch on"),
    ]
    assert entries[1].detail == {"about": "FA-01-2026", "why": "A flood"}


def test_turning_twice_is_harmless_and_keeps_the_first_reason() -> None:
    switches.turn(cast.olga(), SIGN_CLOSED, "", True, "A flood")
    switches.turn(cast.amir(), SIGN_CLOSED, "", True, "Another reason")
    assert Switch.objects.get().why == "A flood"
    switches.turn(cast.olga(), SIGN_CLOSED, "", False)
    switches.turn(cast.olga(), SIGN_CLOSED, "", False)
    assert audit.trail("switch", SIGN_CLOSED).count() == 2


def test_without_a_reason_it_is_not_turned() -> None:
    with pytest.raises(Refusal, match="Say why, in a few words") as refused:
        switches.turn(cast.olga(), SIGN_CLOSED, "", True, "  ")
    assert refused.value.field == "why"
    assert not Switch.objects.exists()


def test_another_process_knows_within_a_second() -> None:
    moment = [100.0]
    assert switches.standing(lambda: moment[0]) == ()
    Switch.objects.create(name=MAIL_PAUSED, why="A flood", by="olga", since=timezone.now())
    moment[0] += 0.9
    assert switches.standing(lambda: moment[0]) == ()
    moment[0] += 0.1
    assert [one.name for one in switches.standing(lambda: moment[0])] == [MAIL_PAUSED]


def test_a_second_long_nobody_asks_the_database(django_assert_num_queries: object) -> None:
    moment = [100.0]
    switches.standing(lambda: moment[0])
    with django_assert_num_queries(0):  # type: ignore[operator]
        for _time in range(50):
            switches.standing(lambda: moment[0])


def test_there_are_no_other_switches() -> None:
    with pytest.raises(Refusal, match="There is no such switch"):
        switches.turn(cast.olga(), "everything", "", True, "A flood")


@pytest.mark.parametrize("typed", ["example.org", " Example.ORG ", "@example.org", "a@example.org"])
def test_a_domain_is_taken_as_people_write_it(typed: str) -> None:
    switches.turn(cast.olga(), DOMAIN_SLOW, typed, True, "They turn us away")
    assert Switch.objects.get().subject == "example.org"


@pytest.mark.parametrize("typed", ["", "example", "example..org", "a b.org", "x" * 70 + ".org"])
def test_what_is_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="Write the domain that mail is to go to slowly"):
        switches.turn(cast.olga(), DOMAIN_SLOW, typed, True, "They turn us away")


def test_paused_mail_waits_and_goes_when_it_may() -> None:
    fill(3)
    switching.turn(cast.olga(), MAIL_PAUSED, "", True, "A wrong mail")
    assert run_until_idle([post.LOOP]) == 0
    assert not list((home() / "outbox").iterdir())
    switching.undo(cast.olga(), Switch.objects.get())
    assert run_until_idle([post.LOOP]) == 3
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_a_mail_that_was_taken_before_the_pause_does_not_begin() -> None:
    from tocsin.kernel.mail.delivery import deliver
    from tocsin.kernel.mail.post import transport
    from tocsin.kernel.work import lease

    fill(1)
    rows = lease(Mail.objects.filter(state="waiting"), 5)
    switching.turn(cast.olga(), MAIL_PAUSED, "", True, "A wrong mail")
    deliver(transport(), rows)
    assert Mail.objects.get().state == "waiting"


def test_mail_to_a_slow_domain_leaves_one_by_one() -> None:
    switching.turn(cast.olga(), DOMAIN_SLOW, "example.org", True, "They turn us away")
    fill(3)
    fill(2, "example.net")
    slow = list(Mail.objects.filter(key__startswith="example.org").order_by("pk"))
    times = [row.due_at for row in slow]
    assert [b - a for a, b in pairwise(times) if a and b] == [lanes.APART] * 2
    others = Mail.objects.filter(key__startswith="example.net")
    assert others.filter(due_at__lte=timezone.now(), lane=None).count() == 2


def test_the_lane_goes_on_where_it_ended() -> None:
    switching.turn(cast.olga(), DOMAIN_SLOW, "example.org", True, "They turn us away")
    fill(2)
    queue([Message("later", "b", "q@EXAMPLE.org", "Hello", "Text")])
    before, last = Mail.objects.order_by("due_at").values_list("due_at", flat=True)[1:3]
    assert before is not None
    assert last == before + lanes.APART


def test_when_it_is_undone_the_lane_leaves_at_once_and_no_other() -> None:
    switching.turn(cast.olga(), DOMAIN_SLOW, "example.org", True, "They turn us away")
    fill(4)
    fill(1, "example.net")
    tomorrow = timezone.now() + timedelta(days=1)
    Mail.objects.filter(key="example.net0").update(due_at=tomorrow)
    assert run_until_idle([post.LOOP]) == 1
    switching.undo(cast.olga(), Switch.objects.get())
    assert run_until_idle([post.LOOP]) == 3
    assert Mail.objects.get(key="example.net0").due_at == tomorrow


def test_what_failed_before_keeps_its_own_wait() -> None:
    switching.turn(cast.olga(), DOMAIN_SLOW, "example.org", True, "They turn us away")
    fill(1)
    later = timezone.now() + timedelta(hours=1)
    Mail.objects.update(attempts=2, due_at=later)
    switching.undo(cast.olga(), Switch.objects.get())
    assert Mail.objects.get().due_at == later


def test_any_role_is_enough_and_none_is_not() -> None:
    for person in (cast.olga(), cast.amir(), cast.nadia()):
        switching.turn(person, MAIL_PAUSED, "", True, "A flood")
        switching.turn(person, MAIL_PAUSED, "", False)
    with pytest.raises(Refusal, match="Only officers, approvers and administrators"):
        switching.turn(cast.stranger(), MAIL_PAUSED, "", True, "A flood")
    assert not switches.on(MAIL_PAUSED)


def test_who_may_no_longer_sign_in_may_turn_nothing() -> None:
    gone = cast.olga()
    gone.is_active = False
    assert not switching.may_turn(gone)

"""The scenarios in small, with few people; `python -m tests.floods` plays them whole."""

from __future__ import annotations

import pytest

from tests import cast
from tests.floods import crowd
from tests.floods.clock import Clock
from tests.floods.scenarios import SCENARIOS, Scenario, play
from tests.floods.simulation import Outcome

pytestmark = pytest.mark.django_db
QUARTER = 0.25


def played(make: object, fakes: int, clock: Clock, people: int = 15) -> Outcome:
    """One scenario in short, with few people, of whom nobody is refused or delayed."""
    cast.signing_key()
    scenario = next(one for one in SCENARIOS if one.make is make)
    told = play(Scenario(scenario.name, scenario.make, fakes, people, QUARTER), clock)
    assert (told.fakes, told.people) == (fakes, people)
    assert told.refused == told.delayed == told.unmailed == 0
    return told


def test_invented_mailboxes_from_one_address_are_mailed_and_not_counted(clock: Clock) -> None:
    told = played(crowd.one_address, 70, clock)
    assert told.fakes_counted == 0
    assert told.most_mails <= 3


def test_a_catch_all_domain_is_held_back_whole(clock: Clock) -> None:
    told = played(crowd.catch_all, 60, clock)
    assert (told.fakes_counted, told.people_held) == (0, 0)
    assert told.fakes_held + told.fake_mails >= 60


def test_four_voices_of_each_throw_away_domain_are_held_back(clock: Clock) -> None:
    told = played(crowd.throw_away, 80, clock)
    assert (told.fakes_counted, told.fakes_held, told.people_held) == (0, 80, 0)


def test_forms_that_programs_fill_are_held_back_and_a_campus_is_not(clock: Clock) -> None:
    told = played(crowd.scraped, 80, clock, people=48)
    assert (told.fakes_counted, told.people_held) == (0, 0)
    assert told.people_counted >= 30


def test_a_mailbox_written_in_many_ways_counts_once(clock: Clock) -> None:
    told = played(crowd.variants, 40, clock)
    assert told.fakes_counted == 1
    assert told.most_mails <= 3


def test_a_victim_gets_five_mails_a_day_at_most(clock: Clock) -> None:
    told = played(crowd.bombed, 80, clock)
    assert (told.fakes_counted, told.most_mails) == (0, 5)


def test_forms_and_links_sent_again_count_once(clock: Clock) -> None:
    told = played(crowd.replayed, 40, clock)
    assert told.fakes_counted <= 10


def test_mailboxes_that_were_bought_are_counted_and_this_is_said(clock: Clock) -> None:
    """No signal tells them from people; docs/how-it-works/floods.md says so."""
    told = played(crowd.real_mailboxes, 20, clock)
    assert told.fakes_counted == 20


def test_the_crowd_is_the_same_each_time() -> None:
    import random

    first, second = (crowd.people(random.Random("1"), 50, 60.0) for _again in range(2))  # noqa: S311
    assert first == second
    assert len({one.name for one in SCENARIOS}) == len(SCENARIOS) == 15

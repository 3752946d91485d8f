"""Who has a text open is noted for the others, and the note fades."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tocsin.kernel import opened
from tocsin.kernel.opened import FADES, Opened

pytestmark = pytest.mark.django_db


def pass_by(time: timedelta) -> None:
    """As if all notes were older."""
    for one in Opened.objects.all():
        one.seen -= time
        one.since -= time
        one.save()


def names(by: str = "pavel", subject: object = 7) -> list[str]:
    return [one.by for one in opened.others(by, "claim", subject)]


def test_others_see_who_has_it_open_and_since_when() -> None:
    before = timezone.now()
    opened.leave("olga", "claim", 7)
    (one,) = opened.others("pavel", "claim", 7)
    assert (one.by, str(one)) == ("olga", "olga claim 7")
    assert before <= one.since <= timezone.now()


def test_nobody_is_told_of_themselves_or_of_another_thing() -> None:
    opened.leave("olga", "claim", 7)
    assert names("olga") == []
    assert names(subject=8) == []
    assert opened.others("pavel", "appeal", 7) == []


def test_who_opened_it_first_stands_first() -> None:
    opened.leave("olga", "claim", 7)
    opened.leave("amir", "claim", 7)
    assert names() == ["olga", "amir"]


def test_a_note_fades_after_ten_minutes() -> None:
    opened.leave("olga", "claim", 7)
    pass_by(timedelta(minutes=9))
    assert names() == ["olga"]
    pass_by(timedelta(minutes=2))
    assert names() == []


def test_a_reload_keeps_it_and_the_time_of_its_beginning() -> None:
    opened.leave("olga", "claim", 7)
    pass_by(timedelta(minutes=8))
    opened.leave("olga", "claim", 7)
    pass_by(timedelta(minutes=8))
    (one,) = opened.others("pavel", "claim", 7)
    assert timezone.now() - one.since >= timedelta(minutes=16)


def test_who_comes_back_late_begins_anew() -> None:
    opened.leave("olga", "claim", 7)
    pass_by(FADES + timedelta(seconds=1))
    opened.leave("olga", "claim", 7)
    (one,) = opened.others("pavel", "claim", 7)
    assert timezone.now() - one.since < FADES


def test_what_faded_is_swept_away() -> None:
    opened.leave("olga", "claim", 7)
    pass_by(FADES + timedelta(seconds=1))
    opened.leave("pavel", "claim", 8)
    assert [one.by for one in Opened.objects.all()] == ["pavel"]


def test_a_save_ends_it() -> None:
    opened.leave("olga", "claim", 7)
    opened.leave("amir", "claim", 7)
    opened.close("olga", "claim", 7)
    assert names() == ["amir"]

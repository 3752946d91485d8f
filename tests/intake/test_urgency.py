"""The days that feared things are told for, counted from the document's own day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import urgency

TUESDAY = date(2026, 3, 3)

DAYS = {
    "They will be moved within 48 hours.": date(2026, 3, 5),
    "They will be moved within 36 hours.": date(2026, 3, 5),
    "She may be deported in the next 24 hours.": date(2026, 3, 4),
    "She may be deported within three days.": date(2026, 3, 6),
    "He could be tried within a week.": date(2026, 3, 10),
    "The hearing is on Monday.": date(2026, 3, 9),
    "The hearing is on Tuesday.": date(2026, 3, 10),
    "The hearing is this Tuesday.": TUESDAY,
    "They will be evicted by Friday.": date(2026, 3, 6),
    "They will be evicted tomorrow.": date(2026, 3, 4),
    "They will be evicted the day after tomorrow.": date(2026, 3, 5),
    "They fear for tonight.": TUESDAY,
    "The court sits next week.": date(2026, 3, 10),
    "They will be executed on 14 March.": date(2026, 3, 14),
    "They will be executed on March 14th.": date(2026, 3, 14),
    "They will be executed on 14 March 2026.": date(2026, 3, 14),
    "The trial opens on 2 February.": date(2027, 2, 2),
    "The trial opens on 2026-03-20.": date(2026, 3, 20),
    "The trial opens on Friday, before the hearing on 20 March.": date(2026, 3, 6),
    "Ils seront expulsés dans les 48 heures.": date(2026, 3, 5),
    "Ils seront expulsés demain.": date(2026, 3, 4),
    "L'audience a lieu lundi.": date(2026, 3, 9),
    "Elle sera expulsée d'ici trois jours.": date(2026, 3, 6),
}
NONE = (
    "They will be moved to a military prison.",
    "They may 3 times a day be beaten.",
    "They were arrested on 1 March 2026 and will be tried.",
    "They are beaten on Mondays.",
    "The term ends on 14 March 2031.",
    "The hearing is on 31 February.",
    "He was held within 500000 metres.",
    "",
)


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_from_words(text: str) -> None:
    assert urgency.day_of(text, TUESDAY).day == DAYS[text]


@pytest.mark.parametrize("text", NONE)
def test_words_that_name_no_day_to_come_give_none(text: str) -> None:
    assert urgency.day_of(text, TUESDAY) == urgency.Proposed(text)


def test_the_words_that_name_the_day_are_shown() -> None:
    told = urgency.day_of("They will be moved within 48\nhours.", TUESDAY)
    assert told.words == "within 48 hours"


def test_only_feared_claims_are_fears_and_each_once() -> None:
    told = [
        {"status": "feared", "text": "They will be moved tomorrow."},
        {"status": "feared", "text": "They will be moved tomorrow."},
        {"status": "reported", "text": "They were taken on Monday."},
        {"status": "feared", "text": "They fear the worst."},
    ]
    found = urgency.fears(told, TUESDAY)
    assert [one.day for one in found] == [date(2026, 3, 4), None]


def test_days_count_from_the_document_else_from_its_arrival() -> None:
    assert urgency.written_on("2026-03-03", date(2026, 5, 1)) == TUESDAY
    assert urgency.written_on(None, date(2026, 5, 1)) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("issues", "feared", "severity"),
    [
        (["extrajudicial-killings", "torture"], [], "life"),
        (["torture"], [], "liberty"),
        (["torture"], ["They may be executed on Friday."], "life"),
        ([], ["Il risque la peine de mort."], "life"),
        (["corruption"], ["The office may be closed."], "other"),
        ([], [], "other"),
    ],
)
def test_how_grave_it_seems(issues: list[str], feared: list[str], severity: str) -> None:
    assert urgency.severity(issues, feared) == severity


def test_every_issue_that_is_weighed_is_in_the_vocabulary() -> None:
    from tocsin.vocabulary import issues

    assert set(issues.slugs()) >= urgency.LIFE | urgency.LIBERTY


@given(st.text(max_size=300), st.dates())
def test_any_words_give_a_day_not_before_the_document_or_none(text: str, day: date) -> None:
    told = urgency.day_of(text, day)
    assert told.day is None or told.day >= day


WORDS = st.sampled_from(
    [
        "within",
        "48",
        "hours",
        "on",
        "Monday",
        "next",
        "demain",
        "31",
        "feb",
        "2026",
        "trois",
        "jours",
    ]
)


@given(st.lists(WORDS, max_size=12), st.dates(min_value=date(1, 1, 1)))
def test_any_mixture_of_such_words_is_read(words: list[str], day: date) -> None:
    told = urgency.day_of(" ".join(words), day)
    assert told.day is None or told.day >= day

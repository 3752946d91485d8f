"""Oddities of writers: how dates, IDs, countries, partners and separators are put down."""

from __future__ import annotations

from dataclasses import replace

from tests.intake.corpus import dates, places
from tests.intake.corpus.oddities import FACTS, oddity
from tests.intake.corpus.page import Page

UPDATES = ("UP", "HU")
APPEALS = ("UA", "UP", "HA", "HU")
WITH_LISTS = (*APPEALS, "FA")


@oddity(FACTS, 0.5)
def date_shape(page: Page) -> bool:
    """Any of the shapes instead of “September 16, 2003”."""
    page.case.style.date_shape = page.rng.choice(dates.SHAPES[1:])
    return True


@oddity(FACTS, 0.15)
def padded_day(page: Page) -> bool:
    """September 03, 2003."""
    page.case.style.padded_day = True
    return page.case.issued.day < 10


@oddity(FACTS, 0.03)
def numeric_date(page: Page) -> bool:
    """03/09/2003: clear only where the day is above twelve."""
    page.case.style.date_shape = "numeric"
    if page.case.issued.day <= 12:
        page.answers.unsure.add("date")
    return True


@oddity(FACTS, 0.1)
def time_in_date_field(page: Page) -> bool:
    """A time beside the day of the incident."""
    day = dates.written(page.case.happened, "day_first")
    page.case.style.incident = f"{day} at about {page.rng.randint(1, 11)}:30pm"
    return True


@oddity(FACTS, 0.06)
def month_contradiction(page: Page) -> bool:
    """The day of the incident has one month in the text and another in the facts."""
    day = page.case.happened
    other = day.replace(day=min(day.day, 28), month=day.month % 12 + 1)
    page.case.style.incident = dates.written(other, "day_first")
    return True


@oddity(FACTS, 0.05)
def letter_suffix(page: Page) -> bool:
    """FA-36A-2005."""
    if page.case.identifier.digits == 0 or page.case.identifier.session:
        return False
    letter = page.rng.choice("ABC")
    page.case.identifier = replace(page.case.identifier, suffix=letter)
    return True


@oddity(FACTS, 0.08)
def unpadded_number(page: Page) -> bool:
    """UP-4-2001."""
    one = page.case.identifier
    if one.digits <= len(str(one.number)) or one.session:
        return False
    page.case.identifier = replace(one, digits=len(str(one.number)))
    return True


@oddity(FACTS, 0.08, APPEALS)
def second_letter(page: Page) -> bool:
    """A letter to the writer's own foreign ministry."""
    page.case.style.second_letter = True
    return True


@oddity(FACTS, 0.05, ("UA", "HA"))
def details_in_letter_only(page: Page) -> bool:
    """The facts stand in the sample letter and nowhere else."""
    page.case.style.details_in_letter_only = True
    return True


@oddity(FACTS, 0.4, UPDATES)
def update_marker(page: Page) -> bool:
    """UPDATE(Country): and its like."""
    page.case.style.marker = page.rng.choice(
        [
            "UPDATE({country}): ",
            "UPDATE ({country}) : ",
            "UPDATE: {country}: ",
            "URGENT APPEAL UPDATE ({country}): ",
            "{country}: UPDATE: ",
        ]
    )
    return True


@oddity(FACTS, 0.3, ("FA",))
def forwarded_marker(page: Page) -> bool:
    """FORWARDED APPEAL (Country):"""
    shapes = ("FORWARDED APPEAL ({country}): ", "FORWARDED URGENT APPEAL ({country}): ")
    page.case.style.marker = page.rng.choice(shapes)
    return True


@oddity(FACTS, 0.04)
def dash_after_country(page: Page) -> bool:
    """NEPAL – headline."""
    page.case.style.after_country = " – "
    return page.case.style.country_in_title


@oddity(FACTS, 0.08, WITH_LISTS)
def other_greeting(page: Page) -> bool:
    """Dear colleagues, Dear all."""
    page.case.style.greeting = page.rng.choice(["Dear colleagues,", "Dear all,", "Dear friends"])
    return True


@oddity(FACTS, 0.12)
def country_in_small_letters(page: Page) -> bool:
    """Sri Lanka: instead of SRI LANKA:"""
    page.case.called = page.case.country.name
    return True


@oddity(FACTS, 0.05)
def no_country_in_title(page: Page) -> bool:
    """A headline alone."""
    page.case.style.country_in_title = False
    page.case.style.issue_line = page.case.style.issue_line.replace("country", "free")
    return True


@oddity(FACTS, 0.03)
def continent_in_title(page: Page) -> bool:
    """ASIA: or WORLD: is no country."""
    page.case.called = page.rng.choice(["ASIA", "WORLD"])
    return True


@oddity(FACTS, 0.04)
def two_countries(page: Page) -> bool:
    """Two countries in one footer."""
    others = [one for one in places.COUNTRIES if one.code != page.case.country.code]
    page.case.others = [page.rng.choice(others)]
    page.case.called = f"{page.case.country.name.upper()}/{page.case.others[0].name.upper()}"
    return True


@oddity(FACTS, 0.1)
def partner_with_acronym(page: Page) -> bool:
    """Committee for Fair Trials (CFT)."""
    words = page.case.partner.replace("'s", "").replace("&", "").split()
    letters = "".join(word[0] for word in words if word[0].isupper())
    if len(letters) < 3 or page.case.kind not in (*WITH_LISTS, "FP"):
        return False
    page.case.partner_shown = f"{page.case.partner} ({letters})"
    return True


@oddity(FACTS, 0.1, WITH_LISTS)
def no_greeting(page: Page) -> bool:
    """No “Dear friends”."""
    page.case.style.greeting = ""
    return True


@oddity(FACTS, 0.25)
def no_footer(page: Page) -> bool:
    """The footer was never there: the text comes from the e-mail."""
    page.case.style.footer = False
    return True


@oddity(FACTS, 0.5, WITH_LISTS)
def separator(page: Page) -> bool:
    """Runs of other signs between two parts."""
    shapes = ("—" * 12, "=" * 50, "-=-=-=-=-=-=-=-=-", "*" * 40, "_" * 60, "— — — — —", "-" * 5)
    page.case.style.rule = page.rng.choice(shapes)
    return True

"""Oddities of lists: issues, earlier documents, and offices that are written to."""

from __future__ import annotations

from dataclasses import replace

from tests.intake.corpus.oddities import FACTS, oddity
from tests.intake.corpus.page import Page
from tests.intake.corpus.themes import NOT_IN_THE_LIST

APPEALS = ("UA", "UP", "HA", "HU")
WITH_LISTS = (*APPEALS, "FA")


@oddity(FACTS, 0.3, WITH_LISTS)
def issues_controlled(page: Page) -> bool:
    """ISSUES: Torture, Impunity, (with a comma at the end)."""
    page.case.style.issue_line = "controlled"
    return True


@oddity(FACTS, 0.3, WITH_LISTS)
def issues_free(page: Page) -> bool:
    """ISSUES: torture; illegal detention (words of the writer's own)."""
    page.case.style.issue_line = "free"
    return True


@oddity(FACTS, 0.15, APPEALS)
def issues_after_country(page: Page) -> bool:
    """SRI LANKA: Torture; Impunity (the e-mail years)."""
    page.case.style.issue_line = "country"
    return page.case.style.country_in_title


@oddity(FACTS, 0.12)
def issue_outside_the_list(page: Page) -> bool:
    """A name that no list holds, which must be told and not guessed."""
    if page.case.style.issue_line not in ("free", "country") or page.case.kind not in APPEALS:
        return False
    page.case.free_issues = [page.rng.choice(NOT_IN_THE_LIST)]
    return True


@oddity(FACTS, 0.15)
def issue_with_comma(page: Page) -> bool:
    """Refugees, IDPs & Asylum seekers: one issue."""
    name = "Refugees, IDPs & Asylum seekers"
    if name not in page.case.issues:
        page.case.issues.insert(page.rng.randint(0, len(page.case.issues)), name)
    return True


@oddity(FACTS, 0.7)
def related_list_shape(page: Page) -> bool:
    """The RE list with commas, in parentheses, bare, or without separators."""
    shapes = ("re", "parentheses", "bare", "spaced", "short")
    page.case.style.related_line = page.rng.choice(shapes)
    return bool(page.case.related)


@oddity(FACTS, 0.15)
def ids_run_together(page: Page) -> bool:
    """FA-06-2004UP-14-2004UP-26-2004."""
    page.case.style.related_line = "together"
    return len(page.case.related) > 1


@oddity(FACTS, 0.3, WITH_LISTS)
def numbering(page: Page) -> bool:
    """1) (1) 1# or none."""
    page.case.style.numbering = page.rng.choice(["{n}) ", "({n}) ", "{n}# ", "", "{n}."])
    return True


@oddity(FACTS, 0.1, WITH_LISTS)
def number_twice(page: Page) -> bool:
    """1, 2, 3, 5, 5."""
    page.case.style.double_number = True
    return bool(page.case.style.numbering)


@oddity(FACTS, 0.3, WITH_LISTS)
def fax_x_or_y(page: Page) -> bool:
    """Fax: +94 11 2345678 or 2345679."""
    page.case.style.addresses["two_faxes"] = True
    return True


@oddity(FACTS, 0.12, WITH_LISTS)
def address_on_one_line(page: Page) -> bool:
    """Name, office, street and numbers in one line."""
    page.case.style.addresses["one_line"] = True
    return True


@oddity(FACTS, 0.25, WITH_LISTS)
def office_without_holder(page: Page) -> bool:
    """Only the office, no name of who holds it."""
    page.case.style.addresses["no_holder"] = True
    return True


@oddity(FACTS, 0.2, WITH_LISTS)
def salutation(page: Page) -> bool:
    """A line that says how to begin the letter."""
    page.case.style.addresses["salutation"] = True
    return True


@oddity(FACTS, 0.2, ("FA",))
def passive_conveying(page: Page) -> bool:
    """Your letters will be delivered to…"""
    page.case.style.passive = True
    page.case.style.asks_in_sentence = True
    return True


@oddity(FACTS, 0.1)
def semicolon_in_related_title(page: Page) -> bool:
    """A title inside the RE list holds the sign that parts the list."""
    page.case.style.related_line = "titles"
    theme = page.case.theme
    headline = f"{theme.headlines[0].rstrip('.')}; police deny it"
    page.case.theme = replace(theme, headlines=(headline,))
    return bool(page.case.related)


@oddity(FACTS, 0.15, WITH_LISTS)
def holder_and_office_on_one_line(page: Page) -> bool:
    """1. Mr. X, Minister of Justice (and the address below)."""
    page.case.style.addresses["holder_and_office"] = True
    return True


@oddity(FACTS, 0.15, WITH_LISTS)
def office_before_holder(page: Page) -> bool:
    """1. Minister of Justice, and below who holds the office."""
    page.case.style.addresses["office_first"] = True
    return True


@oddity(FACTS, 0.2, WITH_LISTS)
def building_of_an_office(page: Page) -> bool:
    """A house or a secretariat stands between the office and the street."""
    page.case.style.addresses["body_line"] = True
    return True


@oddity(FACTS, 0.15, WITH_LISTS)
def holder_with_style(page: Page) -> bool:
    """H.E. Mr. X, Hon. Ms. Y."""
    style = page.rng.choice(["H.E.", "Hon.", "The Honourable", "His Excellency"])
    page.case.offices = [replace(one, holder=f"{style} {one.holder}") for one in page.case.offices]
    return True


@oddity(FACTS, 0.05, WITH_LISTS)
def addressees_inline(page: Page) -> bool:
    """The offices stand in a running sentence, with their addresses."""
    page.case.style.addresses["inline"] = True
    page.answers.unsure.add("addressees")
    return True


@oddity(FACTS, 0.15)
def and_for_ampersand(page: Page) -> bool:
    """Arbitrary arrest and detention."""
    page.case.style.ampersand = "and"
    return any("&" in one for one in page.case.issues)


@oddity(FACTS, 0.15, APPEALS)
def mixed_separators(page: Page) -> bool:
    """ISSUES: a; b; c, d"""
    page.case.style.last_separator = ", "
    return page.case.style.issue_line in ("free", "country") and len(page.case.issues) > 1

"""Statements, press releases, open letters and submissions."""

from __future__ import annotations

from tests.intake.corpus import dates, identifiers, parts, prose
from tests.intake.corpus.page import Page


def release(page: Page) -> None:
    """Statements and press releases, the desk's own or forwarded."""
    case, rng = page.case, page.rng
    desk, short = case.desk
    forwarded_one = case.kind == "FP"
    titled_first = rng.random() < 0.25
    if titled_first:
        parts.title(page)
    if rng.random() < 0.7:
        page.add("banner", "FOR IMMEDIATE RELEASE")
    page.add("id", parts.own(page), states={"id"})
    parts.date_line(page)
    name = identifiers.NAMES[case.identifier.code].removeprefix("Forwarded ")
    if forwarded_one:
        line = f"A {name} from the {case.partner_shown} forwarded by the {desk} ({short})"
        page.add("byline", line, states={"partner", "type"})
    else:
        page.add("byline", f"A {name} by the {desk} ({short})", states={"type"})
    if not titled_first:
        parts.title(page)
    parts.related(page)
    if not forwarded_one:
        prose.summary(page, prose.OWN, partner=False)
    else:
        page.add("dateline", f"({case.town}, {dates.written(case.issued, 'month_first')})")
        page.blocks[-1].states.add("date")
    prose.account(page, "")
    page.blocks = [block for block in page.blocks if block.lines != [""]]
    page.add("signoff", "# # #" if rng.random() < 0.5 else f"About the {short}: a network.")
    parts.footer(page)


def open_letter(page: Page) -> None:
    """A letter to the holder of an office, published."""
    case = page.case
    desk, short = case.desk
    del case.offices[1:]
    office = case.offices[0]
    page.add("id", parts.own(page), states={"id"})
    parts.date_line(page)
    page.add("byline", f"An Open Letter from the {desk} ({short}) to the {office.name}")
    page.blocks[-1].states.add("type")
    parts.title(page)
    lines = [office.holder, office.name, "4 Government Compound", f"{case.town}", "Fax: +99 1 23"]
    page.add("addressee", *lines, states={"addressees"})
    page.answers.addressees = [office.name]
    page.answers.offices = {office.name: office.forms}
    page.answers.unsure.add("addressees")
    page.add("greeting", f"Dear {office.holder},")
    prose.summary(page, prose.OWN, partner=False)
    prose.account(page, "")
    page.blocks = [block for block in page.blocks if block.lines != [""]]
    page.add("signoff", "Yours sincerely,", case.victims[3], "Executive Director", desk)
    parts.footer(page)


def submission(page: Page) -> None:
    """A statement to a session of the United Nations' human rights body."""
    case = page.case
    one = case.identifier
    page.add("banner", "UNITED NATIONS HUMAN RIGHTS COUNCIL", f"Session {one.session}")
    page.add("id", parts.own(page).lower() if page.rng.random() < 0.5 else parts.own(page))
    page.blocks[-1].states.add("id")
    parts.date_line(page)
    kind = "A written statement" if case.kind == "CWS" else "An oral statement"
    page.add("byline", f"{kind} submitted by a non-governmental organisation")
    parts.title(page)
    prose.summary(page, prose.OWN, partner=False)
    prose.account(page, "")
    page.blocks = [block for block in page.blocks if block.lines != [""]]
    parts.footer(page)

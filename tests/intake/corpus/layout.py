"""Whole documents, in the layout of their kind and time."""

from __future__ import annotations

from tests.intake.corpus import forwards, parts, prose, releases
from tests.intake.corpus.page import Page

LABELS = {
    "UA": "Urgent Appeal Case",
    "UP": "Urgent Appeal Update",
    "HA": "Hunger Alert Case",
    "HU": "Hunger Alert Update",
}


def lay_out(page: Page) -> None:
    """Fills the page with the blocks of its kind."""
    kind, rng = page.case.kind, page.rng
    if kind == "FA":
        forwards.lay_out(page)
    elif kind in LABELS:
        early = page.case.identifier.year < 2006
        rng.choice([mailed if early else programme, site, programme])(page)
    elif kind in ("CWS", "COS"):
        releases.submission(page)
    elif kind == "OL":
        releases.open_letter(page)
    else:
        releases.release(page)


def mailed(page: Page) -> None:
    """The e-mails of the first years: banner, kind, date, ID with the title, issues."""
    case = page.case
    parts.banner(page)
    label = {"UP": "UPDATE ON URGENT APPEAL", "HU": "UPDATE ON HUNGER ALERT"}
    plain = {"UA": "Urgent Appeal", "HA": "Hunger Alert"} | label
    page.add("label", plain[case.kind], states={"type"})
    parts.date_line(page)
    parts.rule(page)
    parts.title(page, before=f"{parts.own(page)}: ")
    case.style.issue_line = case.style.issue_line or page.rng.choice(["country", "free"])
    parts.issue_line(page)
    parts.rule(page)
    parts.related(page)
    _middle(page)
    parts.footer(page)


def programme(page: Page) -> None:
    """From 2006: banner, labelled ID, date, title, ISSUES, RE, greeting."""
    parts.banner(page)
    label = LABELS[page.case.kind]
    page.add("id", f"{label}: {parts.own(page)}", states={"id", "type"})
    parts.date_line(page)
    parts.rule(page)
    parts.title(page)
    parts.issue_line(page)
    parts.rule(page)
    parts.related(page)
    _middle(page)
    parts.footer(page)


def site(page: Page) -> None:
    """A copy of the web page: breadcrumb, title, date of the page, then the text."""
    title = parts.title(page, states=False)
    page.add("crumbs", f"Home / News / Urgent Appeals / {title}")
    parts.title(page)
    parts.date_line(page, "pagedate")
    parts.banner(page)
    page.add("id", f"{LABELS[page.case.kind]}: {parts.own(page)}", states={"id", "type"})
    if page.rng.random() < 0.5:
        page.add("repeated", page.answers.title)
    parts.issue_line(page)
    parts.related(page)
    _middle(page)
    parts.footer(page)


def _middle(page: Page) -> None:
    """Greeting, summary, details, letter, addressees, thanks."""
    case, rng = page.case, page.rng
    parts.greeting(page)
    update = case.kind in ("UP", "HU")
    if update:
        page.add("cover", rng.choice(prose.UPDATES))
    sourced = rng.random() < 0.12
    if rng.random() < 0.65 and not sourced:
        prose.summary(page, prose.NAMED, partner=True)
    elif rng.random() < 0.3 and not sourced:
        prose.unnamed(page)
    else:
        prose.summary(page, prose.OWN, partner=False)
    parts.sign_off(page, rng.random() < 0.3)
    parts.rule(page)
    if not case.style.details_in_letter_only:
        prose.account(page, rng.choice(parts.UPDATED if update else parts.DETAILS))
        if sourced:
            _source(page)
        if rng.random() < 0.6:
            prose.facts(page)
        page.add("heading", rng.choice(parts.BACKGROUND))
        page.add("body", f"Cases of this kind have been told from {case.town} for years.")
    if update and rng.random() < 0.6:
        parts.sign_off(page)
        return
    page.add("heading", "SUGGESTED ACTION:")
    page.add("action", "Please send a letter to the authorities below and ask for an inquiry.")
    prose.letter(page)
    if case.style.second_letter:
        prose.second_letter(page)
    parts.addressees(page)
    parts.sign_off(page)


def _source(page: Page) -> None:
    """The partner is named beside the heading of the details."""
    heading = page.all("heading")[-1]
    shapes = ("(Source: {})", "(Based on the documentation by {})", "(Source: The {})")
    heading.lines[0] += " " + page.rng.choice(shapes).format(page.case.partner_shown)
    heading.states.add("partner")

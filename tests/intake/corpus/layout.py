"""Whole documents, in the layout of their kind and time."""

from __future__ import annotations

from tests.intake.corpus import identifiers, parts, prose
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
        rng.choice([forwarded, forwarded, forwarded_with_head])(page)
    elif kind in LABELS:
        early = page.case.identifier.year < 2006
        rng.choice([mailed if early else programme, site, programme])(page)
    elif kind in ("CWS", "COS"):
        submission(page)
    elif kind == "OL":
        open_letter(page)
    else:
        release(page)


def forwarded(page: Page) -> None:
    """Title first, cover note, the partner's text under its own letterhead."""
    line = parts.title(page)
    _cover(page)
    if page.rng.random() < 0.3:
        parts.rule(page)
    _statement(page, line)
    parts.sign_off(page)
    parts.footer(page)


def forwarded_with_head(page: Page) -> None:
    """The same under the desk's own banner and ID line."""
    parts.banner(page)
    page.add("id", f"Forwarded Urgent Appeal: {parts.own(page)}", states={"id", "type"})
    line = parts.title(page)
    parts.issue_line(page)
    parts.related(page)
    _cover(page)
    parts.rule(page)
    _statement(page, line)
    parts.sign_off(page)
    parts.footer(page)


def _cover(page: Page) -> None:
    parts.greeting(page)
    prose.summary(page, prose.FORWARDS, partner=True)
    parts.sign_off(page, page.rng.random() < 0.7)


def _statement(page: Page, line: str) -> None:
    signed = page.rng.random() < 0.15
    if not signed:
        _letterhead(page)
    if page.rng.random() < 0.8:
        page.add("repeated", line)
    prose.account(page, "")
    page.blocks = [block for block in page.blocks if block.lines != [""]]
    if page.case.style.asks_in_sentence or page.rng.random() < 0.6:
        parts.convey(page)
    elif page.rng.random() < 0.6:
        parts.addressees(page)
    if signed:
        _signature(page)


def _signature(page: Page) -> None:
    """The partner's name and the day stand below its text."""
    case, when = page.case, parts.day(page)
    page.answers.date = case.issued
    lines = [case.officer, "President", case.partner_shown, f"{case.town}, {when}"]
    page.add("letterhead", *lines, states={"date", "partner"})


def _letterhead(page: Page) -> None:
    case, rng = page.case, page.rng
    when, where, name = parts.day(page), f"{case.town}, {case.country.name}", case.partner_shown
    styles = (
        [name, f"Date: {when}", where],
        [name, f"Date: {when}", where],
        [name, where, f"Date: {when}"],
        [name, where, when],
        [name.upper(), f"7 Quay Road, {where}", when],
        [f"Statement by the {name}", f"{case.town}, {when}"],
        [when, name, f"7 Quay Road, {where}", "Tel: +33 1 2345678"],
        [f"From: {name}", f"Date: {when}", "To: all friends"],
        ["PRESS RELEASE", name, when],
        [f"{name} – Press Statement", f"{where}, {when}"],
        [f"Urgent appeal from the {name}", f"Dated: {when}"],
    )
    page.answers.date = case.issued
    page.add("letterhead", *rng.choice(styles), states={"date", "partner"})


def mailed(page: Page) -> None:
    """The e-mails of the first years: banner, kind, date, ID with the title, issues."""
    case = page.case
    parts.banner(page)
    label = {"UP": "UPDATE ON URGENT APPEAL", "HU": "UPDATE ON HUNGER ALERT"}
    plain = {"UA": "Urgent Appeal", "HA": "Hunger Alert"} | label
    page.add("label", plain[case.kind], states={"type"})
    _date(page)
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
    _date(page)
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
    _date(page, "pagedate")
    parts.banner(page)
    page.add("id", f"{LABELS[page.case.kind]}: {parts.own(page)}", states={"id", "type"})
    parts.issue_line(page)
    parts.related(page)
    _middle(page)
    parts.footer(page)


def _date(page: Page, kind: str = "date") -> None:
    page.answers.date = page.case.issued
    label = "Date: " if page.rng.random() < 0.2 and kind == "date" else ""
    page.add(kind, label + parts.day(page), states={"date"})


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


def release(page: Page) -> None:
    """Statements and press releases, the desk's own or forwarded."""
    case, rng = page.case, page.rng
    desk, short = case.desk
    forwarded_one = case.kind == "FP"
    page.add("banner", "FOR IMMEDIATE RELEASE")
    page.add("id", parts.own(page), states={"id"})
    _date(page)
    name = identifiers.NAMES[case.identifier.code].removeprefix("Forwarded ")
    if forwarded_one:
        line = f"A {name} from the {case.partner_shown} forwarded by the {desk} ({short})"
        page.add("byline", line, states={"partner", "type"})
    else:
        page.add("byline", f"A {name} by the {desk} ({short})", states={"type"})
    parts.title(page)
    parts.related(page)
    if not forwarded_one:
        prose.summary(page, prose.OWN, partner=False)
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
    _date(page)
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
    _date(page)
    kind = "A written statement" if case.kind == "CWS" else "An oral statement"
    page.add("byline", f"{kind} submitted by a non-governmental organisation")
    parts.title(page)
    prose.summary(page, prose.OWN, partner=False)
    prose.account(page, "")
    page.blocks = [block for block in page.blocks if block.lines != [""]]
    parts.footer(page)

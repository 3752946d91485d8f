"""Forwarded appeals: the desk's cover note, then the partner's own text."""

from __future__ import annotations

from tests.intake.corpus import parts, prose
from tests.intake.corpus.page import Page


def lay_out(page: Page) -> None:
    """One of the layouts of a forwarded appeal."""
    page.rng.choice([forwarded, forwarded, forwarded, with_head, with_head, bare])(page)


def forwarded(page: Page) -> None:
    """Title first, cover note, the partner's text under its own letterhead."""
    line = parts.title(page)
    _cover(page)
    if page.rng.random() < 0.3:
        parts.rule(page)
    _statement(page, line)
    parts.sign_off(page)
    parts.footer(page)


def with_head(page: Page) -> None:
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
        ["----- Original Message -----", f"From: {name}", f"Sent: {when}", "To: friends"],
        ["---------- Forwarded message ----------", f"From: {name} <desk@example.org>", when],
        [f"{name} – Press Statement", f"{where}, {when}"],
        [f"Urgent appeal from the {name}", f"Dated: {when}"],
    )
    page.answers.date = case.issued
    page.add("letterhead", *rng.choice(styles), states={"date", "partner"})


def bare(page: Page) -> None:
    """The partner's text alone; whoever passed it on wrote nothing."""
    if page.rng.random() < 0.5:
        _letterhead(page)
        parts.title(page)
    else:
        parts.title(page)
        _letterhead(page)
    prose.account(page, "")
    page.blocks = [block for block in page.blocks if block.lines != [""]]
    page.rng.choice([parts.convey, parts.addressees])(page)
    parts.footer(page)

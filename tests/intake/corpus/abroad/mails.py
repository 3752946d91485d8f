"""Mails of partners that have no form at all: greeting, what happened, a request, a name."""

from __future__ import annotations

from datetime import timedelta

from tests.intake.corpus import dates
from tests.intake.corpus.abroad.case import Case

GREETINGS = ("Hi all,", "Dear Anna,", "Hello,", "Dear colleagues", "Dear friend,", "")
OPENINGS = (
    "Please see below what reached us this morning.",
    "I am sorry to write at this hour.",
    "Sending this in haste from {town}.",
    "We need your help with this one.",
)
THANKS = ("Best regards,", "Thanks,", "In solidarity,", "Warmly,", "Kind regards")
WEAK = ("urgent", "please help!!", "news", "(no subject)", "situation today")
PARTNERS = ("Reef House", "the Lantern Centre", "Women's Well", "the Free Letters Foundation")
ASK = "Could you please send this to your members and ask them to write to the authorities?"


def plain(case: Case) -> list[str]:
    """No head at all, or a subject that says nothing."""
    case.answers.unsure |= {"title", "document_type", "partner", "date", "issues"}
    made = [f"Subject: {case.rng.choice(WEAK)}", ""] if case.rng.random() < 0.5 else []
    return [*made, *_letter(case)]


def told(case: Case) -> list[str]:
    """The headers of a mail, whose subject tells what it is about."""
    case.answers.unsure |= {"title", "document_type", "partner", "date"}
    words = case.headline()
    if case.rng.random() < 0.5:
        words = f"{case.country.name}: {words}"
    sent = f"{dates.written(case.issued, 'short')} 09:12:44 +0700"
    case.answers.date = case.issued
    before = case.rng.choice(["", "Fwd: ", "FW: Fwd: ", "Re: ", "[defenders] Fwd: "])
    made = ["From: Reef House <reef@example.org>", "To: desk@example.org", f"Date: {sent}"]
    case.rng.shuffle(made)
    return [*made, f"Subject: {before}{words}", "", *_letter(case)]


def forwarded(case: Case) -> list[str]:
    """Forwarded twice: the headers of two mails above each other, the first note a line long."""
    case.answers.unsure |= {"title", "document_type", "partner", "date"}
    words = case.headline()
    case.answers.date = case.issued
    first = dates.written(case.issued, "short")
    later = dates.written(case.issued + timedelta(days=1), "short")
    outer = ["FYI, can we do something?", "", "Best,", "Tom", "", "-----Original Message-----"]
    outer += ["From: Ines <ines@example.org>", f"Sent: {later} 21:40", "To: Tom"]
    outer += [f"Subject: Fwd: {words}", "", "see below", ""]
    inner = ["---------- Forwarded message ----------", "From: Reef House <reef@example.org>"]
    inner += [f"Date: {first}", f"Subject: {words}", "To: Ines <ines@example.org>", ""]
    return [*outer, *inner, *_letter(case)]


def _letter(case: Case) -> list[str]:
    """Greeting, opening, the account, the request, a sign-off."""
    rng = case.rng
    case.answers.countries = [case.country.code]
    case.answers.unsure.add("countries")
    greeting = rng.choice(GREETINGS)
    made = [greeting, ""] if greeting else []
    made += [case.filled(rng.choice(OPENINGS)), ""]
    paragraphs = case.account()
    land = f"{case.town} is a small port in the south of {case.country.name}."
    case.answers.told.append(land)
    if rng.random() < 0.6:
        partner = rng.choice(PARTNERS)
        case.answers.partner = partner.removeprefix("the ")
        made += [f"We have this information from {partner}, a human rights organisation.", ""]
    for one in [*paragraphs, land]:
        made += [one, ""]
    if rng.random() < 0.4:
        made += ["Please write to:", ""]
        for office, holder, _begin in case.offices():
            made += [*case.block(office, holder), ""]
    else:
        made += [ASK, ""]
    return [*made, rng.choice(THANKS), "Mara"]

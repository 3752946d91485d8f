"""Paragraphs and label lines of an invented case."""

from __future__ import annotations

from tests.intake.corpus import parts, places
from tests.intake.corpus.page import Page

UNNAMED = "a {town} based civil society organization"
NAMED = (
    "{Desk} has received information from {the} that {what}.",
    "We have been informed by {the} that {what}.",
    "{Desk} has learned from its partner organisation, {the}, that {what}.",
    "{Desk} has received reliable information from {the}, a human rights organisation in "
    "{country}, that {what}.",
    "According to {the}, {what}.",
    "{The} reports that {what}.",
    "{Desk} writes to you about a case that was documented by {the}: {what}.",
    "{Desk} has received this case from {the} of {town}. It is told that {what}.",
    "We have received an urgent message from our colleagues of {the}. They tell us that {what}.",
)
OWN = (
    "{Desk} has received information that {what}.",
    "{Desk} is deeply concerned that {what}.",
    "{Desk} writes to inform you that, in {country}, {what}.",
)
FORWARDS = (
    "We are forwarding information from {the}, a human rights organization in {country}, that "
    "{what}.",
    "{Desk} wishes to forward the following appeal from {the}. It says that {what}.",
    "We have received the following information from {the}: {what}.",
    "Please find below an appeal by {the}, based in {town}, {country}. In its words, {what}.",
    "{The} has asked {Desk} to share the following with you. In short, {what}.",
)
ASKS = (
    "Your urgent action is requested to ask the authorities of {country} to look into this case.",
    "Please write to the authorities of {country} and demand an impartial inquiry.",
    "Your urgent intervention in this case is required.",
)
UPDATES = (
    "Further to our previous appeals, we write to tell you what has happened since.",
    "We wish to inform you about new developments in this case.",
    "The sample letter and the contacts are in our previous appeal.",
)


def words(page: Page) -> dict[str, str]:
    """What the braces of sentences stand for."""
    case = page.case
    desk, short = case.desk
    return {
        "Desk": page.rng.choice([f"The {desk} ({short})", f"The {short}"]),
        "the": f"the {case.partner_shown}",
        "The": f"The {case.partner_shown}",
        "what": case.what,
        "country": case.country.name,
        "town": case.town,
    }


def summary(page: Page, sentences: tuple[str, ...], partner: bool) -> None:
    """The cover's paragraph: who says what, and what is asked."""
    rng, filled = page.rng, words(page)
    said = rng.choice(sentences).format(**filled)
    ask = rng.choice(ASKS).format(**filled)
    page.add("cover", f"{said} {ask}", states={"partner"} if partner else ())


def unnamed(page: Page) -> None:
    """A partner that is left unnamed on purpose."""
    page.case.partner_shown = UNNAMED.format(town=page.case.town)
    filled = words(page) | {"the": page.case.partner_shown}
    page.add("cover", NAMED[0].format(**filled))


def account(page: Page, heading: str) -> None:
    """The details: a heading and two or three paragraphs."""
    case = page.case
    page.add("heading", heading)
    page.add("body", f"On {parts.incident(page)}, {case.what}. {case.told[0]}")
    for sentence in case.told[1:]:
        extra = page.rng.choice(
            (
                f"The family of {case.victims[0]} asked to see the officer in charge and was sent "
                "away.",
                f"So far it’s unclear how the authorities of {case.country.name} will act.",
                "No lawyer has been let in, and no charge has been shown to anyone.",
            )
        )
        page.add("body", f"{sentence} {extra}")
    for line in case.local_lines:
        page.add("local", line)


def _alias(page: Page) -> str:
    given = page.case.victims[2].split()[0]
    return page.rng.choice(["", "", "", f" alias {given}", f" (a.k.a. {given})"])


def facts(page: Page) -> None:
    """Label lines, as forms of networks have them."""
    case, rng = page.case, page.rng
    lines = [
        f"Name of the victim: {places.with_honorific(rng, case.victims[0])}{_alias(page)}, aged 31",
        f"Current address of the victim: {case.town}, {case.country.name}",
        f"Alleged perpetrators: officers of the {case.town} police station",
        f"Date of incident: {case.style.incident or parts.incident(page)}",
        f"Place of incident: {case.town} district",
        f"Prosecuting police officer: {places.with_honorific(rng, case.victims[1])}",
        f"Cases lodged against detainees: {rng.randint(2, 90)}/{case.happened.year}",
    ]
    kept = [line for line in lines if rng.random() < 0.8]
    page.add("facts", *kept or lines)
    if rng.random() < 0.25:
        names = [f"{at}. {name}, {20 + at * 3}" for at, name in enumerate(case.victims[:3], 1)]
        page.add("victims", "Victims:", *names)


def letter(page: Page) -> None:
    """The sample letter, with its headline and a place for a name."""
    case, rng = page.case, page.rng
    page.add("heading", rng.choice(["SAMPLE LETTER", "SAMPLE LETTER:", "Suggested letter:"]))
    page.add("letter", "Dear ___________,")
    page.add("letter", f"{case.called}: {case.headline}")
    if case.style.details_in_letter_only or rng.random() < 0.5:
        page.add("letter", f"Date of incident: {parts.incident(page)}")
    page.add(
        "letter",
        f"I am writing to voice my deep concern over this case. I’m told that {case.what}. I ask "
        "you to order a full and impartial inquiry and to protect the family.",
    )
    page.add("letter", "Yours sincerely,", "----------------")


def second_letter(page: Page) -> None:
    """A letter to the writer's own foreign ministry, who is no addressee of the appeal."""
    page.add("heading", "SECOND SAMPLE LETTER (to the foreign ministry of your own country):")
    page.add("letter", "Dear Minister,")
    page.add(
        "letter",
        f"I ask our government to raise this case with the government of {page.case.country.name}.",
    )

"""The fixed parts of documents, each in the ways in which it was seen."""

from __future__ import annotations

from tests.intake.corpus import dates, identifiers, offices
from tests.intake.corpus.page import Page
from tests.intake.corpus.themes import FREE

BANNERS = (
    "{DESK} - URGENT APPEALS PROGRAMME",
    "{DESK} - URGENT APPEALS PROGRAM",
    "{DESK} – URGENT APPEALS PROGRAMME",
    "{DESK} - URGENT APPEALS PROGRAMME",
)
DETAILS = (
    "DETAILED INFORMATION:",
    "CASE DETAILS:",
    "CASE NARRATIVE:",
    "DETAILS",
    "DETAILED INFORMATION",
    "CASE NARRATIVE of the family:",
)
UPDATED = ("UPDATED INFORMATION:", "LATEST INFORMATION", "UPDATED INFORMATION:")
BACKGROUND = ("BACKGROUND INFORMATION:", "ADDITIONAL INFORMATION:", "BACKGROUND INFORMATION:")
CONTINENTS = ("ASIA", "WORLD")
PROGRAMMES = ("Urgent Appeals Desk", "Urgent Appeal Desk", "Urgent Appeals Programme")


def day(page: Page) -> str:
    """The document's date in its shape."""
    style = page.case.style
    return dates.written(page.case.issued, style.date_shape, style.padded_day)


def date_line(page: Page, kind: str = "date") -> None:
    """Adds the day on a line of its own."""
    page.answers.date = page.case.issued
    before = page.rng.choice(["", "", "", "", "Date: ", "Hong Kong, ", "Issued on "])
    line = day(page) if kind == "pagedate" else before + day(page)
    page.add(kind, line, states={"date"})


def own(page: Page) -> str:
    """The document's ID as it is written in it."""
    one = page.case.identifier
    return one.written(max(one.digits, 1))


def title(page: Page, states: bool = True, before: str = "") -> str:
    """Adds the title line; the answers learn all forms that are right."""
    case, answers = page.case, page.answers
    marker = _marker(page)
    line = f"{marker}{case.headline}"
    if states:
        page.add("title", before + line, states=_of_title(page, before))
        answers.title = line
        named = (case.called, case.country.name, case.country.name.upper())
        answers.titles = [case.headline, *(f"{one}: {case.headline}" for one in named)]
        if before:
            answers.titles.append(before + line)
    return line


def _of_title(page: Page, before: str) -> set[str]:
    states = {"title"}
    if page.case.style.country_in_title and page.case.called not in CONTINENTS:
        states.add("countries")
    if _marker(page).startswith(("UPDATE", "URGENT APPEAL UPDATE", "FORWARDED")):
        states.add("type")
    return states | ({"id"} if before else set())


def _marker(page: Page) -> str:
    case, style = page.case, page.case.style
    if not style.country_in_title:
        return ""
    called = case.called
    if case.kind in ("UP", "HU"):
        return style.marker.format(country=called)
    if case.kind == "FA" and style.marker.startswith("FORWARDED"):
        return style.marker.format(country=called)
    return f"{called}{style.after_country}"


def banner(page: Page) -> None:
    """The desk's line; four times “URGENT ACTION” in the first years."""
    case = page.case
    if case.identifier.digits == 0:
        page.add("banner", "URGENT ACTION   URGENT ACTION   URGENT ACTION   URGENT ACTION")
        return
    shape = page.rng.choice(BANNERS)
    if case.kind in ("HA", "HU"):
        shape = "{DESK} - HUNGER ALERT PROGRAMME"
    page.add("banner", shape.format(DESK=case.desk[0].upper()))


def greeting(page: Page) -> None:
    """“Dear friends”, unless it is left out."""
    if page.case.style.greeting:
        page.add("greeting", page.case.style.greeting)


def sign_off(page: Page, thanks: bool = True) -> None:
    """Thanks and the desk's name."""
    desk, short = page.case.desk
    if thanks:
        page.add("thanks", page.rng.choice(["Thank you.", "Thank you.", "Thank you"]))
    if page.case.identifier.digits == 0:  # in the first years a person signed
        page.add("signoff", page.case.victims[2], "Urgent Appeals Coordinator")
    else:
        page.add("signoff", page.rng.choice(PROGRAMMES))
    page.add("signoff", f"{desk} ({short})")


def rule(page: Page) -> None:
    """A line between two parts."""
    page.add("rule", page.case.style.rule)


def issue_line(page: Page) -> None:
    """ISSUES in one of three styles, or nothing."""
    case, style = page.case, page.case.style.issue_line
    if not style:
        return
    names = list(case.issues)
    if style == "controlled":
        page.add("issues", f"ISSUES: {', '.join(names)},", states={"issues"})
        return
    # A name with a comma in it, among others, is only clear where semicolons part them.
    free = [page.rng.choice(FREE.get(name, (name,))) for name in names] + case.free_issues
    head = f"{case.called}: " if style == "country" else "ISSUES: "
    states = {"issues"}
    if style == "country" and case.called not in CONTINENTS:
        states.add("countries")
    last = "; " if "," in free[-1] else case.style.last_separator
    line = last.join(filter(None, ["; ".join(free[:-1]), free[-1]]))
    page.add("issues", head + line, states=states)


def related(page: Page) -> None:
    """The RE list, in one of its ways."""
    case = page.case
    if not case.related:
        return
    ids = [one.written(max(one.digits, 1)) for one in case.related]
    titled = [f"{one}: {case.country.name.upper()}: {_earlier(page)}" for one in ids]
    lines = {
        "titles": f"[RE: {'; '.join(titled)}]",
        "re": f"[Re: {', '.join(titled)}]",
        "parentheses": f"({'; '.join(titled)})",
        "bare": f"[RE: {', '.join(ids)}]",
        "together": f"[RE: {''.join(ids)}]",
        "spaced": f"RE: {' '.join(titled)}",
        "short": "[RE: " + "; ".join(one.written(one.digits, org=False) for one in case.related),
    }
    lines["short"] += "]"
    page.add("related", lines[case.style.related_line])


def _earlier(page: Page) -> str:
    about = page.rng.choice(page.case.theme.headlines)
    told = about.format(town=page.case.town, n=page.rng.randint(3, 40), who="a man")
    return told.rstrip(".…")


def incident(page: Page) -> str:
    """The day of the event, always before the document's own."""
    return dates.written(page.case.happened, page.rng.choice(["day_first", "month_first"]))


def footer(page: Page) -> None:
    """Labels with spaces round the colon, lists with a comma at their end."""
    case = page.case
    if not case.style.footer:
        return
    lands = ", ".join(one.footer(page.rng) for one in (case.country, *case.others))
    lines = [
        f"Document Type : {identifiers.NAMES[case.identifier.code]}",
        f"Document ID : {own(page)}",
        f"Countries : {lands},",
    ]
    states = {"type", "id", "countries"}
    if page.rng.random() < 0.85:
        named = ", ".join(case.issues).replace("&", case.style.ampersand)
        lines.append(f"Issues : {named},")
        states.add("issues")
    page.add("footer", *lines, states=states)


def addressees(page: Page) -> None:
    """The list of offices under its heading."""
    case, style, rng = page.case, page.case.style, page.rng
    if style.addresses["inline"]:
        told = "; and to ".join(offices.inline(rng, one, style.addresses) for one in case.offices)
        page.add("addressee", f"Please send your letters to {told}.", states={"addressees"})
        _answer(page)
        return
    page.add("heading", rng.choice(offices.HEADINGS))
    for at, office in enumerate(case.offices, 1):
        number = at - (style.double_number and at == len(case.offices) > 1)
        shape = offices.numbered(style.numbering, number)
        lines = offices.entry(rng, office, shape, style.addresses)
        page.add("addressee", *lines, states={"addressees"})
    _answer(page)


def convey(page: Page) -> None:
    """The sentence that says to whom voices are brought."""
    case, rng = page.case, page.rng
    listed = offices.listed([office.name for office in case.offices[:3]])
    del case.offices[3:]
    active = ("convey your voice to", "deliver all signatures to", "hand over the signatures to")
    passive = ("Your letters will be delivered to", "The signatures will be handed over to")
    sentence = f"We will {rng.choice(active)} {listed}."
    if case.style.passive:
        sentence = f"{rng.choice(passive)} {listed}."
    mail = f"{case.partner.split()[0].lower().strip(chr(39))}@example.org"
    page.add("convey", f"To join us, please write to {mail}. {sentence}", states={"addressees"})
    _answer(page)


def _answer(page: Page) -> None:
    page.answers.addressees = [office.name for office in page.case.offices]
    page.answers.offices = {office.name: office.forms for office in page.case.offices}

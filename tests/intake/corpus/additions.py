"""Oddities of copies: what was added, set otherwise, or stands where nobody expects it."""

from __future__ import annotations

from tests.intake.corpus import dates, parts
from tests.intake.corpus.oddities import BLOCKS, oddity
from tests.intake.corpus.page import Block, Page

ADDRESS = "http://www.example.org/news/urgent-appeals/"


@oddity(BLOCKS, 0.08)
def title_in_capitals(page: Page) -> bool:
    """THE WHOLE TITLE IS LOUD."""
    for block in page.all("title"):
        block.lines = [line.upper() for line in block.lines]
    return bool(page.all("title"))


@oddity(BLOCKS, 0.06)
def title_underlined(page: Page) -> bool:
    """A row of signs stands below the title."""
    block = page.first("title")
    if block is None:
        return False
    block.lines.append("=" * min(70, len(block.lines[0])))
    return True


@oddity(BLOCKS, 0.03)
def title_cut(page: Page) -> bool:
    """The title ends in the middle: a linked word vanished with its link."""
    block = page.first("title")
    if block is None or len(block.lines) > 1 or block.lines[0].count(" ") < 5:
        return False
    line = block.lines[0].rsplit(" ", 2)[0]
    start = page.case.headline.split()[0]
    block.lines = [line]
    page.answers.titles += [line, line[max(0, line.lower().find(start.lower())) :]]
    page.answers.unsure.add("title")
    return True


@oddity(BLOCKS, 0.05)
def title_on_two_lines(page: Page) -> bool:
    """The title was broken by hand."""
    block = page.first("title")
    if block is None or len(block.lines) > 1:
        return False
    words = block.lines[0].split()
    half = max(3, len(words) // 2)
    block.lines = [" ".join(words[:half]), " ".join(words[half:])]
    page.answers.unsure.add("title")
    return True


@oddity(BLOCKS, 0.1)
def footer_labels_otherwise(page: Page) -> bool:
    """DOCUMENT ID, Document id."""
    change = page.rng.choice([str.upper, str.capitalize])
    for block in page.all("footer"):
        split = [line.partition(":") for line in block.lines]
        block.lines = [f"{change(label)}{colon}{value}" for label, colon, value in split]
    return bool(page.all("footer"))


@oddity(BLOCKS, 0.05)
def footer_at_the_top(page: Page) -> bool:
    """The labels stand above the title, as in lists of an archive."""
    foot = page.first("footer")
    if foot is None or page.first("title") is None:
        return False
    page.blocks.remove(foot)
    page.blocks.insert(0, foot)
    return True


@oddity(BLOCKS, 0.08)
def own_address(page: Page) -> bool:
    """The page's own address stands below, its ID whole or cut at the end."""
    if not page.states("id"):
        return False
    whole = parts.own(page)
    slug = page.rng.choice([whole, whole, whole[:-1]])
    page.add("address", ADDRESS + slug, states={"id"} if slug == whole else ())
    return True


@oddity(BLOCKS, 0.04)
def address_of_the_old_site(page: Page) -> bool:
    """Numbers of an older site, from which no ID can be read."""
    number = page.rng.randint(100, 900)
    page.add("address", f"See also: http://www.example.org/ua/mainfile.php/2003/{number}/")
    return True


@oddity(BLOCKS, 0.06)
def another_name_of_the_type(page: Page) -> bool:
    """Forwarded Statement, Update: names of types in other years."""
    foot, names = page.first("footer"), {"FP": "Forwarded Statement", "UA": "Urgent Appeal Case"}
    name = (names | {"UP": "Update"}).get(page.case.kind)
    if foot is None or name is None:
        return False
    label, colon, _value = foot.lines[0].partition(":")
    foot.lines[0] = f"{label}{colon} {name}"
    return True


@oddity(BLOCKS, 0.1, ("HU", "HA"))
def address_with_another_year(page: Page) -> bool:
    """AHRC-HUNGER-ALERT-UPDATE-003-2018 holds a text of 2004."""
    page.add("address", f"{ADDRESS}AHRC-HUNGER-ALERT-UPDATE-003-2018")
    return True


@oddity(BLOCKS, 0.2, ("UP", "HU"))
def reminder_of_the_case(page: Page) -> bool:
    """What was told before, with its own days."""
    at = next((n for n, one in enumerate(page.blocks) if one.kind == "heading"), None)
    if at is None:
        return False
    day = page.case.happened.replace(day=1, year=page.case.happened.year - 1)
    heading = page.rng.choice(["BRIEF REMINDER OF THE CASE:", "Reminder of background:"])
    told = f"On {dates.written(day, 'month_first')}, {page.case.what}. An inquiry was promised."
    page.blocks[at:at] = [Block("heading", [heading]), Block("body", [told])]
    return True


@oddity(BLOCKS, 0.06, ("UA", "HA"))
def several_cases(page: Page) -> bool:
    """CASE 1, CASE 2: each with its own facts."""
    at = next((n for n, one in enumerate(page.blocks) if one.kind == "body"), None)
    if at is None:
        return False
    shape = page.rng.choice(["CASE {}:", "Case number {}", "Case {}: {}"])
    blocks = []
    for number, name in enumerate(page.case.victims[1:3], 1):
        day = dates.written(page.case.happened, "ordinal")
        blocks.append(Block("heading", [shape.format(number, f"Mr. {name}")]))
        blocks.append(Block("body", [f"Mr. {name} was held from {day} until the next morning."]))
    page.blocks[at:at] = blocks
    return True


@oddity(BLOCKS, 0.06)
def numbered_account(page: Page) -> bool:
    """The account is a list of numbers, which is no list of offices."""
    bodies = page.all("body")
    for number, block in enumerate(bodies, 1):
        block.lines[0] = f"{number}. {block.lines[0]}"
    return len(bodies) > 1


@oddity(BLOCKS, 0.1)
def letters_in_the_story(page: Page) -> bool:
    """The family wrote to offices, which makes them no addressees of the appeal."""
    bodies = page.all("body")
    if not bodies:
        return False
    bodies[0].lines.append(
        f"The family sent letters to the Governor of {page.case.town}, and complained to the "
        "Human Rights Committee of the district. Nobody answered."
    )
    return True


@oddity(BLOCKS, 0.1)
def another_organisation(page: Page) -> bool:
    """A second organisation is named, which is not who told the desk."""
    bodies = page.all("body")
    if not bodies:
        return False
    told = "The Willow Trust, a charity of doctors, has also visited the family."
    bodies[-1].lines[0] += f" {told}"
    if not page.states("partner"):
        page.answers.unsure.add("partner")
    return True


@oddity(BLOCKS, 0.06)
def chronology(page: Page) -> bool:
    """Days of events that stand on lines of their own."""
    bodies = page.all("body")
    if not bodies:
        return False
    at = page.blocks.index(bodies[-1])
    shape = page.rng.choice(["month_first", "day_first"])
    page.blocks.insert(at, Block("chronology", [dates.written(page.case.happened, shape)]))
    if not page.states("date"):
        page.answers.unsure.add("date")
    return True

"""Oddities of copies: parts that were lost, cut, doubled, added or that contradict each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.intake.corpus import dates, parts
from tests.intake.corpus.oddities import BLOCKS, oddity
from tests.intake.corpus.page import Block, Page

HEAD = ("crumbs", "title", "pagedate", "banner", "id", "date", "label", "byline", "issues")


@oddity(BLOCKS, 0.5)
def update_labelled_case(page: Page) -> bool:
    """Urgent Appeal Case: UP-12-2004."""
    block = page.first("id")
    if page.case.kind not in ("UP", "HU") or block is None:
        return False
    block.lines = [line.replace("Update:", "Case:") for line in block.lines]
    return True


@oddity(BLOCKS, 0.25)
def breadcrumb(page: Page) -> bool:
    """Home / News / …, then the title and the day of the page, as copied from a site."""
    title = page.first("title")
    if title is None or page.first("crumbs") or page.case.identifier.year < 2003:
        return False
    section = "Urgent Appeals" if page.case.kind in ("UA", "UP", "FA") else "Statements"
    page.blocks.insert(0, Block("crumbs", [f"Home / News / {section} / {title.lines[0]}"]))
    return True


@oddity(BLOCKS, 0.3)
def page_date_off(page: Page) -> bool:
    """The site's page was made some days after the document, which has its own date."""
    if page.first("crumbs") is None or page.first("pagedate"):
        return False
    if not (page.first("date") or page.first("letterhead")):
        return False
    later = page.case.issued + timedelta(days=page.rng.randint(1, 4))
    page.blocks.insert(1, Block("pagedate", [dates.written(later, "month_first")]))
    page.answers.unsure.add("date")
    return True


@oddity(BLOCKS, 0.05)
def heads_lost(page: Page) -> bool:
    """The second extraction of a page: no title, no header."""
    page.drop(*HEAD, "related")
    return True


@oddity(BLOCKS, 0.06)
def id_absent(page: Page) -> bool:
    """No ID anywhere."""
    page.drop("id", "address")
    _footer_without(page, "document id")
    for block in page.all("title", "crumbs"):
        block.lines[0] = block.lines[0].replace(f"{parts.own(page)}: ", "")
    for block in page.blocks:
        block.states.discard("id")
    return True


@oddity(BLOCKS, 0.04)
def id_cut(page: Page) -> bool:
    """AHRC-UAC-090-201: the last figure was cut off, and no other place has it whole."""
    if page.case.identifier.digits == 0 or not page.states("id"):
        return False
    whole, cut = parts.own(page), parts.own(page)[:-1]
    for block in page.blocks:
        block.lines = [line.replace(whole, cut) for line in block.lines]
        block.lines = [line.replace(whole.lower(), cut.lower()) for line in block.lines]
        block.states.discard("id")
    page.answers.titles += [one.replace(whole, cut) for one in page.answers.titles]
    page.answers.unsure.add("document_id")
    return True


@oddity(BLOCKS, 0.04)
def ids_that_disagree(page: Page) -> bool:
    """The head has one number and the footer another."""
    head, foot = page.first("id"), page.first("footer")
    one = page.case.identifier
    if head is None or foot is None or "id" not in foot.states or one.session or not one.digits:
        return False
    other = replace(one, number=one.number % 318 + 1)
    wrong = other.written(max(one.digits, 1))
    head.lines = [line.replace(parts.own(page), wrong) for line in head.lines]
    page.answers.unsure |= {"document_id", "related"}
    return True


@oddity(BLOCKS, 0.05)
def id_in_small_letters(page: Page) -> bool:
    """ahrc-uac-090-2010, as the addresses of pages have it."""
    whole = parts.own(page)
    for block in page.all("id", "footer"):
        block.lines = [line.replace(whole, whole.lower()) for line in block.lines]
    return bool(page.all("id", "footer"))


@oddity(BLOCKS, 0.06)
def no_date(page: Page) -> bool:
    """The document does not say when it was written."""
    day = parts.day(page)
    page.drop("date", "pagedate", "dateline")
    for block in page.all("letterhead"):
        kept = [line.removesuffix(f", {day}") for line in block.lines]
        block.lines = [line for line in kept if day not in line]
        block.states.discard("date")
    page.answers.unsure.discard("date")
    return True


@oddity(BLOCKS, 0.06)
def case_of_another_network(page: Page) -> bool:
    """Case NPL 281103.CC: another network's number."""
    block = page.first("cover")
    if block is None:
        return False
    number = f"{page.case.issued:%d%m%y}"
    block.lines.append(f"Case NPL {number}.CC of the Observatory tells of the same events.")
    return True


@oddity(BLOCKS, 0.1)
def notice(page: Page) -> bool:
    """[NOTICE: …] above the greeting."""
    at = next((n for n, one in enumerate(page.blocks) if one.kind == "greeting"), None)
    if at is None:
        return False
    text = "[NOTICE: Some authorities have no e-mail address, so please fax or post the letters.]"
    page.blocks.insert(at, Block("notice", [text]))
    return True


@oddity(BLOCKS, 0.06)
def campaign(page: Page) -> bool:
    """A campaign's page and a label in the footer, without a comma at its end."""
    foot = page.first("footer")
    if foot is None:
        return False
    foot.lines.insert(3, "Campaigns : Letters for the Missing")
    at = next((n for n, one in enumerate(page.blocks) if one.kind == "greeting"), None)
    if at is not None:
        line = "CAMPAIGN PAGE: http://www.example.org/campaigns/letters"
        page.blocks.insert(at, Block("notice", [line]))
    return True


@oddity(BLOCKS, 0.08)
def colon_on_next_line(page: Page) -> bool:
    """The label on one line, the colon and the value on the next."""
    found = page.all("facts", "footer")
    for block in found:
        lines = []
        for line in block.lines:
            label, _colon, value = line.partition(":")
            lines += [label.strip(), f": {value.strip()}"]
        block.lines = lines
    return bool(found)


@oddity(BLOCKS, 0.15)
def footer_without_spaces(page: Page) -> bool:
    """Document ID: FA-34-2003."""
    foot = page.first("footer")
    if foot is None:
        return False
    foot.lines = [line.replace(" : ", ": ") for line in foot.lines]
    return True


@oddity(BLOCKS, 0.1)
def footer_without_last_commas(page: Page) -> bool:
    """Lists that end without a comma."""
    foot = page.first("footer")
    if foot is None:
        return False
    foot.lines = [line.rstrip(",") for line in foot.lines]
    return True


@oddity(BLOCKS, 0.05)
def footer_on_one_line(page: Page) -> bool:
    """All labels of the footer run on in one line."""
    foot = page.first("footer")
    if foot is None or foot.lines[1].startswith(":"):
        return False
    foot.lines = [" ".join(foot.lines)]
    return True


@oddity(BLOCKS, 0.06)
def misspelt_heading(page: Page) -> bool:
    """ADDITONAL INFORMATION:"""
    found = [one for one in page.all("heading") if one.lines[0] in parts.BACKGROUND]
    for block in found:
        block.lines = ["ADDITONAL INFORMATION:"]
    return bool(found)


@oddity(BLOCKS, 0.05)
def picture_names(page: Page) -> bool:
    """The file name of a picture is glued to the text."""
    bodies = page.all("body")
    for block in bodies[:1]:
        block.lines[0] = "UA-photo-01.jpg" + block.lines[0]
    return bool(bodies)


@oddity(BLOCKS, 0.08)
def earlier_appeal_in_text(page: Page) -> bool:
    """A sentence names an earlier document."""
    if not page.case.related or not page.first("body"):
        return False
    one = page.case.related[0]
    page.all("body")[-1].lines[0] += f" See {one.written(one.digits, org=False)} for the case."
    return True


@oddity(BLOCKS, 0.06)
def all_previous(page: Page) -> bool:
    """[RE: All previous Urgent Appeals]"""
    if page.case.kind != "UP":
        return False
    for block in page.all("related"):
        block.lines = ["[RE: All previous Urgent Appeals]"]
    return True


@oddity(BLOCKS, 0.06)
def mail_headers(page: Page) -> bool:
    """The mail's own headers stand above; it was sent a day later."""
    sent = page.case.issued + timedelta(days=1)
    title = page.answers.title or page.case.headline
    lines = [
        "From: appeals@example.org",
        "To: network@example.org",
        f"Subject: [appeals] {title}",
        f"Date: {sent:%a, %d %b %Y} 10:22:11 +0800",
    ]
    page.blocks.insert(0, Block("mail", lines))
    if page.states("date"):
        page.answers.unsure.add("date")
    else:
        page.answers.date = sent
        page.blocks[0].states.add("date")
    return True


def _footer_without(page: Page, label: str) -> None:
    for block in page.all("footer"):
        block.lines = [line for line in block.lines if not line.lower().startswith(label)]

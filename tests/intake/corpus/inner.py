"""Documents of others that stand inside a document, with their own numbers, days and offices."""

from __future__ import annotations

from tests.intake.corpus import dates
from tests.intake.corpus.oddities import BLOCKS, oddity
from tests.intake.corpus.page import Block, Page


@oddity(BLOCKS, 0.08)
def inner_document(page: Page) -> bool:
    """Another organisation's release, a court's paper, or somebody's letter."""
    at = next((n for n, one in enumerate(page.blocks) if one.kind in ("action", "convey")), None)
    if at is None:
        return False
    page.blocks[at:at] = page.rng.choice([_release, _court_paper, _inner_letter])(page)
    return True


def _release(page: Page) -> list[Block]:
    number, day = page.rng.randint(100, 900), dates.written(page.case.happened, "day_first")
    return [
        Block("inner", ["Lantern International", "Public Statement"]),
        Block("inner", [f"Index: LAN 24/{number}/{page.case.happened.year}", day]),
        Block("inner", [f"{page.case.country.name.upper()}: Authorities must answer"]),
        Block("inner", ["Lantern International calls on the authorities to say where he is."]),
    ]


def _court_paper(page: Page) -> list[Block]:
    day = dates.written(page.case.happened, "ordinal")
    return [
        Block("inner", [f"IN THE DISTRICT COURT OF {page.case.town.upper()}"]),
        Block("inner", [f"Case No. B-{page.rng.randint(100, 900)}/{page.case.happened.year}", day]),
        Block(
            "inner", ["The petition is put down for hearing. The officer in charge shall attend."]
        ),
    ]


def _inner_letter(page: Page) -> list[Block]:
    """Its date and its addressee are those of another letter."""
    return [
        Block("inner", ["Copy of the letter of the village committee:"]),
        Block("inner", [f"Date: {dates.written(page.case.happened, 'month_first')}"]),
        Block("inner", ["To the Headmaster of the village school"]),
        Block("inner", ["We, the parents, ask that the school stay open.", "The committee"]),
    ]

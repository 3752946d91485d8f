"""Counts, names that are public, and what conveyance takes along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q, QuerySet

from tocsin.appeals.models import Appeal
from tocsin.kernel.transparency import ledger
from tocsin.publishing.logged import subject
from tocsin.publishing.models import Revision
from tocsin.signing import logged
from tocsin.signing.commitments import mark_of_link
from tocsin.signing.informing import informed
from tocsin.signing.models import Line, Sheet, Signature
from tocsin.signing.naming import names_pages, public_names
from tocsin.signing.openness import closed
from tocsin.signing.tallies import Tally, number_named, tallies, tally

__all__ = [
    "Tally",
    "by_token",
    "closed",
    "in_log",
    "informed",
    "names_pages",
    "number_named",
    "public_names",
    "sealed_records",
    "tallies",
    "tally",
]

LONGEST_CHART = 30  # days


def standing(appeal: Appeal) -> Tally:
    """What the public log must say: those held back count there with the others of their class."""
    rows = Signature.objects.filter(appeal=appeal, state__in=["counted", "held"]).order_by()
    number = dict(rows.values_list("channel").annotate(number=Count("pk")))
    return Tally(confirmed=number.get("web", 0), paper=number.get("paper", 0))


def in_log(appeal: Appeal, *, waiting: bool = False) -> Tally:
    """The tally as anybody can recompute it from the public log; with `waiting`, as it will be."""
    number = ledger.counts(subject(appeal.document_id), sequenced=not waiting)
    return Tally(
        confirmed=_left(number, logged.WEB, logged.WEB_VOID, logged.WEB_WITHDRAWN),
        paper=_left(number, logged.PAPER, logged.PAPER_VOID, logged.PAPER_WITHDRAWN),
    )


def _left(number: dict[int, int], more: ledger.Kind, *less: ledger.Kind) -> int:
    return number.get(more.number, 0) - sum(number.get(kind.number, 0) for kind in less)


def by_revision(appeal: Appeal) -> list[tuple[int, int]]:
    """How many counted signatures each revision has, by its number, the newest first."""
    rows = Signature.objects.filter(appeal=appeal, state="counted").order_by()
    found = dict(rows.values_list("revision_id").annotate(Count("pk")))  # by an index alone
    numbers = Revision.objects.filter(pk__in=found).values_list("pk", "number")
    return sorted(((number, found[pk]) for pk, number in numbers), reverse=True)


def sealed_records(appeal: Appeal) -> Iterator[bytes]:
    """The counted records, still sealed, in any order: to sort them here would need them all."""
    rows = Signature.objects.filter(appeal=appeal, state="counted").order_by()
    return (bytes(blob) for blob in rows.values_list("sealed", flat=True).iterator())


def by_token(token: str) -> Signature | None:
    """The signature of a link."""
    rows = Signature.objects.select_related("appeal", "revision")
    return rows.filter(mark=mark_of_link(token)).first()


def per_day(appeal: Appeal, channel: str) -> list[tuple[date, int]]:
    """Counted signatures of a channel by day (UTC), the last thirty days that had any."""
    rows = Signature.objects.filter(appeal=appeal, state="counted", channel=channel)
    days: dict[date, int] = {}
    # By the minute, as an index has them; a day of each row would have to be computed.
    minutes = rows.order_by("-counted_at").values_list("counted_at").annotate(Count("pk"))
    for at, number in minutes.filter(counted_at__isnull=False).iterator():
        day = at.date()
        if day not in days and len(days) == LONGEST_CHART:
            break
        days[day] = days.get(day, 0) + number
    return list(days.items())[::-1]


def sheets(appeal: Appeal | None = None) -> QuerySet[Sheet]:
    """Sheets, those still to be entered first, with the number of lines entered and counted."""
    rows = Sheet.objects.select_related("appeal", "revision").annotate(
        entered_lines=Count("entries"),
        counted_lines=Count("entries", filter=Q(entries__signature__state="counted")),
    )
    rows = rows.filter(appeal=appeal) if appeal else rows
    return rows.order_by("-state", "-pk")


def lines(sheet: Sheet) -> dict[int, Line]:
    """The entered lines of a sheet by number."""
    rows = Line.objects.filter(sheet=sheet).select_related("signature")
    return {line.number: line for line in rows}

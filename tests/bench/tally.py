"""The numbers of an appeal, and all that its page asks the database, however many signed (`grown`).

Beside it the same numbers counted over the rows, in the same database.
"""

from __future__ import annotations

import sys
from typing import Any

from tests.bench.frame import Row, milliseconds
from tests.bench.served import APPEAL

SLOW = 5  # ms: queries of the page above this are told on standard error, with their plan


def rows(number: int) -> list[Row]:
    """Of the database as it is, with so many signatures."""
    from django.test import RequestFactory

    from tocsin.publishing.models import Revision
    from tocsin.signing import reads
    from tocsin.site import appeal as page

    revision = Revision.objects.select_related("appeal").get(appeal__document_id=APPEAL)
    appeal, whose = revision.appeal, f"{number:,} signatures"
    counted = milliseconds(lambda: _by_counting(appeal), 5 if number > 10**6 else 50)
    _explain(revision)
    request = RequestFactory().get(f"/{appeal.document_id}/")
    return [
        Row(
            f"tally, {whose}",
            milliseconds(lambda: reads.tally(appeal), 300),
            f"COUNT over the rows: {counted}",
            "≤ 1 ms",
        ),
        Row(
            f"everything that the page asks of the database, {whose}",
            milliseconds(lambda: page.around(revision, "en"), 100),
            "",
            "the same with any number",
        ),
        Row(
            f"the whole page by Django's templates, {whose}",
            milliseconds(lambda: page.page(request, appeal.document_id), 30),
        ),
    ]


def _by_counting(appeal: Any) -> Any:
    from django.db.models import Count, Q

    from tocsin.signing.models import Signature

    return Signature.objects.filter(appeal=appeal).aggregate(
        confirmed=Count("pk", filter=Q(state="counted", channel="web")),
        paper=Count("pk", filter=Q(state="counted", channel="paper")),
        unconfirmed=Count("pk", filter=Q(state="unconfirmed")),
        held=Count("pk", filter=Q(state="held")),
    )


def _explain(revision: Any) -> None:
    """Says which queries of the page are slow, and how the database goes about them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tocsin.site import appeal as page

    with CaptureQueriesContext(connection) as asked:
        page.around(revision, "en")
    for query in asked.captured_queries:
        if float(query["time"]) * 1000 >= SLOW:
            with connection.cursor() as cursor:
                words = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
                cursor.execute(f"{words} {query['sql'].replace('%', '%%')}")
                plan = [str(line[-1]) for line in cursor]
            print(query["time"], query["sql"][:600], *plan, sep="\n    ", file=sys.stderr)

"""News for the public page and the desk, and deliveries that nobody answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.conveyance.models import Conveyance
from tocsin.kernel.mail.outbox import progress
from tocsin.mailing.reads import Progress
from tocsin.replies.models import CORRECTION, News


def news() -> QuerySet[News]:
    """All items, newest first."""
    return News.objects.select_related("appeal", "authority")


def text_in(item: News, language: str) -> tuple[str, dict[str, str]]:
    """The text in a language, else in the appeal's original one; and which it is."""
    for code in (language, item.appeal.original_language, "en", *item.texts):
        if code in item.texts:
            return code, item.texts[code]
    return language, {"title": "", "text": ""}


def public(appeal: Appeal, language: str) -> list[dict[str, Any]]:
    """What came back, for everybody: newest first, in a language; corrections stand elsewhere."""
    rows = news().filter(appeal=appeal).exclude(kind=CORRECTION[0])
    return [_public(item, language) for item in rows]


def _public(item: News, language: str) -> dict[str, Any]:
    spoken, text = text_in(item, language)
    return {
        "kind": item.kind,
        "word": str(item.get_kind_display()),
        "on": item.on.isoformat(),
        "title": text["title"],
        "text": text["text"],
        "language": spoken,
        "authority": item.authority.name_in(language) if item.authority else "",
        "source": item.source,
        "file_sha256": item.file_sha256,
    }


@dataclass(frozen=True)
class Overdue:
    """A delivered conveyance whose addressee did not answer in time."""

    appeal: Appeal
    authority: Authority
    delivered_on: date
    days: int
    noted: bool


def overdue(now: datetime | None = None) -> list[Overdue]:
    """Deliveries of TOCSIN_SILENCE_DAYS ago or more without a reply since, the oldest first."""
    today = timezone.localdate(now)
    limit = today - timedelta(days=settings.TOCSIN_SILENCE_DAYS)
    last = Max("attempts__on", filter=Q(attempts__result="delivered"))
    rows = Conveyance.objects.filter(state="delivered").exclude(appeal__state="withdrawn")
    rows = rows.annotate(delivered_on=last)
    late = rows.filter(delivered_on__lte=limit).select_related("appeal", "authority")
    items = News.objects.values_list("appeal_id", "authority_id")
    silent = set(items.filter(kind="silence"))
    replied = dict(_by_office(items.filter(kind="reply").order_by().annotate(newest=Max("on"))))
    found: dict[tuple[int, int], Overdue] = {}
    for row in late.order_by("delivered_on", "pk"):
        key = (row.appeal_id, row.authority_id)
        if key in found or replied.get(key, date.min) >= row.delivered_on:
            continue
        days = (today - row.delivered_on).days
        found[key] = Overdue(row.appeal, row.authority, row.delivered_on, days, key in silent)
    return list(found.values())


def _by_office(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[int, int], date]]:
    for appeal, authority, newest in rows:
        yield (appeal, authority), newest


def state_of(item: News) -> Progress:
    """How far the mails of an item are."""
    counts = progress(item.batch)
    return Progress(
        sent=counts["sent"],
        under_way=counts["waiting"] + counts["sending"],
        uncertain=counts["uncertain"],
        failed=counts["failed"],
        whole=sum(counts.values()),
        preparing=item.state == "preparing",
    )

"""Corrections reach signatories who signed an older revision and asked to be informed."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tocsin.kernel.mail.outbox import Mail
from tocsin.mailing.corrections import told
from tocsin.people.roles import System
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Revision
from tocsin.replies.models import News
from tocsin.signing import informing

# Who pressed the button just before, and was not to be seen yet, is looked for as well.
OVERLAP = timedelta(hours=1)


def note() -> int:
    """One item of news for each correction that has none; gives how many."""
    number = 0
    fresh = publishing.corrections().filter(news=None)
    for revision in fresh.exclude(appeal__state="withdrawn").select_related("appeal"):
        _item, new = News.objects.get_or_create(
            revision=revision,
            defaults={
                "appeal": revision.appeal,
                "kind": "correction",
                "on": timezone.localdate(revision.published_at),
                "texts": _texts(revision),
                "recorded_by": System.username,
            },
        )
        number += new
    return number


def _texts(revision: Revision) -> dict[str, dict[str, str]]:
    spoken = set(revision.content["texts"]) & set(settings.TOCSIN_LANGUAGES)
    spoken |= {revision.content["original_language"]}
    return {language: told(revision, language) for language in sorted(spoken)}


def people(item: News, after_pk: int, limit: int) -> list[tuple[int, str, str]]:
    """Whom an item of news is for, in order; of a correction those who signed what was wrong."""
    if item.appeal.state == "withdrawn":
        return []
    return informing.informed(item.appeal, after_pk, limit, before=item.revision)


def late(item: News, limit: int) -> list[tuple[int, str, str]]:
    """Those who signed what was wrong and were counted when the walk had passed them."""
    if item.revision is None:
        return []
    found = informing.counted_late(item.revision, item.recorded_at - OVERLAP, item.cursor)
    keys = {f"{item.batch}-{pk}": pk for pk in found}
    there = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [pk for key, pk in keys.items() if key not in there]
    return informing.informed_of(item.appeal, fresh[:limit])


def recent() -> QuerySet[News]:
    """Corrections whose walk is over, while a signature from before may still be confirmed."""
    oldest = timezone.now() - timedelta(days=settings.TOCSIN_CONFIRM_DAYS) - OVERLAP
    rows = News.objects.filter(kind="correction", state__in=["sending", "done"])
    return rows.filter(recorded_at__gt=oldest).exclude(appeal__state="withdrawn")

"""How many mails a mailbox may get, whoever types its address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from tocsin.kernel import coarse
from tocsin.signing.models import Signature

# More links than this a day to one mailbox under one appeal would be a mail bomb.
LINKS_A_DAY = 3

Place = tuple[int, bytes]  # an appeal's key, and the tag of a mailbox under it


def have_enough(places: Collection[Place]) -> set[Place]:
    """Those of the mailboxes that have got their links of the last 24 hours; asks once for all.

    Rows tell their hour alone, so that a link counts for up to an hour longer, and never less.
    """
    rows = (
        Signature.objects.filter(
            appeal__in={appeal for appeal, _tag in places},
            tag__in={tag for _appeal, tag in places},
            state="unconfirmed",
            signed_at__gte=coarse.hour(timezone.now() - timedelta(days=1)),
        )
        .values_list("appeal_id", "tag")
        .annotate(links=Count("pk"))
        .filter(links__gte=LINKS_A_DAY)
    )
    return {(appeal, bytes(tag)) for appeal, tag, _links in rows} & set(places)

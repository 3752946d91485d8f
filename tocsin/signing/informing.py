"""Those who asked to be kept informed: their addresses, and how they stop it."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.appeals.models import Appeal
from tocsin.kernel import coarse
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.models import Revision
from tocsin.signing.keyed import INFORMED
from tocsin.signing.models import EVERY_CHANNEL, Signature

MARK = 16  # bytes of the tag that stand in the link


def _key(appeal: Appeal) -> str:
    return INFORMED.format(appeal.document_id)


def encrypted(appeal: Appeal, address: str, pk: int) -> bytes:
    """The address for the row of that signature."""
    return vault().encrypt(_key(appeal), address.encode(), str(pk).encode())


def informed(
    appeal: Appeal, after_pk: int, limit: int, *, before: Revision | None = None
) -> list[tuple[int, str, str]]:
    """Counted signatories who asked: (pk, address, language), in order of pk after `after_pk`.

    With `before`, those alone who signed an older revision than that.
    """
    rows = _asked(appeal).filter(pk__gt=after_pk)
    rows = rows.filter(revision__number__lt=before.number) if before else rows
    return _addressed(appeal, rows.order_by("pk")[:limit])


def informed_of(appeal: Appeal, keys: list[int]) -> list[tuple[int, str, str]]:
    """The same of particular signatures."""
    return _addressed(appeal, _asked(appeal).filter(pk__in=keys).order_by("pk"))


def counted_late(revision: Revision, since: datetime, up_to: int) -> list[int]:
    """Keys up to `up_to` of those who signed an older revision and were counted since."""
    rows = _asked(revision.appeal).filter(counted_at__gte=coarse.minute(since), pk__lte=up_to)
    older = rows.filter(channel__in=EVERY_CHANNEL, revision__number__lt=revision.number)
    return list(older.order_by("pk").values_list("pk", flat=True))


def _asked(appeal: Appeal) -> QuerySet[Signature]:
    return Signature.objects.filter(appeal=appeal, state="counted", inform__isnull=False)


def _addressed(appeal: Appeal, rows: QuerySet[Signature]) -> list[tuple[int, str, str]]:
    found = rows.values_list("pk", "inform", "language")
    return [
        (pk, _address(appeal, pk, bytes(blob or b"")), language) for pk, blob, language in found
    ]


def _address(appeal: Appeal, pk: int, blob: bytes) -> str:
    return vault().decrypt(_key(appeal), blob, str(pk).encode()).decode()


def stop_token(pk: int) -> str:
    """The end of the link that stops informing; it tells nothing but the row's number."""
    return f"{pk}-{vault().tag('stop-informing', str(pk)).hex()[: 2 * MARK]}"


def stop_url(pk: int, language: str) -> str:
    """The whole address, for the foot of a mail and its List-Unsubscribe header (RFC 8058)."""
    return stop_link(stop_token(pk), language)


def stop_link(token: str, language: str) -> str:
    """The same for a token."""
    with override(language):
        return settings.TOCSIN_ADDRESS + reverse("site:stop", args=[token])


def stop(token: str) -> None:
    """Forgets the address. Doing it twice is harmless; an altered link is refused."""
    pk = _numbered(token)
    Signature.objects.filter(pk=pk).update(inform=None)


def forget(pks: Iterable[int]) -> None:
    """Forgets the addresses of signatures at which nobody is."""
    Signature.objects.filter(pk__in=list(pks)).update(inform=None)


def _numbered(token: str) -> int:
    number = token.partition("-")[0]
    known = number.isascii() and number.isdecimal() and len(number) < 19
    if not known or not hmac.compare_digest(stop_token(int(number)).encode(), token.encode()):
        raise Refusal(
            _("A part of this link is missing. Open it again from the mail, whole and unaltered.")
        )
    return int(number)


def check_stop(token: str) -> None:
    """Refuses an altered link before the page with the button is shown."""
    _numbered(token)


def number(appeal: Appeal) -> int:
    """How many addresses are kept, encrypted, of those who asked to be told."""
    return Signature.objects.filter(appeal=appeal, inform__isnull=False).count()

"""Voices that were handed over and voided since: the office holds a number that is too high.

The desk is told on the conveyance's page, and offered a correction: a further conveyance to the
same office, kept, numbered and logged like any, whose letter says first what has fallen and why.
The public page tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.conveyance.models import Conveyance
from tocsin.kernel.speaking import in_words
from tocsin.signing.models import Hold, Signature
from tocsin.signing.reasons import TOLD

HANDED = ("sent", "delivered")


@dataclass(frozen=True)
class Fallen:
    """Of one conveyance: how many of its voices were voided since, by reason (TOLD)."""

    conveyance: Conveyance
    reasons: dict[int, int]
    corrected_on: date | None = None

    @property
    def number(self) -> int:
        """Altogether."""
        return sum(self.reasons.values())

    @property
    def words(self) -> list[tuple[str, int]]:
        """Reasons in the reader's language, with their numbers."""
        return [(str(TOLD.get(one, one)), number) for one, number in self.reasons.items()]


def since(conveyance: Conveyance) -> Fallen | None:
    """What has fallen since it was prepared; None where nothing has.

    A voice tells the minute in which it counted, so one of the same minute may be among them.
    """
    moment = conveyance.prepared_at
    later = Hold.objects.filter(appeal=conveyance.appeal_id, state="voided", held_at__gt=moment)
    decided = {one.pk: one.decided_at for one in later}
    if not decided:
        return None
    rows = Signature.objects.filter(state="voided", hold__in=decided, counted_at__lte=moment)
    found = rows.order_by().values_list("hold__reason").annotate(number=Count("pk"))
    reasons = dict(sorted(found))
    if not reasons:
        return None
    last = max(one for one in decided.values() if one is not None)
    return Fallen(conveyance, reasons, _corrected(conveyance, last))


def _corrected(conveyance: Conveyance, decided: object) -> date | None:
    """When the office was handed a later number, made after the last of it had fallen."""
    later = Conveyance.objects.filter(
        appeal=conveyance.appeal_id,
        authority=conveyance.authority_id,
        number__gt=conveyance.number,
        prepared_at__gte=decided,
        state__in=HANDED,
    )
    first = later.order_by("pk").prefetch_related("attempts").first()
    attempt = first.attempts.filter(result__in=HANDED).first() if first else None
    return attempt.on if attempt else None


def owed(appeal: Appeal, authority: Authority) -> Fallen | None:
    """What a letter to the office has to correct: what it was handed last, if that has fallen."""
    handed = Conveyance.objects.filter(appeal=appeal, authority=authority, state__in=HANDED)
    last = handed.order_by("-number").first()
    return since(last) if last else None


def sentence(fallen: Fallen) -> str:
    """What the letter says first, in the active language."""
    tally = fallen.conveyance.tally
    handed = int(tally.get("confirmed", 0)) + int(tally.get("paper", 0))
    day = in_words(timezone.localdate(fallen.conveyance.prepared_at))
    said = ngettext(
        "Correction: of the %(handed)d signatures that we prepared for you on %(day)s, %(number)d "
        "no longer counts.",
        "Correction: of the %(handed)d signatures that we prepared for you on %(day)s, %(number)d "
        "no longer count.",
        fallen.number,
    ) % {"handed": handed, "day": day, "number": fallen.number}
    why = _("; ").join(f"{word}{_(': ')}{number}" for word, number in fallen.words)
    return f"{said} {_('Why they were voided:')} {why}."

"""Silence is news too: it is noted once for each addressee who was reached and did not answer."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.conveyance.models import Attempt
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.speaking import in_words
from tocsin.people.roles import System
from tocsin.replies import reads
from tocsin.replies.models import News
from tocsin.replies.moves import record

_seen: dict[str, tuple[object, ...] | None] = {"at": None}


def texts(late: reads.Overdue) -> dict[str, dict[str, str]]:
    """The sentences, in each language of the appeal that this program speaks."""
    written = set(late.appeal.texts.values_list("language", flat=True))
    spoken = (written & set(settings.TOCSIN_LANGUAGES)) | {late.appeal.original_language}
    return {language: _text(late, language) for language in sorted(spoken)}


def _text(late: reads.Overdue, language: str) -> dict[str, str]:
    with override(language):
        words = {
            "office": late.authority.name_in(language),
            "day": in_words(late.delivered_on),
            "days": late.days,
        }
        return {
            "title": (_("No answer from %(office)s") % words)[:200],
            "text": _(
                "The appeal was delivered to %(office)s on %(day)s. "
                "After %(days)s days no answer has reached us."
            )
            % words,
        }


def note() -> int:
    """Notes each silence that is due and not noted; gives how many.

    It reads every delivery, and so looks only where something may have changed: at another hour,
    or once another delivery or another piece of news is there.
    """
    now = _now()
    if now == _seen["at"]:
        return 0
    number = 0
    for late in reads.overdue():
        if late.noted:
            continue
        try:
            record(
                System(), late.appeal, "silence", timezone.localdate(), texts(late), late.authority
            )
        except Refusal:
            continue  # somebody noted it by hand at this moment, or the office is addressed no more
        number += 1
    _seen["at"] = now
    return number


def forget() -> None:
    """The next one looks, whatever the last one saw."""
    _seen["at"] = None


def _now() -> tuple[object, ...]:
    told = (model.objects.aggregate(last=Max("pk"))["last"] for model in (Attempt, News))
    return (timezone.now().strftime("%Y-%m-%d %H"), settings.TOCSIN_SILENCE_DAYS, *told)

"""Corrections reach those who were mailed what was wrong: one mail each for each correction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.appeals import guard
from tocsin.kernel.mail import walk
from tocsin.kernel.mail.outbox import Filled, Mail, queue
from tocsin.kernel.work import lease
from tocsin.mailing import ending, letters, network
from tocsin.mailing.letters import ByLanguage, Letter, status_word
from tocsin.mailing.models import NOTICE, Dispatch, Notice, Subscriber
from tocsin.publishing import reads as publishing
from tocsin.publishing.between import Status
from tocsin.publishing.correcting import Corrected, corrected
from tocsin.publishing.models import Revision
from tocsin.publishing.sentences import ADDED, REMOVED

PAGE = 200


def told(revision: Revision, language: str) -> dict[str, str]:
    """A correction in words, in a language: `title` and `text`, as paragraphs."""
    before = publishing.before(revision)
    with override(language):
        title = _("Correction of %(id)s") % {"id": revision.content["document_id"]}
        if before is None:
            return {"title": title, "text": ""}
        made = corrected(before, revision, language)
        return {"title": title, "text": "\n\n".join(_paragraphs(made, language))}


def _paragraphs(made: Corrected, language: str) -> Iterator[str]:
    if made.wrong:
        yield made.wrong
    for one in made.statuses:
        yield _status(one, language)
    for kind, word in ((REMOVED, _("It said:")), (ADDED, _("It says now:"))):
        pieces = [piece for part in made.parts for piece in part.changed if piece.kind == kind]
        if pieces:
            yield word + "\n" + "\n".join(piece.text.strip() for piece in pieces)


def _status(one: Status, language: str) -> str:
    words = {
        "claim": one.texts.get(language) or next(iter(one.texts.values()), one.ref),
        "before": status_word(one.before),
        "after": status_word(one.after),
    }
    if not one.after:
        return _("“%(claim)s” was told as %(before)s; it is not told any more.") % words
    return _("“%(claim)s” was told as %(before)s; now it is told as %(after)s.") % words


def letter(revision: Revision, language: str) -> Letter:
    """The mail to the network in one language of the revision."""
    document_id = revision.content["document_id"]
    with override(language):
        context: dict[str, Any] = {
            "document_id": document_id,
            "text": told(revision, language),
            "page": settings.TOCSIN_ADDRESS + reverse("site:appeal", args=[document_id]),
        }
        subject = context["text"]["title"]
        return letters.compose("correction", subject, language, context)


def begin() -> int:
    """Looks for corrections that nobody was told of; gives how many.

    A mail-out of what was wrong ends here: what has not gone is destroyed.
    """
    fresh = publishing.corrections().filter(notice=None)
    number = 0
    for revision in fresh.exclude(appeal__state="withdrawn"):
        with transaction.atomic():
            guard.hold(revision.appeal)
            _notice, new = Notice.objects.get_or_create(revision=revision)
            if new:
                for one in _older(revision):
                    ending.end(one)
            number += new
    return number


def _older(revision: Revision) -> list[Dispatch]:
    rows = Dispatch.objects.filter(revision__appeal=revision.appeal_id)
    return list(rows.filter(revision__number__lt=revision.number).order_by("pk"))


def prepare_page(notice: Notice) -> int:
    """Queues the mails of the next page of people who were mailed; gives how many that were."""
    batches = [one.batch for one in _older(notice.revision)]
    rows = Mail.objects.filter(batch__in=batches, pk__gt=notice.cursor)
    page = list(
        rows.exclude(state__in=ending.STILL_HERE).order_by("pk").values_list("pk", "key")[:PAGE]
    )
    with transaction.atomic():
        people = {int(key.rpartition("-")[2]) for _pk, key in page}
        # Who leaves at this moment waits for the lock, and then finds the mail to destroy.
        held = Subscriber.objects.select_for_update().filter(pk__in=people, state="subscribed")
        queue(_mails(notice, list(held.order_by("pk"))))
        walk.go_on(notice, NOTICE, page[-1][0] if page else None)
    return len(page)


def _mails(notice: Notice, people: list[Subscriber]) -> Iterator[Filled]:
    made = ByLanguage(lambda language: letter(notice.revision, language))
    for one in people:
        language = network.spoken(notice.revision, one.language)
        key = f"{notice.batch}-{one.pk}"
        yield made[language].to(key, notice.batch, network.address_of(one), one.leave)


def turn() -> int:
    """Begins what is due, then one page of each notice that is being prepared."""
    begun = begin()
    taken = lease(Notice.objects.filter(state="preparing"), 10)
    for notice in taken:
        prepare_page(notice)
    return begun + len(taken) + walk.finish(Notice, NOTICE)

"""Notes silence, and walks those who asked to be informed: one mail each for each item."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.kernel.mail import bounces, walk
from tocsin.kernel.mail.outbox import Filled, queue
from tocsin.kernel.work import Loop, lease
from tocsin.mailing import letters
from tocsin.mailing.letters import ByLanguage, Letter
from tocsin.replies import corrections, reads, silence
from tocsin.replies.models import NEWS, News
from tocsin.signing import informing

PAGE = 200


def letter(item: News, language: str) -> Letter:
    """The mail of an item in one language."""
    spoken, text = reads.text_in(item, language)
    document_id = item.appeal.document_id
    with override(language):
        context = {
            "document_id": document_id,
            "word": item.get_kind_display(),
            "on": item.on,
            "authority": item.authority.name_in(language) if item.authority else "",
            "text": text,
            "spoken": spoken,
            "source": item.source,
            "page": settings.TOCSIN_ADDRESS + reverse("site:appeal", args=[document_id]),
        }
        subject = _("%(id)s: %(title)s") % {"id": document_id, "title": text["title"]}
        return letters.compose("news", subject, language, context, informing.stop_link)


def prepare_page(item: News) -> int:
    """Queues the mails of the next page; gives how many people that were."""
    with transaction.atomic():
        page = corrections.people(item, item.cursor, PAGE)
        queue(_mails(item, page))
        walk.go_on(item, NEWS, page[-1][0] if page else None)
    return len(page)


def forget_withdrawn() -> int:
    """What was told of an appeal goes with it; gives how many items lost their words."""
    gone = News.objects.filter(appeal__state="withdrawn").exclude(texts={})
    return gone.update(texts={}, source="", file_name="", file_sha256="") if gone.exists() else 0


def tell_late() -> int:
    """Queues a correction for those who were counted after its walk; gives how many that were."""
    number = 0
    for item in corrections.recent():
        number += queue(_mails(item, corrections.late(item, PAGE)))
    return number


def _mails(item: News, page: list[tuple[int, str, str]]) -> Iterator[Filled]:
    made = ByLanguage(lambda language: letter(item, language))
    for pk, address, language in page:
        word = informing.stop_token(pk)
        yield made[language].to(f"{item.batch}-{pk}", item.batch, address, word)


def forget_gone() -> int:
    """Who asked to be told and is not there any more is told nothing; how many notes."""
    notes = bounces.came_back("news-", limit=PAGE)
    if not notes:
        return 0
    with transaction.atomic():
        informing.forget(int(str(one.key).rpartition("-")[2]) for one in notes if one.gone)
        return bounces.forget(notes)


def turn() -> int:
    """Silence and corrections that are due, then one page of each item being prepared."""
    forgotten = forget_withdrawn() + forget_gone()
    noted = silence.note() + corrections.note() + tell_late()
    rows = News.objects.filter(state="preparing").exclude(appeal__state="stopped")
    taken = lease(rows, 10)
    for item in taken:
        prepare_page(item)
    return forgotten + noted + len(taken) + walk.finish(News, NEWS)


LOOP = Loop("replies", turn)

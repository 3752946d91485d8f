"""Notes silence, and walks those who asked to be informed: one mail each for each item."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.kernel.mail import Message, progress, queue
from tocsin.kernel.work import Loop, lease
from tocsin.mailing import letters
from tocsin.mailing.letters import Letter
from tocsin.replies import reads, silence
from tocsin.replies.models import NEWS, News
from tocsin.signing import informing
from tocsin.signing.reads import informed

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
        return letters.compose("news", subject, language, context)


def prepare_page(item: News) -> int:
    """Queues the mails of the next page; gives how many people that were."""
    with transaction.atomic():
        page = informed(item.appeal, item.cursor, PAGE)
        made: dict[str, Letter] = {}
        mails = [_mail(item, made, pk, address, language) for pk, address, language in page]
        queue(mails)
        if page:
            item.cursor = page[-1][0]
        else:
            item.state = NEWS.check(item.state, "sending", "")
        item.leased_until = None
        item.save(update_fields=["cursor", "state", "leased_until"])
    return len(page)


def _mail(item: News, made: dict[str, Letter], pk: int, address: str, language: str) -> Message:
    if language not in made:
        made[language] = letter(item, language)
    url = informing.stop_url(pk, language)
    return made[language].to(f"{item.batch}-{pk}", item.batch, address, url)


def finish() -> int:
    """Items of which nothing waits any more are done; gives how many."""
    number = 0
    for item in News.objects.filter(state="sending"):
        counts = progress(item.batch)
        if not counts["waiting"] and not counts["sending"]:
            after = NEWS.check(item.state, "done", "")
            rows = News.objects.filter(pk=item.pk, state="sending")
            number += rows.update(state=after, due_at=None)
    return number


def turn() -> int:
    """Silence that is due, then one page of each item that is being prepared."""
    noted = silence.note()
    taken = lease(News.objects.filter(state="preparing"), 10)
    for item in taken:
        prepare_page(item)
    return noted + len(taken) + finish()


LOOP = Loop("replies", turn)

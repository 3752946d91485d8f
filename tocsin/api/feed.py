"""The Atom feed of new appeals."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.archive import reads
from tocsin.archive.models import ArchiveEntry
from tocsin.publishing import prose, withdrawing
from tocsin.publishing.models import Withdrawal

MOST = 30


class Newest(Feed):  # type: ignore[type-arg] # it takes types in its stubs alone
    """The thirty newest appeals, each in its original language."""

    feed_type = Atom1Feed
    link = "/"
    feed_url = "/feed.atom"

    def title(self) -> str:
        """Whose appeals these are."""
        return str(settings.TOCSIN_ORGANISATION)

    def subtitle(self) -> str:
        """What the feed is."""
        return _("New urgent appeals")

    def items(self) -> list[ArchiveEntry | Withdrawal]:
        """Newest first; one that was withdrawn takes the place of what it was."""
        found: list[ArchiveEntry | Withdrawal] = [*reads.newest(MOST), *withdrawing.done(MOST)]
        return sorted(found, key=self.item_pubdate, reverse=True)[:MOST]

    def item_title(self, item: ArchiveEntry | Withdrawal) -> str:
        """The headline as published."""
        if isinstance(item, Withdrawal):
            return _("%(id)s: withdrawn") % {"id": item.appeal.document_id}
        return str(self._text(item)["headline"])

    def item_description(self, item: ArchiveEntry | Withdrawal) -> str:
        """The summary as published."""
        if isinstance(item, Withdrawal):
            return withdrawing.sentence(item)
        return str(self._text(item)["summary"])

    def item_link(self, item: ArchiveEntry | Withdrawal) -> str:
        """The permanent page."""
        return f"{settings.TOCSIN_ADDRESS}{_appeal(item).get_absolute_url()}"

    item_guid = item_link

    def item_pubdate(self, item: ArchiveEntry | Withdrawal) -> datetime:
        """When the appeal came out, or was withdrawn."""
        if isinstance(item, Withdrawal):
            return item.decided_at or item.proposed_at
        return item.published_at

    def item_updateddate(self, item: ArchiveEntry | Withdrawal) -> datetime:
        """When its newest revision came out, or it was withdrawn."""
        if isinstance(item, Withdrawal):
            return self.item_pubdate(item)
        return item.revision.published_at

    @staticmethod
    def _text(item: ArchiveEntry) -> dict[str, str]:
        content = item.revision.content
        return prose.unmarked(content["texts"][content["original_language"]])


def _appeal(item: ArchiveEntry | Withdrawal) -> Appeal:
    return item.appeal if isinstance(item, Withdrawal) else item.revision.appeal


def newest(request: HttpRequest) -> HttpResponse:
    """`/feed.atom`."""
    response = Newest()(request)
    response["Cache-Control"] = "public, max-age=0, s-maxage=60"
    return response

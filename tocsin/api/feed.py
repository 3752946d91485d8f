"""The Atom feed of new appeals."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from tocsin.archive import reads
from tocsin.archive.models import ArchiveEntry
from tocsin.publishing import prose


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

    def items(self) -> list[ArchiveEntry]:
        """Newest first."""
        return reads.newest()

    def item_title(self, item: ArchiveEntry) -> str:
        """The headline as published."""
        return str(self._text(item)["headline"])

    def item_description(self, item: ArchiveEntry) -> str:
        """The summary as published."""
        return str(self._text(item)["summary"])

    def item_link(self, item: ArchiveEntry) -> str:
        """The permanent page."""
        return f"{settings.TOCSIN_ADDRESS}/{item.document_id}/"

    item_guid = item_link

    def item_pubdate(self, item: ArchiveEntry) -> datetime:
        """When the appeal came out."""
        return item.published_at

    def item_updateddate(self, item: ArchiveEntry) -> datetime:
        """When its newest revision came out."""
        return item.revision.published_at

    @staticmethod
    def _text(item: ArchiveEntry) -> dict[str, str]:
        content = item.revision.content
        return prose.unmarked(content["texts"][content["original_language"]])


def newest(request: HttpRequest) -> HttpResponse:
    """`/feed.atom`."""
    response = Newest()(request)
    response["Cache-Control"] = "public, max-age=0, s-maxage=60"
    return response

"""Which published appeals belong together: what an update updates, and by what it is updated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tocsin.appeals.marks import bare
from tocsin.appeals.models import Appeal, Relation
from tocsin.appeals.references import is_update
from tocsin.publishing.models import Revision


@dataclass(frozen=True)
class Related:
    """Another published appeal; `relation` is `updates`, `updated by`, `names` or `named by`."""

    relation: str
    revision: Revision

    def headline(self, language: str) -> tuple[str, str]:
        """In a language, else in its original one; first which it is."""
        texts, original = self.revision.content["texts"], self.revision.content["original_language"]
        spoken = language if texts.get(language) else str(original)
        return spoken, bare(str(texts.get(spoken, {}).get("headline", "")))

    def public(self) -> dict[str, Any]:
        """For programs."""
        appeal = self.revision.appeal
        return {
            "relation": self.relation,
            "document_id": appeal.document_id,
            "url": f"{settings.TOCSIN_ADDRESS}/{appeal.document_id}/",
            "published_at": self.revision.published_at.isoformat(),
        }


def related(appeal: Appeal) -> list[Related]:
    """Both ways: what the appeal names in its order, then what names it, the newest first."""
    forth = Relation.objects.filter(appeal=appeal).order_by("order", "pk")
    back = Relation.objects.filter(other=appeal).select_related("appeal")
    newest = _newest([*(one.other_id for one in forth), *(one.appeal_id for one in back)])
    word = "updates" if is_update(appeal.document_type_id) else "names"
    named = [Related(word, newest[one.other_id]) for one in forth if one.other_id in newest]
    naming = [
        Related(
            "updated by" if is_update(one.appeal.document_type_id) else "named by",
            newest[one.appeal_id],
        )
        for one in back
        if one.appeal_id in newest
    ]
    naming.sort(key=lambda one: one.revision.published_at, reverse=True)
    return named + naming


def _newest(appeals: list[int]) -> dict[int, Revision]:
    """The newest revision of each that was ever published and is not withdrawn."""
    rows = Revision.objects.filter(appeal__in=appeals).exclude(appeal__state="withdrawn")
    rows = rows.select_related("appeal").order_by("number")
    return {row.appeal_id: row for row in rows}

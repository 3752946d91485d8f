"""What the desk shows of appeals."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tocsin.appeals.marks import bare
from tocsin.appeals.models import APPEAL, Addressee, Appeal, Attachment, DocumentType, Text
from tocsin.kernel import audit, files
from tocsin.kernel.crypto.home import home
from tocsin.people.guard import name_of


def appeals() -> QuerySet[Appeal]:
    """All appeals with their `headline` in the original language: drafts first, newest on top."""
    texts = Text.objects.filter(
        appeal=OuterRef("pk"), language=OuterRef("original_language")
    ).values("headline")[:1]
    places = [When(state=state, then=Value(place)) for place, state in enumerate(APPEAL.moves)]
    return (
        Appeal.objects.select_related("document_type", "case")
        .annotate(headline=Coalesce(Subquery(texts), Value("")))
        .order_by(Case(*places, default=Value(len(places))), "-changed_at", "-pk")
    )


def headline(appeal: Appeal) -> str:
    """The headline that `appeals()` read along, without marks."""
    return bare(str(getattr(appeal, "headline", "")))


def drafts() -> QuerySet[Appeal]:
    """Appeals that were never published, and whose case is open."""
    return appeals().filter(state="draft", case__state="open")


def text(appeal: Appeal, language: str) -> Text:
    """The text in a language; an empty one that is not saved where there is none."""
    found = appeal.texts.filter(language=language).first()
    return found or Text(appeal=appeal, language=language)


def addressees(appeal: Appeal) -> list[Addressee]:
    """To whom, in order."""
    return list(Addressee.objects.filter(appeal=appeal).select_related("authority"))


def offered_types() -> QuerySet[DocumentType]:
    """The document types that a new appeal may have."""
    return DocumentType.objects.filter(offered=True)


def writers(appeal: Appeal, since: datetime | None = None) -> set[str]:
    """User names of those who changed the appeal last, or a text or attachment after `since`."""
    texts, attachments = appeal.texts.all(), appeal.attachments.all()
    if since is not None:
        texts = texts.filter(changed_at__gt=since)
        attachments = attachments.filter(changed_at__gt=since)
    hands = [*texts.values_list("changed_by"), *attachments.values_list("changed_by")]
    return {appeal.changed_by, *(name for (name,) in hands)}


def attachments(appeal: Appeal) -> QuerySet[Attachment]:
    """What is attached now, in order."""
    return appeal.attachments.filter(removed_at=None)


def attachment_bytes(attachment: Attachment) -> bytes:
    """The clean file; raises Refusal where it is gone or damaged."""
    return files.read(home() / "files", attachment.sha256)


def original_bytes(attachment: Attachment) -> bytes:
    """The original as it is kept, sealed; `tocsin attachments open` opens it."""
    return files.read(home() / "files", attachment.sealed_sha256)


def history(appeal: Appeal) -> QuerySet[audit.Entry]:
    """Who did what, newest first."""
    return audit.trail("appeal", appeal.document_id)


def who(appeal: Appeal) -> str:
    """The name of the person who changed it last."""
    return name_of(appeal.changed_by)

"""The archive's loop: looks for revisions that are newer than what it has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from tocsin.appeals.models import Appeal
from tocsin.archive.folding import fold, spaced
from tocsin.archive.models import ArchiveEntry
from tocsin.kernel.work import Loop
from tocsin.publishing import prose
from tocsin.publishing.models import Revision
from tocsin.vocabulary import countries, issues, languages

BATCH = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def missing() -> list[Revision]:
    """The newest revision of each appeal, where the archive holds none or an older one."""
    newest = Revision.objects.filter(appeal=OuterRef("pk")).order_by("-number").values("pk")[:1]
    held = ArchiveEntry.objects.values("revision_id")
    there = Appeal.objects.exclude(state="withdrawn").annotate(newest=Subquery(newest))
    ids = there.values_list("newest", flat=True)
    wanted = Revision.objects.filter(pk__in=ids).exclude(pk__in=held)
    return list(wanted.select_related("appeal__document_type").order_by("pk")[:BATCH])


def index(revision: Revision) -> None:
    """Makes or renews the entry of one appeal."""
    content = revision.content
    with transaction.atomic():
        ArchiveEntry.objects.filter(revision__appeal=revision.appeal_id).delete()
        ArchiveEntry.objects.create(
            revision=revision,
            document_id=content["document_id"],
            code=content["document_type"]["code"],
            year=year(content["document_id"], revision),
            countries=listed(content["countries"]),
            issues=listed(content["issues"]),
            words=words(content),
            published_at=(first := first_published(revision)),
            place=place(first),
        )


def first_published(revision: Revision) -> datetime:
    """When the appeal first came out."""
    first = Revision.objects.filter(appeal=revision.appeal_id).order_by("number").first()
    return (first or revision).published_at


def place(published_at: datetime) -> int:
    """Where an appeal that was first published then stands among all; no other one stands there."""
    since = published_at - EPOCH
    found = since // timedelta(microseconds=1) * 1000
    while ArchiveEntry.objects.filter(place=found).exists():
        found += 1
    return found


def year(document_id: str, revision: Revision) -> int:
    """The year in the ID; an ID without one has the year it was published."""
    last = document_id.rpartition("-")[2]
    return int(last) if len(last) == 4 and last.isdecimal() else revision.published_at.year


def listed(names: list[str]) -> str:
    """`,MN,TH,`: so that one name can be looked for in the middle."""
    return f",{','.join(names)}," if names else ""


def words(content: dict[str, object]) -> str:
    """Everything a reader may look for, folded, in all the languages there are."""
    parts: list[str] = [str(content["document_id"]), str(content["partner"] or "")]
    for marked in content["texts"].values():  # type: ignore[attr-defined] # JSON of publishing
        text = prose.unmarked(marked)
        parts += [text["headline"], text["summary"], text["body"], text["ask"]]
    for claim in content["claims"]:  # type: ignore[attr-defined]
        parts += claim["texts"].values()
        parts += [source["name"] for source in claim["sources"]]
    for one in content["addressees"]:  # type: ignore[attr-defined]
        parts += [one["name"], *one["names"].values()]
    for language in languages.codes():
        parts += [countries.name(code, language) for code in content["countries"]]  # type: ignore[attr-defined]
        parts += [issues.name(slug, language) for slug in content["issues"]]  # type: ignore[attr-defined]
    return spaced(fold("\n".join(parts)))


def turn() -> int:
    """Indexes what is missing, forgets what was withdrawn; gives how many that were."""
    gone = ArchiveEntry.objects.filter(revision__appeal__state="withdrawn").delete()[0]
    found = missing()
    for revision in found:
        index(revision)
    return gone + len(found)


LOOP = Loop("archive", turn)

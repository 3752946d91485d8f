"""The archive's loop: looks for revisions that are newer than what it has."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from tocsin.archive import choosing, finding, reads
from tocsin.archive.folding import fold, spaced
from tocsin.archive.models import ArchiveEntry
from tocsin.kernel.work import Loop
from tocsin.publishing import prose
from tocsin.publishing.models import Revision
from tocsin.vocabulary import countries, issues, languages

BATCH = 100
LATELY = 1000  # revisions
HOUR = 3600.0  # seconds
_next = {"look": 0.0}  # on this process's own clock
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def missing(*, lately: bool = False) -> list[Revision]:
    """The newest revision of each appeal, where the archive holds none or an older one.

    With `lately` only the LATELY newest of all revisions are looked at.
    """
    newer = Revision.objects.filter(appeal=OuterRef("appeal"), number__gt=OuterRef("number"))
    held = ArchiveEntry.objects.filter(revision=OuterRef("pk"))
    wanted = Revision.objects.filter(~Exists(held), ~Exists(newer))
    if lately:
        last = Revision.objects.aggregate(last=Max("pk"))["last"] or 0
        wanted = wanted.filter(pk__gt=last - LATELY)
    wanted = wanted.exclude(appeal__state="withdrawn")
    return list(wanted.select_related("appeal__document_type").order_by("pk")[:BATCH])


def index(revision: Revision) -> None:
    """Makes or renews the entry of one appeal."""
    content = revision.content
    with transaction.atomic():
        ArchiveEntry.objects.filter(revision__appeal=revision.appeal_id).delete()
        made = ArchiveEntry.objects.create(
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
        choosing.keep([made])


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
    """Indexes what is missing, forgets what was withdrawn; gives how many that were.

    Everything is looked at when a worker begins, and once an hour; else what came lately.
    """
    forgotten = list(reads.gone().values_list("pk", flat=True)[:BATCH])
    if forgotten:
        ArchiveEntry.objects.filter(pk__in=forgotten).delete()
        finding.wipe()
    lately = time.monotonic() < _next["look"]
    found = missing(lately=lately)
    for revision in found:
        index(revision)
    if not lately and not found:
        _next["look"] = time.monotonic() + HOUR
    return len(forgotten) + len(found)


LOOP = Loop("archive", turn)

"""What others ask of an office."""

from __future__ import annotations

from django.db.models import QuerySet

from tocsin.authorities.models import Authority
from tocsin.kernel import audit
from tocsin.people.guard import name_of


def authorities() -> QuerySet[Authority]:
    """All offices by name, with holders and channels at hand; the merged ones are others now."""
    unmerged = Authority.objects.filter(merged_into=None)
    return unmerged.prefetch_related("holders", "channels")


def named(name: str, country: str = "") -> Authority | None:
    """The office that is called so in any spelling or language, in the country if it has one."""
    wanted = " ".join(name.split())
    exact = Authority.objects.filter(name__iexact=wanted).first()
    if exact is not None:
        return kept(exact)
    for one in Authority.objects.filter(merged_into=None):
        near = not country or not one.country or one.country == country
        if near and wanted.casefold() in {other.casefold() for other in one.spellings}:
            return one
    return None


def kept(authority: Authority) -> Authority:
    """The office itself, or the one that it turned out to be."""
    while authority.merged_into is not None:
        authority = authority.merged_into
    return authority


def history(authority: Authority) -> list[audit.Entry]:
    """What was done to the office, and to those that were merged into it, newest first."""
    keys, found = [authority.pk], [authority.pk]
    while found:
        rows = Authority.objects.filter(merged_into__in=found)
        found = list(rows.values_list("pk", flat=True))
        keys += found
    mine = audit.Entry.objects.filter(kind="authority", subject__in=[str(key) for key in keys])
    return list(mine[:100])


def who(authority: Authority) -> str:
    """The name of the person who changed the office last."""
    return name_of(authority.changed_by)


def salutation(authority: Authority, language: str) -> str:
    """How a letter begins; empty where nobody wrote one for the language."""
    return str(authority.salutations.get(language, ""))

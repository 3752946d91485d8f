"""What is shown of cases, claims and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from tocsin.cases.models import Assertion, Assessment, Case, Claim, Person, Source
from tocsin.cases.words import DENIES, DOUBTS
from tocsin.kernel import audit
from tocsin.people.guard import name_of

UNSURE = ("unconfirmed", "contested", "feared")


def cases() -> QuerySet[Case]:
    """All cases, the last changed first, with the numbers of claims and of unsure ones."""
    return (
        Case.objects.select_related("partner")
        .annotate(
            n_claims=Count("claims", filter=~Q(claims__status="withdrawn")),
            n_unsure=Count("claims", filter=Q(claims__status__in=UNSURE)),
        )
        .order_by("-state", "-changed_at")
    )


def claims(case: Case) -> QuerySet[Claim]:
    """A case's claims in their order, with what stands said of each, and those told otherwise."""
    return with_voices(case.claims.all()).order_by("number")


def with_voices(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with the assertions that count (in their order) and their rivals at hand."""
    said = assertions().filter(set_aside="")
    return claims.prefetch_related(Prefetch("assertions", said), "rivals")


def assertions() -> QuerySet[Assertion]:
    """What is said, with who says it and from whom they have it."""
    return Assertion.objects.select_related("source").prefetch_related("heard_from__source")


def standing(case: Case) -> QuerySet[Claim]:
    """The claims that an appeal may rest on: all but the withdrawn."""
    return claims(case).exclude(status="withdrawn")


def sources(case: Case) -> QuerySet[Source]:
    """A case's sources; of two that are one, the one that stands."""
    return case.sources.filter(merged_into=None).order_by("pk")


def persons(case: Case) -> QuerySet[Person]:
    """Whom a case concerns, with what they agreed to."""
    unmerged = case.persons.filter(merged_into=None)
    return unmerged.prefetch_related("consents__authorities").order_by("pk")


def assessments(claim: Claim) -> QuerySet[Assessment]:
    """Who judged the claim, newest first."""
    return claim.assessments.all()


def history(case: Case) -> list[audit.Entry]:
    """What was done to a case, its claims, sources and persons, newest first."""
    of_claims = [str(pk) for pk in case.claims.values_list("pk", flat=True)]
    of_sources = [str(pk) for pk in case.sources.values_list("pk", flat=True)]
    of_persons = [str(pk) for pk in case.persons.values_list("pk", flat=True)]
    mine = (
        Q(kind="case", subject=str(case.pk))
        | Q(kind="claim", subject__in=of_claims)
        | Q(kind="source", subject__in=of_sources)
        | Q(kind="person", subject__in=of_persons)
    )
    return list(audit.Entry.objects.filter(mine)[:100])


def who(row: Assertion | Case | Claim | Person | Source) -> str:
    """The name of the person who changed a row last."""
    return name_of(row.changed_by)


def public_claims(chosen: Iterable[Claim]) -> list[dict[str, Any]]:
    """Claims in the shape a revision freezes; a protected source shows its kind alone.

    What not everybody may read is left out. Claims that contradict each other stand together
    and name each other under `rivals`; who denies a claim is no source of it (`denied_by`), and
    a source that calls it not confirmed has a `says`. Each of these keys is there only if needed.
    """
    known = {claim.pk: claim for claim in chosen if claim.sensitivity == "public"}
    others = {
        claim.pk: [other.pk for other in claim.rivals.order_by("number") if other.pk in known]
        for claim in known.values()
    }
    return [_public_claim(known[pk], [known[o] for o in others[pk]]) for pk in _together(others)]


def _together(others: dict[int, list[int]]) -> Iterator[int]:
    """Each key once, in order, with those it is bound to (and those they are) right behind it."""
    done: set[int] = set()
    for first in others:
        waiting = [first]
        while waiting:
            here = waiting.pop(0)
            if here not in done:
                done.add(here)
                yield here
                waiting = [*others[here], *waiting]


def _public_claim(claim: Claim, rivals: list[Claim]) -> dict[str, Any]:
    said = one_each(claim.assertions.filter(set_aside="").select_related("source"))
    told = {
        "ref": f"c{claim.number}",
        "texts": {claim.case.language: claim.text} | claim.translations,
        "status": claim.status,
        "sources": [_public_source(one) for one in said if one.says != DENIES],
    }
    denied_by = [_public_source(one) for one in said if one.says == DENIES]
    more = {"denied_by": denied_by, "rivals": [f"c{rival.number}" for rival in rivals]}
    return told | {key: value for key, value in more.items() if value}


def one_each(said: Iterable[Assertion]) -> list[Assertion]:
    """Of what is said of a claim, in its order, what each source says last of all."""
    return list({one.source_id: one for one in said}.values())


def _public_source(said: Assertion) -> dict[str, Any]:
    source = said.source
    name = "" if source.protected else source.name
    told = {"name": name, "kind": source.kind, "protected": source.protected}
    return told | ({"says": said.says} if said.says == DOUBTS else {})

"""What is shown of cases, claims and sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from tocsin.cases.guard import name_of
from tocsin.cases.models import Assertion, Assessment, Case, Claim, Source
from tocsin.kernel import audit

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
    """A case's claims in their order, with their sources in the order of the chain."""
    chain = Prefetch("assertions", Assertion.objects.select_related("source"))
    return case.claims.prefetch_related(chain).order_by("number")


def standing(case: Case) -> QuerySet[Claim]:
    """The claims that an appeal may rest on: all but the withdrawn."""
    return claims(case).exclude(status="withdrawn")


def sources(case: Case) -> QuerySet[Source]:
    """A case's sources, with the number of claims each of them says."""
    return case.sources.annotate(n_claims=Count("assertions")).order_by("pk")


def assessments(claim: Claim) -> QuerySet[Assessment]:
    """Who judged the claim, newest first."""
    return claim.assessments.all()


def history(case: Case) -> list[audit.Entry]:
    """What was done to a case, its claims and its sources, newest first."""
    of_claims = [str(pk) for pk in case.claims.values_list("pk", flat=True)]
    of_sources = [str(pk) for pk in case.sources.values_list("pk", flat=True)]
    mine = (
        Q(kind="case", subject=str(case.pk))
        | Q(kind="claim", subject__in=of_claims)
        | Q(kind="source", subject__in=of_sources)
    )
    return list(audit.Entry.objects.filter(mine)[:100])


def who(row: Case | Claim | Source) -> str:
    """The name of the person who changed a row last."""
    return name_of(row.changed_by)


def public_claims(chosen: Iterable[Claim]) -> list[dict[str, Any]]:
    """Claims in the shape a revision freezes; a protected source shows its kind alone."""
    return [
        {
            "ref": f"c{claim.number}",
            "texts": {claim.case.language: claim.text} | claim.translations,
            "status": claim.status,
            "sources": [_public_source(said.source) for said in _chain(claim)],
        }
        for claim in chosen
    ]


def _chain(claim: Claim) -> QuerySet[Assertion]:
    return claim.assertions.select_related("source").order_by("order", "pk")


def _public_source(source: Source) -> dict[str, Any]:
    name = "" if source.protected else source.name
    return {"name": name, "kind": source.kind, "protected": source.protected}

"""What others ask of an office."""

from __future__ import annotations

from django.db.models import QuerySet

from tocsin.authorities.models import Authority, Channel, Holder


def authorities() -> QuerySet[Authority]:
    """All offices by name, with holders and channels at hand."""
    return Authority.objects.prefetch_related("holders", "channels")


def holder(authority: Authority) -> Holder | None:
    """Who holds the office now."""
    return authority.holders.filter(until=None).first()


def channels(authority: Authority) -> list[Channel]:
    """The ways that still work."""
    return list(authority.channels.filter(works=True))


def salutation(authority: Authority, language: str) -> str:
    """How a letter begins; empty where nobody wrote one for the language."""
    return str(authority.salutations.get(language, ""))

"""What the desk shows of staff and partners."""

from __future__ import annotations

from django.db.models import QuerySet

from tocsin.kernel.crypto import signature
from tocsin.people import factors
from tocsin.people.models import Partner, Staff
from tocsin.people.roles import Role, has


def staff() -> QuerySet[Staff]:
    """Everybody who has an account, those who may sign in first."""
    return Staff.objects.order_by("-is_active", "username")


def partners() -> QuerySet[Partner]:
    """All partners by name."""
    return Partner.objects.all()


def by_key(key_id: str) -> Partner | None:
    """The partner whose key this is."""
    return Partner.objects.filter(key_id=key_id).first() if key_id else None


def key_fingerprint(partner: Partner) -> str:
    """The key in groups that two people can read to each other; empty where there is none."""
    return signature.fingerprint(bytes(partner.key)) if partner.key else ""


def roles(person: Staff) -> set[Role]:
    """The roles a person holds."""
    return {role for role in Role if has(person, role)}


def has_second_factor(person: Staff) -> bool:
    """Whether a code or a passkey is set up; recovery codes alone are none."""
    return factors.of(person).exists()

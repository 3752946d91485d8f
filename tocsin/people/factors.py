"""The second factor that somebody has; nobody takes the last one away from themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tocsin.people.models import Staff

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def of(person: Staff) -> QuerySet[Authenticator]:
    """The app and the passkeys that are set up; recovery codes alone are no second factor."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=person, type__in=KINDS)
    return found


def may_go(one: Authenticator) -> bool:
    """Whether another one stays, without which the desk lets nobody in."""
    return settings.TOCSIN_DEMONSTRATION or of(one.user).exclude(pk=one.pk).exists()


@contextmanager
def held(person: Staff) -> Iterator[None]:
    """One change of somebody's factors at a time, else two windows take away the last two."""
    with transaction.atomic():
        Staff.objects.select_for_update().get(pk=person.pk)
        yield

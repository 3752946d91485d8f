"""Accounts and partners: made, changed and closed by an administrator."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.kernel import audit
from tocsin.kernel.crypto import signature
from tocsin.kernel.refusal import Refusal
from tocsin.people.models import EntryLink, Partner, Staff
from tocsin.people.roles import Actor, Role, require


def add_staff(
    actor: Actor, username: str, full_name: str, roles: set[Role], password: str | None = None
) -> Staff:
    """A new account; without a password nobody can sign in to it yet."""
    require(actor, Role.ADMINISTRATOR)
    username = username.strip()
    if not username.isascii() or not username.replace("-", "").replace(".", "").isalnum():
        raise Refusal(_("A user name is made of letters, digits, dots and hyphens."), "username")
    # Under the program’s own name a person’s deeds would look like its own in the audit trail.
    if username.lower() == audit.SYSTEM or Staff.objects.filter(username__iexact=username).exists():
        raise Refusal(_("This user name is taken; choose another."), "username")
    with transaction.atomic():
        staff = Staff.objects.create_user(
            username, _checked(password), full_name=full_name.strip(), **_flags(roles)
        )
        audit.record(actor, "add staff", "staff", staff.username, roles=sorted(roles))
    return staff


def set_roles(actor: Actor, staff: Staff, roles: set[Role], *, active: bool = True) -> None:
    """Gives and takes roles; the last administrator cannot lose the role."""
    require(actor, Role.ADMINISTRATOR)
    with transaction.atomic():
        # All of them are locked, or two could take the role from each other at once.
        held = Staff.objects.select_for_update().filter(is_administrator=True, is_active=True)
        administrators = set(held.order_by("pk").values_list("pk", flat=True))
        stays = Role.ADMINISTRATOR in roles and active
        if not stays and administrators == {staff.pk}:
            raise Refusal(_("This is the last administrator. Make another one first."), "roles")
        Staff.objects.filter(pk=staff.pk).update(is_active=active, **_flags(roles))
        audit.record(
            actor, "set roles", "staff", staff.username, roles=sorted(roles), active=active
        )
    staff.refresh_from_db()


def set_password(actor: Actor, staff: Staff, password: str) -> None:
    """A new password; the person may change it after signing in."""
    require(actor, Role.ADMINISTRATOR)
    with transaction.atomic():
        staff.set_password(_checked(password))
        staff.save(update_fields=["password"])
        audit.record(actor, "set password", "staff", staff.username)


def remove_second_factor(actor: Actor, staff: Staff) -> None:
    """Whoever lost telephone and recovery codes sets up new ones at the next sign-in."""
    require(actor, Role.ADMINISTRATOR)
    with transaction.atomic():
        Authenticator.objects.filter(user=staff).delete()
        audit.record(actor, "remove second factor", "staff", staff.username)


def make_entry_link(staff: Staff) -> str:
    """A token that signs `staff` in once (demonstration only; the caller sees to that)."""
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        EntryLink.objects.filter(staff=staff, used_at=None).delete()
        EntryLink.objects.create(staff=staff, token_hash=_hash(token))
        audit.record(audit.SYSTEM, "make entry link", "staff", staff.username)
    return token


def use_entry_link(token: str) -> Staff:
    """Whom the token signs in; the second time it is refused."""
    with transaction.atomic():
        link = EntryLink.objects.select_related("staff").filter(token_hash=_hash(token)).first()
        fresh = EntryLink.objects.filter(token_hash=_hash(token), used_at=None)
        if link is None or not fresh.update(used_at=timezone.now()):
            raise Refusal(
                _("This link was used already or is not whole. Start Tocsin again for a new one.")
            )
        audit.record(link.staff, "use entry link", "staff", link.staff.username)
    return link.staff


def save_partner(actor: Actor, partner: Partner | None, **fields: Any) -> Partner:
    """A new partner, or changes to one; names are unique."""
    require(actor, Role.OFFICER)
    name = str(fields.get("name", "")).strip()
    if not name:
        raise Refusal(_("Write the partner’s name."), "name")
    twin = Partner.objects.filter(name__iexact=name)
    if (twin.exclude(pk=partner.pk) if partner else twin).exists():
        raise Refusal(_("A partner of this name is here already."), "name")
    with transaction.atomic():
        saved = partner or Partner()
        for field, value in (fields | {"name": name}).items():
            setattr(saved, field, value)
        saved.save()
        audit.record(actor, "save partner", "partner", saved.pk, name=name)
    return saved


def set_partner_key(actor: Actor, partner: Partner, data: bytes) -> Partner:
    """The key that the partner's alerts are signed with from now on; empty takes it away.

    `data` is the public key file, or its 64 hex digits.
    """
    require(actor, Role.OFFICER)
    key = signature.read_public(data) if data.strip() else None
    mark = key.key_id if key else ""
    with transaction.atomic():
        if mark and Partner.objects.filter(key_id=mark).exclude(pk=partner.pk).exists():
            raise Refusal(_("This key belongs to another partner. Ask for a new one."), "key")
        values = {"key": key.public if key else None, "key_id": mark}
        Partner.objects.filter(pk=partner.pk).update(**values)
        audit.record(actor, "set partner key", "partner", partner.pk, key=mark)
    partner.refresh_from_db()
    return partner


def find_or_add_partner(actor: Actor, name: str, country: str = "") -> Partner:
    """The partner of that name, made where it is new (an import names its partner)."""
    require(actor, Role.OFFICER)
    found = Partner.objects.filter(name__iexact=name.strip()).first()
    return found or save_partner(actor, None, name=name, country=country)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _flags(roles: set[Role]) -> dict[str, bool]:
    return {f"is_{role}": role in roles for role in Role}


def _checked(password: str | None) -> str | None:
    if password is None:
        return None
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), "password") from error
    return password

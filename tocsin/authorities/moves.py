"""Offices: entered, changed, their holders and channels kept in time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.authorities.models import CHANNELS, Authority, Channel, Holder
from tocsin.kernel import audit
from tocsin.kernel.mail import clean_address
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require


def save_authority(actor: Actor, authority: Authority | None, **fields: Any) -> Authority:
    """A new office, or changes to one; names are unique."""
    require(actor, Role.OFFICER)
    name = " ".join(str(fields.get("name", "")).split())
    if not name:
        raise Refusal(_("Write the name of the office."), "name")
    twin = Authority.objects.filter(name__iexact=name)
    if (twin.exclude(pk=authority.pk) if authority else twin).exists():
        raise Refusal(_("An office of this name is here already."), "name")
    with transaction.atomic():
        saved = authority or Authority()
        for field, value in (fields | {"name": name}).items():
            setattr(saved, field, value)
        saved.save()
        audit.record(actor, "save authority", "authority", saved.pk, name=name)
    return saved


def find_or_add(actor: Actor, name: str, country: str = "") -> Authority:
    """The office of that name, made where it is new (an import names its addressees)."""
    require(actor, Role.OFFICER)
    found = Authority.objects.filter(name__iexact=" ".join(name.split())).first()
    return found or save_authority(actor, None, name=name, country=country)


def set_holder(actor: Actor, authority: Authority, name: str, since: date | None = None) -> Holder:
    """Who holds the office from now on; the one before is kept, with an end."""
    require(actor, Role.OFFICER)
    if not name.strip():
        raise Refusal(_("Write the holder’s name."), "holder")
    with transaction.atomic():
        start = since or timezone.localdate()
        authority.holders.filter(until=None).update(until=start)
        holder = Holder.objects.create(authority=authority, name=name.strip(), since=start)
        audit.record(actor, "set holder", "authority", authority.pk, holder=holder.name)
    return holder


def add_channel(actor: Actor, authority: Authority, kind: str, address: str) -> Channel:
    """One more way to reach the office."""
    require(actor, Role.OFFICER)
    if kind not in dict(CHANNELS):
        raise Refusal(_("Choose a way: e-mail, post or by hand."), "kind")
    if not address.strip():
        raise Refusal(_("Write the address."), "address")
    if kind == "email":
        try:
            clean_address(address)
        except Refusal as refusal:
            raise Refusal(refusal.sentence, "address") from refusal
    with transaction.atomic():
        channel = Channel.objects.create(authority=authority, kind=kind, address=address.strip())
        audit.record(actor, "add channel", "authority", authority.pk, way=kind)
    return channel


def set_channel_works(actor: Actor, channel: Channel, *, works: bool) -> None:
    """Whether letters still arrive by this way."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(works=works)
        audit.record(
            actor, "mark channel", "authority", channel.authority_id, way=channel.kind, works=works
        )

"""Offices: entered, changed, their holders and channels kept in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.authorities import reads
from tocsin.authorities.matching import keep_apart, merge, undo
from tocsin.authorities.models import CHANNELS, Authority, Channel, Holder
from tocsin.kernel import audit
from tocsin.kernel.mail.outbox import clean_address
from tocsin.kernel.refusal import Refusal
from tocsin.people import guard
from tocsin.people.roles import Actor, Role, require

__all__ = [
    "add_channel",
    "find_or_add",
    "keep_apart",
    "merge",
    "save_authority",
    "set_channel_works",
    "set_holder",
    "undo",
]
LONGEST = 250  # characters of a name


def save_authority(
    actor: Actor, authority: Authority | None, version: int | None = None, **fields: Any
) -> Authority:
    """A new office, or changes to one; no two have a spelling in common.

    Raises Refusal (field "version") where somebody else saved since `version` was read.
    """
    require(actor, Role.OFFICER)
    values = fields | {"name": " ".join(str(fields.get("name", "")).split())}
    if not values["name"]:
        raise Refusal(_("Write the name of the office."), "name")
    if "variants" in values:
        values["variants"] = _variants(values["name"], values["variants"])
    with transaction.atomic():
        _single(authority, values["name"])
        if authority is None:
            saved = Authority.objects.create(**values, changed_by=actor.username)
        else:
            saved = authority
            seen = saved.version if version is None else version
            guard.save(saved, seen, **values, changed_by=actor.username)
        audit.record(actor, "save authority", "authority", saved.pk, name=saved.name)
    return saved


def _variants(name: str, given: Iterable[str]) -> list[str]:
    spelled = [" ".join(one.split()) for one in given]
    if any(len(one) > LONGEST for one in spelled):
        raise Refusal(_("A spelling has at most 250 characters."), "variants")
    return [one for one in dict.fromkeys(spelled) if one and one != name]


def _single(this: Authority | None, name: str) -> None:
    twin = Authority.objects.filter(name__iexact=name)
    found = (twin.exclude(pk=this.pk) if this else twin).first()
    if found is None:
        return
    kept = found.merged_into
    if kept is None:
        raise Refusal(_("An office of this name is here already."), "name")
    raise Refusal(_("This office is “%(kept)s” here; use that one.") % {"kept": kept.name}, "name")


def find_or_add(actor: Actor, name: str, country: str = "") -> Authority:
    """The office of that name, made where it is new (an import names its addressees).

    One that was merged is the one it was merged into.
    """
    require(actor, Role.OFFICER)
    return reads.named(name, country) or save_authority(actor, None, name=name, country=country)


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

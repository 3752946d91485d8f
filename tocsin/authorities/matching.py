"""Offices that may be one: offered to a person, merged by their word alone, two again by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from tocsin.authorities.models import Authority, OfficeMatch
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import merging
from tocsin.kernel.storage.merging import MATCH
from tocsin.kernel.texts import alike
from tocsin.people import guard
from tocsin.people.roles import Actor, Role, require
from tocsin.vocabulary import offices

MOST = 20  # offers on a page
FACTS = ("variants", "names", "salutations", "country")


@dataclass(frozen=True)
class Offer:
    """Two offices that may be one, the older first; what they share beside a name, if anything."""

    kept: Authority
    gone: Authority
    likeness: int
    holder: str = ""
    address: str = ""


@dataclass(frozen=True)
class _Traits:
    office: Authority
    names: tuple[str, ...]
    holders: dict[str, str]
    addresses: dict[str, str]


def offers(office: Authority | None = None) -> list[Offer]:
    """The likeliest pairs first, of one office or of all; those that are decided are left out."""
    decided = {frozenset(pair) for pair in OfficeMatch.objects.values_list("kept", "gone")}
    rows = Authority.objects.filter(merged_into=None).order_by("pk")
    traits = [_traits(one) for one in rows.prefetch_related("holders", "channels")]
    pairs = combinations(traits, 2) if office is None else _with(office, traits)
    open_ = (pair for pair in pairs if frozenset(one.office.pk for one in pair) not in decided)
    found = [offer for one, other in open_ if (offer := _offer(one, other))]
    return sorted(found, key=lambda one: (-one.likeness, one.kept.pk, one.gone.pk))[:MOST]


def _with(office: Authority, traits: list[_Traits]) -> Iterator[tuple[_Traits, _Traits]]:
    """The office beside each other one, the older first."""
    mine = next((one for one in traits if one.office == office), None)
    for other in traits if mine is not None else []:
        if mine is not None and other is not mine:
            yield (other, mine) if other.office.pk < office.pk else (mine, other)


def merged() -> list[tuple[OfficeMatch, Authority, Authority]]:
    """What was merged and can be undone, newest first, with the kept and the gone office."""
    rows = list(OfficeMatch.objects.filter(state="merged"))
    by_key = Authority.objects.in_bulk([key for row in rows for key in (row.kept, row.gone)])
    return [(row, by_key[row.kept], by_key[row.gone]) for row in rows]


def merge(actor: Actor, kept: Authority, gone: Authority) -> OfficeMatch:
    """They are one: names, holders and ways go over, and every letter written to the gone one."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        row = _decided(kept, gone)
        MATCH.check(row.state, "merged", _("These two are merged already; nothing was changed."))
        before = {name: getattr(kept, name) for name in FACTS}
        after = _joined(kept, gone)
        row.moved = merging.carry(kept, gone)
        row.keep(before, after)
        guard.save(kept, kept.version, changed_by=actor.username, **after)
        guard.save(gone, gone.version, changed_by=actor.username, merged_into=kept)
        _settle(actor, row, "merged", "merge")
    return row


def keep_apart(actor: Actor, kept: Authority, gone: Authority) -> OfficeMatch:
    """They are two, however alike: they are not offered again."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        row = _decided(kept, gone)
        _settle(actor, row, "apart", "keep apart")
    return row


def undo(actor: Actor, row: OfficeMatch) -> OfficeMatch:
    """They are two after all: what went over goes back, and what was written since stays."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        row = OfficeMatch.objects.select_for_update().get(pk=row.pk)
        MATCH.check(row.state, "apart", _("This merge was undone already; nothing was changed."))
        kept, gone = _held(row.kept), _held(row.gone)
        _unmerged(kept, _("“%(gone)s” was merged into “%(kept)s” since; undo that first."))
        merging.carry_back(row.moved, kept, gone)
        now = {name: getattr(kept, name) for name in FACTS}
        guard.save(gone, gone.version, changed_by=actor.username, merged_into=None)
        guard.save(kept, kept.version, changed_by=actor.username, **row.restored(now))
        _settle(actor, row, "apart", "undo merge")
    return row


def _traits(office: Authority) -> _Traits:
    held = [one.name for one in office.holders.all() if one.until is None]
    reached = [one.address for one in office.channels.all() if one.works]
    return _Traits(
        office,
        tuple(offices.alike(name) for name in office.spellings),
        {alike.bare(name): name for name in held},
        {alike.bare(address): address for address in reached},
    )


def _offer(one: _Traits, other: _Traits) -> Offer | None:
    """Offices of two countries are two; without a country an office may be of any."""
    lands = {one.office.country, other.office.country} - {""}
    if len(lands) > 1:
        return None
    # A part more makes another office: a ministry is not each of its departments.
    near = int(max(fuzz.ratio(a, b) for a in one.names for b in other.names))
    holder = next((one.holders[key] for key in one.holders if key in other.holders), "")
    address = next((one.addresses[key] for key in one.addresses if key in other.addresses), "")
    if near < alike.ALIKE and not holder and not address:
        return None
    return Offer(one.office, other.office, near, holder, address)


def _decided(kept: Authority, gone: Authority) -> OfficeMatch:
    """The row of this pair, both offices locked; refuses what cannot be one."""
    if kept.pk == gone.pk:
        raise Refusal(_("Choose two offices."))
    for office in (kept, gone):
        Authority.objects.select_for_update().get(pk=office.pk)
        office.refresh_from_db()
        _unmerged(office, _("“%(gone)s” was merged into “%(kept)s” already; use that one."))
    both = [kept.pk, gone.pk]
    row = OfficeMatch.objects.filter(kept__in=both, gone__in=both).first() or OfficeMatch()
    row.kept, row.gone = kept.pk, gone.pk
    return row


def _held(key: int) -> Authority:
    return Authority.objects.select_for_update().get(pk=key)


def _unmerged(office: Authority, sentence: str) -> None:
    if office.merged_into:
        raise Refusal(sentence % {"gone": office.name, "kept": office.merged_into.name})


def _settle(actor: Actor, row: OfficeMatch, state: str, verb: str) -> None:
    row.state, row.by = state, actor.username
    row.save()
    audit.record(actor, verb, "authority", row.kept, gone=row.gone)


def _joined(kept: Authority, gone: Authority) -> dict[str, Any]:
    """The fields of the kept office that change; where both have a word, its own stays."""
    names = gone.names | kept.names
    told = {kept.name, *map(str, names.values())}
    values = {
        "names": names,
        "salutations": gone.salutations | kept.salutations,
        "variants": [n for n in merging.names(kept.variants, gone.spellings) if n not in told],
        "country": kept.country or gone.country,
    }
    return {name: value for name, value in values.items() if value != getattr(kept, name)}

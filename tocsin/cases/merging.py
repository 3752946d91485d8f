"""Two records become one, stay two, or become two again. Nothing is lost on the way."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.cases import guard
from tocsin.cases.likeness import names_of
from tocsin.cases.models import MATCH, Assertion, Case, Claim, Consent, Match, Person, Source
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import merging
from tocsin.people.roles import Actor, Role, require

Record = Source | Person
TABLES: dict[str, type[Source] | type[Person]] = {"source": Source, "person": Person}
BIRTH = ("born", "age", "age_on")
FACTS = {
    "source": ("variants", "protected", "reliability", "group"),
    "person": ("names", "role", "shown_as", "risk", *BIRTH),
}


def merge(actor: Actor, kept: Record, gone: Record) -> Match:
    """They are one: names, what was said and what was agreed to go over to the kept record."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        case = guard.hold(kept.case)
        row = _decided(case, kept, gone)
        MATCH.check(row.state, "merged", _("These two are merged already; nothing was changed."))
        before = _facts(kept)
        after = _joined(kept, gone)
        row.moved = _move(kept, gone)
        row.keep(before, after)
        guard.save(kept, kept.version, changed_by=actor.username, **after)
        guard.save(gone, gone.version, changed_by=actor.username, merged_into=kept)
        _settle(actor, row, "merged", "merge")
    return row


def keep_apart(actor: Actor, kept: Record, gone: Record) -> Match:
    """They are two, however alike: they are not offered again."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        row = _decided(guard.hold(kept.case), kept, gone)
        _settle(actor, row, "apart", "keep apart")
    return row


def undo(actor: Actor, row: Match) -> Match:
    """They are two after all: what went over goes back, and what was written since stays."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        guard.hold(row.case)
        row.refresh_from_db()
        MATCH.check(row.state, "apart", _("This merge was undone already; nothing was changed."))
        table = TABLES[row.kind]
        kept, gone = table.objects.get(pk=row.kept), table.objects.get(pk=row.gone)
        guard.unmerged(kept, _("“%(gone)s” was merged into “%(kept)s” since; undo that first."))
        _move_back(row, kept, gone)
        guard.save(gone, gone.version, changed_by=actor.username, merged_into=None)
        values = _restored(row, kept)
        guard.save(kept, kept.version, changed_by=actor.username, **values)
        _settle(actor, row, "apart", "undo merge")
    return row


def _decided(case: Case, kept: Record, gone: Record) -> Match:
    """The row of this pair; refuses what cannot be one."""
    if type(kept) is not type(gone) or kept.pk == gone.pk or kept.case_id != gone.case_id:
        raise Refusal(_("Choose two sources, or two persons, of one case."))
    for record in (kept, gone):
        record.refresh_from_db()
        guard.unmerged(record, _("“%(gone)s” was merged into “%(kept)s” already; use that one."))
    kind = "source" if isinstance(kept, Source) else "person"
    rows = Match.objects.filter(case=case, kind=kind, kept__in=[kept.pk, gone.pk])
    row = rows.filter(gone__in=[kept.pk, gone.pk]).first() or Match(case=case, kind=kind)
    row.kept, row.gone = kept.pk, gone.pk
    return row


def _settle(actor: Actor, row: Match, state: str, verb: str) -> None:
    row.state, row.by = state, actor.username
    row.save()
    # The trail tells that two are one, not who they are.
    audit.record(actor, verb, row.kind, row.kept, gone=row.gone)


def _facts(record: Record) -> dict[str, Any]:
    names = FACTS["source" if isinstance(record, Source) else "person"]
    return {name: getattr(record, name) for name in names}


def _joined(kept: Record, gone: Record) -> dict[str, Any]:
    """The fields of the kept record that change: all names, and the more careful of two facts."""
    if isinstance(kept, Source) and isinstance(gone, Source):
        values: dict[str, Any] = {
            "variants": merging.names(kept.variants, names_of(gone), but=kept.name),
            "protected": kept.protected or gone.protected,
            "reliability": gone.reliability if kept.reliability == "F" else kept.reliability,
            "group": kept.group or gone.group,
        }
    elif isinstance(kept, Person) and isinstance(gone, Person):
        values = _joined_persons(kept, gone)
    return {name: value for name, value in values.items() if value != getattr(kept, name)}


def _joined_persons(kept: Person, gone: Person) -> dict[str, Any]:
    today = timezone.localdate()
    is_told = kept.born is not None or kept.age is not None
    younger = gone.is_minor(today) and not kept.is_minor(today)
    birth = gone if younger or not is_told else kept
    return {
        "names": merging.names(kept.names, gone.names),
        "role": gone.role if kept.role == "official" else kept.role,
        "shown_as": kept.shown_as or gone.shown_as,
        "risk": "\n".join(dict.fromkeys(filter(None, [kept.risk, gone.risk]))),
        **{name: getattr(birth, name) for name in BIRTH},
    }


def _move(kept: Record, gone: Record) -> dict[str, list[int]]:
    """What hangs on the gone record goes over; returns the keys, to bring it back."""
    if isinstance(kept, Source):
        rows = Assertion.objects.filter(source=gone.pk)
        keys = {"assertions": list(rows.values_list("pk", flat=True))}
        rows.update(source=kept)
        return keys
    concerned = set(Claim.objects.filter(persons=gone.pk).values_list("pk", flat=True))
    already = set(Claim.objects.filter(persons=kept.pk).values_list("pk", flat=True))
    agreed = Consent.objects.filter(person=gone.pk)
    moved = {
        "claims": sorted(concerned - already),
        "both": sorted(concerned & already),
        "consents": list(agreed.values_list("pk", flat=True)),
    }
    agreed.update(person=kept)
    kept.claims.add(*moved["claims"])
    Person.objects.get(pk=gone.pk).claims.clear()
    return moved


def _move_back(row: Match, kept: Record, gone: Record) -> None:
    """What went over and still is with the kept record; what was taken from it since stays so."""
    moved = row.moved
    if isinstance(kept, Source):
        rows = Assertion.objects.filter(pk__in=moved["assertions"], source=kept)
        rows.update(source=gone.pk)
    elif isinstance(gone, Person):
        Consent.objects.filter(pk__in=moved["consents"], person=kept).update(person=gone)
        held = kept.claims.filter(pk__in=[*moved["claims"], *moved["both"]])
        back = list(held.values_list("pk", flat=True))
        gone.claims.add(*back)
        kept.claims.remove(*(pk for pk in back if pk in moved["claims"]))


def _restored(row: Match, kept: Record) -> dict[str, Any]:
    """The fields that still are as the merge left them; of names, those that came with it go."""
    values = row.restored(_facts(kept))
    if isinstance(kept, Source) and kept.merged.filter(protected=True).exists():
        values.pop("protected", None)  # another one who is protected still is this source
    return values

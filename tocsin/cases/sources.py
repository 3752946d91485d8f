"""Sources: who says it, how they are spelled, and whether they may be named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.cases import guard, typed
from tocsin.cases.models import Case, Source
from tocsin.cases.words import RELIABILITY, SOURCE_KINDS
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require


def add_source(
    actor: Actor,
    case: Case,
    name: str,
    kind: str,
    *,
    variants: Iterable[str] = (),
    protected: bool = False,
    reliability: str = "F",
    group: str = "",
    note: str = "",
) -> Source:
    """One more source; a protected one is never named outside the desk."""
    require(actor, Role.OFFICER)
    values = _values(name, kind, variants, note) | _judged(reliability, group)
    with transaction.atomic():
        held = guard.hold(case)
        _single(held, None, [values["name"], *values["variants"]])
        source = Source.objects.create(
            case=held, protected=protected, changed_by=actor.username, **values
        )
        # The trail tells that there is a source, not who: a protected name stays in one place.
        audit.record(actor, "add source", "source", source.pk, case=case.pk, protected=protected)
    return source


def change_source(
    actor: Actor,
    source: Source,
    version: int,
    name: str,
    kind: str,
    *,
    variants: Iterable[str] = (),
    protected: bool = False,
    reliability: str = "F",
    group: str = "",
    note: str = "",
) -> Source:
    """Other words about a source; what was published with its name is not undone by this.

    Refuses (field "version") where somebody else was faster.
    """
    require(actor, Role.OFFICER)
    values = _values(name, kind, variants, note) | _judged(reliability, group)
    with transaction.atomic():
        held = guard.hold(source.case)
        guard.unmerged(source, _("“%(gone)s” was merged into “%(kept)s” already; use that one."))
        _single(held, source, [values["name"], *values["variants"]])
        guard.save(source, version, protected=protected, changed_by=actor.username, **values)
        audit.record(actor, "change source", "source", source.pk, protected=protected)
    return source


def spellings(source: Source) -> set[str]:
    """Every way a source is written, in lower case."""
    return {name.casefold() for name in [source.name, *source.variants]}


def _values(name: str, kind: str, variants: Iterable[str], note: str) -> dict[str, Any]:
    if kind not in dict(SOURCE_KINDS):
        raise Refusal(_("Choose what kind of source this is."), "kind")
    name = typed.needed(name, "name", typed.NAME, _("Write who says it."))
    others = [typed.optional(variant, "variants", typed.NAME) for variant in variants]
    return {
        "name": name,
        "kind": kind,
        "variants": [other for other in dict.fromkeys(others) if other and other != name],
        "note": typed.optional(note, "note", typed.NOTE),
    }


def _judged(reliability: str, group: str) -> dict[str, str]:
    """How far the source can be relied on, and with whom it counts as one."""
    if reliability not in dict(RELIABILITY):
        raise Refusal(_("Choose a letter from A to F."), "reliability")
    return {"reliability": reliability, "group": typed.optional(group, "group", typed.GROUP)}


def _single(case: Case, this: Source | None, names: Iterable[object]) -> None:
    """Two spellings are one source: a name that is here already is refused."""
    wanted = {str(name).casefold() for name in names}
    for other in case.sources.filter(merged_into=None):
        if other != this and wanted & spellings(other):
            raise Refusal(
                _("“%(name)s” is a source of this case already; use that one.")
                % {"name": other.name},
                "name",
            )

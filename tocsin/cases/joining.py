"""One case twice: a second alert joins it as another voice, a second case closes behind it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tocsin.cases import guard
from tocsin.cases.models import CASE, MATCH, Case, Twin
from tocsin.cases.sources import add_source, spellings
from tocsin.intake import moves as intake
from tocsin.intake import verdicts
from tocsin.intake.models import Alert, Likeness
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require


def join(actor: Actor, pair: Likeness) -> Case:
    """The same case: the alert that waits joins the one that was taken up, with its source.

    Raises Refusal where neither, or both, have a case.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        alert, first = _sides(pair)
        intake.join(actor, alert, first)
        case = Case.objects.get(alert=alert.joined_to)
        _name_source(actor, case, alert)
        verdicts.say(actor, pair, "same")
        audit.record(actor, "join alert", "case", case.pk, alert=alert.pk)
    return case


def take_in(actor: Actor, case: Case, alert: Alert) -> Case:
    """An alert that waits tells of a case that is here: it joins it, with its source.

    Of a case that was opened by hand, it is the first alert. Claims stay as they are.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = guard.hold(case)
        if held.alert is None:
            intake.take_up(actor, alert)
            Case.objects.filter(pk=held.pk).update(alert=alert)
        else:
            intake.join(actor, alert, held.alert)
        _name_source(actor, held, alert)
        audit.record(actor, "join alert", "case", held.pk, alert=alert.pk)
    case.refresh_from_db()
    return case


def one_case(actor: Actor, kept: Case, gone: Case) -> Twin:
    """Two cases are one: the gone one closes and leads to the kept one; nothing is moved.

    A draft of the gone one stays with it, unpublished. Raises Refusal where an appeal that was
    published rests on it.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = _two(kept, gone)
        _refuse_published(held, kept)
        row = _decision("case", kept, gone)
        row.state = MATCH.check(
            row.state, "merged", _("These two are one already; nothing was changed.")
        )
        state = CASE.check(held.state, "closed", _("This case is closed already."))
        Case.objects.filter(pk=gone.pk).update(state=state)
        _say(actor, row, "merge")
        audit.record(actor, "close case", "case", gone.pk, kept=kept.title)
    gone.refresh_from_db()
    return row


def two_cases(actor: Actor, row: Twin) -> Twin:
    """They are two after all: the one that closed is open again."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        row = Twin.objects.select_for_update().get(pk=row.pk)
        sentence = _("This was undone already; nothing was changed.")
        row.state = MATCH.check(row.state, "apart", sentence)
        Case.objects.filter(pk=row.gone, state="closed").update(state="open")
        _say(actor, row, "undo merge")
        audit.record(actor, "reopen case", "case", row.gone)
    return row


def not_the_same(actor: Actor, case: Case, other: Case | Alert) -> Twin:
    """They are two, however alike: they are not offered again."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        row = _decision("case" if isinstance(other, Case) else "alert", case, other)
        if row.state == "merged":
            raise Refusal(_("These two are one case. Undo that first."))
        _say(actor, row, "keep apart")
    return row


def say_different(actor: Actor, pair: Likeness) -> None:
    """Two alerts are not of one case; refused where they are by now."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        if is_one(pair):
            raise Refusal(_("These two are one case. Undo that first."))
        verdicts.say(actor, pair, "different")


def is_one(pair: Likeness) -> bool:
    """Whether both alerts belong to one case, also where two cases became one."""
    first, second = (_last(case_of(alert)) for alert in (pair.alert, pair.other))
    return first is not None and first == second


def _last(case: Case | None) -> int | None:
    """The case that a case leads to by now; itself, where it was never closed behind another."""
    led = dict(Twin.objects.filter(kind="case", state="merged").values_list("gone", "kept"))
    at = case.pk if case else None
    while at in led:
        at = led.pop(at)  # taken out, so that a circle ends
    return at


def _refuse_published(gone: Case, kept: Case) -> None:
    if not gone.appeals.exclude(state="draft").exists():
        return
    if kept.appeals.exclude(state="draft").exists():
        raise Refusal(
            _("Published appeals rest on both cases, so both stay. Name one appeal in the other.")
        )
    told = _("A published appeal rests on “%(title)s”. Keep that case, and close the other.")
    raise Refusal(told % {"title": gone.title})


def _two(kept: Case, gone: Case) -> Case:
    if kept.pk == gone.pk:
        raise Refusal(_("Choose two cases."))
    guard.hold(kept)
    return guard.hold(gone)


def _decision(kind: str, case: Case, other: Case | Alert) -> Twin:
    ways = Q(kept=case.pk, gone=other.pk)
    if kind == "case":
        ways |= Q(kept=other.pk, gone=case.pk)
    row = Twin.objects.filter(ways, kind=kind).first() or Twin(kind=kind)
    if row.state != "merged":
        row.kept, row.gone = case.pk, other.pk
    return row


def _say(actor: Actor, row: Twin, verb: str) -> None:
    row.by = actor.username
    row.save()
    audit.record(actor, verb, "case", row.kept, of=row.kind, gone=row.gone)


def _sides(pair: Likeness) -> tuple[Alert, Alert]:
    """The alert that waits, and the one with a case."""
    sides = list(Alert.objects.filter(pk__in=[pair.alert_id, pair.other_id]))
    waiting = [one for one in sides if one.state == "new"]
    begun = [one for one in sides if one.state in {"taken up", "joined"}]
    if len(waiting) == 2:
        raise Refusal(_("Neither alert has a case yet. Take one of them up first."))
    if len(waiting) != 1 or len(begun) != 1:
        raise Refusal(_("One of the two alerts does not wait any more; nothing was changed."))
    return waiting[0], begun[0]


def _name_source(actor: Actor, case: Case, alert: Alert) -> None:
    """Who sent it is a source of the case; protected, until an officer says otherwise."""
    arrival = alert.arrivals.select_related("partner").first()
    told = alert.reading.get("partner") or (arrival and arrival.partner and arrival.partner.name)
    name = str(told or (arrival and arrival.sender) or "")
    known = {one for source in case.sources.all() for one in spellings(source)}
    if name and name.casefold() not in known:
        note = _("Sent the alert “%(title)s” too.") % {"title": str(alert)[:200]}
        add_source(actor, case, name, "partner", protected=not told, note=note)


def case_of(alert: Alert) -> Case | None:
    """The case that an alert became, or that it joined."""
    return Case.objects.filter(alert=alert.joined_to or alert).first()


def joined(case: Case) -> list[Alert]:
    """The other alerts that told of the case, the first on top."""
    return list(case.alert.joined.order_by("pk")) if case.alert else []

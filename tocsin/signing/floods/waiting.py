"""Links that a budget kept back leave as soon as it allows them, those that wait longest first.

What waits for two days leaves nothing: a link that comes so late surprises more than it helps.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from tocsin.appeals.models import Appeal
from tocsin.kernel import coarse, once
from tocsin.kernel.mail.outbox import Mail, withdraw
from tocsin.signing import budgets, unconfirmed
from tocsin.signing.floods.pressure import A_MINUTE, PRESSURE
from tocsin.signing.mails import key_of_confirmation
from tocsin.signing.models import BY_APPEAL, BY_DOMAIN, Signature

WAITS = timedelta(days=2)
WHILE_HOT = 10  # of an appeal's links in a minute
MOST = 500
_served = {"minute": -1}  # by this process


def turn() -> int:
    """Once a minute: lets go what may leave, forgets what waited too long; how many links."""
    minute = int(timezone.now().timestamp() // 60)
    if minute == _served["minute"]:
        return 0
    _served["minute"] = minute
    budgets.forget()
    once.forget()
    return _forget() + _of_domains() + _of_appeals()


def forget() -> None:
    """The next turn looks, whenever the last one was."""
    _served["minute"] = -1


def _of_domains() -> int:
    rows = _withheld(BY_DOMAIN).order_by()
    waiting = list(rows.values_list("appeal_id", "domain").annotate(number=Count("pk")))
    places = {(appeal, bytes(domain or b"")) for appeal, domain, _number in waiting}
    rooms = budgets.rooms(places, timezone.now()) if places else {}
    return sum(
        _let_go(_withheld(BY_DOMAIN).filter(appeal=appeal, domain=domain), room)
        for (appeal, domain), room in rooms.items()
        if room > 0 and (appeal, domain) in places
    )


def _of_appeals() -> int:
    """Some of each, since this is asked once a minute."""
    waiting = set(_withheld(BY_APPEAL).order_by().values_list("appeal", flat=True).distinct())
    done = 0
    for appeal in Appeal.objects.filter(pk__in=waiting):
        room = WHILE_HOT if PRESSURE.is_hot(appeal.document_id) else A_MINUTE
        done += _let_go(_withheld(BY_APPEAL).filter(appeal=appeal), room)
    return done


def _withheld(why: int) -> QuerySet[Signature]:
    """With the condition of their index: SQLite does not see that one implies the other."""
    return Signature.objects.filter(withheld__gt=0, withheld=why)


def _let_go(rows: QuerySet[Signature], most: int) -> int:
    """The link works from now on for its whole time, so the row is as old as its mail."""
    now = timezone.now()
    with transaction.atomic():
        some = list(rows.select_for_update(of=["self"]).order_by("pk")[: min(most, MOST)])
        keys = [key_of_confirmation(bytes(one.mark or b"")) for one in some]
        Mail.objects.filter(key__in=keys, due_at=None, state="waiting").update(due_at=now)
        return Signature.objects.filter(pk__in=[one.pk for one in some]).update(
            withheld=0, signed_at=coarse.hour(now)
        )


def _forget() -> int:
    """Deletes what waited too long, rows and mails; how many links."""
    # In no order and whatever their state, or SQLite would read all that was ever signed.
    old = Signature.objects.filter(withheld__gt=0, signed_at__lt=timezone.now() - WAITS)
    some = dict(old.order_by().values_list("pk", "mark")[:MOST])
    with transaction.atomic():
        withdraw(key_of_confirmation(bytes(token or b"")) for token in some.values())
        return unconfirmed.delete(old.filter(pk__in=some))

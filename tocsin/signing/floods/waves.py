"""What is confirmed is watched: a wave that looks made is held back, and two people decide on it.

Seen are the minute in which a voice was counted, whether its link was used within seconds, and the
mark of its domain. Names are not: the server has none. Voices that a wave has brought already are
held back with those that follow. What two people have counted again is not held back for the same
domains a second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit, coarse, minutes
from tocsin.signing import holds
from tocsin.signing.floods import known
from tocsin.signing.models import Hold, Signature

BIN = timedelta(minutes=10)
BINS = 18  # what is usual: three hours
LOOKS = timedelta(seconds=20)
AT_ONCE = 500  # voices of one transaction
SWEPT = timedelta(hours=6)  # so long a batch grows; what comes later is another wave

LEAST = 30  # voices in ten minutes; fewer are no wave
SPREAD = 6 * 1.4826  # six standard deviations, told by the median of deviations (MAD)
CROWD = 3  # voices of a domain within three hours; of most small domains there is one
LARGE = 20
SHARE = 0.2  # of all that was confirmed in these ten minutes
DRIP, DRIP_SHARE = 60, 0.05  # voices of one domain in a day, and of all of that day

CROWDS = "A wave from domains that are not usual here, seen by the program."
FAST = "A wave of links that were used within seconds, seen by the program."
DRIPS = "Very many voices of one domain in a day, seen by the program."

_looked = {"at": 0.0}
_dripped: dict[int, float] = {}  # when an appeal's day was looked at; it takes longer


@dataclass(frozen=True)
class Voices:
    """Those of one minute and domain that are alike in what is looked at; how many."""

    domain: bytes
    at: datetime
    quick: bool
    counts: bool
    number: int = 1


Crowds = dict[bytes, list[Voices]]  # by domain


def turn() -> int:
    """Looks at appeals under which somebody confirmed lately, every 20 seconds; how many voices."""
    now = timezone.now()
    if 0 <= now.timestamp() - _looked["at"] < LOOKS.total_seconds():
        return 0
    _looked["at"] = now.timestamp()
    lately = minutes.Minute.objects.filter(what=minutes.CONFIRMED, minute__gt=now - BIN)
    names = lately.order_by().values("subject").distinct()
    return sum(look(appeal, now) for appeal in Appeal.objects.filter(document_id__in=names))


def forget() -> None:
    """The next turn looks, whenever the last one was."""
    _looked["at"] = 0.0
    _dripped.clear()


def look(appeal: Appeal, now: datetime) -> int:
    """Holds back what is a wave under one appeal; how many voices."""
    voices = _voices(appeal, now)
    usual = known.marks(appeal) | _released(appeal)
    return (
        _crowds(appeal, voices, usual, now)
        + _fast(appeal, voices, now)
        + _drips(appeal, usual, now)
    )


def _counted(appeal: Appeal) -> QuerySet[Signature]:
    return Signature.objects.filter(appeal=appeal, state="counted", channel="web")


def _voices(appeal: Appeal, now: datetime) -> list[Voices]:
    """Those of three hours that count, or that a wave holds back still.

    The database adds them up: in a storm there are more than one would read.
    """
    # Two questions, each with an index of its own, which one with “or” would not use.
    ours = list(
        Hold.objects.filter(appeal=appeal, held_by=audit.SYSTEM).values_list("pk", flat=True)
    )
    held = Signature.objects.filter(hold__in=ours, state="held", channel="web")
    return [  # a link that two people let pass is no sign any more
        Voices(bytes(domain or b""), at, quick and decided != "released", counts, number)
        for rows, counts in ((_counted(appeal), True), (held, False))
        for domain, at, quick, decided, number in rows.filter(counted_at__gt=now - BIN * BINS)
        .order_by()
        .values_list("domain", "counted_at", "quick", "hold__state")
        .annotate(number=Count("pk"))
        if at is not None
    ]


def _released(appeal: Appeal) -> set[bytes]:
    """Domains of which two people said that they count."""
    passed = list(Hold.objects.filter(appeal=appeal, state="released").values_list("pk", flat=True))
    rows = Signature.objects.filter(hold__in=passed, domain__isnull=False).order_by()
    return {bytes(one or b"") for one in rows.values_list("domain", flat=True).distinct()}


def bins(voices: Iterable[Voices], now: datetime) -> list[int]:
    """How many there were in each ten minutes, the last ones first."""
    number = Counter[int]()
    for one in voices:
        number[int((now - one.at) / BIN)] += one.number
    return [number[at] for at in range(BINS)]


def is_wave(numbers: list[int]) -> bool:
    """Whether the last ten minutes are far above the others (median and MAD), and many."""
    last, before = numbers[0], numbers[1:]
    usual = median(before)
    spread = median(abs(one - usual) for one in before)
    return last >= max(LEAST, usual + SPREAD * max(spread, 1))


def crowds(voices: Iterable[Voices], usual: set[bytes]) -> Crowds:
    """Voices of domains that are not usual and have several of them, by domain."""
    found: Crowds = {}
    for one in voices:
        if one.domain and one.domain not in usual:
            found.setdefault(one.domain, []).append(one)
    return {domain: some for domain, some in found.items() if _number(some) >= CROWD}


def _number(some: Iterable[Voices]) -> int:
    return sum(one.number for one in some)


def _crowds(appeal: Appeal, voices: list[Voices], usual: set[bytes], now: datetime) -> int:
    """Domains that stand out by themselves first, and then whether all others do together.

    A large one has a batch of its own, so that two people can decide on it alone.
    """
    found, done = crowds(voices, usual), 0
    for domain in list(found):
        if _stands_out(found[domain], voices, now):
            done += _hold_back(appeal, {domain: found.pop(domain)}, domain, now)
    rest = [one for some in found.values() for one in some]
    if _batch(appeal, CROWDS, now) is None and not _stands_out(rest, voices, now):
        return done
    for domain in list(found):
        if _number(found[domain]) >= LARGE:
            done += _hold_back(appeal, {domain: found.pop(domain)}, domain, now)
    return done + _hold_back(appeal, found, None, now)


def _hold_back(appeal: Appeal, found: Crowds, domain: bytes | None, now: datetime) -> int:
    """Into the batch that there is, or a new one."""
    if not any(one.counts for some in found.values() for one in some):
        return 0
    batch = _batch(appeal, CROWDS, now, domain)
    batch = batch or _open(appeal, CROWDS, now - BIN * BINS, domain, now)
    domains, rows = sorted(found), _since(batch)
    parts = (domains[at : at + AT_ONCE] for at in range(0, len(domains), AT_ONCE))
    return sum(_sweep(batch, rows.filter(domain__in=part)) for part in parts)


def _fast(appeal: Appeal, voices: list[Voices], now: datetime) -> int:
    batch, found = _batch(appeal, FAST, now), [one for one in voices if one.quick and one.counts]
    if not found:
        return 0
    if batch is None:
        if not _stands_out(found, voices, now):
            return 0
        batch = _open(appeal, FAST, now - BIN, None, now)
    return _sweep(batch, _since(batch).filter(quick=True).exclude(hold__state="released"))


def _stands_out(found: Iterable[Voices], voices: list[Voices], now: datetime) -> bool:
    """Whether those that count among the found are a wave, and a good part of all."""
    last = bins((one for one in found if one.counts), now)
    return is_wave(last) and last[0] >= SHARE * bins(voices, now)[0]


def _drips(appeal: Appeal, usual: set[bytes], now: datetime) -> int:
    """Of one domain in a day; the batch catches what follows of it by itself."""
    if 0 <= now.timestamp() - _dripped.get(appeal.pk, 0.0) < BIN.total_seconds():
        return 0
    _dripped[appeal.pk] = now.timestamp()
    day = _counted(appeal).filter(counted_at__gt=now - timedelta(days=1), domain__isnull=False)
    rows = day.order_by().values_list("domain").annotate(number=Count("pk"))
    told = ((bytes(mark or b""), number) for mark, number in rows.filter(number__gte=DRIP))
    found, done = {domain: number for domain, number in told if domain not in usual}, 0
    least = DRIP_SHARE * day.count() if found else 0  # the whole day is read only where it matters
    for domain, number in found.items():
        if number >= int(least):
            batch = _open(appeal, DRIPS, now - timedelta(days=1), domain, now)
            done += _sweep(batch, day.filter(domain=domain))
    return done


def _batch(appeal: Appeal, why: str, now: datetime, domain: bytes | None = None) -> Hold | None:
    """The batch of a wave that goes on; once a decision is proposed it does not grow."""
    rows = holds.undecided(appeal).filter(state="open", held_by=audit.SYSTEM, why=why)
    return rows.filter(held_at__gt=now - SWEPT, domain=domain).last()


def _open(appeal: Appeal, why: str, since: datetime, one: bytes | None, now: datetime) -> Hold:
    """A new batch; that of one domain catches what is confirmed of it from now on."""
    with transaction.atomic():
        made = Hold.objects.create(
            appeal=appeal,
            since=coarse.minute(since),
            domain=one,
            catches=now + SWEPT if one else None,
            why=why,
            held_by=audit.SYSTEM,
        )
        told = {"hold": made.pk, "why": why}
        audit.record(audit.SYSTEM, "open window", "appeal", appeal.document_id, **told)
    return made


def _since(batch: Hold) -> QuerySet[Signature]:
    """What was counted since the batch begins."""
    return _counted(batch.appeal).filter(counted_at__gte=batch.since or timezone.now())


def _sweep(batch: Hold, rows: QuerySet[Signature]) -> int:
    """Takes voices out of the count and into the batch, unless it was decided meanwhile."""
    keys = list(rows.values_list("pk", flat=True))
    done = 0
    for at in range(0, len(keys), AT_ONCE):
        with transaction.atomic():  # voices first, then the batch, as whoever confirms locks them
            rows = Signature.objects.filter(pk__in=keys[at : at + AT_ONCE], state="counted")
            some = list(rows.select_for_update(of=["self"]).order_by("pk").values_list("pk"))
            if holds.lock(batch).state != "open":
                break
            number = Signature.objects.filter(pk__in=[pk for (pk,) in some]).update(
                state="held", hold=batch
            )
            Hold.objects.filter(pk=batch.pk).update(number=F("number") + number)
            done += number
    return done

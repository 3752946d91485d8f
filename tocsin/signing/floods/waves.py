"""What is confirmed is watched: a wave that looks made is held back, and two people decide on it.

Seen are the minute in which a voice was counted, whether its link was used within seconds, and the
mark of its domain. Names are not: the server has none. Voices that a wave has brought already are
held back with those that follow. What two people have counted again is not held back for the same
domains a second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit, coarse, minutes
from tocsin.signing import holds, taking
from tocsin.signing.floods import crowds, known
from tocsin.signing.floods.crowds import BIN, BINS, LARGE, SHARE, Crowds, Voices
from tocsin.signing.models import Hold, Signature

LOOKS = timedelta(seconds=20)
AT_ONCE = 500  # domains of one question
SWEPT = timedelta(hours=6)  # so long a batch grows; what comes later is another wave
DRIP, DRIP_SHARE = 60, 0.05  # voices of one domain in a day, and of all of that day

ALONE = "A wave from a domain that is not usual here, seen by the program."
FAST = "A wave of forms and links that were used as programs do, seen by the program."
DRIPS = "Very many voices of one domain in a day, seen by the program."

Batches = dict[tuple[str, bytes | None], Hold]  # those that grow, by why and domain

_looked = {"at": 0.0}
_dripped: dict[int, float] = {}  # when an appeal's day was looked at; it takes longer
_older: dict[int, set[bytes]] = {}  # domains that had voices early, which stays true


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
    _older.clear()


def look(appeal: Appeal, now: datetime) -> int:
    """Holds back what is a wave under one appeal; how many voices."""
    voices, batches = _voices(appeal, now), _batches(appeal, now)
    done = _fast(appeal, voices, batches, now)
    voices = _voices(appeal, now) if done else voices  # so that they make nobody else suspicious
    usual = known.marks(appeal) | _released(appeal)
    done += _crowds(appeal, voices, usual, batches, now)
    return done + _drips(appeal, usual, now)


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
        Voices(
            bytes(domain or b""),
            at,
            quick and decided != "released",
            counts,
            number,
            decided == "open" and not counts and not quick,
        )
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


def _old(appeal: Appeal, domains: Iterable[bytes], now: datetime) -> set[bytes]:
    """Those of some domains that had voices before what `_voices` tells."""
    older, before = _older.setdefault(appeal.pk, set()), now - BIN * BINS
    asked = sorted({*domains} - older)
    for at in range(0, len(asked), AT_ONCE):
        rows = _counted(appeal).filter(counted_at__lte=before, domain__in=asked[at : at + AT_ONCE])
        marks = rows.order_by().values_list("domain", flat=True).distinct()
        older.update(bytes(one or b"") for one in marks)
    return older


def _crowds(
    appeal: Appeal, voices: list[Voices], usual: set[bytes], batches: Batches, now: datetime
) -> int:
    """Domains that stand out by themselves first, and then the parts that do of all others."""
    found, of_all, done = crowds.found(voices, usual), crowds.last(voices, now), 0
    for domain in list(found):
        is_caught = (ALONE, domain) in batches
        if is_caught or crowds.stand_out({domain: found[domain]}, of_all, now):
            done += _hold_back(appeal, {domain: found.pop(domain)}, ALONE, batches, now)
    going_on = {why for why in (crowds.SMALL, crowds.NEW, crowds.OLD) if (why, None) in batches}
    if not going_on and not crowds.stand_out(found, of_all, now):
        return done
    old = _old(appeal, found, now)
    apart = crowds.parts(found, old)
    taken = {why: apart.pop(why) for why in going_on if why in apart}
    taken |= crowds.made(apart, of_all, now, old)
    for why, part in taken.items():
        done += _part(appeal, part, why, batches, now)
    return done


def _part(appeal: Appeal, part: Crowds, why: str, batches: Batches, now: datetime) -> int:
    """A large domain has a batch of its own, so that two people can decide on it alone."""
    large = {domain for domain, some in part.items() if crowds.number(some) >= LARGE}
    done = sum(_hold_back(appeal, {one: part[one]}, ALONE, batches, now) for one in large)
    rest = {domain: some for domain, some in part.items() if domain not in large}
    return done + _hold_back(appeal, rest, why, batches, now)


def _hold_back(appeal: Appeal, found: Crowds, why: str, batches: Batches, now: datetime) -> int:
    """Into the batch that there is, or a new one; ALONE is one for the domain."""
    if not any(one.counts for some in found.values() for one in some):
        return 0
    domains = sorted(found)
    domain = domains[0] if why == ALONE else None
    batch = batches.get((why, domain)) or _open(appeal, why, now - BIN * BINS, domain, now)
    rows = _since(batch)
    parts = (domains[at : at + AT_ONCE] for at in range(0, len(domains), AT_ONCE))
    return sum(taking.sweep(batch, rows.filter(domain__in=part)) for part in parts)


def _fast(appeal: Appeal, voices: list[Voices], batches: Batches, now: datetime) -> int:
    found = [one for one in voices if one.quick and one.counts]
    if not found:
        return 0
    batch = batches.get((FAST, None))
    if batch is None:
        numbers = crowds.bins(found, now)
        if not crowds.is_wave(numbers) or numbers[0] < SHARE * crowds.last(voices, now):
            return 0
        batch = _open(appeal, FAST, now - BIN, None, now)
    return taking.sweep(batch, _since(batch).filter(quick=True).exclude(hold__state="released"))


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
            done += taking.sweep(batch, day.filter(domain=domain))
    return done


def _batches(appeal: Appeal, now: datetime) -> Batches:
    """Those of waves that go on; once a decision is proposed a batch does not grow."""
    rows = holds.undecided(appeal).filter(state="open", held_by=audit.SYSTEM)
    lately = rows.filter(held_at__gt=now - SWEPT)
    return {(one.why, bytes(one.domain) if one.domain else None): one for one in lately}


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

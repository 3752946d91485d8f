"""Voices under suspicion are held back: they stop counting, and two people decide on them.

Chosen by when they were counted and by the mark of their domain, never by name: the server has no
names. Held back is told in public; whoever signed sees no difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.cases import typed
from tocsin.kernel import audit, coarse
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.people.roles import Actor, Role, require
from tocsin.signing import retention, tallies
from tocsin.signing.addresses import domain_of
from tocsin.signing.mailboxes import domain_mark
from tocsin.signing.models import EVERY_CHANNEL, HOLD, VERDICTS, Hold, Signature
from tocsin.signing.reasons import OTHER, REASONS

WORDS = 300
MOST_DOMAINS = 8
UNDECIDED = ("open", "proposed")


@dataclass(frozen=True)
class Filter:
    """Which counted voices: from `since` until before `until`, of one domain (its mark), or all.

    What is counted tells its minute, so the minute in which `since` lies belongs to it.
    """

    since: datetime | None = None
    until: datetime | None = None
    domain: bytes | None = None

    def condition(self) -> Q:
        """For the rows of an appeal."""
        wanted = Q(state="counted")
        if self.since or self.until:
            wanted &= Q(channel__in=EVERY_CHANNEL)
        wanted &= Q(counted_at__gte=coarse.minute(self.since)) if self.since else Q()
        wanted &= Q(counted_at__lt=self.until) if self.until else Q()
        return wanted & (Q(domain=self.domain) if self.domain else Q())


@dataclass(frozen=True)
class Preview:
    """What a filter would hold back: by class, of how many, by hour, and the largest domains.

    `quick` are those of a batch that came as programs send forms.
    """

    web: int = 0
    paper: int = 0
    quick: int = 0
    counted: int = 0
    hours: list[tuple[datetime, int]] = field(default_factory=list)
    domains: list[tuple[str, int]] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Altogether."""
        return self.web + self.paper


def chosen(
    appeal: Appeal, since: datetime | None, until: datetime | None, domain: str = ""
) -> Filter:
    """The filter as it was typed: `domain` is a name, or a mark (6 hex digits) of the preview.

    Raises Refusal (field "until" or "domain").
    """
    if since and until and until <= since:
        raise Refusal(_("The end lies before the beginning. Write a later one."), "until")
    return Filter(since, until, _mark(appeal, domain.strip().lstrip("@")))


def _mark(appeal: Appeal, domain: str) -> bytes | None:
    if not domain:
        return None
    if retention.forgotten(appeal):
        raise Refusal(_("This appeal is over; its domains can no longer be told apart."), "domain")
    if "." in domain:
        return domain_mark(appeal, domain_of(domain))
    try:
        mark = bytes.fromhex(domain)
    except ValueError:
        mark = b""
    if len(mark) != 3:
        raise Refusal(_("Write a domain like example.org, or a mark of the list."), "domain")
    return mark


def preview(appeal: Appeal, wanted: Filter) -> Preview:
    """Counts before anything is decided; nothing is changed."""
    every = Signature.objects.filter(appeal=appeal)
    counted = every.filter(state="counted").count()
    return replace(_looked(every.filter(wanted.condition())), counted=counted)


def taken(batch: Hold) -> Preview:
    """The same of what is held back, for whoever decides about it; it reads the rows."""
    state = "voided" if batch.state == "voided" else "held"  # there is no index without it
    rows = batch.signatures.filter(appeal=batch.appeal, state=state)
    return replace(_looked(rows), quick=rows.filter(quick=True).count())


def _looked(chosen: QuerySet[Signature]) -> Preview:
    rows = chosen.order_by()
    told = rows.aggregate(
        web=Count("pk", filter=Q(channel="web")),
        paper=Count("pk", filter=Q(channel="paper")),
    )
    domains = rows.filter(domain__isnull=False).values("domain").annotate(number=Count("pk"))
    return Preview(
        **told,
        hours=_by_hour(rows.values_list("counted_at").annotate(Count("pk"))),
        domains=[
            (bytes(one["domain"] or b"").hex(), one["number"])
            for one in domains.order_by("-number")[:MOST_DOMAINS]
        ],
    )


def open_window(
    actor: Actor, appeal: Appeal, until: datetime, why: str, domain: bytes = b""
) -> Hold:
    """From now on what is confirmed is held back, until a moment; for who watches floods."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        made = make(actor, appeal, Filter(timezone.now(), until, domain or None), why)
        Hold.objects.filter(pk=made.pk).update(catches=until)
        record(actor, "open window", made, until=until.isoformat(), why=made.why)
    made.refresh_from_db()
    return made


def make(actor: Actor, appeal: Appeal, wanted: Filter, why: str, *, taking: bool = False) -> Hold:
    """A batch in which no voice is yet. Raises Refusal (field "why") without a reason."""
    return Hold.objects.create(
        appeal=appeal,
        since=wanted.since,
        until=wanted.until,
        domain=wanted.domain,
        why=_why(why),
        taking=taking,
        held_by=actor.username,
    )


def _why(why: str) -> str:
    sentence = _("Write why they are held back.")
    return typed.needed(why, "why", WORDS, sentence)


def _by_hour(minutes: Iterable[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    """Of numbers by the minute, as the database has them without computing anything."""
    hours = Counter[datetime]()
    for at, number in minutes:
        hours[coarse.hour(at)] += number
    return sorted(hours.items())


class Windows:
    """The windows of suspicion over some appeals, read once for all voices of a transaction."""

    def __init__(self, appeals: Iterable[int]) -> None:
        now, found = timezone.now(), rows.read(Hold, appeal_id=set(appeals), state=["open"])
        catching = (one for one in found if one.catches is not None and one.catches > now)
        self._open = sorted(catching, key=lambda one: one.pk)
        self._caught: Counter[int] = Counter()

    def caught(self, signature: Signature) -> Hold | None:
        """The window into which a voice falls that is being counted."""
        for one in self._open:
            if one.appeal_id == signature.appeal_id and _is_of(signature, one.domain):
                self._caught[one.pk] += 1
                return one
        return None

    def keep(self) -> None:
        """Lets their numbers grow by what they caught."""
        for pk, number in sorted(self._caught.items()):
            Hold.objects.filter(pk=pk).update(number=F("number") + number)


def _is_of(signature: Signature, domain: bytes | memoryview | None) -> bool:
    return domain is None or bytes(domain) == bytes(signature.domain or b"")


def propose(actor: Actor, batch: Hold, verdict: str, reason: int = 0, words: str = "") -> None:
    """What one person would do with it, and why; another one decides.

    `reason` is one of REASONS for a void. Raises Refusal (field "verdict", "reason" or "words").
    """
    require(actor, Role.OFFICER)
    if verdict not in dict(VERDICTS):
        raise Refusal(_("Choose what is to be done with them."), "verdict")
    if verdict == "void" and reason not in dict(REASONS):
        raise Refusal(_("Choose why they are voided; the public is told."), "reason")
    needed = verdict == "release" or reason == OTHER
    words = typed.optional(words, "words", WORDS)
    if needed and not words:
        raise Refusal(_("Write why, so that others can follow."), "words")
    with transaction.atomic():
        held = lock(batch)
        after = HOLD.check(held.state, "proposed", _decided())
        if held.taking:
            raise Refusal(_("They are still being held back. Propose it when all are."), "verdict")
        _change(
            held,
            state=after,
            catches=None,
            verdict=verdict,
            reason=reason if verdict == "void" else 0,
            words=words,
            proposed_by=actor.username,
            proposed_at=timezone.now(),
        )
        record(actor, f"propose {verdict}", held, reason=reason, number=held.number)
    batch.refresh_from_db()


def proposal(batch: Hold) -> str:
    """Tells what is proposed now from what was, or will be, proposed of the same batch."""
    return batch.proposed_at.isoformat() if batch.state == "proposed" and batch.proposed_at else ""


def decline(actor: Actor, batch: Hold) -> None:
    """A second person's no, or the first one thinks better of it: they stay held back."""
    if batch.proposed_by != actor.username:
        require(actor, Role.APPROVER)
    with transaction.atomic():
        held = lock(batch)
        after = HOLD.check(held.state, "open", _decided())
        _change(held, state=after, verdict="", reason=0, words="")
        record(actor, "decline decision", held)
    batch.refresh_from_db()


def lock(batch: Hold) -> Hold:
    """The batch as it is now, for this transaction."""
    return Hold.objects.select_for_update(of=["self"]).select_related("appeal").get(pk=batch.pk)


def _change(held: Hold, **values: object) -> None:
    Hold.objects.filter(pk=held.pk).update(**values)


def _decided() -> str:
    return _("This was decided already; nothing was changed.")


def undecided(appeal: Appeal | None = None) -> QuerySet[Hold]:
    """Batches that wait for somebody, the oldest first."""
    rows = Hold.objects.filter(state__in=UNDECIDED).select_related("appeal").order_by("pk")
    return rows.filter(appeal=appeal) if appeal else rows


def number_held(appeal: Appeal | None = None) -> int:
    """How many wait for a decision, of one appeal or of all."""
    return tallies.number_held(undecided(appeal).order_by().values("appeal"))


def record(actor: Actor, verb: str, held: Hold, **told: object) -> None:
    """What was done with a batch, in the audit trail."""
    audit.record(actor, verb, "appeal", held.appeal.document_id, hold=held.pk, **told)

"""How many links a mailbox, a domain and an appeal get, whoever types the addresses.

A mailbox: three a day under one appeal, ten minutes apart, and five a day under all. What is too
early leaves later; what is too much leaves nothing. A domain that is unknown: some an hour, and
more as voices from it are confirmed; an appeal under attack: some a minute. What these do not allow
is kept and leaves when they do (`floods.waiting`). Everything is asked for many links at once.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from tocsin.kernel import coarse, once
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail.outbox import SINGLE, Mail
from tocsin.kernel.storage import rows
from tocsin.signing.addresses import canonical
from tocsin.signing.floods import known, pressure, proofs
from tocsin.signing.floods.signals import ORDINARY, Verdict
from tocsin.signing.models import BY_APPEAL, BY_DOMAIN, PLACED, Mailed, Signature

# More links than this a day to one mailbox under one appeal would be a mail bomb.
LINKS_A_DAY = 3
APART = timedelta(minutes=10)
# And under all appeals together.
MAILS_A_DAY = 5
DAY = timedelta(days=1)
# Links in an hour of the clock that nobody has confirmed yet, to one domain under one appeal;
# confirmed voices of the domain allow as many more.
UNKNOWN_DOMAIN = 20

Place = tuple[int, bytes]  # an appeal's key, and the tag of a mailbox or the mark of a domain


@dataclass
class Link:
    """A link about to be mailed; `marks` are the mailbox's of today and of yesterday.

    `here` are others, of the mailbox under this appeal; `verdict` is on the form that asked for it,
    and becomes worse where another machine has seen its proof.
    """

    row: Signature
    mail: Mail
    marks: tuple[bytes, bytes]
    here: tuple[bytes, bytes]
    known: bool
    verdict: Verdict = ORDINARY

    @property
    def proved(self) -> bool:
        """Whether it came with a proof of work, or needs none."""
        return self.verdict.proof == proofs.GOOD

    @property
    def place(self) -> Place:
        """The mailbox under its appeal."""
        return self.row.appeal_id, bytes(self.row.tag or b"")

    @property
    def domain(self) -> Place:
        """Its domain under its appeal."""
        return self.row.appeal_id, bytes(self.row.domain or b"")


@dataclass
class Asked:
    """What the database knows of some links, and what is added while they are decided."""

    of_appeal: Counter[Place] = field(default_factory=Counter)
    left: dict[bytes, list[datetime]] = field(default_factory=dict)
    room: dict[Place, int] = field(default_factory=dict)

    def of(self, marks: tuple[bytes, bytes]) -> list[datetime]:
        """When mails of today and of yesterday leave; what is added to it is known next time."""
        today = self.left.setdefault(marks[0], [])
        today += self.left.pop(marks[1], [])
        return today


def links(asked: Iterable[tuple[Signature, Mail, str, Verdict]]) -> list[Link]:
    """For addresses in canonical form. Needs no database. Raises Locked."""
    mark = marker()
    return [
        Link(
            row=row,
            mail=mail,
            marks=mark(plain, ""),
            here=mark(plain, row.appeal.document_id),
            known=known.is_known(plain),
            verdict=verdict,
        )
        for row, mail, plain, verdict in asked
    ]


def marker() -> Callable[[str, str], tuple[bytes, bytes]]:
    """Marks mailboxes (canonical) under all appeals ("") or one: of today, and of yesterday."""
    today = timezone.now().date()
    tag = vault().tagger("mailed")
    first, second = f"{today} ", f"{today - DAY} "

    def mark(plain: str, under: str) -> tuple[bytes, bytes]:
        whom = f"{plain} {under}" if under else plain
        return tag(first + whom)[:16], tag(second + whom)[:16]

    return mark


def plan(links: Sequence[Link]) -> list[bool]:
    """Says when each mail leaves, or that it is withheld; True for those that have had enough.

    Call it in the transaction that saves them, after `wait_for_turns` with each `link.marks[0]`.
    What is written and asked is the same whatever is found.
    """
    now = timezone.now()
    _use_proofs(links)
    asked = Asked(_of_appeals(links, now), _left(links, now), rooms(_unknown(links), now))
    full = [_decide(one, asked, now) for one in links]
    pairs = zip(links, full, strict=True)
    rows.insert([_nothing(now) if enough else _mailed(one, now) for one, enough in pairs])
    return full


def _use_proofs(links: Iterable[Link]) -> None:
    """A proof is good once, on whichever machine; without attack, or on one, nothing is asked."""
    is_hot = pressure.PRESSURE.is_hot
    shown = [o for o in links if o.verdict.mark and is_hot(o.row.appeal.document_id)]
    first = once.use(one.verdict.mark for one in shown)
    for one in shown:
        if one.verdict.mark not in first:
            one.verdict = replace(one.verdict, proof=proofs.AGAIN)


def _nothing(now: datetime) -> Mailed:
    """What one that leaves nothing writes, since a row less would tell."""
    chance = secrets.token_bytes(32)
    return rows.new(Mailed, mark=chance[:16], here=chance[16:], at=now - DAY)


def _mailed(one: Link, now: datetime) -> Mailed:
    at = coarse.minute(one.mail.due_at or now)
    return rows.new(Mailed, mark=one.marks[0], here=one.here[0], at=at)


def _decide(one: Link, asked: Asked, now: datetime) -> bool:
    """Whether it is one too many; else when it leaves."""
    that_day, here = asked.of(one.marks), asked.of(one.here)
    leaves = max(one.mail.due_at or now, now)
    leaves = max([leaves, *(at + APART for at in here)])
    if len(that_day) >= MAILS_A_DAY:
        leaves = max(leaves, sorted(that_day)[-MAILS_A_DAY] + DAY)
    if asked.of_appeal[one.place] >= LINKS_A_DAY or leaves > now + DAY:
        return True
    asked.of_appeal[one.place] += 1
    that_day.append(leaves)
    here.append(leaves)
    one.row.withheld = _withheld(one, asked)
    one.mail.due_at = None if one.row.withheld else leaves
    return False


def _withheld(one: Link, asked: Asked) -> int:
    """Why a link waits, or 0.

    What confirmed voices allow their domain is dearer than a proof of work, and as good as one.
    Where work is asked for, who has neither is served behind the others.
    """
    proved, document_id = one.proved, one.row.appeal.document_id
    if not one.known:
        room = asked.room[one.domain] = asked.room.get(one.domain, UNKNOWN_DOMAIN) - 1
        if room < 0:
            return BY_DOMAIN
        proved = proved or room >= UNKNOWN_DOMAIN
    if not proved and pressure.PRESSURE.is_hot(document_id):
        one.mail.rank = SINGLE
    slow, hidden = one.verdict.slow, one.verdict.hidden
    admits = pressure.PRESSURE.admits
    return 0 if admits(document_id, slow=slow, proved=proved, hidden=hidden) else BY_APPEAL


def _of_appeals(links: Iterable[Link], now: datetime) -> Counter[Place]:
    """How many links that nobody has used were asked for within the last 24 hours, by mailbox.

    Rows tell their hour alone, so that a link counts for up to an hour longer, and never less.
    """
    places = {one.place for one in links}
    # State and time are looked at here: in the query they would lead SQLite to the index of all
    # that waits, which is long in a storm. A mailbox has a few rows.
    told = rows.find(
        Signature,
        ("appeal_id", "tag", "state", "signed_at"),
        appeal_id={appeal for appeal, _tag in places},
        tag={tag for _appeal, tag in places},
    )
    since = coarse.hour(now - DAY)
    return Counter(
        (appeal, bytes(tag or b""))
        for appeal, tag, state, at in told
        if state == "unconfirmed" and at >= since
    )


def _left(links: Iterable[Link], now: datetime) -> dict[bytes, list[datetime]]:
    """When mails left, or will leave, by each mark of the mailbox."""
    asked = {mark for one in links for mark in one.marks}
    found: dict[bytes, list[datetime]] = {}
    for mark, here, at in rows.find(Mailed, ("mark", "here", "at"), mark=asked):
        if at > now - DAY:
            found.setdefault(bytes(mark), []).append(at)
            found.setdefault(bytes(here), []).append(at)
    return found


def _unknown(links: Iterable[Link]) -> set[Place]:
    return {one.domain for one in links if not one.known}


def rooms(places: Collection[Place], now: datetime) -> dict[Place, int]:
    """How many more links unknown domains may get now; may be negative."""
    if not places:
        return {}
    sent = Q(state="unconfirmed", withheld=0, signed_at__gte=coarse.hour(now))
    found = (
        Signature.objects.filter(
            appeal__in={appeal for appeal, _domain in places},
            domain__in={domain for _appeal, domain in places},
        )
        .order_by()
        .values_list("appeal_id", "domain")
        .annotate(sent=Count("pk", filter=sent), proved=Count("pk", filter=Q(state__in=PLACED)))
    )
    return {
        (appeal, bytes(domain or b"")): UNKNOWN_DOMAIN + proved - sent
        for appeal, domain, sent, proved in found
    }


def proved(addresses: Iterable[str]) -> None:
    """Whoever uses a link has the mailbox: what was mailed to it before is no bomb."""
    mark = marker()
    rows.delete(Mailed, mark=[m for one in addresses for m in mark(canonical(one), "")])


def forget() -> int:
    """Deletes what is older than a day; how many rows."""
    return Mailed.objects.filter(at__lte=timezone.now() - DAY).delete()[0]

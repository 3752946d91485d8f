"""Runs a scenario against the real moves, with a clock that jumps: no second is waited for."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import altcha
from django.db.models import Q

from tests.floods.clock import Clock
from tests.floods.crowd import EARLY, NONE, OLD, Act
from tests.signing.people import LINK, entry
from tocsin.kernel import minutes
from tocsin.kernel.mail.outbox import Mail, opener
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.signing.commitments import mark_of_link
from tocsin.signing.floods import pressure, proofs, signals, tokens, waiting, waves
from tocsin.signing.floods.signals import Signals
from tocsin.signing.models import Signature

TICK = timedelta(minutes=1)  # the worker looks three times as often
AFTER = timedelta(hours=3)  # what waits may still come
LATE = timedelta(minutes=1)
AGE = {EARLY: timedelta(seconds=1), OLD: timedelta(hours=13)}
FOLD = re.compile(rb"=\r?\n")


def computed(document_id: str) -> str:
    """What a browser sends; nothing where it is asked for nothing."""
    is_hot = pressure.PRESSURE.is_hot(document_id)
    asked = proofs.challenge(document_id) if is_hot else None
    if asked is None:
        return ""
    challenge = altcha.Challenge.from_dict(asked)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


@dataclass
class Outcome:
    """What became of a scenario; `delayed` are people's mails that left over a minute late.

    `scriptless` are those of them whose browser runs no script.
    """

    fakes: int = 0
    fakes_counted: int = 0
    fakes_held: int = 0
    fake_mails: int = 0
    most_mails: int = 0
    people: int = 0
    refused: int = 0
    delayed: int = 0
    scriptless: int = 0
    unmailed: int = 0
    people_held: int = 0
    people_counted: int = 0


@dataclass
class Run:
    """One scenario under way."""

    revisions: list[Revision]
    clock: Clock
    after: timedelta = AFTER
    begin: datetime = field(init=False)
    queue: list[tuple[datetime, int, str, object]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=itertools.count)
    by_link: dict[bytes, Act] = field(default_factory=dict)
    sent: dict[str, datetime] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    mails: dict[str, int] = field(default_factory=dict)

    def go(self, acts: list[Act]) -> Outcome:
        """All of it."""
        for one in (signals.PREFIXES, pressure.PRESSURE, proofs.SPENT, waiting, waves):
            one.forget()
        minutes.forget()
        self.begin = self.clock.now
        for act in acts:
            self._at(self.begin + timedelta(seconds=act.at), "sign", act)
            if not act.fake and act.email not in self.acts:
                self.outcome.people += 1
            self.outcome.fakes += act.fake
            self.acts.setdefault(act.email, act)
        end = max(one[0] for one in self.queue) + self.after
        while self.clock.now < end:
            self._until(self.clock.now + TICK)
            self._worker()
        return self._told()

    def _at(self, when: datetime, what: str, about: object) -> None:
        heapq.heappush(self.queue, (when, next(self.order), what, about))

    def _until(self, when: datetime) -> None:
        while self.queue and self.queue[0][0] <= when:
            self.clock.now, _order, _what, about = heapq.heappop(self.queue)
            if isinstance(about, Act):
                self._sign(about)
                self._post()
            else:
                self._press(str(about))
        self.clock.now = when

    def _sign(self, act: Act) -> None:
        revision = self.revisions[act.appeal]
        name = revision.appeal.document_id
        now = self.clock.now
        self.clock.now -= AGE.get(act.token, timedelta(minutes=1))
        token = "" if act.token == NONE else tokens.make(name)
        self.clock.now = now
        sent = Signals(name, token, act.trap, act.connection, computed(name) if act.script else "")
        self.sent.setdefault(act.email, now)
        try:
            moves.sign(revision, entry(act.name, act.email), sent)
        except Refusal:
            self.outcome.refused += not act.fake

    def _post(self) -> None:
        """Delivers what is due."""
        opened = opener()
        due = Mail.objects.filter(state="waiting", batch="confirm", due_at__lte=self.clock.now)
        for row in due.filter(about__in=[one.appeal.document_id for one in self.revisions]):
            to, _name, mail = opened(row)
            found = LINK.search(FOLD.sub(b"", mail))
            assert found is not None
            Mail.objects.filter(pk=row.pk).update(state="sent", payload=None)
            self._delivered(to, found.group(1).decode())

    def _delivered(self, to: str, token: str) -> None:
        act = self.acts[to]
        self.by_link[mark_of_link(token)] = act
        if act.fake:
            self.outcome.fake_mails += 1
            box = "victim" if to.startswith("vic.tim") else to
            self.mails[box] = self.mails.get(box, 0) + 1
        elif to not in self.mails:
            self.mails[to] = 1
            late = self.clock.now - self.sent[to] > LATE
            self.outcome.delayed += late
            self.outcome.scriptless += late and not act.script
        for again in range(act.presses if act.waits is not None else 0):
            when = self.clock.now + timedelta(seconds=(act.waits or 0) + again)
            self._at(when, "press", token)

    def _press(self, token: str) -> None:
        moves.confirm(token)

    def _worker(self) -> None:
        minutes.flush()
        waiting.turn()
        waves.turn()
        self._post()

    def _told(self) -> Outcome:
        told = self.outcome
        told.most_mails = max(
            (many for box, many in self.mails.items() if box == "victim" or self.acts[box].fake),
            default=0,
        )
        told.unmailed = sum(
            not act.fake and email not in self.mails for email, act in self.acts.items()
        )
        rows = Signature.objects.filter(Q(state="counted") | Q(state="held"))
        rows = rows.filter(appeal__in=[one.appeal_id for one in self.revisions])
        for link, state in rows.values_list("mark", "state"):
            act = self.by_link[bytes(link or b"")]
            if state == "held":
                told.fakes_held += act.fake
                told.people_held += not act.fake
            else:
                told.fakes_counted += act.fake
                told.people_counted += not act.fake
        return told

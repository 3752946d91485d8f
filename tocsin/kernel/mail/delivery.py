"""One batch of mails on its way: marked, handed over, and written down, a few at a time.

Of those that must not go twice only as many are marked as are handed over at once, so a crash
leaves no more of them in doubt than there are connections. What may be repeated comes marked
already (`post`) and is written down by the hundred. All rows of a batch bear the same end of
their lease, which tells that they are still ours.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from tocsin.kernel import coarse
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.domains import Domains
from tocsin.kernel.mail import return_paths
from tocsin.kernel.mail.holding import free, is_any_held
from tocsin.kernel.mail.outbox import GONE, Mail, opener
from tocsin.kernel.mail.transports import EACH, Letter, Refused, Transport, Unreachable
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import LAST_ATTEMPT, back_off

TIME = timedelta(seconds=70)  # of the lease that a mail must still have when it begins
GLANCE = 0.05  # seconds after which it is asked again whether a marked mail is held back
RESTS = "its domain said: not now"
UNFIT = "does not open with this server’s keys"
DOMAINS = Domains()

Change = tuple[tuple[str, Any], ...]  # what becomes of a row, and its state `before`


def _changed(**values: Any) -> Change:
    return tuple(sorted(values.items()))


@lru_cache(maxsize=8)
def _gone(before: str) -> Change:
    """What becomes of most rows."""
    return _changed(before=before, due_at=None, **GONE)


class Delivery:
    """Sends each row. A refused one does not stop the next; a server that is away stops all."""

    def __init__(self, way: Transport, rows: Sequence[Mail], domains: Domains = DOMAINS) -> None:
        self.way = way
        self.domains = domains
        self.rows = {row.pk: row for row in rows}
        self.queue = deque(rows)
        self.until = rows[0].leased_until if rows else timezone.now()
        self.marked: deque[Letter] = deque()  # and not handed over yet
        self.under_way = 0
        self.changes: dict[Change, list[int]] = defaultdict(list)
        self.due: dict[int, datetime] = {}  # after so many attempts
        # A batch that is not small, of mails that may all be repeated, may stand in line.
        self.ahead = len(rows) >= EACH and all(row.repeatable for row in rows)
        self.looked = 0.0
        self.locked = False

    def run(self) -> None:
        """Until each row has its answer. Raises Locked when the server is locked meanwhile."""
        while self.queue or self.marked or self.under_way:
            try:
                waiting = len(self.queue) + len(self.marked) + self.under_way
                room = self.way.room(waiting, self.ahead)
            except Unreachable as away:
                room = 0
                self._leave(str(away))
            if self.queue and len(self.marked) < room:
                self._next(room)
            self._begin(room)
            # Those of which each is marked before it goes are best marked together.
            for letter, told in self.way.poll(not self.marked):
                self._told(letter, told)
        self._write()
        if self.locked:
            raise Locked

    def _next(self, room: int) -> None:
        """Some more of the queue, marked; what became of others meanwhile is written as well."""
        letters = self._letters(room)
        bare = {one.pk for one in letters if self.rows[one.pk].state == "waiting"}
        if not bare:
            self._write()
            self.marked += letters
            return
        with transaction.atomic():
            self._write()
            lost = bare - self._mark(bare)
        self.marked += [one for one in letters if one.pk not in lost]

    def _letters(self, room: int) -> list[Letter]:
        """The next ones, opened; those that cannot go now are put aside."""
        taken: list[Letter] = []
        if self._is_late():
            self._release()
        try:
            opened, path_of = opener(), return_paths.maker()
        except Locked:
            self.locked = True
            self._release()
        many = self._many(room)
        while self.queue and len(taken) < many:
            row = self.queue.popleft()
            try:
                to, name, mail = opened(row)
            except (Refusal, ValueError, KeyError):
                self._change(row, state="failed", due_at=None, error=UNFIT)
                continue
            if rest := self.domains.rest(to):
                self._change(row, state="waiting", due_at=rest, error=RESTS)
            else:
                taken.append(Letter(row.pk, name, to, mail, path_of(row.pk, name)))
        return taken

    def _many(self, room: int) -> int:
        """How many to mark at once. What may be repeated is marked ahead of its being sent."""
        ahead = next((n for n, row in enumerate(self.queue) if not row.repeatable), len(self.queue))
        return max(room, min(ahead, len(self.rows) // 4))

    def _mark(self, ours: set[int]) -> set[int]:
        """Writes down that they are being sent: those that are ours still and not held back."""
        mine = Mail.objects.filter(pk__among=ours, leased_until=self.until)
        if free(mine.filter(state="waiting")).update(state="sending") < len(ours):
            ours = set(mine.filter(state="sending").values_list("pk", flat=True))
        for pk in ours:
            self.rows[pk].state = "sending"
        return ours

    def _begin(self, room: int) -> None:
        """Hands over as many as there is room for."""
        if self.marked and time.monotonic() > self.looked + GLANCE:
            self._look_again()
        letters = [self.marked.popleft() for _ in range(min(room, len(self.marked)))]
        self.under_way += len(letters)
        self.way.begin(letters)

    def _look_again(self) -> None:
        """What was marked a while ago may have been held back meanwhile, or nearly be not ours."""
        self.looked = time.monotonic()
        if not self._is_late() and not is_any_held(self.rows[one.pk].about for one in self.marked):
            return
        keys = [one.pk for one in self.marked]
        mine = free(Mail.objects.filter(pk__among=keys, state="sending", leased_until=self.until))
        ours = set() if self._is_late() else set(mine.values_list("pk", flat=True))
        for one in self.marked:
            if one.pk not in ours:
                self._change(self.rows[one.pk], state="waiting", due_at=timezone.now())
        self.marked = deque(one for one in self.marked if one.pk in ours)

    def _is_late(self) -> bool:
        return self.until is not None and timezone.now() > self.until - TIME

    def _told(self, letter: Letter, told: Exception | None) -> None:
        row = self.rows[letter.pk]
        self.under_way -= 1
        if told is None:
            self.domains.took(letter.to)
            self._went(row)
        elif isinstance(told, Refused):
            if 400 <= told.code < 500:
                self.domains.refused(letter.to)
            self._put_off(row, str(told), final=told.final)
        else:
            self._in_doubt(row, letter.name, type(told).__name__)

    def _in_doubt(self, row: Mail, name: str, reason: str) -> None:
        """The line broke while it went: what may be repeated is, the rest a person decides."""
        went = self.way.went(name)
        if went:
            self._went(row)
        elif went is None and not row.repeatable:
            self._change(row, state="uncertain", due_at=None, error=reason)
        else:
            self._put_off(row, reason, final=False)

    def _put_off(self, row: Mail, reason: str, *, final: bool) -> None:
        """It did not go: later again, or given up for a person to see."""
        attempts = row.attempts + 1
        told = {"attempts": attempts, "error": reason[:200]}
        if final or attempts >= LAST_ATTEMPT:
            self._change(row, state="failed", due_at=None, **told)
        else:
            due = self.due.setdefault(attempts, timezone.now() + back_off(attempts))
            self._change(row, state="waiting", due_at=due, **told)

    def _leave(self, reason: str) -> None:
        for row in [*self.queue, *(self.rows[one.pk] for one in self.marked)]:
            self._put_off(row, reason, final=False)
        self.queue.clear()
        self.marked.clear()

    def _went(self, row: Mail) -> None:
        self.changes[_gone(row.state)].append(row.pk)

    def _change(self, row: Mail, **values: Any) -> None:
        self.changes[_changed(before=row.state, **values)].append(row.pk)

    def _write(self) -> None:
        """All that became of mails since, one UPDATE for each kind; only while they are ours."""
        changes, self.changes = self.changes, defaultdict(list)
        if not changes:
            return
        with transaction.atomic():
            for told, keys in changes.items():
                values = dict(told)
                mine = Mail.objects.filter(pk__among=keys, leased_until=self.until)
                if values["state"] == "sent":
                    values["sent_at"] = coarse.this_hour()
                mine.filter(state=values.pop("before")).update(leased_until=None, **values)

    def _release(self) -> None:
        """The time of the lease is nearly over: whoever is next may have the rest."""
        keys = [row.pk for row in self.queue]
        mine = Mail.objects.filter(pk__among=keys, leased_until=self.until)
        mine.filter(state__in=["waiting", "sending"]).update(state="waiting", leased_until=None)
        self.queue.clear()


def deliver(way: Transport, rows: Sequence[Mail]) -> None:
    """Sends mails that were leased together. Raises Locked."""
    Delivery(way, rows).run()

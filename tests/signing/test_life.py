"""The life of signatures in any order of events, on the real database, beside a model of it.

Two mailboxes sign, confirm, click again, say “not me”, get second links and third ones, stand on
paper, and wait too long; the appeal is stopped and goes on. After each step the tally must be
what the model says, and so must the tally that the public log will give.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase
from hypothesis import settings as how
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import DataObject, data, sampled_from

from tests import cast
from tests.signing.people import entry, newest_token
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import counters
from tocsin.publishing import stopping
from tocsin.signing import informing, moves, reads, sheets, unconfirmed
from tocsin.signing.models import Signature
from tocsin.signing.openness import SigningClosed

LIVES = int(os.environ.get("TOCSIN_TEST_LIVES", "15"))  # `make faults` lives more of them
STEPS = 20 if LIVES < 100 else 50
MAILBOXES = ("ada@home.example", "Grace@home.example")
SPELT = {"ada@home.example": "ADA+again@home.example", "Grace@home.example": "grace@home.example"}
LINKS_A_DAY = 3


@dataclass
class Mailbox:
    """What the model knows of one: the links that were sent, and what is counted."""

    waiting: list[str] = field(default_factory=list)
    today: int = 0  # of those, how many were sent within a day
    used: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    counted: str = ""  # web, paper, or nothing


class Life(RuleBasedStateMachine):
    """Each rule does it to the program and to the model, and compares what was said."""

    @initialize()
    def begin(self) -> None:
        """A published appeal that nobody has signed; all is undone at the end."""
        self.open = ExitStack()
        self.open.enter_context(undone())
        cast.signing_key()
        self.revision = cast.published()
        self.appeal = self.revision.appeal
        self.boxes = {address: Mailbox() for address in MAILBOXES}
        self.nameless = 0
        self.stopped = False
        self.sheet = sheets.print_sheet(cast.olga(), self.revision, "en", "", STEPS + 1)
        self.line = 0

    def teardown(self) -> None:
        """As if nothing had been."""
        if hasattr(self, "open"):
            self.open.close()

    @rule(address=sampled_from(MAILBOXES), respelt=sampled_from([False, True]))
    def sign(self, address: str, respelt: bool) -> None:
        """A link goes to the mailbox, unless it had enough; the answer is the same."""
        box = self.boxes[address]
        typed = entry("A Name", SPELT[address] if respelt else address, inform=True)
        if self.stopped:
            with pytest.raises(SigningClosed):
                moves.sign(self.revision, typed)
            return
        before = Signature.objects.count()
        moves.sign(self.revision, typed)
        assert Signature.objects.count() - before == (box.today < LINKS_A_DAY)
        if box.today < LINKS_A_DAY:
            box.waiting.append(newest_token())
            box.today += 1

    @precondition(lambda self: any(box.waiting for box in self.boxes.values()))
    @rule(chosen=data())
    def confirm(self, chosen: DataObject) -> None:
        """The first link of a mailbox counts, and takes the place of paper; others do not."""
        box, token = self.one(chosen, "waiting")
        if self.stopped:
            with pytest.raises(Refusal, match="was stopped"):
                moves.confirm(token)
            return
        state = moves.confirm(token).state
        assert state == ("repeated" if box.counted == "web" else "counted")
        self.leave(box, token)
        box.used.append(token)
        box.counted = "web"

    @precondition(lambda self: any(box.used for box in self.boxes.values()))
    @rule(chosen=data())
    def repeat(self, chosen: DataObject) -> None:
        """A click on a used link is answered again, and nothing is counted."""
        _box, token = self.one(chosen, "used")
        assert moves.confirm(token).state in {"counted", "repeated"}

    @precondition(lambda self: any(box.waiting for box in self.boxes.values()))
    @rule(chosen=data())
    def not_me_before(self, chosen: DataObject) -> None:
        """“Not me” on a link that waits ends that link alone."""
        box, token = self.one(chosen, "waiting")
        assert moves.not_me(token) == 1
        self.leave(box, token)
        box.dead.append(token)

    @precondition(lambda self: any(box.used for box in self.boxes.values()))
    @rule(chosen=data())
    def withdraw(self, chosen: DataObject) -> None:
        """“Not me” on a used link withdraws the voice, whatever else confirmed it."""
        box, token = self.one(chosen, "used")
        assert moves.not_me(token) >= len(box.used)
        box.dead += box.used
        box.used, box.counted = [], ""

    @precondition(lambda self: any(box.dead for box in self.boxes.values()))
    @rule(chosen=data())
    def try_a_dead_link(self, chosen: DataObject) -> None:
        """A link that was ended, or was too old, is refused in words and does nothing."""
        _box, token = self.one(chosen, "dead")
        with pytest.raises(Refusal, match="This link does not work"):
            moves.confirm(token)
        assert moves.not_me(token) == 0

    @rule(address=sampled_from([*MAILBOXES, ""]))
    def paper(self, address: str) -> None:
        """A line of paper counts unless its mailbox does already."""
        self.line += 1
        told = {"name": "A Name", "country": "SE", "choice": "counted", "email": address}
        line = sheets.enter_line(cast.olga(), self.sheet, self.line, **told)
        assert line.signature is not None
        is_new = not address or not self.boxes[address].counted
        assert line.signature.state == ("counted" if is_new else "repeated")
        if not address:
            self.nameless += 1
        elif is_new:
            self.boxes[address].counted = "paper"

    @rule()
    def a_day_passes(self) -> None:
        """New links may be sent; those of before still work."""
        Signature.objects.update(signed_at=F("signed_at") - timedelta(days=1, minutes=1))
        for box in self.boxes.values():
            box.today = 0

    @precondition(lambda self: any(box.waiting for box in self.boxes.values()))
    @rule(is_tidied=sampled_from([False, True]))
    def too_late(self, is_tidied: bool) -> None:
        """Links that nobody used in time are refused, before and after the worker tidied up."""
        long = timedelta(days=settings.TOCSIN_CONFIRM_DAYS, minutes=1)
        Signature.objects.filter(state="unconfirmed").update(signed_at=F("signed_at") - long)
        for box in self.boxes.values():
            for token in box.waiting:
                with pytest.raises(Refusal, match="This link does not work"):
                    moves.confirm(token)
        number = sum(len(box.waiting) for box in self.boxes.values())
        if is_tidied:
            assert unconfirmed.forget() == number
        else:
            Signature.objects.filter(state="unconfirmed").delete()
        for box in self.boxes.values():
            box.dead += box.waiting
            box.waiting, box.today = [], 0

    @rule()
    def stop_or_resume(self) -> None:
        """The appeal is stopped by one person, and goes on by another."""
        if self.stopped:
            stopping.resume(cast.amir(), self.appeal, open_again=True)
        else:
            stopping.stop(cast.olga(), self.appeal, "wrong")
        self.revision.refresh_from_db()
        self.stopped = not self.stopped

    @rule()
    def write_no_more(self) -> None:
        """Everybody who is kept informed stops that; no voice is touched."""
        for pk, _address, _language in informing.informed(self.appeal, 0, 100):
            informing.stop(informing.stop_token(pk))
        assert informing.informed(self.appeal, 0, 100) == []

    def one(self, chosen: DataObject, what: str) -> tuple[Mailbox, str]:
        """A link of that kind, and its mailbox."""
        pairs = [(box, token) for box in self.boxes.values() for token in getattr(box, what)]
        return pairs[chosen.draw(sampled_from(range(len(pairs))))]

    def leave(self, box: Mailbox, token: str) -> None:
        """The link waits no more; the youngest of a mailbox are those of today."""
        is_of_today = box.waiting.index(token) >= len(box.waiting) - box.today
        box.waiting.remove(token)
        box.today -= is_of_today

    @invariant()
    def the_tally_is_what_the_model_says(self) -> None:
        """By class, in the database and in what the log will hold."""
        if not hasattr(self, "boxes"):
            return
        counted = [box.counted for box in self.boxes.values()]
        model = reads.Tally(
            confirmed=counted.count("web"),
            paper=counted.count("paper") + self.nameless,
            unconfirmed=sum(len(box.waiting) for box in self.boxes.values()),
        )
        assert reads.tally(self.appeal) == model
        in_log = reads.in_log(self.appeal, waiting=True)
        assert (in_log.confirmed, in_log.paper) == (model.confirmed, model.paper)
        assert not any(counters.wrong(one) for one in counters.COUNTERS)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_tally_is_what_a_model_says_in_any_life_of_signatures() -> None:
    run_state_machine_as_test(
        Life,
        settings=how(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
            derandomize=LIVES == 15,
            print_blob=True,
        ),
    )

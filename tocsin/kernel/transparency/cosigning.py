"""The log's turn: it grows, is shown, and witnesses vouch for it; who is down delays nothing.

Witnesses are asked in threads that touch no database; the worker's loop takes the answers. When
a worker begins, it first asks what they saw: a database from an old backup does not know.
"""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import timedelta
from threading import Thread

from django.db import transaction
from django.utils import timezone

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.asking import Smaller, ask, confirmed
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.note import Signer
from tocsin.kernel.tlog.verify import Checkpoint, Invalid, open_note
from tocsin.kernel.transparency import sequencing
from tocsin.kernel.transparency.ledger import Checkpointed, latest
from tocsin.kernel.transparency.witnessing import Seen, Witness, witnesses
from tocsin.kernel.work import Loop

PATIENCE = 10  # seconds for an answer
AGAIN = timedelta(minutes=1)  # after a failure
REST = 60  # seconds until a refusal is tried, and said, again


class Looking(Thread):
    """Asks a witness what it saw; `note` is its checkpoint if this log's key signed that."""

    def __init__(self, witness: Witness, log: Signer) -> None:
        super().__init__(daemon=True)
        self.witness, self.log = witness, log
        self.note = ""

    def run(self) -> None:
        """A witness that never saw this log, or does not answer, tells nothing."""
        place = f"{hashlib.sha256(self.log.name.encode()).hexdigest()}/checkpoint"
        try:
            with Site(self.witness.url, PATIENCE) as site:
                note = site.get(place).decode("utf-8", "replace")
            open_note(note, [self.log.verifier()])
        except (Invalid, FileNotFoundError):
            return
        self.note = note


class Asking(Looking):
    """Asks a witness to cosign; `answer` is there when the thread has ended.

    One that saw as much as it was asked about, and denies it, saw another log of that size.
    """

    def __init__(self, witness: Witness, log: Signer, old: int, proof: list[bytes], note: str):
        super().__init__(witness, log)
        self.old, self.proof, self.asked = old, proof, note
        self.size = Checkpoint.parse(open_note(note, [log.verifier()]).text).size
        self.answer: list[str] | Smaller | Invalid = Invalid("It was not asked.", unsure=True)

    def run(self) -> None:
        """Whatever comes back is an answer; one that saw more, or another log, has to show it."""
        try:
            self.answer = ask(self.witness.url, self.old, self.proof, self.asked, PATIENCE)
        except Invalid as error:
            self.answer = error
        if isinstance(self.answer, Smaller) and not self.may_go_on(self.answer.size):
            super().run()

    def may_go_on(self, seen: int) -> bool:
        """Whether a proof from the size that the witness saw may help."""
        return seen <= self.size and seen != self.old


log = logging.getLogger("tocsin.log")
_running: dict[str, Asking] = {}
_state = {"looked": False, "rest until": 0.0}


def turn() -> int:
    """Everything that is due of the log; a refusal is said once a minute."""
    if time.monotonic() < _state["rest until"]:
        return 0
    try:
        if not _state["looked"]:
            look()
        done = sequencing.sequence() + sequencing.publish()
        if taken := vouch():
            done += taken + sequencing.publish()
        return done
    except Refusal as refusal:
        _state["rest until"] = time.monotonic() + REST
        log.warning("%s", refusal.sentence)  # which names nobody
        raise


def look() -> None:
    """Notes what the witnesses saw before; waits for them some seconds, once."""
    looking = [Looking(one, sequencing.signer()) for one in witnesses()]
    for one in looking:
        one.start()
    for one in looking:
        one.join(2 * PATIENCE)
        _note_seen(one)
    _state["looked"] = True


def _note_seen(one: Looking) -> None:
    if one.note:
        size = Checkpoint.parse(open_note(one.note, [one.log.verifier()]).text).size
        Seen.objects.update_or_create(
            vkey=one.witness.vkey, defaults={"note": one.note, "size": size}
        )


def vouch() -> int:
    """Takes answers that have come, and asks whom there is something to ask; answers taken."""
    taken = 0
    for witness in witnesses():
        asking = _running.get(witness.vkey)
        if asking is None:
            _begin(witness)
        elif not asking.is_alive():
            del _running[witness.vkey]
            _take(asking)
            _begin(witness)
            taken += 1
    return taken


def wait() -> bool:
    """Waits for questions that are on their way; whether there were any."""
    for asking in list(_running.values()):
        asking.join()
    return bool(_running)


def _begin(witness: Witness) -> None:
    """Asks about what is shown, if it is not vouched for by this witness already."""
    last = latest()
    if last is None or sequencing.shown() != last.size or _has(last, witness):
        return
    seen, _made = Seen.objects.get_or_create(vkey=witness.vkey)
    if seen.due_at > timezone.now() or seen.size > last.size:
        return
    proof = sequencing.folder().consistency_proof(seen.size, last.size) if seen.size else []
    asking = Asking(witness, sequencing.signer(), seen.size, proof, last.note)
    _running[witness.vkey] = asking
    asking.start()


def _has(last: Checkpointed, witness: Witness) -> bool:
    lines = last.cosignatures.splitlines(keepends=True)
    return witness.key.name in confirmed(last.note, lines, [witness.key])


def _take(asking: Asking) -> None:
    """Keeps what a witness answered, and the size that it says it saw."""
    witness, answer = asking.witness, asking.answer
    if asking.note:
        _note_seen(asking)
        sequencing.look_for_fork()
        return
    if isinstance(answer, Smaller) and asking.may_go_on(answer.size):
        _later(witness, "", size=answer.size)
        return
    lines = confirmed(asking.asked, answer, [witness.key]) if isinstance(answer, list) else {}
    if lines:
        _keep(asking, lines[witness.key.name])
    else:
        why = "It did not sign as it should, or says that it saw more and does not show it."
        _later(witness, answer.sentence if isinstance(answer, Invalid) else why, wait=AGAIN)


def _keep(asking: Asking, line: str) -> None:
    with transaction.atomic():
        row = Checkpointed.objects.select_for_update().get(size=asking.size)
        row.cosignatures += line
        row.save(update_fields=["cosignatures"])
        _later(asking.witness, "", size=asking.size, note=asking.asked)


def _later(witness: Witness, trouble: str, wait: timedelta = timedelta(), **known: object) -> None:
    due = timezone.now() + wait
    Seen.objects.filter(vkey=witness.vkey).update(trouble=trouble[:300], due_at=due, **known)


LOOP = Loop("log", turn)

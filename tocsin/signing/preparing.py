"""What signing does before it asks the database: checks, seals, locks and tags what was typed.

Each step is done for the whole batch before the next begins: a processor still has at hand, code
and tables, what it has just done, and does it again in a part of the time
(`python -m tests.bench.steps`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.appeals.models import Appeal
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail.outbox import Sealed, seal
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.publishing.models import Revision
from tocsin.signing import budgets, commitments, sealing
from tocsin.signing.entries import Entry, clean
from tocsin.signing.floods.signals import Signals, Verdict, judge
from tocsin.signing.mailboxes import Mailbox, mailbox
from tocsin.signing.mails import confirmation
from tocsin.signing.models import Signature


@dataclass(frozen=True)
class Form:
    """What somebody typed, the revision it is about, and the key to seal to.

    `signals` tell how it was sent; without a `key` the one in use is looked for.
    """

    revision: Revision
    entry: Entry
    signals: Signals | None = None
    key: SealingKey | None = None


@dataclass(frozen=True)
class Prepared:
    """A signature ready to be written down; `deadline` (ISO) is that of its revision."""

    row: Signature
    mail: Sealed
    link: budgets.Link
    deadline: str | None


@dataclass(frozen=True)
class _Begun:
    """A form in which nothing is wrong, its link, and what is derived from that."""

    form: Form
    entry: Entry
    key: SealingKey
    token: str
    r: bytes
    mark: bytes
    packed: sealing.Packed

    @property
    def appeal(self) -> Appeal:
        return self.form.revision.appeal


def prepare(
    revision: Revision,
    entry: Entry,
    signals: Signals | None = None,
    key: SealingKey | None = None,
) -> Prepared:
    """One form. Raises Refusal with the wrong field, SigningClosed without a key, Locked."""
    [made] = prepare_many([Form(revision, entry, signals, key)])
    if isinstance(made, Exception):
        raise made
    return made


def prepare_many(forms: Sequence[Form]) -> list[Prepared | Exception]:
    """Checks and seals what was typed; the reason, as `prepare` raises it, for what cannot be.

    Asks no database where each form has its key. Raises Locked, OSError: that concerns them all.
    """
    with vault().steady():
        begun = [_begun(form) for form in forms]
        good = [one for one in begun if isinstance(one, _Begun)]
        # Once for each, whatever comes after: a proof of work is used by looking at it.
        verdicts = [judge(one.form.signals) for one in good]
        finished = iter(_finished_or_why(good, verdicts))
        return [next(finished) if isinstance(one, _Begun) else one for one in begun]


def _begun(form: Form) -> _Begun | Refusal:
    try:
        entry = clean(form.entry)
        key = form.key or sealing.key_in_use()
        token = commitments.new_link(slow=form.revision.appeal.at_risk)
        r, mark = commitments.opened(token)
        packed = sealing.packed(entry, "web", r)
    except Locked:
        raise
    except Refusal as refusal:
        return refusal
    return _Begun(form, entry, key, token, r, mark, packed)


def _finished_or_why(
    begun: Sequence[_Begun], verdicts: Sequence[Verdict]
) -> Sequence[Prepared | Exception]:
    """All together; where that fails for a reason of one of them, each on its own."""
    try:
        return _finished(begun, verdicts)
    except (Locked, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - it is told to who asked; the others go on
        if len(begun) == 1:
            return [error]
        pairs = zip(begun, verdicts, strict=True)
        return [said for one, verdict in pairs for said in _finished_or_why([one], [verdict])]


def _finished(begun: Sequence[_Begun], verdicts: Sequence[Verdict]) -> list[Prepared]:
    blobs = sealing.sealed_many([(one.appeal, one.packed, one.key) for one in begun])
    boxes = [mailbox(one.appeal, one.entry.email, one.entry.name) for one in begun]
    made = _rows(begun, blobs, boxes, verdicts)
    told = [confirmation(one.appeal, one.entry, one.token, one.mark) for one in begun]
    mails = [seal(one) for one in told]
    for verdict, mail in zip(verdicts, mails, strict=True):
        verdict.put(mail.row)
    posted, plain = (mail.row for mail in mails), (box.plain for box in boxes)
    links = budgets.links(zip(made, posted, plain, verdicts, strict=True))
    deadlines = (one.form.revision.content["deadline"] for one in begun)
    return [Prepared(*one) for one in zip(made, mails, links, deadlines, strict=True)]


def _rows(
    begun: Sequence[_Begun],
    blobs: Sequence[bytes],
    boxes: Sequence[Mailbox],
    verdicts: Sequence[Verdict],
) -> list[Signature]:
    digests = [sealing.hold_digest(one.packed.digest, one.r) for one in begun]
    held = [
        sealing.hold(one.entry, box, one.r, by_program=verdict.by_program)
        for one, box, verdict in zip(begun, boxes, verdicts, strict=True)
    ]
    return [
        rows.new(
            Signature,
            appeal=one.appeal,
            revision=one.form.revision,
            channel="web",
            sealed=blob,
            key_id=one.key.key_id,
            commitment=one.packed.commitment,
            digest=digest,
            mark=one.mark,
            tag=box.first,
            domain=box.domain,
            held=locked,
            language=one.entry.language,
        )
        for one, blob, box, digest, locked in zip(begun, blobs, boxes, digests, held, strict=True)
    ]

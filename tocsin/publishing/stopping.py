"""A stop: at once nobody signs and no mail leaves. One person stops, a second lets it go on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import guard
from tocsin.appeals.models import APPEAL, Appeal
from tocsin.cases import typed
from tocsin.kernel import audit
from tocsin.kernel.mail import holding
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.speaking import in_words
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing import audiences
from tocsin.publishing.models import WHY_STOPPED, Stop

WORDS = 300  # characters


@dataclass(frozen=True)
class Told:
    """What everybody is told while an appeal is stopped.

    `sentence` is in the reader's language; `words` are the desk's own, in whichever it wrote.
    """

    sentence: str
    words: str

    def __str__(self) -> str:
        return f"{self.sentence} {self.words}".rstrip()


def stop(actor: Actor, appeal: Appeal, why: str, words: str = "") -> Stop:
    """Closes signing and holds back every mail about the appeal that has not gone.

    `why` is one of WHY_STOPPED; `words` stand on the page as they are. Raises Refusal (field
    "why" or "words").
    """
    require(actor, Role.OFFICER)
    words = typed.optional(words, "words", WORDS)
    if why not in dict(WHY_STOPPED):
        raise Refusal(_("Choose why it is stopped."), "why")
    if why == "other" and not words:
        raise Refusal(_("Write why it is stopped; readers see it."), "words")
    audiences.refuse_names(appeal, words, "words")
    with transaction.atomic():
        held = guard.hold(appeal)
        APPEAL.check(held.state, "stopped", _why_not(held))
        made = Stop.objects.create(
            appeal=held, why=why, words=words, before=held.state, stopped_by=actor.username
        )
        Appeal.objects.filter(pk=held.pk).update(state="stopped")
        holding.hold(held.document_id)
        audit.record(actor, "stop appeal", "appeal", held.document_id, why=why, words=words)
    appeal.refresh_from_db()
    return made


def resume(actor: Actor, appeal: Appeal, *, open_again: bool, seen: str | None = None) -> None:
    """A second person's word: people may sign and mail may go again, or it is closed for good.

    When it is not opened again, mail stays held back until mailing has ended its mail-outs.
    `seen` is the key of the stop that the person read; another one by now raises Refusal.
    """
    require(actor, Role.APPROVER)
    with transaction.atomic():
        held = guard.hold(appeal)
        made = standing(held)
        if made is None:
            raise Refusal(_("This appeal is not stopped; nothing was changed."))
        if made.stopped_by == actor.username:
            raise Refusal(_("You stopped this yourself. Ask another approver to let it go on."))
        if seen not in (None, str(made.pk)):
            raise Refusal(
                _("The appeal was stopped anew while you were reading. Read why, then decide.")
            )
        after = APPEAL.check(held.state, made.before if open_again else "closed", "")
        Stop.objects.filter(pk=made.pk).update(resumed_by=actor.username, resumed_at=timezone.now())
        Appeal.objects.filter(pk=held.pk).update(state=after)
        if open_again:
            holding.release(held.document_id)
        audit.record(actor, "resume appeal", "appeal", held.document_id, state=after)
    appeal.refresh_from_db()


def standing(appeal: Appeal) -> Stop | None:
    """The stop that holds now; None while the appeal is not stopped."""
    if appeal.state != "stopped":
        return None
    return Stop.objects.filter(appeal=appeal, resumed_at=None).first()


def told(appeal: Appeal) -> Told | None:
    """What everybody is told while the appeal is stopped; None while it is not."""
    made = standing(appeal)
    if made is None:
        return None
    day = in_words(timezone.localtime(made.stopped_at))
    said = _("This appeal was stopped on %(day)s. It cannot be signed, and we send no mail.")
    return Told(f"{said % {'day': day}} {_reason(made)}".rstrip(), made.words)


def refuse(appeal: Appeal) -> None:
    """Raises Refusal with what is told while the appeal is stopped, or where it is withdrawn."""
    if appeal.state == "withdrawn":
        raise Refusal(_("This appeal is withdrawn for good; nothing can be done with it."))
    if said := told(appeal):
        raise Refusal(said)


def _reason(made: Stop) -> str:
    return {
        "released": _("The people it speaks of are free."),
        "harm": _("Letters would do harm at this moment."),
        "wrong": _("We are checking whether it is right."),
        "other": "",
    }[made.why]


def _why_not(appeal: Appeal) -> str:
    if appeal.state == "stopped":
        return _("This appeal is stopped already; nothing was changed.")
    if appeal.state == "withdrawn":
        return _("This appeal is withdrawn; there is nothing left to stop.")
    return _("This appeal is not published; there is nothing to stop.")

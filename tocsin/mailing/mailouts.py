"""Mailing a revision to the network, and what a person decides about mails that did not go well."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tocsin.appeals import guard
from tocsin.kernel import audit
from tocsin.kernel.mail import outbox as post
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.mailing import reads
from tocsin.mailing.models import Dispatch, Subscriber
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.publishing.reads import latest


def dispatch(actor: Actor, revision: Revision) -> Dispatch:
    """Mails a revision to everybody whom it concerns, once; the worker does it from here on."""
    require(actor, Role.OFFICER)
    _refuse(revision)
    audience = reads.audience(revision)
    if not audience.total:
        raise Refusal(_("Nobody in the network asked for appeals like this one."))
    last = Subscriber.objects.aggregate(last=Max("pk"))["last"]
    try:
        with transaction.atomic():
            revision.appeal = guard.hold(revision.appeal)
            _refuse(revision)  # once more: what was published or stopped meanwhile is seen now
            made = Dispatch.objects.create(
                revision=revision,
                audience=audience.total,
                last=last,
                started_by=actor.username,
            )
            audit.record(
                actor,
                "mail out",
                "appeal",
                revision.appeal.document_id,
                revision=revision.number,
                audience=audience.total,
            )
    except IntegrityError as error:
        raise _twice() from error
    return made


def _refuse(revision: Revision) -> None:
    if Dispatch.objects.filter(revision=revision).exists():
        raise _twice()
    if revision != latest(revision.appeal):
        raise Refusal(_("There is a newer revision of this appeal. Mail that one."))
    stopping.refuse(revision.appeal)
    if revision.appeal.state != "published":
        raise Refusal(_("This appeal is closed. Open it again before you mail it."))


def _twice() -> Refusal:
    return Refusal(_("This revision was mailed out already. Nobody gets the same mail twice."))


def settle(actor: Actor, mail: Mail, *, went: bool) -> None:
    """A person's word on an uncertain mail: it went, or it is to be sent again."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        post.decide(mail, went=went)
        audit.record(actor, "decide on mail", "mail", mail.key, went=went)


def try_again(actor: Actor, mail: Mail) -> None:
    """A mail that was given up goes back to the queue."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        post.try_again(mail)
        audit.record(actor, "try mail again", "mail", mail.key)

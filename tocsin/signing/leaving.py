"""Who lost the link proves the mailbox again, and deletes what it signed: here, or everywhere.

The answer, the mail and the work are the same whether the mailbox signed or not: what there is to
delete is looked for only when its owner has come back with the link. The days that the link works
begin when its mail leaves, for mail may be paused for longer than that.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals.models import Appeal
from tocsin.kernel.crypto import links
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail.outbox import Mail, enqueue, seal, withdraw
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.kernel.storage.turns import wait_for_turn
from tocsin.signing import erasing, mails, retention
from tocsin.signing.addresses import canonical
from tocsin.signing.entries import clean_email
from tocsin.signing.links import hash_of
from tocsin.signing.models import Leaving

LINKS_A_DAY = 3
WORKS = timedelta(days=2)  # from the hour in which the mail left
WAITS = timedelta(days=30)  # a mail that could not leave since; then it goes, and its row
HOUR = timedelta(hours=1)
MOST = 500  # rows of one look
PURPOSE = "tocsin leaving 1"


def ask(email: str, language: str, appeal: Appeal | None = None) -> None:
    """Mails a link to the mailbox; with an appeal it is for that one alone.

    Raises Refusal (field "email") where no mail can be sent to it, and where the appeal's keys
    are gone: a mailbox finds nothing there.
    """
    refuse(appeal)
    email = clean_email(email)
    token = secrets.token_urlsafe(32)
    mark = vault().tag("leaving", canonical(email))
    held = links.lock(token.encode(), PURPOSE, email.encode())
    mail = seal(mails.leaving(email, language, token, appeal))
    row = Leaving(token_hash=hash_of(token), mark=mark, held=held, appeal=appeal)
    with transaction.atomic():
        wait_for_turn(mark)
        enough = _has_enough(mark)
        row.save()
        enqueue([mail])
        # One too many leaves nothing; else the same is done to nothing.
        rows.delete(Leaving, id=[row.pk if enough else 0])
        rows.delete(Mail, key=[mail.row.key if enough else ""])


def refuse(appeal: Appeal | None) -> None:
    """Raises Refusal where nobody can tell any more what a mailbox signed."""
    if appeal and retention.forgotten(appeal):
        raise Refusal(
            _(
                "What told mailboxes apart under %(id)s was destroyed, so nobody can find a "
                "signature by its address any more. The link in the mail with which you confirmed "
                "still deletes it, and so does the receipt or its code."
            )
            % {"id": appeal.document_id}
        )


def _has_enough(mark: bytes) -> bool:
    yesterday = timezone.now() - timedelta(days=1)
    return Leaving.objects.filter(mark=mark, asked_at__gt=yesterday).count() >= LINKS_A_DAY


def asked(token: str) -> Leaving:
    """What a link is for. Raises Refusal where it is altered, used or too old."""
    found = Leaving.objects.select_related("appeal").filter(token_hash=hash_of(token)).first()
    if found is None or _ends([found])[found.pk] <= timezone.now():
        raise Refusal(
            _(
                "This link does not work: it is older than %(days)d days, was used already, or a "
                "part of it is missing. Ask for a new one."
            )
            % {"days": WORKS.days}
        )
    return found


def leave(token: str) -> None:
    """Deletes all signatures of the mailbox, where the link is for; the link is used up."""
    row = asked(token)
    address = links.unlock(token.encode(), PURPOSE, bytes(row.held)).decode()
    with transaction.atomic():
        if not Leaving.objects.filter(pk=row.pk).delete()[0]:
            return  # the button was pressed twice
        for appeal in [row.appeal] if row.appeal else retention.with_keys():
            erasing.of_mailbox(appeal, address)


def forget() -> int:
    """Deletes links that are too old, and what of their mails has not gone; how many."""
    now = timezone.now()
    old = list(Leaving.objects.filter(asked_at__lte=now - WORKS).order_by("asked_at")[:MOST])
    if not old:
        return 0
    ends = _ends(old)
    over = [row for row in old if ends[row.pk] <= now]
    rest = [row.pk for row in old if ends[row.pk] > now]
    with transaction.atomic():
        withdraw(mails.key_of_leaving(bytes(row.token_hash)) for row in over)
        gone = Leaving.objects.filter(pk__in=[row.pk for row in over]).delete()[0]
        # Looked at again in an hour, so that many that wait keep no other from its end.
        Leaving.objects.filter(pk__in=rest).update(asked_at=now - WORKS + HOUR)
    return gone


def _ends(asked_for: list[Leaving]) -> dict[int, datetime]:
    """By row, until when its link works: counted from the mail, of which the hour is kept."""
    keys = {row.pk: mails.key_of_leaving(bytes(row.token_hash)) for row in asked_for}
    known = Mail.objects.filter(key__in=keys.values())
    sent = {one.key: one for one in known.only("key", "state", "created_at", "sent_at")}
    return {row.pk: max(row.asked_at + WORKS, _end(sent.get(keys[row.pk]))) for row in asked_for}


def _end(mail: Mail | None) -> datetime:
    if mail is None:
        return datetime.min.replace(tzinfo=UTC)
    return mail.sent_at + HOUR + WORKS if mail.sent_at else mail.created_at + WAITS

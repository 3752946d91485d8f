"""Pictures and papers of an appeal: cleaned before they are kept, their originals sealed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.appeals import guard
from tocsin.appeals.models import Appeal, Attachment
from tocsin.cases import typed
from tocsin.kernel import audit, files, keys
from tocsin.kernel.crypto import envelope
from tocsin.kernel.crypto.home import home
from tocsin.kernel.foreign import cleaning
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

MOST = 8  # of an appeal; the public page has to stay below 30 kB
ALT = 300  # characters
UNSEEN = gettext_lazy("Say what is seen, for those who do not see it.")


def attach(
    actor: Actor, appeal: Appeal, name: str, data: bytes, alt: Mapping[str, str]
) -> Attachment:
    """Cleans a file and attaches it; `alt` by language needs the original language at least.

    Raises Refusal for what cannot be cleaned ("file"), for what is not described ("alt_xx"), and
    where no key is in use: the original could not be sealed.
    """
    require(actor, Role.OFFICER)
    key = _key()
    described = _described(appeal, alt)
    clean = cleaning.clean(name, data)
    original = envelope.seal(bytes(key.public), name, data, appeal.document_id)
    with transaction.atomic():
        held = guard.hold_open(appeal)
        place = _next_place(held, clean.sha256)
        attachment = Attachment.objects.create(
            appeal=held,
            sha256=files.store(home() / "files", clean.data).sha256,
            media_type=clean.media_type,
            width=clean.width,
            height=clean.height,
            pages=clean.pages,
            alt=described,
            order=place,
            sealed_sha256=files.store(home() / "files", original).sha256,
            key_id=key.key_id,
            added_by=actor.username,
            changed_by=actor.username,
        )
        _record(actor, "attach file", attachment)
    return attachment


def describe(actor: Actor, attachment: Attachment, alt: Mapping[str, str], place: int) -> None:
    """Says anew what is seen, and moves it to that place (from 1 on)."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = guard.hold_open(attachment.appeal)
        described = _described(held, alt)
        rows = Attachment.objects.filter(appeal=held, removed_at=None)
        changed = rows.filter(pk=attachment.pk).update(
            alt=described, changed_by=actor.username, changed_at=timezone.now()
        )
        if not changed:
            raise Refusal(_("This attachment was removed meanwhile."))
        others = list(rows.exclude(pk=attachment.pk).values_list("pk", flat=True))
        others.insert(max(place - 1, 0), attachment.pk)
        for order, pk in enumerate(others):
            rows.filter(pk=pk).update(order=order)
        _record(actor, "describe file", attachment)
    attachment.refresh_from_db()


def remove(actor: Actor, attachment: Attachment) -> None:
    """Takes it out of the appeal; from a draft that was never published, off the disk as well."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = guard.hold_open(attachment.appeal)
        rows = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
        if held.state == "draft":
            gone, _kinds = rows.delete()
            transaction.on_commit(lambda: _forget(attachment))
        else:
            now = timezone.now()
            gone = rows.update(removed_at=now, changed_at=now, changed_by=actor.username)
        if not gone:
            raise Refusal(_("This attachment was removed meanwhile."))
        _record(actor, "remove file", attachment)


def forget_all(appeal: Appeal) -> None:
    """Every row and file of an appeal that is withdrawn; the caller holds it in a transaction."""
    rows = list(Attachment.objects.filter(appeal=appeal))
    appeal.attachments.all().delete()
    for row in rows:
        transaction.on_commit(partial(_forget, row))


def _forget(attachment: Attachment) -> None:
    """Deletes files that no row names any more."""
    for sha256 in (attachment.sha256, attachment.sealed_sha256):
        named = models.Q(sha256=sha256) | models.Q(sealed_sha256=sha256)
        if not Attachment.objects.filter(named).exists():
            files.path(home() / "files", sha256).unlink(missing_ok=True)


def _key() -> SealingKey:
    key = keys.active()
    if key is None:
        raise Refusal(
            _(
                "No key is in use, so the original could not be sealed and nothing was kept. "
                "Ask an administrator to add the organisation’s key under Settings."
            )
        )
    return key


def languages_of(appeal: Appeal) -> list[str]:
    """In which languages an attachment is described: those that the appeal is written in."""
    codes = appeal.texts.values_list("language", flat=True)
    return list(dict.fromkeys([appeal.original_language, *codes]))


def _described(appeal: Appeal, alt: Mapping[str, str]) -> dict[str, str]:
    """The descriptions that have words; other languages may wait until it is proposed."""
    found = {}
    for language in languages_of(appeal):
        field, text = f"alt_{language}", " ".join(alt.get(language, "").split())
        if language == appeal.original_language:
            found[language] = typed.needed(text, field, ALT, str(UNSEEN))
        elif text:
            found[language] = typed.optional(text, field, ALT)
    return found


def _next_place(appeal: Appeal, sha256: str) -> int:
    held = list(Attachment.objects.filter(appeal=appeal, removed_at=None))
    if len(held) >= MOST:
        words = {"most": MOST}
        raise Refusal(
            _("An appeal has at most %(most)d attachments; remove one first.") % words, "file"
        )
    if any(one.sha256 == sha256 for one in held):
        raise Refusal(_("This file is attached already; nothing was changed."), "file")
    return max((one.order for one in held), default=-1) + 1


def _record(actor: Actor, verb: str, attachment: Attachment) -> None:
    appeal = attachment.appeal
    Appeal.objects.filter(pk=appeal.pk).update(changed_by=actor.username, changed_at=timezone.now())
    audit.record(actor, verb, "appeal", appeal.document_id, sha256=attachment.sha256)

"""Public keys that records are sealed to; the private halves never come here."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from tocsin.kernel import audit
from tocsin.kernel.crypto import keypair
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows
from tocsin.kernel.transparency import ledger

REHEARSED = "rehearse key"
CHANGE = ledger.declare(7, "change of the organisation's key")


class SealingKey(models.Model):
    """A public key of the organisation; at most one is active."""

    key_id = models.CharField(max_length=16, unique=True)
    public = models.BinaryField()
    organisation = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=120)
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "kernel"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["active"], condition=models.Q(active=True), name="one_active_key"
            )
        ]

    def __str__(self) -> str:
        return self.fingerprint


def active() -> SealingKey | None:
    """The key new records are sealed to; None closes everything that needs one.

    So does a key that is another one than its fingerprint, or than TOCSIN_FINGERPRINT, says:
    whoever can write into the database must not choose who reads what people write.
    """
    found = rows.read(SealingKey, active=[True])
    return None if not found or _is_another(found[0]) else found[0]


def public_now() -> dict[str, int | str]:
    """What is published of the key in use; where there is none, that signing is closed."""
    key = active()
    return {
        "format": 1,
        "state": "open" if key else "closed",
        "organisation": key.organisation if key else "",
        "key_id": key.key_id if key else "",
        "public": bytes(key.public).hex() if key else "",
        "fingerprint": key.fingerprint if key else "",
    }


def _is_another(key: SealingKey) -> bool:
    mark = keypair.fingerprint(bytes(key.public))
    pinned = "".join(settings.TOCSIN_FINGERPRINT.split()).lower()
    return mark != key.fingerprint or (pinned != "" and pinned != "".join(mark.split()))


def doubt() -> str:
    """Why the key in use may not be the one that a person took in use; empty where it is."""
    key = SealingKey.objects.filter(active=True).first()
    if key is None:
        return ""
    mark = keypair.fingerprint(bytes(key.public))
    if _is_another(key):
        return (
            f"Signing is closed: the key in the database is {mark}, which is not the fingerprint "
            "that was taken in use or is set. Find out who changed it; then tocsin keys add FILE"
        )
    last = audit.trail("key", key.key_id).filter(verb__in=["add key", "retire key"]).first()
    if last is None or last.verb != "add key" or last.detail.get("fingerprint") != mark:
        return (
            f"Nobody is known to have taken the key {mark} in use. "
            "Compare it with the paper that you keep; if it differs, retire it."
        )
    return ""


def add(
    actor: object, key_id: str, public: bytes, organisation: str, fingerprint: str
) -> SealingKey:
    """Takes a public key in use; the one before stays known, for what was sealed to it."""
    with transaction.atomic():
        if there := SealingKey.objects.filter(key_id=key_id).first():
            raise Refusal(_here(there))
        for before in SealingKey.objects.filter(active=True):
            _log("retire", bytes(before.public))
        SealingKey.objects.filter(active=True).update(active=False)
        key = SealingKey.objects.create(
            key_id=key_id, public=public, organisation=organisation, fingerprint=fingerprint
        )
        _log("add", public)
        audit.record(actor, "add key", "key", key_id, fingerprint=fingerprint)
    return key


def _here(key: SealingKey) -> str:
    if key.active:
        return str(_("This key is already here; nothing was changed."))
    return str(
        _(
            "This key was retired, and a retired key is not taken in use again. Make a new one on "
            "the machine apart: tocsin keys create"
        )
    )


def rehearsed(actor: object, key: SealingKey) -> None:
    """Notes that the private half of the key opened a record today."""
    with transaction.atomic():
        audit.record(actor, REHEARSED, "key", key.key_id)


def rehearsed_at(key: SealingKey) -> datetime | None:
    """When the private half was last known to open a record; None where it never was."""
    last = audit.trail("key", key.key_id).filter(verb=REHEARSED).first()
    return last.at if last else None


def retire(actor: object, key: SealingKey) -> None:
    """Takes a key out of use; without an active key signing is closed.

    Raises Refusal where it is out of use already: the public log is told once.
    """
    with transaction.atomic():
        if not SealingKey.objects.filter(pk=key.pk, active=True).update(active=False):
            raise Refusal(_("This key is retired already; nothing was changed."))
        _log("retire", bytes(key.public))
        audit.record(actor, "retire key", "key", key.key_id)


def _log(verb: str, public: bytes) -> None:
    """A key that is swapped in secret shows in the public log, or signatures fit no key there."""
    ledger.note(CHANGE, ledger.NOBODY, keypair.change(verb, public))

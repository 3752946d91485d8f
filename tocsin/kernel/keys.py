"""Public keys that records are sealed to; the private halves never come here."""

from __future__ import annotations

import hashlib

from django.db import models, transaction
from django.utils.translation import gettext as _

from tocsin.kernel import audit, ledger
from tocsin.kernel.refusal import Refusal

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
    """The key new records are sealed to; None closes everything that needs one."""
    return SealingKey.objects.filter(active=True).first()


def add(
    actor: object, key_id: str, public: bytes, organisation: str, fingerprint: str
) -> SealingKey:
    """Takes a public key in use; the one before stays known, for what was sealed to it."""
    with transaction.atomic():
        if SealingKey.objects.filter(key_id=key_id).exists():
            raise Refusal(_("This key is already here; nothing was changed."))
        SealingKey.objects.filter(active=True).update(active=False)
        key = SealingKey.objects.create(
            key_id=key_id, public=public, organisation=organisation, fingerprint=fingerprint
        )
        _log(b"add", public)
        audit.record(actor, "add key", "key", key_id, fingerprint=fingerprint)
    return key


def retire(actor: object, key: SealingKey) -> None:
    """Takes a key out of use; without an active key signing is closed."""
    with transaction.atomic():
        SealingKey.objects.filter(pk=key.pk).update(active=False)
        _log(b"retire", bytes(key.public))
        audit.record(actor, "retire key", "key", key.key_id)


def _log(verb: bytes, public: bytes) -> None:
    """A key that is swapped in secret shows in the public log, or signatures fit no key there."""
    digest = hashlib.sha256(b"tocsin key 1\n" + verb + b"\n" + public).digest()
    ledger.note(CHANGE, ledger.NOBODY, digest)

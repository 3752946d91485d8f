"""Prepared mails in the database: each once, encrypted, for as long as a mail needs it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

from django.db import models
from django.utils import timezone

from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import Vault
from tocsin.kernel.crypto.wrapped import UNFIT
from tocsin.kernel.mail.prepared import Prepared
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.storage import rows

FRESH = timedelta(hours=1)
KEPT = timedelta(days=1)  # much longer than FRESH: none is deleted while a mail is made with it


class Stencil(models.Model):
    """A prepared mail. Its name is a keyed hash of it, so all processes make the same row."""

    name = models.CharField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.name


def name(made: Prepared) -> str:
    """The name of its row. Raises Locked."""
    return _name(vault(), made.digest)


@lru_cache(maxsize=1024)
def _name(keys: Vault, digest: str) -> str:
    return keys.tag("mail-names", f"stencil {digest}").hex()[:32]


def keep(made: Mapping[str, Prepared]) -> None:
    """Keeps those that are not there yet, by their names."""
    now = timezone.now()
    there = rows.find(Stencil, ("name", "used_at"), name=list(made))
    for name in set(made) - {name for name, used_at in there if used_at > now - FRESH}:
        if not Stencil.objects.filter(pk=name).update(used_at=now):
            sealed = vault().encrypt("transit", made[name].to_bytes(), _context(name))
            row = Stencil(name=name, sealed=sealed, used_at=now)
            Stencil.objects.bulk_create([row], ignore_conflicts=True)


@lru_cache(maxsize=256)
def opened(name: str) -> Prepared:
    """The prepared mail of that name; a Refusal where the server's keys do not open it."""
    row = Stencil.objects.filter(pk=name).first()
    if row is None:
        raise Refusal(UNFIT)
    return Prepared.from_bytes(vault().decrypt("transit", bytes(row.sealed), _context(name)))


def _context(name: str) -> bytes:
    return f"stencil {name}".encode()


def forget() -> int:
    """Deletes those that no mail needs any more; gives how many."""
    old = Stencil.objects.filter(used_at__lt=timezone.now() - KEPT)
    gone, _kinds = old.filter(mail=None).delete()
    return gone

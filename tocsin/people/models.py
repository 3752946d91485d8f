"""Staff and partner organisations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class StaffManager(BaseUserManager["Staff"]):
    """Makes accounts; a password is optional, since a link or a passkey may come first."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Staff:
        """One account, saved."""
        staff = self.model(username=username, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def get_by_natural_key(self, username: str | None) -> Staff:
        """The account of that name, in whatever case it was typed."""
        return self.get(username__iexact=username)


class Staff(AbstractBaseUser):
    """A person at the desk. Roles are added up: one person may be officer and approver."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    is_officer = models.BooleanField(_("officer"), default=False)
    is_approver = models.BooleanField(_("approver"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name that colleagues read."""
        return self.full_name or self.username


class EntryLink(models.Model):
    """A one-time sign-in link of the demonstration; only its hash is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    token_hash = models.BinaryField(max_length=32, unique=True)
    used_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.staff} {self.made_at}"


class Partner(models.Model):
    """An organisation on the ground that raises alerts and collects signatures on paper."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    contact = models.TextField(_("how to reach them"), blank=True)
    # With it the partner’s alerts are known to be theirs; the private half never comes here.
    key = models.BinaryField(max_length=32, null=True)
    key_id = models.CharField(max_length=16, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_id"], condition=~models.Q(key_id=""), name="one_partner_per_key"
            )
        ]

    def __str__(self) -> str:
        return self.name

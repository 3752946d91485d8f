"""Subscribers, dispatches, and notices of corrections."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.crypto import fitting
from tocsin.kernel.states import declare
from tocsin.kernel.work import Leased
from tocsin.publishing.models import Revision

SUBSCRIBER = declare(
    "subscriber",
    {"asked": ("subscribed",), "subscribed": ("left",), "left": ("asked",)},
    {"asked": _("asked to join"), "subscribed": _("subscribed"), "left": _("left")},
)
DISPATCH = declare(
    "dispatch",
    {
        "preparing": ("sending", "ended"),
        "sending": ("done", "ended"),
        "done": (),
        "ended": (),
    },
    {
        "preparing": _("being prepared"),
        "sending": _("being sent"),
        "done": _("done"),
        "ended": _("ended, because the revision was corrected or withdrawn"),
    },
)
NOTICE = declare(
    "notice",
    {"preparing": ("sending",), "sending": ("done",), "done": ()},
    {"preparing": _("being prepared"), "sending": _("being sent"), "done": _("done")},
)


class Subscriber(models.Model):
    """A person of the network. `address` is encrypted, `tag` tells two of the same apart.

    `countries` and `issues` are what interests them; empty means all. `wish` is what they asked
    for and have not confirmed. `leave` names them in the unsubscribe link. When they leave, the
    address goes; the tag stays, so that no list brings them back.
    """

    tag = models.BinaryField(max_length=32, unique=True)
    address = models.BinaryField(null=True)
    language = models.CharField(max_length=10, default="en")
    countries = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    wish = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=SUBSCRIBER.choices, default=SUBSCRIBER.first)
    way = models.CharField(max_length=10, default="site")
    token_hash = models.BinaryField(max_length=32, unique=True, null=True)
    leave = models.CharField(max_length=43, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


fitting.declare(Subscriber, "network")


class Dispatch(Leased):
    """One mail-out of one revision. The worker walks the subscribers; `cursor` is how far it is.

    Who confirmed after `started_at`, or has a number past `last`, belongs to the next one.
    """

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="dispatch")
    state = models.CharField(max_length=10, choices=DISPATCH.choices, default=DISPATCH.first)
    audience = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"dispatch {self.pk}"

    @property
    def batch(self) -> str:
        """The name of its mails in the post."""
        return f"dispatch-{self.pk}"


class Notice(Leased):
    """A correction, told to everybody who was mailed an older revision of the appeal.

    It walks the mails of those mail-outs; `cursor` is the last of them that was looked at.
    """

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="notice")
    state = models.CharField(max_length=10, choices=NOTICE.choices, default=NOTICE.first)
    cursor = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def batch(self) -> str:
        """The name of its mails in the post."""
        return f"correction-{self.pk}"

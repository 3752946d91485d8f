"""Proposals, frozen revisions, stops, withdrawals, overrides."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.appeals.models import Appeal
from tocsin.kernel.states import declare

PROPOSAL = declare(
    "proposal",
    {
        "waiting": ("approved", "returned"),
        "approved": ("published", "returned"),
        "returned": (),
        "published": (),
    },
    {
        "waiting": _("waiting for approval"),
        "approved": _("approved"),
        "returned": _("returned"),
        "published": _("published"),
    },
)


WHY_STOPPED = [
    ("released", _("the people it speaks of are free")),
    ("harm", _("letters would do harm now")),
    ("wrong", _("it may be wrong and is being checked")),
    ("other", _("another reason, in words")),
]


WITHDRAWAL = declare(
    "withdrawal",
    {"proposed": ("done", "declined"), "done": (), "declined": ()},
    {"proposed": _("proposed"), "done": _("withdrawn"), "declined": _("declined")},
)
WHY_WITHDRAWN = [
    ("asked", _("people whom it concerns do not agree")),
    ("harm", _("it may harm people")),
    ("wrong", _("it proved to be wrong")),
    ("other", _("another reason, which readers are not told")),
]


class Proposal(models.Model):
    """An officer asks that exactly this content be approved; `digest` is the content's SHA-256.

    The content itself is kept too, so that one can tell what was edited afterwards. It is what
    everybody may read; `written` has the names that it withholds, and is null where it has none.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="proposals")
    content = models.JSONField()
    written = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    correction = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=PROPOSAL.choices, default=PROPOSAL.first)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"],
                condition=models.Q(state__in=["waiting", "approved"]),
                name="one_open_proposal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.digest[:12]}"


class Revision(models.Model):
    """One frozen version: `content` is the JSON that the public page is made of.

    A `correction` has `claims` (refs) and `wrong`: what was wrong in the revisions before it.
    `overrides` are sentences that stand there in spite of the check of their wording. `written`
    has the names that `content` withholds (null where it has none); it is published nowhere.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    written = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    correction = models.JSONField(null=True)
    overrides = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    approved_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="one_revision")]
        indexes = [
            models.Index(
                fields=["appeal"],
                condition=models.Q(correction__isnull=False),
                name="corrections",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} r{self.number}"


class Stop(models.Model):
    """Nobody signs and no mail leaves; `before` is the appeal's state to which it may go back."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="stops")
    why = models.CharField(max_length=10, choices=WHY_STOPPED)
    words = models.CharField(max_length=300, blank=True)
    before = models.CharField(max_length=10)
    stopped_by = models.CharField(max_length=150)
    stopped_at = models.DateTimeField(auto_now_add=True)
    resumed_by = models.CharField(max_length=150, blank=True)
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"], condition=models.Q(resumed_at=None), name="one_stop"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.why}"


class Withdrawal(models.Model):
    """A published appeal is to be taken away for good; `why` is told to readers, `note` is not."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="withdrawals")
    why = models.CharField(max_length=10, choices=WHY_WITHDRAWN)
    note = models.TextField()
    state = models.CharField(max_length=10, choices=WITHDRAWAL.choices, default=WITHDRAWAL.first)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"],
                condition=models.Q(state__in=["proposed", "done"]),
                name="one_withdrawal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.state}"


class Override(models.Model):
    """A second person let one finding pass; `key` is the hash of what it holds for.

    Those of wording are published with the revision, those of harm stay in this table.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="overrides")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    part = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    sentence = models.TextField()
    finding = models.TextField()
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["appeal", "key"], name="one_override")]

    def __str__(self) -> str:
        return f"{self.appeal} {self.key[:12]}"

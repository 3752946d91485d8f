"""Alerts, and each arrival of one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.kernel.states import declare
from tocsin.people.models import Partner

ALERT = declare(
    "alert",
    {
        "new": ("taken up", "joined", "set aside"),
        "taken up": (),
        "joined": (),
        "set aside": ("new",),
    },
    {
        "new": _("new"),
        "taken up": _("taken up"),
        "joined": _("joined to a case"),
        "set aside": _("set aside"),
    },
)
WAYS = [
    ("command", _("by command")),
    ("paste", _("pasted")),
    ("file", _("as a file")),
    ("mail", _("by e-mail")),
    ("folder", _("through the folder")),
    ("form", _("by the public form")),
]
SIGNED = [
    ("unsigned", _("unsigned")),
    ("verified", _("verified")),
    ("unfit", _("signature does not fit")),
    ("unknown", _("signed with a key that is not known here")),
]
# From the gravest; what is not yet said by an officer is proposed from the issues.
SEVERITIES = [
    ("life", _("life")),
    ("liberty", _("torture or liberty")),
    ("other", _("other")),
]
FEAR = declare(
    "fear",
    {"proposed": ("confirmed", "dismissed"), "confirmed": ("over",), "dismissed": (), "over": ()},
    {
        "proposed": _("proposed"),
        "confirmed": pgettext_lazy("feared day", "confirmed"),
        "dismissed": _("no day"),
        "over": _("over"),
    },
)
VERDICTS = [("open", _("not decided")), ("same", _("same case")), ("different", _("not the same"))]


class Alert(models.Model):
    """One arrived text. `same` makes it one by whatever way and in whatever wrapping it comes."""

    sha256 = models.CharField(max_length=64, unique=True)
    same = models.CharField(max_length=64, blank=True, db_index=True)
    filename = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=10, choices=WAYS)
    document_id = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    reading = models.JSONField()
    state = models.CharField(max_length=10, choices=ALERT.choices, default=ALERT.first)
    reason = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=10, choices=SEVERITIES, blank=True)
    joined_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    compared = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["same"], condition=~models.Q(same=""), name="one_alert_per_text"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.filename or str(_("Alert without a title"))


class Arrival(models.Model):
    """One time that an alert came; `sha256` names the bytes that came with it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="arrivals")
    way = models.CharField(max_length=10, choices=WAYS)
    sha256 = models.CharField(max_length=64, db_index=True)
    filename = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    sent_at = models.DateTimeField(null=True)
    signed = models.CharField(max_length=10, choices=SIGNED, default="unsigned")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.SET_NULL)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.alert} {self.way}"


class Attachment(models.Model):
    """A file that came with a mail, kept under its SHA-256."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="attachments")
    filename = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.filename or self.sha256[:12]


class Passed(models.Model):
    """A mail that is no alert (a bounce, an automatic answer, a loop): said, kept, not read."""

    why = models.CharField(max_length=20)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.why} {self.sender}"


class Likeness(models.Model):
    """Two alerts that may be about one case, the newer first, and what an officer said of them."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="likened")
    score = models.PositiveSmallIntegerField()
    grounds = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=VERDICTS, default="open")
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [models.UniqueConstraint(fields=["alert", "other"], name="one_likeness")]

    def __str__(self) -> str:
        return f"{self.alert} ~ {self.other}: {self.score}"


class Fear(models.Model):
    """Something feared, and the day by which it may happen: proposed, then said by an officer."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="fears")
    text = models.TextField()
    words = models.CharField(max_length=120, blank=True)
    day = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=FEAR.choices, default=FEAR.first)
    said_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.day}: {self.text[:60]}"


class Return(models.Model):
    """The way back for whoever wrote by the form; only the hash of the code is kept."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="returns")
    arrival = models.OneToOneField(Arrival, on_delete=models.CASCADE, related_name="way_back")
    code_hash = models.BinaryField(max_length=32, unique=True)
    contact = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16, blank=True)
    may_name = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.alert} {self.made_at}"


class Word(models.Model):
    """One message between whoever wrote by the form and the desk."""

    way_back = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="words")
    from_desk = models.BooleanField()
    text = models.TextField()
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]

"""Signatures, sheets and their lines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.appeals.models import Appeal
from tocsin.kernel.states import declare
from tocsin.publishing.models import Revision

SIGNATURE = declare(
    "signature",
    {"unconfirmed": ("counted", "repeated"), "counted": ("repeated",), "repeated": ()},
    {
        "unconfirmed": _("not yet confirmed"),
        "counted": _("counted"),
        "repeated": _("signed more than once, counted once"),
    },
)
SHEET = declare(
    "sheet",
    {"printed": ("entered",), "entered": ()},
    {"printed": _("printed"), "entered": _("entered")},
)
CHANNELS = [("web", _("web")), ("paper", _("paper"))]
CHOICES = [
    ("public", _("my name may be shown to everybody")),
    ("addressee", _("my name goes to the addressees only")),
    ("counted", _("I am counted, my name is shown to nobody")),
]


class Sheet(models.Model):
    """A numbered page for paper signatures, printed from one revision in one language."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="sheets")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    lines = models.PositiveSmallIntegerField(default=10)
    place = models.CharField(_("for which office"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=SHEET.choices, default=SHEET.first)
    printed_by = models.CharField(max_length=150)
    printed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["appeal", "number"], name="sheet_number")]

    def __str__(self) -> str:
        return f"{self.appeal} / {self.number}"


class Signature(models.Model):
    """One act of signing. Name, e-mail and comment lie only in `sealed`, for the organisation.

    `tag` is a keyed value of the e-mail, per appeal, that makes one person one; `inform` is the
    encrypted address of those who asked to be kept informed. `commitment` is what the public log
    says of it once it is counted. `held` (what is to be shown, whom to write to; until
    confirmation) and `digest` (of the record) are locked with what the link and the receipt hold;
    `mark` finds the row by that.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="signatures")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT)
    channel = models.CharField(max_length=5, choices=CHANNELS)
    state = models.CharField(max_length=12, choices=SIGNATURE.choices, default=SIGNATURE.first)
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16)
    tag = models.BinaryField(max_length=32, null=True)
    token_hash = models.BinaryField(max_length=32, unique=True, null=True)
    held = models.BinaryField(null=True)
    commitment = models.BinaryField(max_length=32, null=True, unique=True)
    digest = models.BinaryField(null=True)
    mark = models.BinaryField(max_length=32, null=True, unique=True)
    inform = models.BinaryField(null=True)
    public_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    signed_at = models.DateTimeField(auto_now_add=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "tag"], condition=models.Q(state="counted"), name="counted_once"
            )
        ]
        indexes = [
            models.Index(fields=["appeal", "state", "channel"]),
            models.Index(fields=["appeal", "tag"]),
            models.Index(
                fields=["signed_at"],
                condition=models.Q(state="unconfirmed"),
                name="unconfirmed_since",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class Receipt(models.Model):
    """A receipt that is to be mailed as soon as the log holds the entry; then the row goes.

    `held` is encrypted with a runtime key: the address, and what the receipt proves.
    """

    signature = models.OneToOneField(Signature, on_delete=models.CASCADE, related_name="receipt")
    commitment = models.BinaryField(max_length=32)
    held = models.BinaryField()

    def __str__(self) -> str:
        return f"receipt for {self.signature}"


class Line(models.Model):
    """One line of a filled sheet: accepted (with its signature) or rejected (with the reason)."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    signature = models.OneToOneField(
        Signature, null=True, on_delete=models.SET_NULL, related_name="line"
    )
    rejected = models.CharField(_("why it is not counted"), max_length=200, blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="one_line")]

    def __str__(self) -> str:
        return f"{self.sheet} line {self.number}"

"""Signatures, sheets and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Index, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.appeals.models import Appeal
from tocsin.kernel import coarse
from tocsin.kernel.crypto import fitting
from tocsin.kernel.states import declare
from tocsin.publishing.models import Revision
from tocsin.signing import keyed
from tocsin.signing.reasons import REASONS
from tocsin.signing.tallies import Tallied as Tallied  # noqa: PLC0414 - Django looks for tables here

SIGNATURE = declare(
    "signature",
    {
        "unconfirmed": ("counted", "repeated", "held"),
        "counted": ("repeated", "held"),
        "held": ("counted", "repeated", "voided"),
        "voided": (),
        "repeated": (),
    },
    {
        "unconfirmed": _("not yet confirmed"),
        "counted": _("counted"),
        "held": _("held back"),
        "voided": _("voided"),
        "repeated": _("signed more than once, counted once"),
    },
)
# In these a person has a place: who is held back or voided is not counted by signing again.
PLACED = ("counted", "held", "voided")
HOLD = declare(
    "hold",
    {
        "open": ("proposed",),
        "proposed": ("open", "released", "voided"),
        "released": (),
        "voided": (),
    },
    {
        "open": _("held back"),
        "proposed": _("a decision is proposed"),
        "released": _("counted again"),
        "voided": pgettext_lazy("voices", "voided"),
    },
)
VERDICTS = [("void", _("void them")), ("release", _("count them again"))]
SHEET = declare(
    "sheet",
    {"printed": ("entered",), "entered": ()},
    {"printed": _("printed"), "entered": _("entered")},
)
# Why a link is kept back until a budget allows it (signing.floods.waiting).
BY_DOMAIN, BY_APPEAL = 1, 2
CHANNELS = [("web", _("web")), ("paper", _("paper"))]
EVERY_CHANNEL = [name for name, _words in CHANNELS]  # asked for, an index leads on to a time
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


class Hold(models.Model):
    """A batch of voices that do not count until two people have decided: counted again, or voided.

    Chosen by when they were counted, `since` until `until`, and by the mark of a domain; never by
    name. Until `catches` what is confirmed falls into it; while `taking` some are not in it yet.
    `number` voices were in it, `done` of them are settled; `reason` and `words` are the proposal's.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="holds")
    state = models.CharField(max_length=10, choices=HOLD.choices, default=HOLD.first)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    domain = models.BinaryField(max_length=3, null=True)
    catches = models.DateTimeField(null=True)
    why = models.CharField(_("why they are held back"), max_length=300)
    number = models.PositiveIntegerField(default=0)
    taking = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=10, choices=VERDICTS, blank=True)
    reason = models.PositiveSmallIntegerField(choices=REASONS, default=0)
    words = models.CharField(max_length=300, blank=True)
    held_by = models.CharField(max_length=150)
    held_at = models.DateTimeField(auto_now_add=True)
    proposed_by = models.CharField(max_length=150, blank=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.appeal}: {self.number} {self.state}"


class Signature(models.Model):
    """One act of signing. Name, e-mail and comment lie only in `sealed`, for the organisation.

    `tag` is a keyed value of the e-mail, per appeal, of which a mailbox has two (see `mailboxes`);
    `likeness` (of the name, once confirmed) and `domain` are a few bytes of such values. `inform`
    is the encrypted address of who asked to be told. `commitment` is what the public log says of it
    once counted. `held` (name and address, until confirmation) and `digest` (of the record) are
    locked with what the link and the receipt hold; `mark` finds the row by that: it is all that is
    kept of a link. `withheld` is why its link waits (BY_DOMAIN, BY_APPEAL, or 0). `signed_at` is
    the beginning of an hour, `counted_at` of a minute: who watches the network must not know the
    row by its second. `quick`: its link was used within seconds, or a program filled the form.
    """

    # Each index costs a page for each signature. Those that begin with the appeal serve it too.
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="signatures", db_index=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, db_index=False)
    channel = models.CharField(max_length=5, choices=CHANNELS)
    state = models.CharField(max_length=12, choices=SIGNATURE.choices, default=SIGNATURE.first)
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=16)
    tag = models.BinaryField(max_length=32, null=True)
    likeness = models.BinaryField(max_length=2, null=True)
    domain = models.BinaryField(max_length=3, null=True)
    hold = models.ForeignKey(
        Hold, null=True, on_delete=models.SET_NULL, related_name="signatures", db_index=False
    )
    held = models.BinaryField(null=True)
    commitment = models.BinaryField(max_length=32, null=True)
    digest = models.BinaryField(null=True)
    mark = models.BinaryField(max_length=32, null=True, unique=True)
    inform = models.BinaryField(null=True)
    public_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    withheld = models.PositiveSmallIntegerField(default=0)
    quick = models.BooleanField(default=False)
    signed_at = models.DateTimeField(default=coarse.this_hour)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "tag"], condition=Q(state__in=PLACED), name="counted_once"
            )
        ]
        indexes = [
            # Counted by day or by revision without reading a row, of which there may be millions.
            Index(
                fields=["appeal", "state", "channel", "counted_at", "revision"],
                name="standing_since",
            ),
            Index(fields=["appeal", "tag"]),
            Index(fields=["appeal", "domain", "state"]),
            Index(fields=["appeal", "domain"], condition=Q(withheld__gt=0), name="withheld_links"),
            Index(fields=["hold"], condition=Q(state="held"), name="held_in_a_batch"),
            Index(fields=["signed_at"], condition=Q(state="unconfirmed"), name="unconfirmed_since"),
            Index(
                fields=["appeal", "id"],
                condition=Q(inform__isnull=False),
                name="informed_in_turn",
            ),
            Index(
                F("appeal"),
                F("counted_at").desc(),
                F("id").desc(),
                condition=Q(state="counted") & ~Q(public_name=""),
                name="named_newest_first",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


fitting.declare_many(Signature, keyed.needed)


class Mailed(models.Model):
    """A mail with a link went, or goes, to a mailbox; for a day.

    `mark` tells the mailbox, another way every day, `here` the mailbox under this appeal; nothing
    joins the row to a signature. The minute is that of the mail alone.
    """

    mark = models.BinaryField(max_length=16)
    here = models.BinaryField(max_length=16, default=b"")
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [Index(fields=["mark"])]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class Receipt(models.Model):
    """A receipt, until the log has its entry; `held`: the address and what it proves, encrypted."""

    signature = models.OneToOneField(Signature, on_delete=models.CASCADE, related_name="receipt")
    commitment = models.BinaryField(max_length=32)
    held = models.BinaryField()

    def __str__(self) -> str:
        return f"receipt for {self.signature}"


class Leaving(models.Model):
    """Somebody asked to delete all signatures of a mailbox, under one appeal or under all.

    `held` is the address, locked with the link; `mark` a keyed tag by which asking is limited.
    """

    token_hash = models.BinaryField(max_length=32, unique=True)
    mark = models.BinaryField(max_length=32)
    held = models.BinaryField()
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [Index(fields=["mark", "asked_at"])]

    def __str__(self) -> str:
        return f"leaving {self.pk}"


class Withdrawn(models.Model):
    """A voice that was counted and is withdrawn: no more than the public log says of it.

    `leaf` is the hash of its entry, `hour` that of the entry (since 1970). The row goes once all
    were told to whom the voice was handed over before.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="withdrawn")
    leaf = models.BinaryField(max_length=32, unique=True)
    commitment = models.BinaryField(max_length=32)
    hour = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return bytes(self.leaf).hex()[:16]


class Settled(models.Model):
    """An appeal that is over, and when its mailboxes’ keys went; while `emptying` rows follow."""

    appeal = models.OneToOneField(Appeal, on_delete=models.CASCADE, related_name="settled")
    closed_on = models.DateField()
    forgotten_on = models.DateField(null=True)
    emptying = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.appeal} {self.closed_on}"


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

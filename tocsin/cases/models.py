"""Cases, claims, sources and who assessed what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.intake.models import Alert
from tocsin.kernel.states import declare
from tocsin.people.models import Partner

CASE = declare(
    "case", {"open": ("closed",), "closed": ("open",)}, {"open": _("open"), "closed": _("closed")}
)

# From the strongest to the weakest; those after `unconfirmed` stand beside the scale.
STATUSES = [
    ("confirmed", _("confirmed")),
    ("corroborated", _("corroborated")),
    ("reported", _("reported")),
    ("unconfirmed", _("unconfirmed")),
    ("contested", _("contested")),
    ("feared", _("feared")),
    ("opinion", _("opinion")),
    ("refuted", _("refuted")),
    ("withdrawn", _("withdrawn")),
]
SOURCE_KINDS = [
    ("victim", _("victim")),
    ("family", _("family")),
    ("witness", _("witness")),
    ("partner", _("partner")),
    ("media", _("media")),
    ("official", _("official")),
    ("anonymous official", _("anonymous official")),
    ("document", _("document")),
    ("open source", _("open source")),
]


class Case(models.Model):
    """What is happening, to whom; it lives across appeals. `version` guards against overwriting."""

    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("what this is about"), blank=True)
    countries = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="en")
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT)
    alert = models.OneToOneField(Alert, null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=CASE.choices, default=CASE.first)
    version = models.PositiveIntegerField(default=1)
    opened_by = models.CharField(max_length=150)
    changed_by = models.CharField(max_length=150, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """Who says it. A protected source is never named outside the desk."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(_("name"), max_length=200)
    variants = models.JSONField(default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SOURCE_KINDS)
    protected = models.BooleanField(_("protected: never named outside the desk"), default=False)
    note = models.TextField(_("note for the desk"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """One statement of fact. `number` is its name within the case (c1, c2 …), never reused."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="claims")
    number = models.PositiveIntegerField()
    text = models.TextField(_("what is said to be so"))
    translations = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=20, default="event")
    status = models.CharField(_("status"), max_length=20, choices=STATUSES, default="unconfirmed")
    sources = models.ManyToManyField(Source, through="Assertion", related_name="claims")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="claim_number")]

    def __str__(self) -> str:
        return f"c{self.number}"

    def text_in(self, language: str) -> str:
        """The claim in a language, else as it was written."""
        return str(self.translations.get(language) or self.text)


class Assertion(models.Model):
    """A source says a claim; `order` keeps the chain (the one who told it first comes last)."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="assertions")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assertions")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["claim", "source"], name="one_assertion")]

    def __str__(self) -> str:
        return f"{self.source}: {self.claim}"


class Assessment(models.Model):
    """A person's judgement: a claim's status was changed, and why."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="assessments")
    before = models.CharField(max_length=20, choices=STATUSES, blank=True)
    after = models.CharField(max_length=20, choices=STATUSES)
    reason = models.TextField(_("why"))
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.claim}: {self.before} → {self.after}"

"""Cases, claims, sources, what each source says, and who assessed what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.cases.concerned import Consent, Person
from tocsin.cases.match import MATCH, Match, Twin
from tocsin.cases.words import (
    ASSERTS,
    AUDIENCES,
    CLAIM_KINDS,
    CREDIBILITY,
    MANNERS,
    PLACES,
    RELIABILITY,
    SAYS,
    SOURCE_KINDS,
    STATUSES,
)
from tocsin.intake.models import Alert
from tocsin.kernel.states import declare
from tocsin.people.models import Partner

__all__ = [
    "CASE",
    "MATCH",
    "SOURCE_KINDS",
    "STATUSES",
    "Assertion",
    "Assessment",
    "Case",
    "Claim",
    "Consent",
    "Match",
    "Person",
    "Source",
    "Twin",
]

CASE = declare(
    "case", {"open": ("closed",), "closed": ("open",)}, {"open": _("open"), "closed": _("closed")}
)


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
    """Who says it. A protected source is never named outside the desk.

    Two sources of one `group` are not independent of each other; an empty group is not known.
    One that turned out to be another is `merged_into` it, and kept so that this can be undone.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(_("name"), max_length=200)
    variants = models.JSONField(default=list, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SOURCE_KINDS)
    protected = models.BooleanField(_("protected: never named outside the desk"), default=False)
    reliability = models.CharField(max_length=1, choices=RELIABILITY, default="F")
    group = models.CharField(max_length=100, blank=True)
    note = models.TextField(_("note for the desk"), blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """One statement of fact. `number` is its name within the case (c1, c2 …), never reused.

    `happened` is a day, a month or a year (tocsin.cases.when). `rivals` tell it otherwise.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="claims")
    number = models.PositiveIntegerField()
    text = models.TextField(_("what is said to be so"))
    translations = models.JSONField(default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=CLAIM_KINDS, default="event")
    happened = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=200, blank=True)
    place_kind = models.CharField(max_length=10, choices=PLACES, blank=True)
    sensitivity = models.CharField(max_length=12, choices=AUDIENCES, default="public")
    status = models.CharField(_("status"), max_length=20, choices=STATUSES, default="unconfirmed")
    sources = models.ManyToManyField(Source, through="Assertion", related_name="claims")
    rivals = models.ManyToManyField("self", blank=True)
    persons = models.ManyToManyField(Person, blank=True, related_name="claims")
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
    """What a source says of a claim, and from which other assertions it has it.

    `heard_from` leads back to whoever told it first; `hearsay` says that this one is not
    recorded. Set aside with a reason, an assertion counts no more; it is never deleted.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="assertions")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assertions")
    order = models.PositiveSmallIntegerField(default=0)
    says = models.CharField(max_length=10, choices=SAYS, default=ASSERTS)
    heard_from = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="passed_to"
    )
    hearsay = models.BooleanField(default=False)
    manner = models.CharField(max_length=12, choices=MANNERS, blank=True)
    credibility = models.CharField(max_length=1, choices=CREDIBILITY, default="6")
    received_on = models.DateField(null=True, blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    set_aside = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.source}: {self.claim}"

    @property
    def grade(self) -> str:
        """The two marks of the Admiralty scale, as in “B2”."""
        return f"{self.source.reliability}{self.credibility}"


class Assessment(models.Model):
    """A person's judgement: a claim's status was changed, and why.

    `proposed` is what the software proposed at that moment, and its reason as it was read.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="assessments")
    before = models.CharField(max_length=20, choices=STATUSES, blank=True)
    after = models.CharField(max_length=20, choices=STATUSES)
    proposed = models.CharField(max_length=20, choices=STATUSES, blank=True)
    proposed_why = models.TextField(blank=True)
    reason = models.TextField(_("why"))
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.claim}: {self.before} → {self.after}"

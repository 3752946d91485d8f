"""Appeals, document types and the numbers they are given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.authorities.models import Authority
from tocsin.cases.models import Case, Claim
from tocsin.kernel.states import declare
from tocsin.people.models import Partner

APPEAL = declare(
    "appeal",
    {
        "draft": ("published",),
        "published": ("closed", "stopped", "withdrawn"),
        "closed": ("published", "stopped", "withdrawn"),
        "stopped": ("published", "closed", "withdrawn"),
        "withdrawn": (),
    },
    {
        "draft": _("draft"),
        "published": _("open for signing"),
        "closed": _("closed"),
        "stopped": _("stopped"),
        "withdrawn": _("withdrawn"),
    },
)


class DocumentType(models.Model):
    """A kind of document, e.g. FA, Forwarded Urgent Appeal; `names` by language code."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    names = models.JSONField(default=dict)
    offered = models.BooleanField(_("offered for new appeals"), default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """The type's name in a language, else in English, else its code."""
        return str(self.names.get(language) or self.names.get("en") or self.code)


class Series(models.Model):
    """The last number given for a type in a year; it only grows, so no number comes twice."""

    code = models.CharField(max_length=10)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_series")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}: {self.last}"


class Appeal(models.Model):
    """The document, from draft on. `version` guards against overwriting each other's text.

    `at_risk`: who signed it must not be found out, not even from a mailbox or by the hour.
    """

    document_id = models.CharField(max_length=40, unique=True)
    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT)
    claims = models.ManyToManyField(Claim, related_name="appeals")
    addressees = models.ManyToManyField(Authority, through="Addressee", related_name="appeals")
    countries = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    original_language = models.CharField(max_length=10, default="en")
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    deadline = models.DateField(_("sign until"), null=True, blank=True)
    at_risk = models.BooleanField(_("signing may put people at risk"), default=False)
    state = models.CharField(max_length=10, choices=APPEAL.choices, default=APPEAL.first)
    version = models.PositiveIntegerField(default=1)
    written_by = models.CharField(max_length=150)
    changed_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state"], condition=models.Q(state="withdrawn"), name="withdrawn_appeals"
            )
        ]

    def __str__(self) -> str:
        return self.document_id

    def get_absolute_url(self) -> str:
        """The permanent address."""
        return f"/{self.document_id}/"

    @property
    def is_shut(self) -> bool:
        """Whether nothing of it can be changed: it is closed, or withdrawn for good."""
        return self.state in {"closed", "withdrawn"}


class Relation(models.Model):
    """An appeal names another one; an update may name twenty."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="related_by")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["appeal", "other"], name="one_relation")]

    def __str__(self) -> str:
        return f"{self.appeal} → {self.other}"


class FormerName(models.Model):
    """An old address or name of an appeal, as `appeals.related.former` writes it."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=300, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Text(models.Model):
    """An appeal in one language: headline, summary, body (Markdown), ask and letter."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    headline = models.CharField(_("headline"), max_length=200)
    summary = models.TextField(_("summary"))
    body = models.TextField(_("text"), blank=True)
    ask = models.TextField(_("what is asked"))
    letter = models.TextField(_("letter to the addressees"), blank=True)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["appeal", "language"], name="one_text")]

    def __str__(self) -> str:
        return f"{self.appeal} {self.language}"


class Addressee(models.Model):
    """An authority that an appeal is addressed to."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "authority"], name="one_addressee")
        ]

    def __str__(self) -> str:
        return str(self.authority)


class Attachment(models.Model):
    """A picture or paper of an appeal, cleaned; its original is sealed and opens elsewhere.

    `alt` by language code says what is seen. A row stays, with `removed_at`, once the appeal was
    published, because a revision may hold its file.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="attachments")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=0)
    alt = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    sealed_sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.CharField(max_length=150)
    changed_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "sha256"],
                condition=models.Q(removed_at=None),
                name="one_attachment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.sha256[:12]}"

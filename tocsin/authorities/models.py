"""Authorities, their holders and channels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.storage.merging import Pair

CHANNELS = [
    ("email", _("e-mail")),
    ("post", _("post")),
    ("hand", _("by hand")),
]


class Authority(models.Model):
    """An office, whoever holds it. `names` and `salutations` are by language code.

    `variants` are other spellings. One that turned out to be another is `merged_into` it, and
    kept so that this can be undone. `version` guards against overwriting.
    """

    name = models.CharField(_("name of the office"), max_length=250, unique=True)
    names = models.JSONField(default=dict, blank=True)
    variants = models.JSONField(default=list, blank=True)
    salutations = models.JSONField(default=dict, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language it reads"), max_length=10, default="en")
    added_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The office's name in a language, else as it is known here."""
        return str(self.names.get(language) or self.name)

    @property
    def spellings(self) -> list[str]:
        """Every way its name is written, in every language."""
        return list(dict.fromkeys([self.name, *map(str, self.names.values()), *self.variants]))


class Holder(models.Model):
    """Who holds an office, from when to when (dates may be open)."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="holders")
    name = models.CharField(_("name"), max_length=200)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """One way to reach an office."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(_("way"), max_length=10, choices=CHANNELS)
    address = models.TextField(_("address"))
    works = models.BooleanField(_("works"), default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.address}"


class OfficeMatch(Pair):
    """A decision on two offices whose names, holders or addresses look alike."""

    class Meta(Pair.Meta):
        constraints = [
            models.UniqueConstraint(fields=["kept", "gone"], name="one_match_of_two_offices")
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"

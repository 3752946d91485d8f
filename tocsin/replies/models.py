"""News of an appeal: a reply, silence, an update or an outcome."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.kernel.states import declare
from tocsin.kernel.work import Leased
from tocsin.publishing.models import Revision

NEWS = declare(
    "news",
    {"preparing": ("sending",), "sending": ("done",), "done": ()},
    {"preparing": _("being prepared"), "sending": _("being sent"), "done": _("done")},
)
KINDS = [
    ("reply", _("reply")),
    ("silence", _("silence")),
    ("update", _("update")),
    ("outcome", _("outcome")),
]
# The program's own: it comes with a revision, and the page shows it in its own place.
CORRECTION = ("correction", _("correction"))


class News(Leased):
    """One dated item. `texts` is {language: {"title", "text"}}; `authority` for replies, silence.

    A correction has the `revision` that it comes with, and is for those who signed an older one.

    As a dispatch does, it walks those who asked to be informed; `cursor` is how far it is.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="news")
    kind = models.CharField(_("kind"), max_length=10, choices=[*KINDS, CORRECTION])
    revision = models.OneToOneField(
        Revision, null=True, on_delete=models.PROTECT, related_name="news"
    )
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT)
    on = models.DateField(_("date"))
    texts = models.JSONField(default=dict)
    source = models.CharField(_("source"), max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=NEWS.choices, default=NEWS.first)
    cursor = models.BigIntegerField(default=0)
    recorded_by = models.CharField(max_length=150)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "authority"],
                condition=models.Q(kind="silence"),
                name="one_silence",
            )
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"],
                condition=models.Q(kind="correction"),
                name="news_of_corrections",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.kind} {self.on}"

    @property
    def batch(self) -> str:
        """The name of its mails in the post."""
        return f"news-{self.pk}"

"""A finding: the words that may harm somebody, and what to do about them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

KINDS = (
    "address",
    "telephone",
    "hiding-place",
    "minor",
    "family",
    "health",
    "sexuality",
    "identity-number",
    "source-trace",
    "degrading",
)


@dataclass(frozen=True)
class Finding:
    """`text` is exactly what stands in the sentence, from `start`, in characters."""

    kind: str
    text: str
    start: int

    @property
    def remedy(self) -> str:
        """One sentence that says what to do, in the language of whoever asks."""
        return remedy(self.kind)


def remedy(kind: str) -> str:
    """What to do about one kind of finding."""
    return {
        "address": _("Take the private address out; a town or a district is enough."),
        "telephone": _("Take the private number out; give the desk's own contact instead."),
        "hiding-place": _("Do not say where the person is; “in a safe place” is enough."),
        "minor": _("Do not name a child: write initials, or the age without the name."),
        "family": _("Do not name or locate relatives: write “a relative” or initials."),
        "health": _("Take the medical condition out, unless the person agreed to publish it."),
        "sexuality": _("Take out what concerns the person's sexual life or identity."),
        "identity-number": _("Take the number out; hand it over only in the sealed dossier."),
        "source-trace": _("Say less about the source: no post, shift or place that points to one."),
        "degrading": _("Say what was done, in sober words that leave the person's dignity."),
    }[kind]

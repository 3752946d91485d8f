"""The guard of a case: locked while it changes; nobody overwrites what they did not see."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tocsin.cases.models import CASE, Case, Person, Source
from tocsin.kernel.refusal import Refusal
from tocsin.people.guard import save

__all__ = ["hold", "save", "unmerged"]


def unmerged(record: Person | Source, sentence: str) -> None:
    """Refuses with the sentence (%(gone)s, %(kept)s) a record that was merged into another."""
    if record.merged_into:
        raise Refusal(sentence % {"gone": str(record), "kept": str(record.merged_into)})


def hold(case: Case) -> Case:
    """Locks the case for this transaction, and refuses where it is closed."""
    held = Case.objects.select_for_update().get(pk=case.pk)
    if held.state != CASE.first:
        raise Refusal(_("This case is closed. Open it again before you change it."))
    return held

"""Appeals: drafted, closed, opened again.

The verbs of texts, facts and attachments stand in their own modules and are named here as well.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import guard
from tocsin.appeals.attachments import attach, describe, remove
from tocsin.appeals.facts import set_facts
from tocsin.appeals.models import APPEAL, Appeal, DocumentType, Text
from tocsin.appeals.numbers import next_id
from tocsin.appeals.texts import add_language, may_be_written_in, save_text
from tocsin.cases import typed
from tocsin.cases.models import Case
from tocsin.cases.reads import standing
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

__all__ = [
    "add_language",
    "attach",
    "close",
    "describe",
    "draft",
    "make",
    "may_be_written_in",
    "remove",
    "reopen",
    "save_text",
    "set_facts",
]


def draft(actor: Actor, case: Case, code: str, language: str) -> Appeal:
    """A new appeal for a case, with the next number; it rests on the claims that stand."""
    require(actor, Role.OFFICER)
    kind = DocumentType.objects.filter(pk=code, offered=True).first()
    if kind is None:
        raise Refusal(_("Choose one of the document types in the list."), "code")
    with transaction.atomic():
        number = next_id(code, timezone.localdate().year)
        return make(actor, case, kind, number, language)


def make(
    actor: Actor,
    case: Case,
    kind: DocumentType,
    document_id: str,
    language: str,
    *,
    document_date: date | None = None,
) -> Appeal:
    """A draft under a given ID (an imported document keeps its own); refuses a taken one."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        if Appeal.objects.filter(document_id__iexact=document_id).exists():
            raise Refusal(
                _("The ID %(id)s is taken by another appeal; nothing was changed.")
                % {"id": document_id},
                "document_id",
            )
        appeal = Appeal.objects.create(
            document_id=document_id,
            document_type=kind,
            case=case,
            partner=case.partner,
            countries=case.countries,
            original_language=language,
            document_date=document_date,
            written_by=actor.username,
            changed_by=actor.username,
        )
        appeal.claims.set(standing(case))
        Text.objects.create(appeal=appeal, language=language, changed_by=actor.username)
        audit.record(actor, "draft appeal", "appeal", appeal.document_id, case=case.pk)
    return appeal


def close(actor: Actor, appeal: Appeal, reason: str) -> None:
    """From now on nobody signs; the page stays, and so does everything that was signed."""
    sentence = _("Only an appeal that is open for signing can be closed.")
    _turn(actor, appeal, ("published", "closed"), reason, "close appeal", sentence)


def reopen(actor: Actor, appeal: Appeal, reason: str) -> None:
    """People may sign again."""
    sentence = _("Only a closed appeal can be opened again.")
    _turn(actor, appeal, ("closed", "published"), reason, "reopen appeal", sentence)


def _turn(
    actor: Actor, appeal: Appeal, move: tuple[str, str], reason: str, verb: str, sentence: str
) -> None:
    require(actor, Role.OFFICER)
    before, after = move
    reason = typed.reason(reason)
    with transaction.atomic():
        now = guard.hold(appeal)
        if now.state != before:  # a stopped one goes on by a second person's word alone
            raise Refusal(sentence)
        APPEAL.check(now.state, after, sentence)
        Appeal.objects.filter(pk=appeal.pk).update(state=after)
        audit.record(actor, verb, "appeal", appeal.document_id, reason=reason)
    appeal.refresh_from_db()

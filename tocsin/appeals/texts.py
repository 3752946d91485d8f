"""The text of an appeal, language by language."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.appeals import guard, marks
from tocsin.appeals.models import Appeal, Text
from tocsin.cases import typed
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

# Characters. The public page has to stay below 30 kB, and a phone has one screen.
LIMITS = {"headline": 200, "summary": 2000, "body": 20_000, "ask": 3000, "letter": 8000}


def may_be_written_in(appeal: Appeal) -> list[str]:
    """Language codes: those of the public pages, and what the appeal has already."""
    known = [appeal.original_language, *settings.TOCSIN_LANGUAGES]
    known += appeal.texts.values_list("language", flat=True)
    return list(dict.fromkeys(known))


def save_text(
    actor: Actor,
    appeal: Appeal,
    language: str,
    version: int,
    *,
    headline: str = "",
    summary: str = "",
    body: str = "",
    ask: str = "",
    letter: str = "",
) -> Text:
    """The appeal in one language; a draft may have gaps, an approval may not.

    Raises Refusal (field "version") where somebody else saved since `version` was read, and
    beside the part whose mark names a claim that the appeal does not rest on.
    """
    require(actor, Role.OFFICER)
    given = {"headline": headline, "summary": summary, "body": body, "ask": ask, "letter": letter}
    values = {name: typed.optional(text, name, LIMITS[name]) for name, text in given.items()}
    values["headline"] = " ".join(values["headline"].split())
    with transaction.atomic():
        held = guard.hold_open(appeal)
        _known(held, language)
        marks.refuse_unknown(values, [str(claim) for claim in held.claims.all()])
        guard.save(actor, appeal, version)
        before = appeal.texts.filter(language=language).values(*values).first() or {}
        changed = [name for name, text in values.items() if text != before.get(name, "")]
        text = _write(actor, appeal, language, values, changed=bool(changed))
        audit.record(
            actor,
            "save text",
            "appeal",
            appeal.document_id,
            language=language,
            version=appeal.version,
            changed=changed,
        )
    return text


def add_language(actor: Actor, appeal: Appeal, language: str) -> Text:
    """An empty text in one more language; it is published once it is written."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        _known(guard.hold_open(appeal), language)
        text, new = Text.objects.get_or_create(
            appeal=appeal, language=language, defaults={"changed_by": actor.username}
        )
        if new:
            audit.record(actor, "add language", "appeal", appeal.document_id, language=language)
    return text


def _write(
    actor: Actor, appeal: Appeal, language: str, values: dict[str, str], *, changed: bool
) -> Text:
    """Who saved without a change did not write it, and may still approve it."""
    text, new = Text.objects.get_or_create(
        appeal=appeal, language=language, defaults=values | {"changed_by": actor.username}
    )
    if changed and not new:
        for name, value in values.items():
            setattr(text, name, value)
        text.changed_by = actor.username
        text.save()
    return text


def _known(appeal: Appeal, language: str) -> None:
    if language not in may_be_written_in(appeal):
        raise Refusal(_("Choose one of the languages in the list."), "language")

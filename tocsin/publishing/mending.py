"""A sentence that says too much gives way to the wording that is offered for it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.appeals import guard, marking
from tocsin.appeals.content import PARTS, content
from tocsin.appeals.models import Appeal
from tocsin.appeals.texts import save_text
from tocsin.cases.models import Claim
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing import gate
from tocsin.publishing.floor.sentences import read_marks
from tocsin.publishing.marking import placed


def mend(actor: Actor, appeal: Appeal, key: str, version: int) -> None:
    """Puts the offered wording in the place of the sentence, with the marks of what it tells.

    Raises Refusal where the sentence was changed since, or stands in formatting of its own.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = guard.hold_open(appeal)
        one = next(
            (found for found in gate.objections(held, content(held)) if found.key == key), None
        )
        if one is None or one.kind != gate.WORDING or not one.remedy:
            raise Refusal(_("This sentence was changed; nothing stands against it any more."))
        parts = {part: getattr(held.texts.get(language=one.language), part) for part in PARTS}
        parts[one.part] = _in_place(parts[one.part], one, list(held.claims.select_related("case")))
        save_text(actor, appeal, one.language, version, **parts)


def _in_place(text: str, one: gate.Objection, claims: list[Claim]) -> str:
    for start, sentence in placed(text, one.language, flows=one.part == "body"):
        if read_marks(sentence).text == one.sentence:
            told = marking.texts([c for c in claims if str(c) in one.claims], one.language)
            made = marking.of_claims(one.remedy, told)
            made = made if made != one.remedy else marking.marked(made, one.claims)
            return text[:start] + made + text[start + len(sentence) :]
    raise Refusal(
        _("The sentence is not written plainly (a list, a link or emphasis). Change it by hand.")
    )

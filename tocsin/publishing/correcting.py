"""Corrections: a revision says what was wrong in those before it, and that stays to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tocsin.appeals.content import Content
from tocsin.appeals.models import Appeal
from tocsin.cases import typed
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import between
from tocsin.publishing.models import Revision

WRONG = 500  # characters


@dataclass(frozen=True)
class Corrected:
    """One correction as it is told: what was wrong, and what stands there instead.

    `parts` are in the language that was asked for; the words in `wrong` are as the desk wrote them.
    """

    revision: Revision
    wrong: str
    statuses: list[between.Status]
    parts: list[between.Part]


def checked(last: Revision | None, refs: Sequence[str], wrong: str) -> dict[str, Any] | None:
    """What a proposal keeps: `claims` and `wrong`; None where it is no correction.

    Raises Refusal (field "corrected" or "wrong").
    """
    wrong = typed.optional(wrong, "wrong", WRONG)
    if not refs and not wrong:
        return None
    if last is None:
        raise Refusal(_("A first revision corrects nothing; leave this empty."), "wrong")
    if set(refs) - {claim["ref"] for claim in last.content["claims"]}:
        raise Refusal(_("Choose claims that the last revision rests on."), "corrected")
    return {"claims": list(dict.fromkeys(refs)), "wrong": wrong}


def proposed(last: Revision | None, made: Content) -> list[str]:
    """The claims for which a correction is due: those that were said to be more certain."""
    return between.fallen(last.content, made) if last else []


def corrections(appeal: Appeal, language: str) -> list[Corrected]:
    """All corrections of an appeal, the newest first."""
    revisions = {one.number: one for one in Revision.objects.filter(appeal=appeal)}
    return [
        corrected(revisions[number - 1], one, language)
        for number, one in sorted(revisions.items(), reverse=True)
        if one.correction is not None
    ]


def corrected(before: Revision, revision: Revision, language: str) -> Corrected:
    """What one correction put right in the revision before it."""
    told: dict[str, Any] = revision.correction or {}
    changed = between.statuses(before.content, revision.content)
    statuses = [one for one in changed if one.ref in told["claims"]]
    parts = between.parts(before.content, revision.content, language)
    return Corrected(revision, told["wrong"], statuses, parts)

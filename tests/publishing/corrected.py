"""An appeal that is published, mailed, signed, and then found to be wrong."""

from __future__ import annotations

from typing import Any

from tests import cast
from tocsin.appeals import moves as appeals
from tocsin.appeals.models import Appeal
from tocsin.cases import moves as cases
from tocsin.publishing import moves
from tocsin.publishing.models import Revision

WRONG = "The arrest was on 4 March, not on 3 March."


def first(appeal: Appeal | None = None) -> Revision:
    """The first revision, by the moves that people make."""
    return revised(appeal or cast.draft(), "")


def revised(appeal: Appeal, note: str, **correction: Any) -> Revision:
    """The appeal as it stands, proposed, approved and published."""
    proposal = moves.propose(cast.olga(), appeal, note, **correction)
    moves.approve(cast.amir(), proposal)
    moves.publish(cast.olga(), proposal)
    found = Revision.objects.filter(appeal=appeal).select_related("appeal").first()
    assert found is not None
    return found


def edited(appeal: Appeal, language: str = "en", **changed: str) -> None:
    """The text in a language, with some parts changed."""
    appeal.refresh_from_db()
    texts = cast.TEXTS[language] | changed
    appeals.save_text(cast.olga(), appeal, language, appeal.version, **texts)


def refuted(appeal: Appeal, number: int = 1) -> None:
    """A claim proves to be wrong."""
    cases.assess(cast.olga(), appeal.claims.get(number=number), "refuted", "They came home.")


def correction(appeal: Appeal, **changed: str) -> Revision:
    """A correction of a sentence and of a claim."""
    refuted(appeal)
    texts = changed or {"summary": cast.TEXTS["en"]["summary"].replace("3 March", "4 March")}
    edited(appeal, **texts)
    return revised(appeal, "The day of the arrest.", corrected=["c1"], wrong=WRONG)

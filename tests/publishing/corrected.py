"""An appeal that is published, mailed, signed, and then found to be wrong."""

from __future__ import annotations

from typing import Any

from tests import cast
from tocsin.appeals import moves as appeals
from tocsin.appeals.content import PARTS
from tocsin.appeals.models import Appeal
from tocsin.cases import moves as cases
from tocsin.publishing import moves
from tocsin.publishing.models import Revision

SET_RIGHT = {
    "headline": "BOLIVIA: Report of an arrest was false [c1]",
    "summary": "It is false that seven ferry workers were arrested on 3 March [c1]. "
    "It is not confirmed that they are held without charge [c2].",
    "letter": "",
}
SET_RIGHT_IN_FRENCH = {
    "headline": "BOLIVIE : l’information sur une arrestation était fausse [c1]",
    "summary": "Il est faux que sept bateliers aient été arrêtés le 3 mars [c1]. "
    "Il n’est pas confirmé qu’ils soient détenus sans inculpation [c2].",
    "letter": "Je vous écris parce qu’il est faux que sept bateliers aient été arrêtés [c1].",
}
WRONG = "Nobody was arrested on 3 March."


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
    """The text in a language as it stands, or the cast's, with some parts changed."""
    appeal.refresh_from_db()
    row = appeal.texts.filter(language=language).exclude(headline="").values(*PARTS).first()
    texts = (row or cast.MARKED[language]) | changed
    appeals.save_text(cast.olga(), appeal, language, appeal.version, **texts)


def refuted(appeal: Appeal, number: int = 1) -> None:
    """A claim proves to be wrong."""
    cases.assess(cast.olga(), appeal.claims.get(number=number), "refuted", "They came home.")


def set_right(appeal: Appeal, **changed: str) -> None:
    """Says in both languages that nobody was arrested."""
    edited(appeal, "fr", **SET_RIGHT_IN_FRENCH)
    edited(appeal, **(changed or SET_RIGHT))


def correction(appeal: Appeal, **changed: str) -> Revision:
    """A correction of sentences and of a claim that proved to be false."""
    refuted(appeal)
    set_right(appeal, **changed)
    return revised(appeal, "The seven came home.", corrected=["c1"], wrong=WRONG)

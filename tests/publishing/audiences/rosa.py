"""An appeal that names Rosa and a child in each of its parts, and who agreed to what."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests import cast
from tests.publishing import corrected
from tocsin.appeals.models import Appeal, Attachment
from tocsin.archive import work as archive
from tocsin.authorities.models import Authority
from tocsin.cases import moves as cases
from tocsin.cases.models import Claim, Consent, Person
from tocsin.mailing import work as mailing_work
from tocsin.replies import work as replies_work

# What is queued stays there, so that each mail can be read.
LOOPS = [mailing_work.LOOP, replies_work.LOOP, archive.LOOP]
NAME, CHILD = "Rosa Quispe", "Tito Quispe"
WITHHELD, TU = "a person whose name is withheld", "une personne dont le nom est tu"
ENGLISH = {
    "headline": "BOLIVIA: Newspaper reports seven ferry workers and Rosa Quispe arrested [c1]",
    "summary": "A local newspaper reports that seven ferry workers and Rosa Quispe were arrested "
    "on 3 March [c1]. It is not confirmed that they are held without charge [c2].",
    "body": "River House asks for help for **Rosa** *Quispe*. It is feared that they will be moved "
    "to a military court [c3]. Tito Quispe waits for her.",
    "ask": "Tell the family of ROSA QUISPE where the seven are, and let a lawyer see them.",
    "letter": "I write about seven ferry workers and Rosa Quispe, who are reported to have been "
    "arrested [c1].",
}
FRENCH = {
    "headline": "BOLIVIE : selon un journal, sept bateliers et Rosa Quispe arrêtés [c1]",
    "summary": "Selon un journal local, sept bateliers et Rosa Quispe ont été arrêtés le 3 mars "
    "[c1]. Il n’est pas confirmé qu’ils soient détenus sans inculpation [c2].",
    "ask": "Dites à la famille de Rosa Quispe où sont les sept, et laissez un avocat les voir.",
    "letter": "Je vous écris au sujet de sept bateliers et de Rosa Quispe qui auraient été "
    "arrêtés [c1].",
}


def agree(person: Person, scope: str, *offices: Authority, **facts: Any) -> Consent:
    usual: dict[str, Any] = {"giver": "person", "form": "written", "given_on": date(2026, 4, 1)}
    told = cases.Agreed(scope, **(usual | facts), authorities=offices)
    return cases.give_consent(cast.olga(), person, told)


def named(appeal: Appeal, *names: str, **facts: Any) -> Person:
    told = cases.Told(names=names or (NAME, "Quispe, Rosa"), **facts)
    return cases.add_person(cast.olga(), appeal.case, told)


def drafted() -> Appeal:
    """A draft that names Rosa and a child in each of its parts, in both languages."""
    appeal = cast.draft()
    claim = appeal.claims.get(number=1)
    Claim.objects.filter(pk=claim.pk).update(
        text="Seven ferry workers and Rosa Quispe were arrested on 3 March.",
        translations={"fr": "Sept bateliers et Rosa Quispe ont été arrêtés le 3 mars."},
    )
    aunt = appeal.case.sources.create(name="sister of Rosa Quispe", kind="family")
    claim.assertions.create(source=aunt, order=5)
    Attachment.objects.create(
        appeal=appeal,
        sha256="a" * 64,
        media_type="image/jpeg",
        width=10,
        height=10,
        alt={"en": "Rosa Quispe at the quay", "fr": "Rosa Quispe au quai"},
        sealed_sha256="b" * 64,
        key_id="k",
        added_by="olga",
        changed_by="olga",
    )
    corrected.edited(appeal, **ENGLISH)
    corrected.edited(appeal, "fr", **FRENCH)
    appeal.refresh_from_db()
    return appeal


def spoken(text: str) -> str:
    return " ".join(text.split()).casefold()


def naming(rendered: dict[str, str], *names: str) -> list[str]:
    return [
        place
        for place, text in rendered.items()
        if any(spoken(name) in spoken(text) for name in (*names, "rosa", "quispe", "tito"))
    ]

"""What a reading proposes of a document in another network’s form: one sentence for each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tocsin.intake.facts import Facts
from tocsin.intake.structure import Parts
from tocsin.vocabulary import issues


def tell(parts: Parts, facts: Facts) -> list[str]:
    """Sentences on what was taken from words that may mean something else."""
    found = _title(parts)
    if not parts.is_abroad:
        return found
    found += [
        _("“%(id)s” is the number that another network gave it; it is no document ID here.")
        % {"id": one}
        for one in parts.numbers
    ]
    if parts.network and facts.document_type:
        sentence = _("It is a document of “%(name)s”; the type “%(type)s” is proposed.")
        found.append(sentence % {"name": parts.network, "type": facts.document_type["name"]})
    if parts.partner_from == "letterhead":
        sentence = _("The partner “%(name)s” stands on top of the document; check it.")
        found.append(sentence % {"name": parts.partner})
    if parts.country_from and facts.countries.known:
        places = {
            "number": _("The country was taken from the letters of the number; check it."),
            "text": _("The country was taken from the text, which names it most; check it."),
        }
        found.append(places[parts.country_from])
    if parts.are_issues_proposed:
        names = ", ".join(issues.name(slug) for slug in facts.issues.known)
        sentence = _("The issues “%(names)s” are proposed by the words of the heading; check them.")
        found.append(sentence % {"names": names})
    if not parts.told:
        found.append(_("No sentence was found that could be a claim; read the text yourself."))
    if parts.is_unsure_of_addressees:
        found.append(_("No office was made out below the heading for addressees; read it there."))
    return found


def _title(parts: Parts) -> list[str]:
    sentences = {
        "first line": _("The title is the first line of the text; check whether it is one."),
        "headings": _("Several lines could be the title; “%(title)s” was taken."),
        "unsigned": _("The title is a heading with nothing else to tell it by; check it."),
        "subject": _("The title was taken from the subject of the mail; check it."),
    }
    sentence = sentences.get(parts.title_from)
    return [sentence % {"title": parts.title}] if sentence and parts.title else []

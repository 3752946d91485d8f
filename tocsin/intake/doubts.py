"""What a person should look at: one plain sentence for each thing that is missing or unsure."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from tocsin.intake import addressees, certainty, claims, dates
from tocsin.intake.claims import Claim
from tocsin.intake.facts import Facts
from tocsin.intake.structure import Parts
from tocsin.vocabulary import countries
from tocsin.vocabulary.names import Split

LIMIT = 8  # spots of one kind that are named; more are not read
DROPPED = re.compile(
    r"\b(?:dont|didnt|doesnt|wasnt|werent|isnt|arent|couldnt|wouldnt|hasnt|havent)\b"
)
POSSESSIVE = re.compile(r"\b(?P<owner>[A-Z][a-z]+)s\b(?=\s+[a-z]+)")
LOST = "\ufffd"


def tell(
    parts: Parts, facts: Facts, pairs: list[tuple[str, str]], told: list[Claim], text: str
) -> list[str]:
    """All doubts about a reading, those about missing facts first."""
    return [
        *_missing(parts, facts),
        *_identity(parts, facts),
        *_unknown(facts.countries, _("The country “%(name)s” is not known.")),
        *_unknown(facts.issues, _("The issue “%(name)s” is not in the list.")),
        *_references(facts),
        *_days(facts, text),
        *_sources(pairs, parts, told),
        *_letters(parts),
        *_damage(text),
    ]


def cut(found: claims.Found) -> list[str]:
    """Whether claims were left out."""
    if not found.is_cut:
        return []
    sentence = _("Only the first %(most)d claims were taken; read the rest of the text yourself.")
    return [sentence % {"most": claims.MOST}]


def _missing(parts: Parts, facts: Facts) -> list[str]:
    lacks = [
        (facts.document_id, _("No document ID was found; the system gives a number.")),
        (facts.document_type, _("The document type was not found; choose one.")),
        (facts.date, _("No date was found.")),
        (facts.countries.known, _("No country was found; choose one.")),
        (facts.issues.known, _("No issue was found; choose at least one.")),
        (parts.partner, _("The partner was not found; choose one.")),
        (parts.title, _("The title was not found; write one.")),
    ]
    return [sentence for there, sentence in lacks if not there]


def _identity(parts: Parts, facts: Facts) -> list[str]:
    found = [
        _("The document also calls itself “%(other)s”; “%(own)s” was taken.")
        % {"other": other, "own": facts.document_id}
        for other in facts.other_ids
    ]
    if facts.other_type and facts.document_type:
        sentence = _("The ID is one of a “%(code)s”, but the footer says “%(footer)s”.")
        found.append(sentence % {"code": facts.other_type, "footer": facts.document_type["name"]})
    if parts.partner_from == "cover":
        sentence = _("The partner “%(name)s” was taken from the cover note; check it.")
        found.append(sentence % {"name": parts.partner})
    elif parts.partner_from == "inside":
        sentence = _("The cover note names “%(name)s”, but where its text begins is not clear.")
        found.append(sentence % {"name": parts.named})
    elif parts.partner_from == "unnamed":
        found.append(_("The document tells of a partner without its name; it may want that."))
    if parts.title_from == "letter":
        found.append(_("The title was taken from the suggested letter; check it."))
    return found


def _unknown(split: Split, sentence: str) -> list[str]:
    told = []
    for name in split.unknown:
        near = split.near.get(name)
        meant = _("Perhaps “%(near)s” is meant.") % {"near": near} if near else _("Choose one.")
        told.append(f"{sentence % {'name': name}} {meant}")
    return told


def _references(facts: Facts) -> list[str]:
    named = facts.references
    found = [
        _("“%(id)s” looks like a document ID and is not whole; it was left out.") % {"id": one}
        for one in named.cut[:LIMIT]
    ]
    found += [
        _("“%(id)s” is the number of a document inside this one; it is not this document’s ID.")
        % {"id": one}
        for one in named.inner[:LIMIT]
    ]
    found += [
        _("The address “%(address)s” leads to another document; its ID is not told.")
        % {"address": one}
        for one in named.addresses[:LIMIT]
    ]
    if named.is_all:
        found.append(_("It refers to all earlier appeals without their IDs; look for them."))
    return found


def _days(facts: Facts, text: str) -> list[str]:
    found = []
    if facts.unclear_date:
        sentence = _("Several dates could be meant by “%(line)s”; none was taken.")
        found.append(sentence % {"line": facts.unclear_date})
    if facts.page_date and facts.date and facts.page_date != facts.date:
        sentence = _("The page is dated %(page)s, the document %(document)s; the latter was taken.")
        told = {"page": facts.page_date.isoformat(), "document": facts.date.isoformat()}
        found.append(sentence % told)
    for one, other in dates.contradictions(text)[:LIMIT]:
        sentence = _("“%(one)s” and “%(other)s” differ only in the month; one may be a slip.")
        found.append(sentence % {"one": one, "other": other})
    return found


def _sources(pairs: list[tuple[str, str]], parts: Parts, told: list[Claim]) -> list[str]:
    alike = _("“%(one)s” and “%(other)s” look like one source; they were taken as one.")
    sure = _(
        "The cover note is more certain than the partner’s own text: “%(cover)s” stands "
        "as a fact, but the partner’s text says “%(claim)s” is not confirmed."
    )
    # Without a partner's text a summary and its details are of one hand and share many words.
    least = 1 if parts.letterhead else 3
    vouched = told if parts.partner else []
    return [
        *(alike % {"one": one, "other": other} for one, other in pairs),
        *(
            sure % {"cover": cover, "claim": claim.text}
            for cover, claim in certainty.overstated(parts.cover, vouched, least)
        ),
    ]


def _letters(parts: Parts) -> list[str]:
    found = []
    if len(parts.letters) > 1:
        sentence = _("There are %(number)d suggested letters; the draft has the first.")
        found.append(sentence % {"number": len(parts.letters)})
    if parts.letters and len(parts.letters[0]) > 2 * sum(map(len, parts.told)):
        found.append(_("Most facts stand in the suggested letter; no claims were taken from it."))
    return found


def _damage(text: str) -> list[str]:
    found = []
    if addressees.is_stripped(text):
        found.append(
            _("An address to write to is missing from the text; it was lost where it was copied.")
        )
    owners = [one.group() for one in POSSESSIVE.finditer(text) if _is_land(one["owner"])]
    dropped = dict.fromkeys([*owners, *DROPPED.findall(text)])
    if dropped:
        words = ", ".join(_("“%(word)s”") % {"word": word} for word in list(dropped)[:LIMIT])
        sentence = _("Apostrophes seem to be lost (%(words)s); nothing was changed there.")
        found.append(sentence % {"words": words})
    if LOST in text:
        sentence = _("%(number)d characters were lost before the text came here.")
        found.append(sentence % {"number": text.count(LOST)})
    return found


def _is_land(word: str) -> bool:
    """“Nepals government”; “Netherlands” and “Maldives” are names themselves."""
    return countries.by_name(word) is not None and countries.by_name(f"{word}s") is None

"""One content, read by different people: everybody, the network, each office that is written to.

What is frozen is what everybody may read. Where that withholds a name, the content as it was
written is kept beside it, and each office and the network read it by the consents of their day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import marks
from tocsin.appeals.content import Content, content, digest
from tocsin.appeals.models import Appeal
from tocsin.authorities.models import Authority
from tocsin.cases import reads as cases
from tocsin.cases.concerned import Person
from tocsin.cases.consent import may_be_named
from tocsin.cases.rendering import Named, mentioned, without
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts.alike import bare
from tocsin.publishing import checks
from tocsin.publishing.models import Revision

PUBLIC, NETWORK, OFFICES = "public", "network", "authorities"


class Kept(Protocol):
    """A proposal or a revision: what everybody reads, and what was written where it differs."""

    content: Any
    written: Any


@dataclass
class Guarded:
    """A protected source that has a name, as the replacing looks at it."""

    names: list[str]
    shown_as: str = "nameless"

    def __str__(self) -> str:
        return self.names[0]

    def is_minor(self, today: date) -> bool:  # noqa: ARG002
        """Nothing is known of their age."""
        return False


def guarded(appeal: Appeal) -> list[Guarded]:
    """The protected sources of the case; no consent lets anybody outside the desk read them."""
    rows = appeal.case.sources.filter(protected=True)
    named = [one for one in rows if not checks.is_a_description(one)]
    return [Guarded([one.name, *one.variants]) for one in named]


def hidden(
    appeal: Appeal, audience: str, today: date | None = None, to: Iterable[Authority] = ()
) -> list[Person]:
    """The persons of the case whom an audience may not read by name; for an office, `to` it."""
    day, offices = today or timezone.localdate(), list(to)
    persons = cases.persons(appeal.case)
    return [one for one in persons if not may_be_named(one, audience, day, offices)]


def for_all(appeal: Appeal, made: Content, today: date | None = None) -> Content:
    """A content as everybody may read it."""
    return rendered(made, hidden(appeal, PUBLIC, today), today)


def for_network(revision: Revision, today: date | None = None) -> Content:
    """A revision as the network may read it today."""
    withheld: list[Named] = [*hidden(revision.appeal, NETWORK, today), *guarded(revision.appeal)]
    return rendered(written(revision), withheld, today)


def for_office(revision: Revision, office: Authority, today: date | None = None) -> Content:
    """A revision as one office may read it today."""
    persons = hidden(revision.appeal, OFFICES, today, [office])
    return rendered(written(revision), [*persons, *guarded(revision.appeal)], today)


def written(kept: Kept) -> Content:
    """The content with every name that the desk wrote."""
    made: Content = kept.content if kept.written is None else kept.written
    return made


def beside(made: Content, public: Content) -> Content | None:
    """What is kept beside the public content: nothing where they are the same."""
    return None if digest(made) == digest(public) else made


def is_now(kept: Kept, appeal: Appeal) -> bool:
    """Whether the appeal, and who may be named, still are as they were kept."""
    made = content(appeal)
    same = digest(made) == digest(written(kept))
    return same and digest(for_all(appeal, made)) == digest(kept.content)


def rendered(made: Content, persons: Sequence[Named], today: date | None = None) -> Content:
    """The content without the names of these persons; initials or a few words stand instead."""
    if not persons:
        return made
    day, original = today or timezone.localdate(), made["original_language"]

    def said(words: str, language: str) -> str:
        return plain_of(words, persons, day, language)

    shown = made | {
        "texts": {
            language: {part: said(words, language) for part, words in parts.items()}
            for language, parts in made["texts"].items()
        },
        "claims": [_claim(one, original, said) for one in made["claims"]],
    }
    if "attachments" in made:
        shown["attachments"] = [
            one | {"alt": _each(one["alt"], said)} for one in made["attachments"]
        ]
    return shown


def plain_of(words: str, persons: Sequence[Named], today: date, language: str) -> str:
    """A text without the names; where a mark stands within a name, the marks go with it."""
    shown = without(words, persons, today, language)
    if mentioned(marks.bare(shown), persons):
        return without(marks.bare(words), persons, today, language)
    return shown


def names_more(appeal: Appeal, theirs: Iterable[str], public: Iterable[str]) -> bool:
    """Whether what some people read names a person whom the public text does not."""
    persons = cases.persons(appeal.case)
    known = mentioned("\n".join(public), persons)
    return any(one not in known for one in mentioned("\n".join(theirs), persons))


def refuse_names(appeal: Appeal, words: str, field: str) -> None:
    """Raises Refusal where words that everybody reads name a person withheld from them.

    Or a protected source.
    """
    if not words.strip():
        return
    if found := mentioned(words, hidden(appeal, PUBLIC)):
        sentence = _("“%(name)s” may not be named to everybody. Take the name out here.")
        raise Refusal(sentence % {"name": str(found[0])}, field)
    if found_sources := mentioned(words, guarded(appeal)):
        sentence = _("“%(name)s” is a protected source. Take the name out here.")
        raise Refusal(sentence % {"name": str(found_sources[0])}, field)


def parts_of_names(persons: Iterable[Person]) -> set[str]:
    """Every word of every name, made alike: a part of a name may tell who it is."""
    return {word for one in persons for name in one.names for word in bare(name).split()}


def _each(texts: Mapping[str, str], said: Any) -> dict[str, str]:
    return {language: said(words, language) for language, words in texts.items()}


def _claim(claim: Mapping[str, Any], original: str, said: Any) -> dict[str, Any]:
    told = dict(claim) | {"texts": _each(claim["texts"], said)}
    for key in ("sources", "denied_by"):
        if key in claim:
            told[key] = [one | {"name": said(one["name"], original)} for one in claim[key]]
    return told

"""Checks before the bell rings: what a revision must have, and whom it must not name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tocsin.appeals import marks
from tocsin.appeals.content import Content
from tocsin.appeals.models import Appeal
from tocsin.cases.models import Source
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.differences import PARTS
from tocsin.publishing.models import Revision
from tocsin.vocabulary import languages

NEEDED = ("headline", "summary", "ask")
NAMELESS = ("anonymous", "unnamed")


def refuse_gaps(appeal: Appeal, content: Content, last: Revision | None) -> None:
    """Raises Refusal with everything that is missing, one sentence after the other."""
    if sentences := list(gaps(appeal, content, last)):
        raise Refusal(" ".join(sentences))


def gaps(appeal: Appeal, content: Content, last: Revision | None) -> Iterator[str]:
    """Each thing that stands in the way of publishing, as a sentence that says what to do."""
    if last is None and appeal.case.state != "open":
        told = _("The case “%(case)s” is closed. Open it again, or use the kept case’s draft.")
        yield told % {"case": appeal.case}
    yield from _missing_texts(content)
    yield from _missing_descriptions(content)
    if not [claim for claim in content["claims"] if claim["status"] != "withdrawn"]:
        yield _("Choose at least one claim that the appeal rests on.")
    if not content["addressees"]:
        yield _("Choose at least one addressee.")
    if not content["countries"]:
        yield _("Choose at least one country.")
    if last and _identity(last.content) != _identity(content):
        yield _("The ID and the type of a published appeal never change; make a new appeal.")
    yield from _exposed(appeal, content)


def _missing_texts(content: Content) -> Iterator[str]:
    original = content["original_language"]
    for language in dict.fromkeys([original, *content["languages"]]):
        text = content["texts"].get(language, {})
        for part in NEEDED:
            if not marks.bare(text.get(part, "")).strip():
                words = {"part": PARTS[part], "language": languages.named(language)}
                yield _("The %(part)s in %(language)s is missing; write it.") % words


def _missing_descriptions(content: Content) -> Iterator[str]:
    for number, one in enumerate(content.get("attachments", []), start=1):
        for language in content["languages"]:
            if not one["alt"].get(language):
                words = {"number": number, "language": languages.named(language)}
                yield _("Attachment %(number)d is not described in %(language)s; do so.") % words


def _identity(content: Content) -> tuple[str, str]:
    return content["document_id"], content["document_type"]["code"]


def _exposed(appeal: Appeal, content: Content) -> Iterator[str]:
    for source in appeal.case.sources.filter(protected=True):
        if not is_a_description(source):
            for place in places(content):
                if names(source, place[1]):
                    words = {"source": source.name, "place": place[0]}
                    yield (
                        _("“%(source)s” is a protected source and stands in: %(place)s.") % words
                        + " "
                        + _("Take the name out there.")
                    )


def is_a_description(source: Source) -> bool:
    """Whether the desk itself has no name: “a border guard” exposes nobody."""
    name = source.name.strip()
    nameless = name[:1].islower() or name.casefold().startswith(NAMELESS)
    return source.kind == "anonymous official" and nameless


def places(content: Content) -> Iterator[tuple[str, str]]:
    """Every sentence that people wrote, and where it stands."""
    for language, text in content["texts"].items():
        for part, words in text.items():
            yield f"{PARTS[part]} ({languages.named(language)})", marks.bare(words)
    for number, one in enumerate(content.get("attachments", []), start=1):
        for language, words in one["alt"].items():
            place = {"number": number, "language": languages.named(language)}
            yield _("description of attachment %(number)d (%(language)s)") % place, words
    for claim in content["claims"]:
        for words in claim["texts"].values():
            yield _("claim %(ref)s") % {"ref": claim["ref"]}, words
        for source in claim["sources"]:
            yield _("sources of claim %(ref)s") % {"ref": claim["ref"]}, source["name"]


def names(source: Source, words: str) -> bool:
    """Whether a spelling of the name stands there as a whole word, in upper or lower case."""
    folded = _fold(words)
    spellings = [_fold(name) for name in (source.name, *source.variants)]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in spellings if name)


def _fold(words: str) -> str:
    return " ".join(words.casefold().split())

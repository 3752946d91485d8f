"""What others than the public read of a content: the network, and each office it is sent to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tocsin.appeals.content import Content, digest
from tocsin.appeals.models import Appeal
from tocsin.appeals.reads import addressees
from tocsin.publishing import audiences, prose
from tocsin.publishing.checks import places

THE_NETWORK = "network"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a rendering of their own; `more`: it names whom the public's does not."""

    key: str
    name: str
    content: Content
    differs: bool
    more: bool


def readers(appeal: Appeal, made: Content, public: Content) -> list[Reader]:
    """The network and the addressees, each with the content as they would read it today."""
    sources = audiences.guarded(appeal)
    network = audiences.rendered(made, [*audiences.hidden(appeal, audiences.NETWORK), *sources])
    found = [_reader(appeal, THE_NETWORK, _("The network"), network, public)]
    for row in addressees(appeal):
        office = row.authority
        persons = audiences.hidden(appeal, audiences.OFFICES, to=[office])
        shown = audiences.rendered(made, [*persons, *sources])
        found.append(_reader(appeal, str(office.pk), office.name, shown, public))
    return found


def beside(
    appeal: Appeal, made: Content, public: Content, wanted: str, language: str
) -> dict[str, Any]:
    """What desk/appeal_readers.html needs; `reader` is None where all read the same."""
    every = readers(appeal, made, public)
    apart = sorted((one for one in every if one.differs), key=lambda one: not one.more)
    chosen = next((one for one in every if one.key == wanted), apart[0] if apart else None)
    shown = {"readers": every, "reader": chosen if apart else None}
    if chosen is None or not apart:
        return shown
    texts = chosen.content["texts"]
    original = chosen.content["original_language"]
    spoken = language if language in texts else original
    text = texts.get(spoken, {})
    return shown | {
        "their_text": prose.unmarked(text),
        "their_body": prose.html(text.get("body", "")),
        "their_ask": prose.html(text.get("ask", "")),
        "their_letter": prose.html(text.get("letter", "")),
        "their_claims": [
            one["texts"].get(spoken) or next(iter(one["texts"].values()), "")
            for one in chosen.content["claims"]
        ],
    }


def _reader(appeal: Appeal, key: str, name: str, content: Content, public: Content) -> Reader:
    theirs, everybodys = ([words for _place, words in places(one)] for one in (content, public))
    more = audiences.names_more(appeal, theirs, everybodys)
    return Reader(key, name, content, digest(content) != digest(public), more)

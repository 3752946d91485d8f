"""What others than the public read of a content: the network, and each office it is sent to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tocsin.appeals.content import Content, digest
from tocsin.appeals.models import Appeal
from tocsin.appeals.reads import addressees
from tocsin.publishing import audiences, prose

THE_NETWORK = "network"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a rendering of their own; `more` says that it has more names."""

    key: str
    name: str
    content: Content
    more: bool


def readers(appeal: Appeal, made: Content, public: Content) -> list[Reader]:
    """The network and the addressees, each with the content as they would read it today."""
    sources = audiences.guarded(appeal)
    network = audiences.rendered(made, [*audiences.hidden(appeal, audiences.NETWORK), *sources])
    found = [Reader(THE_NETWORK, _("The network"), network, _differs(network, public))]
    for row in addressees(appeal):
        office = row.authority
        persons = audiences.hidden(appeal, audiences.OFFICES, to=[office])
        shown = audiences.rendered(made, [*persons, *sources])
        found.append(Reader(str(office.pk), office.name, shown, _differs(shown, public)))
    return found


def beside(
    appeal: Appeal, made: Content, public: Content, wanted: str, language: str
) -> dict[str, Any]:
    """What desk/appeal_readers.html needs; `reader` is None where all read the same."""
    every = readers(appeal, made, public)
    more = [one for one in every if one.more]
    chosen = next((one for one in every if one.key == wanted), more[0] if more else None)
    shown = {"readers": every, "reader": chosen if more else None}
    if chosen is None or not more:
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


def _differs(content: Content, public: Content) -> bool:
    return digest(content) != digest(public)

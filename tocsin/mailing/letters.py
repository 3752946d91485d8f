"""The mail of an appeal: made once per language, then given each person's own leave link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tocsin.cases.models import SOURCE_KINDS, STATUSES
from tocsin.kernel.mail.outbox import MANY, Filled, Message, Prepared, prepare
from tocsin.kernel.mail.prepared import mark
from tocsin.publishing import audiences, prose
from tocsin.publishing.models import Revision
from tocsin.vocabulary import countries

# RFC 8058: a mail program may leave by one POST to the link, without a cookie.
ONE_CLICK = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Letter:
    """A mail with a place in `url`, the link by which one person leaves, for that person's word."""

    subject: str
    text: str
    html: str
    language: str
    place: str
    url: str
    about: str = ""

    def to(self, key: str, batch: str, address: str, word: str) -> Filled:
        """The same mail for one person."""
        return Filled(
            key=key,
            batch=batch,
            to=address,
            prepared=self.prepared,
            words={"leave": word},
            about=self.about,
            rank=MANY,
        )

    @cached_property
    def prepared(self) -> Prepared:
        """Composed once for all to whom it goes."""
        message = Message(
            key="",
            batch="",
            to="",
            subject=self.subject,
            text=self.text,
            html=self.html,
            language=self.language,
            headers={
                "List-Unsubscribe": f"<{self.url}>",
                "List-Unsubscribe-Post": ONE_CLICK,
                "Auto-Submitted": "auto-generated",
                "Precedence": "bulk",
            },
        )
        return prepare(message, {"leave": self.place})


class ByLanguage(dict[str, Letter]):
    """Letters by language, each made when it is first asked for."""

    def __init__(self, make: Callable[[str], Letter]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, language: str) -> Letter:
        """Makes the letter."""
        return self.setdefault(language, self.make(language))


def compose(
    template: str,
    subject: str,
    language: str,
    context: dict[str, Any],
    leave: Callable[[str, str], str] | None = None,
) -> Letter:
    """Text and HTML of a mail to many about `document_id`, in the active language.

    `leave` gives the link for a person's word and a language; leave_url if there is none.
    """
    # Nobody can write this into an appeal and so have a person's link put somewhere else.
    place = mark()
    url = (leave or leave_url)(place, language)
    told = context | {
        "organisation": settings.TOCSIN_ORGANISATION,
        "language": language,
        "leave_url": url,
        "subject": subject,
    }
    text = render_to_string(f"mail/{template}.txt", told)
    html = render_to_string(f"mail/{template}.html", told)
    return Letter(subject, text, html, language, place, url, about=context["document_id"])


def letter(revision: Revision, language: str) -> Letter:
    """The mail of a revision in one of its languages, with the names that the network may read."""
    content = audiences.for_network(revision)
    texts = prose.unmarked(content["texts"][language])
    with override(language):
        page = settings.TOCSIN_ADDRESS + reverse("site:appeal", args=[content["document_id"]])
        kind = content["document_type"]
        context = {
            "document_id": content["document_id"],
            "kind": kind["names"].get(language) or kind["names"].get("en") or kind["code"],
            "countries": [countries.name(code, language) for code in content["countries"]],
            "texts": texts,
            "claims": [_claim(one, content, language) for one in content["claims"]],
            "addressees": [
                one.get("names", {}).get(language) or one["name"] for one in content["addressees"]
            ],
            "deadline": content["deadline"],
            "page": page,
        }
        return compose("appeal", texts["headline"], language, context)


def _claim(claim: dict[str, Any], content: dict[str, Any], language: str) -> dict[str, Any]:
    texts, original = claim["texts"], content["original_language"]
    spoken = next((code for code in (language, original, *texts) if texts.get(code)), language)
    return {
        "text": texts.get(spoken, ""),
        "language": spoken,
        "word": status_word(claim["status"]),
        "sources": _("; ").join(_source(one) for one in claim["sources"]),
    }


def status_word(status: str) -> str:
    """A claim's status as a reader of a mail understands it without a legend."""
    plain = {"unconfirmed": _("not confirmed"), "feared": _("feared, has not happened")}
    words = dict(STATUSES) | plain
    return str(words.get(status, status))


def _source(source: dict[str, Any]) -> str:
    kind = str(dict(SOURCE_KINDS).get(source["kind"], source["kind"]))
    return _("%(kind)s, protected") % {"kind": kind} if source["protected"] else source["name"]


def leave_url(word: str, language: str) -> str:
    """The whole address by which a subscriber leaves."""
    with override(language):
        return settings.TOCSIN_ADDRESS + reverse("site:leave", args=[word])


def render(revision: Revision, language: str, url: str) -> tuple[str, str, str]:
    """Subject, text and HTML as one person gets them."""
    made = letter(revision, language)
    text, html = made.text.replace(made.url, url), made.html.replace(escape(made.url), escape(url))
    return made.subject, text, html

"""A content as the public page would show it, for those who write it and those who approve it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.appeals.content import Content
from tocsin.cases.models import SOURCE_KINDS
from tocsin.kernel.speaking import written
from tocsin.publishing import prose
from tocsin.publishing.figures import figures
from tocsin.vocabulary import countries, languages


def shown(content: Content, wanted: str) -> dict[str, Any]:
    """What site/_appeal.html needs, in the wanted language where the content has it."""
    original = content["original_language"]
    spoken = wanted if wanted in content["texts"] else original
    marked, anchors = content["texts"].get(spoken, {}), prose.Anchors()
    names = content["document_type"]["names"]
    return {
        "content": content,
        "spoken": spoken,
        "foreign": spoken != written(get_language() or ""),
        "text": prose.unmarked(marked),
        "headline": prose.line(marked.get("headline", ""), anchors),
        "summary": prose.line(marked.get("summary", ""), anchors),
        "type_name": names.get(spoken) or names.get("en") or content["document_type"]["code"],
        "country_names": [countries.name(code, spoken) for code in content["countries"]],
        "body": prose.html(marked.get("body", ""), anchors),
        "figures": figures(content, spoken, _desk_address),
        "ask": prose.html(marked.get("ask", ""), anchors),
        "letter": prose.html(marked.get("letter", "")),
        "claims": _claims(content["claims"], spoken, original),
        "versions": [(code, languages.name(code)) for code in content["languages"]],
    }


def _desk_address(document_id: str, attachment: dict[str, Any]) -> str:
    """Before it is published a file is served to the desk only."""
    return reverse("desk:attachment", args=[document_id, attachment["sha256"]])


def _claims(claims: list[dict[str, Any]], spoken: str, original: str) -> list[dict[str, Any]]:
    told = {
        claim["ref"]: {
            "ref": claim["ref"],
            "text": _text(claim["texts"], spoken, original),
            "language": spoken if spoken in claim["texts"] else original,
        }
        for claim in claims
    }
    return [
        claim
        | told[claim["ref"]]
        | {
            "sources": [_source(one) for one in claim["sources"]],
            "denied_by": [_source(one) for one in claim.get("denied_by", [])],
            "rivals": [told[ref] for ref in claim.get("rivals", [])],
        }
        for claim in claims
    ]


def _text(texts: dict[str, str], spoken: str, original: str) -> str:
    return texts.get(spoken) or texts.get(original) or next(iter(texts.values()), "")


def _source(source: dict[str, Any]) -> dict[str, Any]:
    kind = dict(SOURCE_KINDS).get(source["kind"], source["kind"])
    return source | {"words": _("%(kind)s, protected") % {"kind": kind}}

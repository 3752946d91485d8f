"""What differs between two contents, in words that an officer reads."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.appeals.content import Content
from tocsin.vocabulary import languages

PARTS = {
    "headline": gettext_lazy("headline"),
    "summary": gettext_lazy("summary"),
    "body": gettext_lazy("text"),
    "ask": gettext_lazy("ask"),
    "letter": gettext_lazy("letter"),
}
FACTS = {
    "document_id": gettext_lazy("ID"),
    "document_type": gettext_lazy("document type"),
    "organisation": gettext_lazy("organisation"),
    "partner": gettext_lazy("partner"),
    "countries": gettext_lazy("countries"),
    "issues": gettext_lazy("issues"),
    "document_date": gettext_lazy("date of the document"),
    "deadline": gettext_lazy("deadline"),
    "original_language": gettext_lazy("original language"),
    "addressees": gettext_lazy("addressees"),
    "attachments": gettext_lazy("attachments"),
}


def changes(before: Content, after: Content) -> list[str]:
    """Names of the parts that differ, e.g. "headline (English)", "claim c2"; empty when alike."""
    found = [str(word) for name, word in FACTS.items() if before.get(name) != after.get(name)]
    return found + _texts(before["texts"], after["texts"]) + _claims(before, after)


def _texts(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> list[str]:
    found = []
    for language in dict.fromkeys([*before, *after]):
        old, new = before.get(language, {}), after.get(language, {})
        for part, word in PARTS.items():
            if old.get(part, "") != new.get(part, ""):
                found.append(f"{word} ({languages.named(language)})")
    return found


def _claims(before: Content, after: Content) -> list[str]:
    old, new = ({one["ref"]: one for one in content["claims"]} for content in (before, after))
    refs = [ref for ref in dict.fromkeys([*old, *new]) if old.get(ref) != new.get(ref)]
    return [_("claim %(ref)s") % {"ref": ref} for ref in refs]

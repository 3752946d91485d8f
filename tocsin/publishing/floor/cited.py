"""What is judged and what comes out: claims as they are cited, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal

STATUSES = (
    "confirmed",
    "corroborated",
    "reported",
    "unconfirmed",
    "contested",
    "feared",
    "opinion",
    "refuted",
    "withdrawn",
)
PLAIN = frozenset({"confirmed", "corroborated"})


@dataclass(frozen=True)
class Source:
    """Who says a claim; `name` is empty where the source is protected."""

    name: str
    kind: str = ""


@dataclass(frozen=True)
class Cited:
    """A claim that a sentence cites; `language` is empty where its text is in another one."""

    id: str
    text: str
    status: str
    sources: tuple[Source, ...] = ()
    language: str = ""

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Cited:
        """A claim from JSON; Refusal where a key is missing or the status is none."""
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise Refusal(_("A claim needs a “text”."), "claims")
        if given.get("status") not in STATUSES:
            known = ", ".join(STATUSES)
            raise Refusal(_("The status of a claim is one of: %(known)s.") % {"known": known})
        sources = given.get("sources") or []
        if not isinstance(sources, list) or not all(isinstance(one, dict) for one in sources):
            raise Refusal(_("“sources” is a list of objects with “name” and “kind”."), "sources")
        named = tuple(Source(str(s.get("name") or ""), str(s.get("kind") or "")) for s in sources)
        return cls(str(given.get("id") or ""), given["text"], given["status"], named)


@dataclass(frozen=True)
class Verdict:
    """How a sentence stands to its claims.

    `verdict` is pass, overstated or uncited. `reason` is one sentence for a person, `suggestion`
    a wording in the sentence's language; both are empty where the sentence passes. `claims` are
    the claims that are overstated. `unchecked` says that nobody has written rules for the language.
    """

    verdict: str
    reason: str = ""
    suggestion: str = ""
    claims: tuple[str, ...] = ()
    unchecked: bool = False

    @property
    def passes(self) -> bool:
        """Whether nothing is said against the sentence."""
        return self.verdict == "pass"

    def to_json(self) -> dict[str, Any]:
        """The keys of docs/reference/json.md."""
        told: dict[str, Any] = {
            "verdict": self.verdict,
            "reason": self.reason,
            "suggestion": self.suggestion,
        }
        return told | {"unchecked": True} if self.unchecked else told

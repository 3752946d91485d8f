"""The sentences of an appeal, each against the claims that its marks cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tocsin.appeals.content import PARTS, Content
from tocsin.publishing import prose
from tocsin.publishing.floor.cited import Cited, Source, Verdict
from tocsin.publishing.floor.judging import judge
from tocsin.publishing.floor.sentences import read_marks, sentences
from tocsin.vocabulary import languages


@dataclass(frozen=True)
class Finding:
    """A sentence of an appeal with its verdict. `number` counts from 1 within the part; `claims`
    are the refs that its marks name."""

    part: str
    language: str
    number: int
    sentence: str
    claims: tuple[str, ...]
    verdict: str
    reason: str
    suggestion: str
    unchecked: bool = False

    def to_json(self) -> dict[str, Any]:
        """The keys of docs/reference/json.md."""
        told = asdict(self)
        if not self.unchecked:
            del told["unchecked"]
        return told


def findings(content: Content) -> list[Finding]:
    """What stands against the texts of an appeal, and what nobody could check."""
    return [one for one in judged(content) if one.verdict != "pass" or one.unchecked]


def judged(content: Content) -> Iterator[Finding]:
    """Every sentence of every part and language, in the order of the content."""
    for language, text in content["texts"].items():
        claims = _claims(content, language)
        foreign = {ref for ref, one in claims.items() if not one.language}
        for part in PARTS:
            for one in _part(part, language, text.get(part) or "", claims):
                yield _in_part(one) if foreign.intersection(one.claims) else one


def _in_part(found: Finding) -> Finding:
    """Of a claim that is told in other languages alone, numbers and names cannot be compared."""
    if found.verdict != "pass" or found.unchecked:
        return found
    words = {"language": languages.named(found.language)}
    reason = _(
        "A claim has no text in %(language)s: its certainty was checked, but a second person "
        "must compare numbers and names."
    )
    return replace(found, reason=reason % words, unchecked=True)


def _part(part: str, language: str, text: str, claims: Mapping[str, Cited]) -> Iterator[Finding]:
    plain = prose.flat(text) if part == "body" else text
    for number, sentence in enumerate(sentences(plain, language), start=1):
        marked = read_marks(sentence)
        verdict = _verdict(marked.text, language, marked.refs, claims)
        yield Finding(
            part,
            language,
            number,
            marked.text,
            marked.refs,
            verdict.verdict,
            verdict.reason,
            verdict.suggestion,
            verdict.unchecked,
        )


def _verdict(
    sentence: str, language: str, refs: tuple[str, ...], claims: Mapping[str, Cited]
) -> Verdict:
    unknown = [ref for ref in refs if ref not in claims]
    if unknown:
        reason = _("The appeal does not rest on claim %(claim)s; cite one that it rests on.")
        return Verdict("uncited", reason % {"claim": unknown[0]})
    cited = [claims[ref] for ref in refs]
    return judge(sentence, language, cited, precise=all(one.language == language for one in cited))


def _claims(content: Content, language: str) -> dict[str, Cited]:
    """The claims in a language, else as they were written."""
    return {
        claim["ref"]: Cited(
            claim["ref"],
            str(claim["texts"].get(language) or next(iter(claim["texts"].values()), "")),
            claim["status"],
            tuple(Source(source["name"], source["kind"]) for source in claim["sources"]),
            language if claim["texts"].get(language) else "",
        )
        for claim in content["claims"]
    }

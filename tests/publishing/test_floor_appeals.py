"""An appeal's texts are held against the claims that their marks cite."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tocsin.appeals.content import content
from tocsin.publishing.floor.appeals import Finding, findings, judged

CLAIMS = [
    ("c1", "Seven ferry workers were arrested on 3 March.", "reported"),
    ("c2", "They are held without charge.", "unconfirmed"),
    ("c3", "They will be moved to a military court.", "feared"),
]


def texts(**given: dict[str, str]) -> dict[str, Any]:
    """The content of an appeal with these texts by language."""
    claims = [
        {
            "ref": ref,
            "texts": {"en": text},
            "status": status,
            "sources": [{"name": "El Faro del Lago", "kind": "media", "protected": False}],
        }
        for ref, text, status in CLAIMS
    ]
    return {"texts": given, "claims": claims}


def found(part: str, text: str, language: str = "en") -> list[Finding]:
    """What stands against one part."""
    return findings(texts(**{language: {part: text}}))


def test_a_sentence_that_keeps_its_doubt_passes() -> None:
    text = "El Faro del Lago reports that seven ferry workers were arrested [c1]."
    assert found("summary", text) == []


def test_a_finding_says_where_what_and_why() -> None:
    text = "Please write today. Seven ferry workers were arrested [c1]. Thank you."
    assert found("summary", text) == [
        Finding(
            part="summary",
            language="en",
            number=2,
            sentence="Seven ferry workers were arrested.",
            claims=("c1",),
            verdict="overstated",
            reason="Claim c1 is reported: say who says so.",
            suggestion="According to El Faro del Lago, seven ferry workers were arrested on 3 "
            "March.",
        )
    ]


def test_a_fact_without_a_mark_is_uncited() -> None:
    assert [one.verdict for one in found("body", "Police beat seven men on 3 March.")] == [
        "uncited"
    ]


def test_a_mark_of_a_claim_that_the_appeal_does_not_rest_on_is_named() -> None:
    [finding] = found("letter", "Seven men were arrested [c1, c9].")
    assert finding.verdict == "uncited"
    assert finding.reason == ("The appeal does not rest on claim c9; cite one that it rests on.")


def test_two_claims_in_one_sentence_are_both_looked_at() -> None:
    text = "El Faro reports seven arrests, and the seven are held without charge [c1, c2]."
    assert [one.claims for one in found("body", text)] == [("c1", "c2")]
    text = (
        "El Faro reports seven arrests; it is not confirmed that the seven are held without "
        "charge [c1, c2]."
    )
    assert found("body", text) == []


def test_the_body_is_read_without_its_markdown() -> None:
    text = "## Held\n\n- **Seven ferry workers** were arrested [c1].\n- Thank you."
    overstated = [one for one in found("body", text) if one.verdict == "overstated"]
    assert [one.sentence for one in overstated] == ["- Seven ferry workers were arrested."]


def test_every_part_and_language_is_looked_at() -> None:
    parts = ("headline", "summary", "body", "ask", "letter")
    text = dict.fromkeys(parts, "They will be moved to a military court [c3].")
    told = findings(texts(en=text, tlh=text))
    assert [(one.language, one.part) for one in told] == [
        *(("en", part) for part in parts),
        *(("tlh", part) for part in parts),
    ]
    assert {one.verdict for one in told if one.language == "en"} == {"overstated"}


def test_a_language_without_rules_is_found_unchecked_and_not_judged() -> None:
    [finding] = found("ask", "Seven men [c1].", "tlh")
    assert (finding.verdict, finding.unchecked) == ("pass", True)
    assert finding.to_json()["unchecked"] is True


def test_json_says_unchecked_only_where_it_is_so() -> None:
    [finding] = found("ask", "Seven ferry workers were arrested [c1].")
    assert list(finding.to_json()) == [
        "part",
        "language",
        "number",
        "sentence",
        "claims",
        "verdict",
        "reason",
        "suggestion",
    ]


def test_an_appeal_without_texts_has_no_findings() -> None:
    assert findings({"texts": {}, "claims": []}) == []
    assert found("body", "") == []


@pytest.mark.django_db
def test_a_draft_is_judged_as_it_stands_in_the_database() -> None:
    told = list(judged(content(cast.draft())))
    assert {one.part for one in told} == {"headline", "summary", "body", "ask", "letter"}
    assert {one.language for one in told} == {"en", "fr"}
    assert {one.claims for one in told} == {(), ("c1",), ("c2",), ("c3",)}
    assert {one.language for one in told if one.unchecked} == {"fr"}

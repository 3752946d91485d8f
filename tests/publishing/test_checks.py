"""Nothing is published with a gap, and no protected source is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tocsin.appeals.content import content, digest
from tocsin.appeals.models import Appeal, Text
from tocsin.cases.models import Source
from tocsin.kernel.refusal import Refusal
from tocsin.publishing import checks, moves
from tocsin.publishing.models import Proposal, Revision

GAPS: dict[str, tuple[Callable[[Appeal], Any], str]] = {
    "headline": (
        lambda appeal: appeal.texts.filter(language="en").update(headline=""),
        "The headline in English is missing; write it.",
    ),
    "summary": (
        lambda appeal: appeal.texts.filter(language="en").update(summary=""),
        "The summary in English is missing; write it.",
    ),
    "ask": (
        lambda appeal: appeal.texts.filter(language="fr").update(ask=""),
        "The ask in French is missing; write it.",
    ),
    "addressee": (
        lambda appeal: appeal.addressees.clear(),
        "Choose at least one addressee.",
    ),
    "claim": (lambda appeal: appeal.claims.clear(), "Choose at least one claim"),
    "standing claim": (
        lambda appeal: appeal.claims.update(status="withdrawn"),
        "Choose at least one claim",
    ),
    "country": (
        lambda appeal: Appeal.objects.filter(pk=appeal.pk).update(countries=[]),
        "Choose at least one country.",
    ),
}


def approved_as_it_stands(appeal: Appeal) -> Proposal:
    """An approval that should never have come to be, to try the last check alone."""
    appeal.refresh_from_db()
    made = content(appeal)
    return Proposal.objects.create(
        appeal=appeal,
        content=made,
        digest=digest(made),
        state="approved",
        proposed_by="olga",
        decided_by="amir",
        decided_at=timezone.now(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("gap", GAPS)
def test_a_gap_is_neither_proposed_nor_published(gap: str) -> None:
    make, sentence = GAPS[gap]
    appeal = cast.draft()
    make(appeal)
    with pytest.raises(Refusal) as told:
        moves.propose(cast.olga(), appeal)
    assert sentence in told.value.sentence
    with pytest.raises(Refusal) as told:
        moves.publish(cast.olga(), approved_as_it_stands(appeal))
    assert sentence in told.value.sentence
    assert not Revision.objects.exists()


@pytest.mark.django_db
def test_all_gaps_are_told_at_once() -> None:
    appeal = cast.draft()
    Text.objects.all().delete()
    appeal.addressees.clear()
    with pytest.raises(Refusal) as told:
        moves.propose(cast.olga(), appeal)
    assert told.value.sentence.count("is missing; write it.") == 3
    assert "addressee" in told.value.sentence


@pytest.mark.django_db
def test_the_id_and_the_type_of_a_published_appeal_never_change() -> None:
    revision = cast.published()
    Appeal.objects.update(document_type=cast.document_type("UA"), changed_by="olga")
    with pytest.raises(Refusal, match="The ID and the type of a published appeal never change"):
        moves.propose(cast.olga(), revision.appeal, "Another type.")


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["headline", "summary", "body", "ask", "letter"])
def test_a_protected_name_in_the_text_is_refused(part: str) -> None:
    appeal = cast.draft()
    protect("Ferhat Demir", ["F. Demir"])
    appeal.texts.filter(language="fr").update(**{part: "Selon ferhat  DEMIR, ils sont là."})
    with pytest.raises(Refusal, match="“Ferhat Demir” is a protected source and stands in"):
        moves.propose(cast.olga(), appeal)


@pytest.mark.django_db
def test_another_spelling_of_a_protected_name_is_refused_in_a_claim() -> None:
    appeal = cast.draft()
    protect("Ferhat Demir", ["F. Demir"])
    appeal.claims.filter(number=2).update(text="F. Demir saw them.")
    with pytest.raises(Refusal, match=r"stands in: claim c2\. Take the name out there"):
        moves.propose(cast.olga(), appeal)


@pytest.mark.django_db
def test_a_protected_name_that_is_an_open_source_elsewhere_is_refused() -> None:
    appeal = cast.draft()
    protect("El Faro del Lago", [])
    with pytest.raises(Refusal, match="stands in: sources of claim c1"):
        moves.propose(cast.olga(), appeal)


@pytest.mark.django_db
def test_a_part_of_a_longer_word_is_no_name() -> None:
    appeal = cast.draft()
    protect("Ali", [])
    appeal.texts.filter(language="en").update(body="The quality of their aliases.")
    assert moves.propose(cast.olga(), appeal).state == "waiting"


@pytest.mark.parametrize("name", ["a guard", "Anonymous source of the port", "unnamed officer"])
def test_a_description_of_an_anonymous_official_names_nobody(name: str) -> None:
    assert checks.is_a_description(Source(name=name, kind="anonymous official"))
    assert not checks.is_a_description(Source(name=name, kind="witness"))


@given(st.from_regex(r"\A[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}\Z"), st.text())
def test_a_name_is_found_between_any_words(name: str, around: str) -> None:
    source = Source(name=name, kind="anonymous official", variants=[])
    if not name.startswith(("Anonymous", "Unnamed")):
        assert not checks.is_a_description(source)
    assert checks.names(source, f"{around} {name.upper()}, {around}")


def protect(name: str, variants: list[str]) -> None:
    Source.objects.filter(protected=True).update(name=name, variants=variants, kind="witness")
